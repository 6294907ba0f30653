//! `newstape log` and what follows from it, run as a user would.

use serde_json::Value;

use crate::support::{Newstape, shared};

const NOTE: &str = "\
1. Februar 2025

Wall Street am Mittag

Die Microsoft-Aktie verlor im vorbörslichen Handel 0,21 Prozent auf 446,28 US-Dollar.
";

/// Two years of real bars for Microsoft and its benchmark, from the demo's own file.
fn with_prices() -> Newstape {
    let newstape = Newstape::new();
    newstape.unpack_demo_bars();
    newstape.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
    newstape
}

#[test]
fn an_article_is_linked_its_claim_checked_and_its_reaction_measured() {
    let newstape = with_prices();
    newstape.write("note.txt", NOTE);
    let logged = newstape.json(&["log", "note.txt"]);
    assert_eq!(logged["schema"], "newstape/log/1");
    assert_eq!(logged["created"], true);
    assert_eq!(logged["event"]["precision"], "day");
    assert_eq!(logged["event"]["published_at"], "2025-02-01");
    assert_eq!(logged["links"][0]["symbol"], "MSFT");
    let claim = &logged["claims"][0];
    assert_eq!((claim["percent"].as_f64(), claim["price"].as_f64()), (Some(0.21), Some(446.28)));
    assert_eq!(claim["session"], "premarket");
    let verdict = &claim["verdict"];
    assert_eq!(verdict["status"], "confirmed", "{verdict}");
    assert_eq!(verdict["session_date"], "2025-01-29");
    assert_eq!(verdict["reference_date"], "2025-01-28");
    assert_eq!(verdict["reference_close"], 447.2);
    assert_eq!(verdict["verdict"], "muted");
    let first = row(&logged, "1d");
    assert_eq!(first["status"], "measured");
    assert_eq!(first["anchor"]["price"], 415.06);
    assert!((first["return"].as_f64().unwrap() - (410.92 / 415.06 - 1.0)).abs() < 1e-12);
}

fn row<'v>(document: &'v Value, horizon: &str) -> &'v Value {
    let rows = document["reactions"].as_array().unwrap();
    rows.iter().find(|r| r["horizon"] == horizon).unwrap()
}

#[test]
fn logging_twice_counts_and_a_changed_text_is_a_revision() {
    let newstape = Newstape::new();
    newstape.write("note.txt", NOTE);
    assert_eq!(newstape.json(&["log", "note.txt"])["created"], true);
    let again = newstape.json(&["log", "note.txt"]);
    assert_eq!((&again["created"], &again["event"]["id"]), (&Value::Bool(false), &Value::from(1)));
    newstape.write("note.txt", &NOTE.replace("0,21", "0,22"));
    let revised = newstape.json(&["log", "note.txt"]);
    assert_eq!((&revised["event"]["id"], &revised["event"]["revision"]), (&Value::from(1), &Value::from(2)));
}

#[test]
fn flags_alone_make_an_event_and_beat_the_text() {
    let newstape = Newstape::new();
    let logged = newstape.json(&[
        "log",
        "--title",
        "Meta beats estimates",
        "--at",
        "2025-01-29T21:05Z",
        "--ticker",
        "META",
        "--kind",
        "earnings",
        "--tag",
        "results",
        "--source",
        "Desk",
    ]);
    assert_eq!(logged["event"]["published_at"], "2025-01-29T21:05:00Z");
    assert_eq!(logged["event"]["origin"], "user");
    assert_eq!(logged["event"]["precision"], "minute");
    assert_eq!(logged["event"]["kind"], "earnings");
    assert_eq!(logged["links"][0]["symbol"], "META");
    assert_eq!(logged["links"][0]["role"], "subject");
    assert_eq!(row(&logged, "1d")["status"], "no_data");
    let lacks = serde_json::json!({"kind": "bars", "symbol": "META", "mic": "XNAS", "interval": "1d",
        "from": "2025-01-29", "to": "2025-01-29", "extended": false});
    assert_eq!(row(&logged, "1d")["missing"], lacks);
    assert!(row(&logged, "1d")["note"].is_null());
    newstape.write("note.txt", NOTE);
    let told = newstape.json(&["log", "note.txt", "--at", "2025-01-30"]);
    assert_eq!(
        (&told["event"]["published_at"], &told["event"]["origin"]),
        (&"2025-01-30".into(), &"user".into())
    );
    assert_eq!(told["event"]["conflicts"][0], "2025-02-01");
}

#[test]
fn an_event_is_read_from_standard_input() {
    let newstape = Newstape::new();
    let logged = newstape.json_from(NOTE.as_bytes(), &["log", "-"]);
    assert_eq!(logged["event"]["title"], "Wall Street am Mittag");
}

