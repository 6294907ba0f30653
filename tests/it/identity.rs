//! When two arrivals are one event, through the program.

use serde_json::Value;

use crate::support::Newstape;
use crate::support::fixture_server::{FixtureServer, Reply};

/// A program that may fetch from this machine.
fn open() -> Newstape {
    let newstape = Newstape::new();
    newstape.write_open_config();
    newstape
}

fn json(newstape: &Newstape, args: &[&str]) -> Value {
    let all: Vec<&str> = ["--config", "open.toml", "--json"].iter().chain(args).copied().collect();
    let (code, stdout, stderr) = newstape.run(&all, None);
    // A pass that logs and then has no prices is done in part.
    assert!(code == 0 || (code == 3 && args.contains(&"run")), "{args:?}: {stderr}");
    serde_json::from_str(&stdout).unwrap()
}

/// Titles and times, the latest first.
fn events(newstape: &Newstape) -> Vec<(String, String)> {
    let word = |v: &Value| v.as_str().unwrap().to_owned();
    let listed = json(newstape, &["list"]);
    listed["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (word(&e["title"]), word(&e["published_at"])))
        .collect()
}

fn rss(items: &str) -> Reply {
    let head = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Odd wire</title>";
    Reply::new(200, "application/rss+xml", format!("{head}{items}</channel></rss>"))
}

fn item(title: &str, link: &str, guid: &str, hour: u32) -> String {
    let link = if link.is_empty() { String::new() } else { format!("<link>{link}</link>") };
    format!(
        "<item><title>{title}</title>{link}<guid isPermaLink=\"false\">{guid}</guid>\
         <pubDate>Wed, 29 Jan 2025 {hour}:00:00 GMT</pubDate></item>"
    )
}

/// What a trial promises of each item, and what a pass then did.
fn promised_and_done(newstape: &Newstape) -> (Vec<String>, Value) {
    let tried = json(newstape, &["source", "test", "wire"]);
    let outcomes = tried["items"].as_array().unwrap().iter();
    let outcomes = outcomes.map(|i| i["outcome"].as_str().unwrap().to_owned()).collect();
    (outcomes, json(newstape, &["run", "--once"]))
}

#[test]
fn one_identifier_for_all_items_is_none() {
    let (newstape, server) = (open(), FixtureServer::start());
    json(&newstape, &["source", "add", "wire", &server.url("/rss")]);
    let of = |name: &str, hour| {
        item(&format!("{name} shares rise in New York"), &format!("https://w.example/{name}"), "same", hour)
    };
    let (apple, boeing, tesla) = (of("Apple", 14), of("Boeing", 15), of("Tesla", 16));
    server.on("/rss", rss(&[apple.as_str(), &boeing].concat()));
    let (promised, done) = promised_and_done(&newstape);
    assert_eq!((promised, &done["created"]), (vec!["new".to_owned(); 2], &2.into()), "{done}");
    // Whichever of them the feed lists next, alone or together.
    newstape.ok(&["source", "set", "wire", "--interval", "10s"]);
    server.on("/rss", rss(&tesla));
    let (promised, done) = again(&newstape);
    assert_eq!((promised, &done["created"]), (vec!["new".to_owned()], &1.into()), "{done}");
    let expected = [("Tesla", "16"), ("Boeing", "15"), ("Apple", "14")]
        .map(|(n, h)| (format!("{n} shares rise in New York"), format!("2025-01-29T{h}:00:00Z")));
    assert_eq!(events(&newstape), expected);
    server.on("/rss", rss(&[apple.as_str(), &tesla].concat()));
    let (promised, done) = again(&newstape);
    assert_eq!(promised, ["seen", "seen"]);
    assert_eq!((&done["created"], &done["revised"]), (&0.into(), &0.into()), "{done}");
}

/// A trial and a pass a day later, when the source may be asked again.
fn again(newstape: &Newstape) -> (Vec<String>, Value) {
    use std::sync::atomic::{AtomicU32, Ordering};
    static DAY: AtomicU32 = AtomicU32::new(1);
    let now = format!("2025-04-{:02}T12:00:00Z", DAY.fetch_add(1, Ordering::Relaxed) % 28 + 1);
    let tried = json(newstape, &["--now", &now, "source", "test", "wire"]);
    let outcomes = tried["items"].as_array().unwrap().iter();
    let outcomes = outcomes.map(|i| i["outcome"].as_str().unwrap().to_owned()).collect();
    (outcomes, json(newstape, &["--now", &now, "run", "--once"]))
}

#[test]
fn identifiers_without_addresses() {
    let (newstape, server) = (open(), FixtureServer::start());
    json(&newstape, &["source", "add", "wire", &server.url("/rss"), "--interval", "10s"]);
    // Three titles under one identifier are three items.
    server.on(
        "/rss",
        rss(&[item("Apple opens a shop", "", "0", 14), item("Boeing opens a hall", "", "0", 15)].concat()),
    );
    let (promised, done) = promised_and_done(&newstape);
    assert_eq!((promised, &done["created"]), (vec!["new".to_owned(); 2], &2.into()), "{done}");
    // A title that is changed under its identifier is a revision, also in what a trial promises.
    server.on("/rss", rss(&item("Siemens builds a plant", "", "17", 16)));
    assert_eq!(again(&newstape).0, ["new"]);
    server.on("/rss", rss(&item("Siemens will build a plant", "", "17", 16)));
    let (promised, done) = again(&newstape);
    assert_eq!((promised, &done["revised"]), (vec!["revised".to_owned()], &1.into()), "{done}");
    assert_eq!(events(&newstape).len(), 3);
}

#[test]
fn a_bare_ampersand_loses_no_news() {
    let (newstape, server) = (open(), FixtureServer::start());
    json(&newstape, &["source", "add", "wire", &server.url("/rss")]);
    server.on(
        "/rss",
        rss(&item("AT&T shares rise 3%, S&P little changed", "https://w.example/a?x=1&y=2", "m1", 15)),
    );
    let tried = json(&newstape, &["source", "test", "wire"]);
    let found = &tried["items"][0];
    assert_eq!((&found["outcome"], &found["links"][0]), (&"new".into(), &"T:XNYS".into()), "{tried}");
    assert_eq!(found["title"], "AT&T shares rise 3%, S&P little changed");
    assert_eq!(found["url"], "https://w.example/a?x=1&y=2");
}

const NOTE: &str = "\
Wall Street am Mittag: Technologiewerte

29. Januar 2025

Die Microsoft-Aktie verlor im vorbörslichen Handel 0,21 Prozent auf 446,28 US-Dollar.
";

fn with_prices() -> Newstape {
    let newstape = open();
    newstape.unpack_demo_bars();
    newstape.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
    newstape
}

fn measured(document: &Value) -> Vec<Value> {
    let rows = document["reactions"].as_array().unwrap().iter();
    rows.filter(|r| r["symbol"] == "MSFT" && r["status"] == "measured").cloned().collect()
}

#[test]
fn a_word_said_later_is_never_ignored_in_silence() {
    let newstape = with_prices();
    newstape.write("note.txt", NOTE);
    let before = json(&newstape, &["log", "note.txt", "--tag", "ki"]);
    assert!(measured(&before).len() > 5, "{before}");
    let cases: [(&[&str], &str); 7] = [
        (&["--title", "Another title"], "the title \"Another title\""),
        (&["--at", "2025-01-30"], "the time \"2025-01-30\""),
        (&["--source", "Desk"], "the source \"Desk\""),
        (&["--kind", "earnings"], "the kind \"earnings\""),
        (&["--lang", "en"], "the language \"en\""),
        (&["--tag", "usa"], "the tag \"usa\""),
        (&["--ticker", "AAPL"], "AAPL:XNAS"),
    ];
    for (flags, words) in cases {
        let all: Vec<&str> = ["--json", "log", "note.txt"].iter().chain(flags).copied().collect();
        let (code, stdout, stderr) = newstape.run(&all, None);
        assert_eq!(code, 0, "{stderr}");
        let after: Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!(after["event"]["id"], 1, "{flags:?}");
        assert_eq!(measured(&after), measured(&before), "{flags:?}");
        assert_eq!(after["event"]["revision"], 1, "{flags:?}");
        let notes = after["notes"].as_array().unwrap();
        let is_told = |n: &Value| n.as_str().unwrap().contains(&format!("not applied: {words}"));
        assert!(notes.iter().any(is_told), "{flags:?}: {notes:?}");
        assert!(stderr.contains(&format!("not applied: {words}")), "{flags:?}: {stderr}");
    }
    // What holds already is no word to be told of.
    let (_, _, stderr) = newstape.run(&["log", "note.txt", "--tag", "ki", "--ticker", "MSFT"], None);
    assert!(!stderr.contains("not applied"), "{stderr}");
    assert_eq!(events(&newstape).len(), 1);
}

#[test]
fn a_revision_is_read_in_the_language_and_as_of_the_time_of_its_event() {
    let newstape = with_prices();
    newstape.write("note.txt", NOTE);
    let claims = |logged: &Value| logged["claims"].as_array().unwrap().clone();
    let before = json(&newstape, &["log", "note.txt"]);
    assert!(!claims(&before).is_empty(), "{before}");
    let said: [&[&str]; 3] =
        [&["--lang", "fr"], &["--at", "2025-03-03"], &["--lang", "en", "--at", "2025-03-03"]];
    let known = |claim: &Value| ["symbol", "percent", "when", "verdict"].map(|field| claim[field].clone());
    for (n, flags) in said.into_iter().enumerate() {
        newstape.write("note.txt", &format!("{NOTE}\nMehr folgt ({n}).\n"));
        let all: Vec<&str> = ["log", "note.txt"].iter().chain(flags).copied().collect();
        let after = json(&newstape, &all);
        assert_eq!(after["event"]["revision"], n + 2);
        assert_eq!(
            claims(&after).iter().map(known).collect::<Vec<_>>(),
            claims(&before).iter().map(known).collect::<Vec<_>>(),
            "{flags:?}"
        );
    }
}

#[test]
fn a_title_of_the_user_outlives_the_sources_revisions() {
    let newstape = with_prices();
    newstape.write("note.txt", NOTE);
    json(&newstape, &["log", "note.txt"]);
    json(&newstape, &["edit", "1", "--title", "The desk's title"]);
    newstape.write("note.txt", &format!("{NOTE}\nMehr folgt.\n"));
    let after = json(&newstape, &["log", "note.txt"]);
    assert_eq!(
        (&after["event"]["title"], &after["event"]["revision"]),
        (&"The desk's title".into(), &3.into())
    );
    newstape.write("note.txt", NOTE);
    assert_eq!(json(&newstape, &["log", "note.txt"])["event"]["title"], "The desk's title");
    // Taken back, the source's title counts again.
    json(&newstape, &["undo"]);
    newstape.write("note.txt", &format!("{NOTE}\nNoch mehr folgt.\n"));
    let again = json(&newstape, &["log", "note.txt"]);
    assert_ne!(again["event"]["title"], "The desk's title");
}

#[test]
fn a_title_alone_takes_no_text_away() {
    let newstape = open();
    newstape.write("note.txt", "Nvidia slumps\n\nNvidia shares fell 17 percent on Monday.\n");
    let at = ["--at", "2025-01-27T22:00Z"];
    let before = json(&newstape, &[&["log", "note.txt"][..], &at].concat());
    let title = ["log", "--title", "Nvidia slumps"];
    let after = json(&newstape, &[&title[..], &at].concat());
    assert_eq!((&after["event"]["id"], &after["event"]["revision"]), (&1.into(), &1.into()));
    assert_eq!(after["claims"], before["claims"]);
    assert!(!before["claims"].as_array().unwrap().is_empty());
}

#[test]
fn one_short_text_on_two_days_is_two_events_through_every_door() {
    let (text, days) = ("Shares of Apple closed 2% higher in New York.", ["2025-01-29", "2025-01-30"]);
    let doors: [&dyn Fn(&Newstape); 2] = [
        &|newstape| {
            for (n, day) in days.iter().enumerate() {
                let name = format!("{n}.txt");
                newstape.write(&name, text);
                newstape.ok(&["log", &name, "--at", day]);
            }
            // Without a day of its own it is met again.
            newstape.ok(&["log", "0.txt"]);
        },
        &|newstape| {
            let rows: String = days.iter().flat_map(|day| [day, ",", text, "\n"]).collect();
            newstape.write("rows.csv", &format!("at,title\n{rows}"));
            newstape.ok(&["import", "events", "rows.csv"]);
        },
    ];
    for door in doors {
        let newstape = open();
        door(&newstape);
        assert_eq!(events(&newstape).len(), 2);
    }
}

#[test]
fn a_revision_keeps_what_was_measured_and_opens_what_is_new() {
    let newstape = with_prices();
    newstape.write("note.txt", NOTE);
    let before = json(&newstape, &["log", "note.txt"]);
    newstape.ok(&["link", "1", "--add", "META"]);
    newstape.write("note.txt", &(NOTE.to_owned() + "Auch die Nvidia-Aktie verlor 4 Prozent.\n"));
    let after = json(&newstape, &["log", "note.txt"]);
    assert_eq!((&after["event"]["revision"], &after["created"]), (&2.into(), &false.into()));
    assert_eq!(measured(&after), measured(&before));
    let rows = |symbol: &str| {
        after["reactions"].as_array().unwrap().iter().filter(|r| r["symbol"] == symbol).count()
    };
    assert!(rows("NVDA") > 5, "what is linked anew has its rows: {after}");
    assert!(rows("META") > 5, "what the user decided stays: {after}");
    let verdicts = after["claims"].as_array().unwrap().iter().filter(|c| !c["verdict"].is_null()).count();
    assert_eq!(verdicts, 2, "{after}");
    // What is no longer named has no rows any more.
    newstape.write("note.txt", NOTE);
    let back = json(&newstape, &["log", "note.txt"]);
    assert!(!back["reactions"].as_array().unwrap().iter().any(|r| r["symbol"] == "NVDA"), "{back}");
    assert_eq!(measured(&back), measured(&before));
}
