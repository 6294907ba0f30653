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

/// A document but for the number of its text: each new title is a revision.
fn but_revision(mut document: Value) -> Value {
    document["event"].as_object_mut().unwrap().remove("revision");
    document
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
    assert_eq!(shown(&news, "1")["event"]["revision"], 3);
    assert_eq!(but_revision(shown(&news, "1")), but_revision(before));
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

/// A text with a title and more.
fn article(news: &Newstape, tail: &str) {
    news.write("a.txt", &format!("1 February 2025\n\nNvidia and Intel\n\nNvidia shares fell. {tail}\n"));
}

#[test]
fn undoing_a_tag_or_a_time_keeps_what_came_since() {
    let news = Newstape::new();
    article(&news, "");
    news.ok(&["log", "a.txt"]);
    news.ok(&["link", "1", "--add", "SAP.DE"]);
    news.ok(&["edit", "1", "--at", "2025-01-31"]);
    news.ok(&["tag", "+chips", "1"]);
    article(&news, "Intel shares rose.");
    news.ok(&["log", "a.txt"]);
    let before = shown(&news, "1");
    assert_eq!(before["event"]["revision"], 2);
    news.ok(&["undo"]);
    let mut untagged = before.clone();
    untagged["event"]["tags"] = json!([]);
    assert_eq!(shown(&news, "1"), untagged, "only the tag goes");
    news.ok(&["undo"]);
    let now = shown(&news, "1");
    assert_eq!(
        (&now["event"]["published_at"], &now["event"]["origin"]),
        (&json!("2025-02-01"), &json!("text"))
    );
    let symbols = |document: &Value| -> Vec<Value> {
        document["links"].as_array().unwrap().iter().map(|l| l["symbol"].clone()).collect()
    };
    assert_eq!((&now["event"]["revision"], symbols(&now)), (&json!(2), symbols(&before)));
    assert!(symbols(&now).contains(&json!("SAP")), "the decision stays");
}

#[test]
fn a_title_that_outlived_a_revision_is_taken_back() {
    let news = Newstape::new();
    article(&news, "");
    news.ok(&["log", "a.txt"]);
    news.ok(&["edit", "1", "--title", "Nvidia\n  and others", "--source", " The  Wire "]);
    let edited = shown(&news, "1");
    assert_eq!(edited["event"]["title"], "Nvidia and others", "with single spaces");
    assert_eq!(edited["event"]["source"], "The Wire");
    article(&news, "Intel shares rose.");
    news.ok(&["log", "a.txt"]);
    let title = |news: &Newstape| {
        let event = shown(news, "1")["event"].clone();
        (event["title"].clone(), event["revision"].clone())
    };
    assert_eq!(title(&news), (json!("Nvidia and others"), json!(3)));
    news.ok(&["undo"]);
    assert_eq!(title(&news), (json!("Nvidia and Intel"), json!(4)));
    assert_eq!(shown(&news, "1")["event"]["source"], Value::Null, "the source was as the edit had left it");
}

#[test]
fn a_change_of_an_event_that_is_gone_is_refused_and_then_passed_over() {
    let news = Newstape::new();
    for title in ["Rain over the hills", "Snow over the hills", "Fog over the hills"] {
        news.ok(&["log", "--title", title, "--at", "2020-01-30"]);
    }
    news.ok(&["edit", "3", "--kind", "macro"]);
    news.ok(&["edit", "1", "--kind", "macro"]);
    news.ok(&["prune", "--before", "2021-01-01"]);
    assert_eq!(news.run(&["show", "1"], None).0, 4);
    let (code, _, stderr) = news.run(&["undo"], None);
    assert!(code == 4 && stderr.contains("event 1 is no longer there"), "{code} {stderr}");
    assert_eq!(news.run(&["show", "1"], None).0, 4, "it stays gone");
    news.ok(&["undo"]);
    assert_ne!(shown(&news, "3")["event"]["kind"], "macro");
    assert_eq!(news.run(&["undo"], None).0, 4);
}

#[test]
fn a_corrected_time_changes_the_first_of_a_story_and_back() {
    let news = measured();
    let other = "Microsoft stock sinks after its quarterly report";
    news.ok(&["log", "--title", other, "--at", "2025-01-29T21:30Z", "--lang", "en", "--ticker", "MSFT"]);
    news.ok(&["merge", "2", "1"]);
    let before = [shown(&news, "1"), shown(&news, "2")];
    let note = |document: &Value| document["notes"].to_string();
    assert!(note(&before[1]).contains("event 1 published this story first"), "{}", before[1]["notes"]);
    // A day comes after all its hours.
    news.ok(&["edit", "1", "--at", "2025-01-29"]);
    let now = [shown(&news, "1"), shown(&news, "2")];
    assert_eq!((&now[0]["event"]["story_id"], &now[1]["event"]["story_id"]), (&json!(2), &json!(2)));
    assert_eq!(now[0]["reactions"], json!([]));
    assert!(!figures(&now[1]).is_empty());
    assert!(note(&now[0]).contains("event 2 published this story first"), "{}", now[0]["notes"]);
    assert!(!note(&now[1]).contains("published this story first"), "{}", now[1]["notes"]);
    news.ok(&["undo"]);
    assert_eq!([shown(&news, "1"), shown(&news, "2")], before);
    news.ok(&["delete", "1"]);
    assert!(!note(&shown(&news, "2")).contains("published this story first"));
}

#[test]
fn changes_at_one_time_are_all_kept() {
    let news = Newstape::new();
    news.ok(&["log", "--title", "Rain over the hills", "--at", "2025-01-30"]);
    let tags: Vec<String> = (0..6).map(|number| format!("tag{number}")).collect();
    std::thread::scope(|scope| {
        for tag in &tags {
            scope.spawn(|| news.ok(&["tag", tag, "1"]));
        }
    });
    assert_eq!(shown(&news, "1")["event"]["tags"], json!(tags));
}

#[test]
fn a_time_is_read_in_the_language_of_the_event() {
    let news = Newstape::new();
    news.ok(&["log", "--title", "Regen in den Bergen", "--at", "2025-01-30", "--lang", "de"]);
    news.ok(&["log", "--title", "Rain over the hills", "--at", "2025-01-30"]);
    news.ok(&["edit", "1", "--at", "1/2/2025"]);
    assert_eq!(shown(&news, "1")["event"]["published_at"], "2025-02-01");
    news.ok(&["edit", "2", "--at", "1/2/2025", "--lang", "de"]);
    assert_eq!(shown(&news, "2")["event"]["published_at"], "2025-02-01");
}

#[test]
fn corrections_print_documents() {
    let news = Newstape::new();
    for title in ["Rain over the hills", "Snow over the hills", "Fog over the hills"] {
        news.ok(&["log", "--title", title, "--at", "2025-01-30"]);
    }
    let tagged = news.json(&["tag", "+later", "1", "2", "2"]);
    assert_eq!(
        (&tagged["schema"], tagged["entries"].as_array().unwrap().len()),
        (&json!("newstape/history/1"), 2)
    );
    assert_eq!(tagged["entries"][0]["changes"][0]["after"], "later");
    let merged = news.json(&["merge", "3", "2"]);
    assert_eq!((&merged["schema"], &merged["event"]["id"]), (&json!("newstape/event/1"), &json!(2)));
    let deleted = news.json(&["delete", "2"]);
    assert_eq!(
        (&deleted["entries"][0]["action"], &deleted["entries"][0]["event"]),
        (&json!("delete"), &json!(2))
    );
    for (args, note) in [
        (&["tag", "+other", "1", "3"][..], "2 events changed"),
        (&["tag", "+other", "1"], "0 events changed"),
        (&["tag", "-other", "1"], "1 event changed"),
    ] {
        let (code, stdout, stderr) = news.run(args, None);
        assert!(code == 0 && stdout.is_empty() && stderr.contains(note), "{args:?}: {stdout} {stderr}");
    }
}

#[test]
fn words_without_a_word_are_refused_by_one_rule() {
    let news = measured();
    let before = shown(&news, "1");
    for (args, word) in [
        (&["edit", "1", "--title", " \n"][..], "the title is empty"),
        (&["edit", "1", "--source", " "], "the source is empty"),
        (&["edit", "1", "--tag", "+"], "\"+\" has no tag name"),
        (&["tag", "- ", "1"], "\"- \" has no tag name"),
        (&["log", "--title", "Rain over the hills", "--tag", ""], "\"\" has no tag name"),
    ] {
        let (code, _, stderr) = news.run(args, None);
        assert!(code == 2 && stderr.contains(word), "{args:?}: {code} {stderr}");
    }
    assert_eq!(shown(&news, "1"), before);
    assert_eq!(news.run(&["history"], None), (4, String::new(), "no changes are recorded\n".to_owned()));
}

fn roles(document: &Value) -> Vec<(String, String, f64)> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of =
        |link: &Value| (word(&link["symbol"]), word(&link["role"]), link["confidence"].as_f64().unwrap());
    document["links"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn corrections_of_links_are_in_the_history_and_taken_back_one_by_one() {
    let news = measured();
    let before = shown(&news, "1");
    let corrected = news.json(&["link", "1", "--reject", "MSFT", "--add", "NVDA"]);
    assert_eq!(corrected["diff"]["added"][0]["symbol"], "NVDA");
    let rejected = shown(&news, "1");
    news.ok(&["link", "1", "--accept", "MSFT"]);
    let accepted = shown(&news, "1");
    assert!(roles(&accepted).contains(&("MSFT".to_owned(), "subject".to_owned(), 1.0)));
    assert_eq!(accepted["claims"][0]["symbol"], "MSFT");
    // The same word again changes nothing, and is no entry.
    news.ok(&["link", "1", "--accept", "MSFT"]);
    let history = news.json(&["history", "1"]);
    let said = |n: usize| history["entries"][n]["changes"].clone();
    assert_eq!(history["entries"].as_array().unwrap().len(), 2);
    assert_eq!(said(0), json!([{"field": "link MSFT:XNAS", "before": "rejected", "after": "accepted"}]));
    assert_eq!(
        said(1),
        json!([
            {"field": "link MSFT:XNAS", "before": "subject", "after": "rejected"},
            {"field": "link NVDA:XNAS", "after": "added"},
        ])
    );
    news.ok(&["undo"]);
    assert_eq!(shown(&news, "1"), rejected);
    news.ok(&["undo"]);
    assert_eq!(shown(&news, "1"), before);
    assert_eq!(news.json(&["link", "1"])["decisions"], json!([]));
}

#[test]
fn a_link_that_the_user_named_is_a_subject_again_after_a_rejection_was_a_mistake() {
    let news = Newstape::new();
    let named = ["log", "--title", "Quarterly figures are out", "--at", "2025-01-29", "--ticker", "SAP.DE"];
    news.ok(&named);
    let before = roles(&shown(&news, "1"));
    news.ok(&["link", "1", "--reject", "SAP.DE"]);
    news.ok(&["link", "1", "--accept", "SAP.DE"]);
    assert_eq!(roles(&shown(&news, "1")), before);
    // What has been decided since stays when an older decision is taken back.
    news.ok(&["edit", "1", "--tag", "+figures"]);
    news.ok(&["undo"]);
    news.ok(&["undo"]);
    assert_eq!(roles(&shown(&news, "1")), []);
    news.ok(&["undo"]);
    assert_eq!(roles(&shown(&news, "1")), before);
}