#[test]
fn pending_rows_are_filled_when_they_are_ripe() {
    let newstape = with_prices();
    newstape.write("note.txt", NOTE);
    let early = newstape.json(&["--now", "2025-02-01T12:00:00Z", "log", "note.txt"]);
    assert_eq!(row(&early, "1d")["status"], "pending");
    assert_eq!(row(&early, "1d")["due_at"], "2025-02-03T21:00:00Z");
    assert_eq!(early["claims"][0]["verdict"]["status"], "confirmed");
    let done = newstape.json(&["--now", "2025-02-03T21:00:00Z", "measure"]);
    assert!(done["measured"].as_u64().unwrap() >= 3, "{done}");
    assert_eq!(row(&newstape.json(&["show", "1"]), "1d")["status"], "measured");
    assert_eq!(row(&newstape.json(&["show", "1"]), "5d")["status"], "pending");
}

#[test]
fn the_arithmetic_can_be_checked_by_hand() {
    let newstape = with_prices();
    newstape.write("note.txt", NOTE);
    newstape.ok(&["log", "note.txt"]);
    let text = newstape.ok(&["explain", "1"]);
    for line in ["410.92 / 415.06 − 1 = −0.9974 %", "446.28 / 447.20 − 1 = −0.2057 %", "muted"] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_original_article() {
    let article = shared("articles/000_8035c6d1c46d001a.txt");
    let newstape = with_prices();
    let logged = newstape.json(&["log", article.to_str().unwrap()]);
    let links = logged["links"].as_array().unwrap();
    let microsoft = &links[0];
    assert_eq!((&microsoft["symbol"], &microsoft["role"]), (&"MSFT".into(), &"subject".into()));
    let words: Vec<&str> =
        microsoft["evidence"].as_array().unwrap().iter().map(|e| e["text"].as_str().unwrap()).collect();
    assert!(words.contains(&"Microsoft") && words.iter().any(|w| w.contains("Microsoft-Aktie")), "{words:?}");
    for other in &links[1..] {
        assert_ne!(other["role"], "subject", "{other}");
    }
    let unlisted = logged["unlisted"].as_array().unwrap();
    for name in ["OpenAI", "DeepSeek"] {
        assert!(unlisted.iter().any(|u| u["name"] == name), "{name}");
    }
    let related = |symbol: &str| {
        unlisted.iter().any(|u| u["related"].as_array().unwrap().iter().any(|r| r["symbol"] == symbol))
    };
    assert!(related("MSFT") && related("NVDA"));
    assert_eq!(logged["claims"].as_array().unwrap().len(), 1);
    let claim = &logged["claims"][0];
    assert_eq!((&claim["symbol"], &claim["direction"]), (&"MSFT".into(), &"down".into()));
    assert_eq!((&claim["currency"], &claim["session"]), (&"USD".into(), &"premarket".into()));
    let verdict = &claim["verdict"];
    assert_eq!((&verdict["status"], &verdict["verdict"]), (&"confirmed".into(), &"muted".into()));
    assert_eq!(verdict["session_date"], "2025-01-29");
    let event = &logged["event"];
    assert_eq!((&event["published_at"], &event["precision"]), (&"2025-02-01".into(), &"day".into()));
    assert_eq!(event["title"], "Microsoft vs. DeepSeek: Hat China OpenAI-Daten gestohlen?");
    let text = std::fs::read_to_string(article).unwrap();
    for evidence in links.iter().flat_map(|l| l["evidence"].as_array().unwrap()) {
        let at = |k: &str| usize::try_from(evidence[k].as_u64().unwrap()).unwrap();
        assert_eq!(&text[at("start")..at("end")], evidence["text"].as_str().unwrap());
    }
}

#[test]
fn a_reprint_is_measured_only_when_told_so() {
    let newstape = Newstape::new();
    newstape.unpack_demo_bars();
    newstape.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
    let story = "Microsoft said on Wednesday that its cloud grew less than hoped while its spending on data centres rose.";
    newstape.write("a.txt", &format!("Microsoft cloud disappoints\n\n{story}"));
    newstape.write("b.txt", &format!("Microsoft cloud disappoints\n\n{story} Reprinted."));
    newstape.ok(&["log", "a.txt", "--at", "2025-01-29T21:05:00Z", "--source", "Wire", "--ticker", "MSFT"]);
    newstape.ok(&["log", "b.txt", "--at", "2025-01-30T09:00:00Z", "--source", "Daily", "--ticker", "MSFT"]);
    let (code, stdout, stderr) = newstape.run(&["measure", "2"], None);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("event 2 is a reprint: event 1 published this story first"), "{stderr}");
    assert!(stderr.contains("`newstape measure 1`") && stderr.contains("--force"), "{stderr}");
    // All or nothing, also beside one that could be measured.
    assert_eq!(newstape.run(&["measure", "1", "2"], None).0, 1);
    assert_eq!(newstape.json(&["show", "2"])["event"]["reactions"].as_array().map_or(0, Vec::len), 0);
    let forced = newstape.json(&["measure", "2", "--force"]);
    let rows = forced["reactions"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let note = row["note"].as_str().unwrap_or_default();
        assert!(
            note.contains("a reprint, measured from its own time: event 1 published this story first"),
            "{row}"
        );
    }
    newstape.ok(&["measure", "1"]);
}
