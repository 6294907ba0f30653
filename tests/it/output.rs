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

#[test]
fn calendars_prices_and_studies_are_rows_in_every_form() {
    let news = Newstape::with_demo();
    let csv = |args: &[&str]| news.ok(&[args, &["--format", "csv"]].concat());
    let days = ["calendar", "XNYS", "--from", "2025-01-27", "--to", "2025-01-31"];
    let sessions = records(&csv(&days));
    assert_eq!(sessions.len(), 5);
    assert_eq!(
        (sessions[0]["mic"].as_str(), sessions[0]["open_utc"].as_str()),
        ("XNYS", "2025-01-27T14:30:00Z")
    );
    assert!(news.ok(&[&days[..], &["--format", "md"]].concat()).starts_with("| day | open | close |"));
    assert_eq!(news.ok(&[&days[..], &["--format", "jsonl"]].concat()).lines().count(), 5);

    let stored = records(&csv(&["prices", "status", "MSFT", "NVDA"]));
    assert!(
        stored.iter().any(|row| row["symbol"] == "NVDA" && row["interval"] == "1d" && row["missing"] == "0")
    );
    let (code, flagged, stderr) = news.run(&["prices", "check", "--format", "csv"], None);
    assert!(code == 0 && flagged.starts_with("symbol,mic,interval,"), "{code} {flagged} {stderr}");

    let study = ["study", "--where", "ticker in (MSFT, NVDA, META, AAPL)", "--window=-1..1"];
    let rows = records(&csv(&study));
    assert_eq!(rows.iter().map(|row| row["relative_day"].as_str()).collect::<Vec<_>>(), ["-1", "0", "1"]);
    let header = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    assert_eq!(header(&csv(&study)), header(&news.ok(&[&study[..], &["--csv"]].concat())));
    assert!(news.ok(&[&study[..], &["--format", "html"]].concat()).starts_with("<table>"));

    // What prints one thing has no rows.
    let (code, _, _) = news.run(&["calendar", "XNYS", "--format", "csv"], None);
    assert_eq!(code, 2);
}

#[test]
fn two_expressions_or_two_tickers_are_compared_on_stored_prices() {
    let news = Newstape::with_demo();
    let (code, _, stderr) =
        news.run(&["compare", "ticker = NVDA", "ticker = META", "--window=0..1", "--estimation", "60"], None);
    assert_eq!(code, 0, "{stderr}");
    let by = [
        "compare",
        "NVDA",
        "META",
        "--where",
        "published >= 2025-01-01",
        "--by",
        "ticker",
        "--window=0..1",
        "--estimation",
        "60",
    ];
    let (code, _, stderr) = news.run(&by, None);
    assert_eq!(code, 0, "{stderr}");
    let (code, _, stderr) = news.run(&["compare", "a.csv", "b.csv"], None);
    assert!(
        code == 2 && stderr.contains("--prices: events from files need prices from files"),
        "{code} {stderr}"
    );
}
