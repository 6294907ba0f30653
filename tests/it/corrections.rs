//! Corrections of links, and linking again, run as a user would.

use serde_json::Value;

use crate::support::Newstape;

fn symbols(document: &Value) -> Vec<&str> {
    document["links"].as_array().unwrap().iter().filter_map(|l| l["symbol"].as_str()).collect()
}

fn link<'v>(document: &'v Value, symbol: &str) -> &'v Value {
    document["links"].as_array().unwrap().iter().find(|l| l["symbol"] == symbol).unwrap()
}

fn reacts(document: &Value) -> Vec<&str> {
    let rows = document["reactions"].as_array().unwrap();
    let mut all: Vec<&str> = rows.iter().filter_map(|r| r["symbol"].as_str()).collect();
    all.dedup();
    all
}

const TITLE: &str = "Nvidia shares fell 3% while Apple Inc. held steady";

fn with_event() -> Newstape {
    let newstape = Newstape::new();
    newstape.ok(&["log", "--title", TITLE, "--at", "2025-01-27", "--lang", "en"]);
    newstape
}

#[test]
fn a_link_that_was_rejected_and_is_accepted_is_the_linkers_again() {
    let newstape = with_event();
    let before = newstape.json(&["show", "1"]);
    newstape.ok(&["link", "1", "--reject", "NVDA"]);
    let after = newstape.json(&["link", "1", "--accept", "NVDA"]);
    assert_eq!(link(&before, "NVDA")["role"], "subject");
    assert_eq!(link(&after, "NVDA")["role"], "subject");
    assert_eq!(newstape.json(&["show", "1"])["claims"][0]["symbol"], "NVDA");
}

#[test]
fn a_users_word_stands_above_the_linker_and_outlives_linking_again() {
    let newstape = with_event();
    assert_eq!(newstape.json(&["show", "1"])["claims"][0]["symbol"], "NVDA");
    let args = ["link", "1", "--reject", "nvda", "--add", "SAP.DE", "--accept", "AAPL"];
    let corrected = newstape.json(&args);
    assert_eq!(corrected["schema"], "newstape/link/1");
    assert_eq!(symbols(&corrected), ["AAPL", "SAP"]);
    assert_eq!(corrected["diff"]["removed"][0]["symbol"], "NVDA");
    let sap = link(&corrected, "SAP");
    assert_eq!((sap["confidence"].as_f64(), &sap["role"]), (Some(1.0), &Value::from("subject")));
    assert_eq!(sap["evidence"][0]["kind"], "user");
    assert_eq!(link(&corrected, "AAPL")["confidence"], 1.0);
    let shown = newstape.json(&["show", "1"]);
    assert_eq!(reacts(&shown), ["AAPL", "SAP"], "the reactions follow the links");
    assert!(shown["claims"].as_array().unwrap().iter().all(|c| c["symbol"] != "NVDA"));
    let again = newstape.json(&["relink", "--yes"]);
    assert_eq!((&again["events"], &again["changed"]), (&Value::from(1), &Value::from(0)));
    assert_eq!(symbols(&newstape.json(&["link", "1"])), ["AAPL", "SAP"]);
    newstape.ok(&["link", "1", "--accept", "NVDA"]);
    let back = newstape.json(&["link", "1"]);
    assert!(symbols(&back).contains(&"NVDA"), "a later decision replaces an earlier one");
    assert_eq!(back["decisions"].as_array().unwrap().len(), 3);
}

#[test]
fn decisions_outlive_a_new_text() {
    let newstape = Newstape::new();
    let write = |tail: &str| {
        let text = format!("1 February 2025\n\nNvidia and Intel\n\nNvidia shares fell. {tail}\n");
        newstape.write("a.txt", &text);
    };
    write("");
    newstape.ok(&["log", "a.txt"]);
    newstape.ok(&["link", "1", "--reject", "INTC", "--add", "MSFT"]);
    write("Intel shares rose.");
    let revised = newstape.json(&["log", "a.txt"]);
    assert_eq!(revised["event"]["revision"], 2);
    assert_eq!(symbols(&revised), ["MSFT", "NVDA"]);
}

