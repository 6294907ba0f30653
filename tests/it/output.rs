//! The forms of rows, through the command line.

use serde_json::Value;

use crate::support::Newstape;

const NOW: &str = "2025-01-30T12:00:00Z";

fn two_events() -> Newstape {
    let news = Newstape::new();
    for (title, symbol) in
        [("Microsoft lifts dividend, \"a lot\"", "MSFT"), ("SAP | raises outlook", "SAP:XETR")]
    {
        let args = ["--now", NOW, "log", "--title", title, "--at", "2025-01-29T14:00Z", "--ticker", symbol];
        news.ok(&[&args[..], &["--lang", "en"]].concat());
    }
    news
}

fn records(text: &str) -> Vec<std::collections::HashMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|r| r.unwrap()).collect()
}

#[test]
fn lists_are_rows_in_every_form() {
    let news = two_events();
    let list = |form: &str| news.ok(&["--now", NOW, "list", "--format", form]);
    let rows = records(&list("csv"));
    assert_eq!(rows.len(), 2);
    let row = rows.iter().find(|r| r["symbols"] == "MSFT").unwrap();
    assert_eq!(row["title"], "Microsoft lifts dividend, \"a lot\"");
    assert_eq!((row["published_at"].as_str(), row["return"].as_str()), ("2025-01-29T14:00:00Z", ""));

    let document: Value = serde_json::from_str(&list("json")).unwrap();
    let lines: Vec<Value> = list("jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(document["events"], Value::Array(lines));
    assert_eq!(list("json"), news.ok(&["--now", NOW, "list", "--json"]));

    assert_eq!(list("tsv").lines().count(), 3);
    assert!(list("md").contains("SAP \\| raises outlook"));
    assert!(list("html").starts_with("<table>"));
}

#[test]
fn an_event_has_rows_of_three_kinds() {
    let news = two_events();
    let show =
        |rows: &str| records(&news.ok(&["--now", NOW, "show", "1", "--rows", rows, "--format", "csv"]));
    let links = show("links");
    assert_eq!((links[0]["symbol"].as_str(), links[0]["role"].as_str()), ("MSFT", "subject"));
    let reactions = show("reactions");
    assert!(
        reactions
            .iter()
            .all(|r| r["symbol"] == "MSFT" && r["status"] != "measured" && r["return"].is_empty())
    );
    assert!(reactions.len() > 5);
    assert!(show("claims").is_empty());
}

#[test]
fn a_list_without_rows_still_has_its_header() {
    let news = two_events();
    let (code, out, stderr) = news.run(&["query", "kind = filing", "--format", "csv"], None);
    assert_eq!((code, out.lines().count()), (4, 1), "{out}");
    assert!(out.starts_with("id,published_at,"), "{out}");
    assert!(stderr.contains("no event matches"), "{stderr}");
}

#[test]
fn a_command_without_rows_refuses_forms_of_rows() {
    let news = two_events();
    for args in [&["explain", "1"][..], &["watch", "add", "MSFT"], &["doctor"]] {
        let (code, out, stderr) = news.run(&[args, &["--format", "csv"]].concat(), None);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {stderr}");
        assert!(stderr.contains("--format: this command prints no rows"), "{stderr}");
    }
    let (code, _, stderr) = news.run(&["list", "--json", "--format", "csv"], None);
    assert_eq!(code, 2, "{stderr}");
}
