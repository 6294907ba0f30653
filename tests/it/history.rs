//! Changing, deleting and merging events: measured anew, with a history, and taken back to the letter.

use serde_json::{Value, json};

use crate::support::Newstape;

/// News on Microsoft with a measured reaction, and a claim.
fn measured() -> Newstape {
    let news = Newstape::new();
    news.unpack_demo_bars();
    news.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
    let title = "Microsoft shares fall 6.2% after results";
    news.ok(&["log", "--title", title, "--at", "2025-01-29T21:05Z", "--lang", "en", "--tag", "draft"]);
    news
}

fn shown(news: &Newstape, id: &str) -> Value {
    serde_json::from_str(&news.ok(&["--json", "show", id])).unwrap()
}

/// What a document says of an event, but for when it was measured.
fn figures(document: &Value) -> Vec<String> {
    let rows = document["reactions"].as_array().unwrap();
    rows.iter().map(|row| format!("{} {} {}", row["horizon"], row["status"], row["return"])).collect()
}

#[test]
fn a_corrected_time_measures_anew_and_is_taken_back() {
    let news = measured();
    let before = shown(&news, "1");
    let edited = [
        "edit",
        "1",
        "--at",
        "2025-01-27T21:05Z",
        "--kind",
        "earnings",
        "--tag",
        "+chips",
        "--tag",
        "-draft",
    ];
    let now: Value = serde_json::from_str(&news.ok(&[&["--json"], &edited[..]].concat())).unwrap();
    assert_eq!(now["event"]["published_at"], "2025-01-27T21:05:00Z");
    assert_eq!(now["event"]["origin"], "user");
    assert_eq!((&now["event"]["kind"], &now["event"]["tags"]), (&json!("earnings"), &json!(["chips"])));
    assert_ne!(figures(&now), figures(&before));
    assert_eq!(now["reactions"].as_array().unwrap().len(), before["reactions"].as_array().unwrap().len());
    // Lists find it at its new time.
    let listed = news.ok(&["--json", "query", "ticker = MSFT and published = 2025-01-27 and tag = chips"]);
    assert_eq!(serde_json::from_str::<Value>(&listed).unwrap()["events"][0]["id"], 1);
    let history: Value = serde_json::from_str(&news.ok(&["--json", "history", "1"])).unwrap();
    let fields: Vec<&str> = history["entries"][0]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["published_at", "kind", "tags"]);
    news.ok(&["undo"]);
    assert_eq!(shown(&news, "1"), before);
    let (code, _, stderr) = news.run(&["undo"], None);
    assert_eq!(code, 4, "{stderr}");
}

#[test]
fn a_title_is_read_anew() {
    let news = measured();
    let before = shown(&news, "1");
    news.ok(&["edit", "1", "--title", "Nvidia shares fall 6.2% after results"]);
    let now = shown(&news, "1");
    assert_eq!(now["links"][0]["symbol"], "NVDA");
    assert_eq!(now["claims"][0]["symbol"], "NVDA");
    assert_eq!(now["event"]["revision"], 2);
    assert!(news.ok(&["list", "--search", "nvidia"]).contains("Nvidia"));
    assert_eq!(news.run(&["list", "--search", "microsoft"], None).0, 4);
    news.ok(&["undo"]);
    assert_eq!(shown(&news, "1"), before);
    assert!(news.ok(&["list", "--search", "microsoft"]).contains("Microsoft"));
}

#[test]
fn a_deleted_event_is_gone_and_comes_back_whole() {
    let news = measured();
    let before = shown(&news, "1");
    news.ok(&["delete", "1"]);
    assert_eq!(news.run(&["show", "1"], None).0, 4);
    assert_eq!(news.run(&["list"], None).0, 4);
    // Its number is not given to another.
    news.ok(&["log", "--title", "Something else", "--at", "2025-01-30"]);
    assert_eq!(shown(&news, "2")["event"]["title"], "Something else");
    news.ok(&["undo"]);
    assert_eq!(shown(&news, "1"), before);
    assert!(news.ok(&["list", "--search", "results"]).contains("Microsoft"));
    let (code, _, _) = news.run(&["delete", "1", "77"], None);
    assert_eq!(code, 4);
    assert_eq!(shown(&news, "1"), before, "all or none");
}

#[test]
fn merged_events_are_measured_once_and_parted_again() {
    let news = measured();
    let other = "Microsoft stock sinks after its quarterly report";
    news.ok(&["log", "--title", other, "--at", "2025-01-29T21:30Z", "--lang", "en", "--ticker", "MSFT"]);
    let before = [shown(&news, "1"), shown(&news, "2")];
    news.ok(&["merge", "2", "1"]);
    let second = shown(&news, "2");
    assert_eq!(second["event"]["story_id"], 1);
    assert_eq!(second["reactions"], json!([]));
    assert_eq!(shown(&news, "1"), before[0]);
    news.ok(&["delete", "1"]);
    // The next of the story takes its place, and is measured.
    let alone = shown(&news, "2");
    assert_eq!(alone["event"]["story_id"], 2);
    assert!(!alone["reactions"].as_array().unwrap().is_empty());
    news.ok(&["undo"]);
    assert_eq!([shown(&news, "1"), shown(&news, "2")], [before[0].clone(), second]);
    news.ok(&["undo"]);
    assert_eq!([shown(&news, "1"), shown(&news, "2")], before);
}

#[test]
fn tags_are_put_on_several_events_by_one_change() {
    let news = measured();
    news.ok(&["log", "--title", "Something else", "--at", "2025-01-30"]);
    news.ok(&["tag", "+later", "1", "2"]);
    assert_eq!(shown(&news, "2")["event"]["tags"], json!(["later"]));
    news.ok(&["tag", "-later", "1"]);
    assert_eq!(shown(&news, "1")["event"]["tags"], json!(["draft"]));
    news.ok(&["undo"]);
    news.ok(&["undo"]);
    assert_eq!(shown(&news, "1")["event"]["tags"], json!(["draft"]));
    assert_eq!(shown(&news, "2")["event"]["tags"], json!([]));
    let text = news.ok(&["history"]);
    assert!(text.contains("(undone)") && text.contains("tags: draft"), "{text}");
}