#[test]
fn linking_again_shows_a_diff_and_writes_only_when_told() {
    let newstape = Newstape::new();
    newstape.ok(&["log", "--title", "Zetatop Polska raises its outlook", "--at", "2025-01-27"]);
    newstape.ok(&[
        "log",
        "--title",
        "Zetatop Polska names a chief",
        "--at",
        "2024-01-27",
        "--ticker",
        "MSFT",
    ]);
    newstape.ok(&["instruments", "add", "ZZT:XNAS", "--name", "Zetatop Polska"]);
    let (code, stdout, stderr) = newstape.run(&["relink"], None);
    assert_eq!(code, 0);
    assert!(stdout.contains("+ ZZT") && stdout.contains("2 of 2 events would change"), "{stdout}");
    assert!(stderr.contains("--yes"), "{stderr}");
    assert!(symbols(&newstape.json(&["link", "1"])).is_empty(), "nothing is written without --yes");
    let since = newstape.json(&["relink", "--since", "2025-01-01", "--yes"]);
    assert_eq!((&since["events"], &since["written"]), (&Value::from(1), &Value::Bool(true)));
    assert_eq!(since["diffs"][0]["added"][0]["symbol"], "ZZT");
    let shown = newstape.json(&["show", "1"]);
    assert_eq!(reacts(&shown), ["ZZT"], "a new link has rows that wait");
    assert_eq!(symbols(&newstape.json(&["link", "2"])), ["MSFT"]);
    newstape.ok(&["relink", "2", "--write"]);
    assert_eq!(symbols(&newstape.json(&["link", "2"])), ["MSFT", "ZZT"], "what --ticker named stays");
    assert_eq!(newstape.json(&["relink"])["changed"], 0);
}

#[test]
fn corrections_that_make_no_sense_are_refused_and_nothing_is_written() {
    let newstape = with_event();
    let before = newstape.ok(&["--json", "show", "1"]);
    for (args, code, word) in [
        (&["link", "1", "--reject", "SAP.DE"][..], 4, "not linked to SAP:XETR"),
        (&["link", "1", "--add", "NOSUCHSYM"], 4, "NOSUCHSYM"),
        (&["link", "9", "--add", "MSFT"], 4, "9"),
        (&["link", "1", "--accept", "AAPL", "--reject", "AAPL"], 2, "decided twice"),
        (&["relink", "9"], 4, "9"),
    ] {
        let (got, _, stderr) = newstape.run(args, None);
        assert!(got == code && stderr.contains(word), "{args:?}: {got} {stderr}");
    }
    assert_eq!(newstape.ok(&["--json", "show", "1"]), before);
}

#[test]
fn symbols_are_added_as_of_the_events_day() {
    let newstape = Newstape::new();
    newstape.ok(&["log", "--title", "A social network grows", "--at", "2015-03-02", "--ticker", "META"]);
    assert_eq!(symbols(&newstape.json(&["link", "1"])), ["FB"]);
    newstape.ok(&["log", "--title", "A social network shrinks", "--at", "2022-07-02"]);
    assert_eq!(symbols(&newstape.json(&["link", "2", "--add", "FB"])), ["META"]);
}

#[test]
fn names_and_relations_are_added_one_by_one() {
    let newstape = Newstape::new();
    let added = newstape.json(&["instruments", "add", "QQX:XWAR", "--name", "Qarbonix", "--alias", "Qarbo"]);
    assert_eq!(added["instruments"][0]["currency"], "PLN");
    newstape.ok(&["instruments", "alias", "MSFT", "Redmondsoft"]);
    newstape.ok(&["instruments", "relate", "Blorbify Labs", "NVDA", "--reason", "supplier"]);
    let logged = newstape.json(&["log", "--title", "Qarbo, Redmondsoft and Blorbify Labs sign a contract"]);
    let mut all = symbols(&logged);
    all.sort_unstable();
    assert_eq!(all, ["MSFT", "NVDA", "QQX"]);
    assert_eq!(link(&logged, "NVDA")["role"], "related");
    let (code, _, stderr) =
        newstape.run(&["instruments", "add", "QQY:XWAR", "--name", "Q", "--isin", "US5949181046"], None);
    assert!(code == 2 && stderr.contains("check digit"), "{code} {stderr}");
    assert_eq!(
        newstape.run(&["instruments", "relate", "Blorbify", "NOSUCHSYM", "--reason", "peer"], None).0,
        4
    );
}

/// A text that names a company which the linker does not know, and prices for what it is about.
const UNKNOWN: &str = "\
1 February 2025

A word on software

Redmondsoft shares fell 0.21% to $446.28 in premarket trading.
";

#[test]
fn an_added_instrument_takes_over_the_claims_of_the_only_company() {
    let newstape = Newstape::new();
    newstape.unpack_demo_bars();
    newstape.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
    newstape.write("note.txt", UNKNOWN);
    let logged = newstape.json(&["log", "note.txt"]);
    assert_eq!(logged["claims"][0]["symbol"], Value::Null, "{}", logged["claims"]);
    newstape.ok(&["link", "1", "--add", "MSFT"]);
    let claim = newstape.json(&["show", "1"])["claims"][0].clone();
    assert_eq!((&claim["symbol"], &claim["company"]), (&Value::from("MSFT"), &Value::from("Redmondsoft")));
    assert_eq!(claim["verdict"]["status"], "confirmed", "{claim}");
    let note = claim["verdict"]["note"].as_str().unwrap();
    assert!(
        note.contains("\u{2212}0.2057 %") && !note.contains(" -0.") && !note.contains("(-"),
        "a typeset minus: {note}"
    );
    assert_eq!(newstape.json(&["relink", "--yes"])["changed"], 0, "linking again keeps it");
    assert_eq!(newstape.json(&["show", "1"])["claims"][0]["symbol"], "MSFT");
    newstape.ok(&["link", "1", "--reject", "MSFT"]);
    let claim = newstape.json(&["show", "1"])["claims"][0].clone();
    assert_eq!((&claim["symbol"], &claim["verdict"]), (&Value::Null, &Value::Null), "{claim}");
}

#[test]
fn of_several_companies_an_added_instrument_takes_those_of_its_name() {
    let newstape = Newstape::new();
    let title = "Zetatop shares fell 3% while Marwitz shares gained 1%";
    newstape.ok(&["log", "--title", title, "--at", "2025-01-27", "--lang", "en"]);
    newstape.ok(&["instruments", "add", "ZZT:XNAS", "--name", "Zetatop Polska"]);
    newstape.ok(&["link", "1", "--add", "ZZT"]);
    let symbols = |document: &Value| -> Vec<Value> {
        document["claims"].as_array().unwrap().iter().map(|c| c["symbol"].clone()).collect()
    };
    assert_eq!(symbols(&newstape.json(&["show", "1"])), [Value::from("ZZT"), Value::Null]);
    let named = newstape.json(&["log", "--title", "Nordkraft shares fell 3%", "--ticker", "ZZT"]);
    assert_eq!(symbols(&named), [Value::from("ZZT")], "named when logged");
}

#[test]
fn linking_again_replaces_the_linkers_remarks() {
    let newstape = Newstape::new();
    let title = "Zetatop Polska (ISIN PLZETTP00013) raises its outlook";
    newstape.ok(&["log", "--title", title, "--at", "2025-01-27", "--lang", "en"]);
    let notes = |n: &Newstape| n.json(&["show", "1"])["notes"].as_array().cloned().unwrap_or_default();
    assert!(notes(&newstape).iter().any(|n| n.as_str().unwrap().contains("no instrument with the ISIN")));
    newstape.ok(&["instruments", "add", "ZZT:XNAS", "--name", "Zetatop Polska", "--isin", "PLZETTP00013"]);
    newstape.ok(&["relink", "--yes"]);
    assert_eq!(notes(&newstape), [] as [Value; 0]);
    assert_eq!(newstape.json(&["relink"])["changed"], 0);
}
