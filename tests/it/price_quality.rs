//! Prices that are wrong, from the command line: repaired, withheld, decided, and told apart from sound ones.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use crate::support::Newstape;

const HEADER: &str = "Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits\n";

/// Forty weekdays from 2024-02-01 with closes about 17.5, each row made by `row` from its number and close.
fn file(row: impl Fn(usize, &mut f64) -> (f64, f64)) -> String {
    let first = NaiveDate::from_ymd_opt(2024, 2, 1).unwrap();
    let days = first.iter_days().filter(|day| day.weekday().num_days_from_monday() < 5);
    let mut out = HEADER.to_owned();
    for (n, day) in days.take(40).enumerate() {
        let mut close = 17.5 + 0.2 * (n as f64 * 0.9).sin();
        let (dividend, split) = row(n, &mut close);
        let (high, low) = (close * 1.004, close * 0.996);
        writeln!(out, "{day} 00:00:00+00:00,{close:.4},{high:.4},{low:.4},{close:.4},{close:.4},20000,{dividend},{split}")
            .unwrap();
    }
    out
}

/// The database with one made-up share and its file imported; what the import said.
fn imported(text: &str) -> (Newstape, Value) {
    let newstape = Newstape::new();
    newstape.ok(&["instruments", "add", "--name", "Kolbentec Works", "KLBT:XLON"]);
    newstape.write("klbt.csv", text);
    let record = newstape.json(&["prices", "import", "klbt.csv", "--symbol", "KLBT:XLON"]);
    (newstape, record)
}

fn closes(newstape: &Newstape) -> Vec<f64> {
    let text = newstape.ok(&["prices", "export", "KLBT:XLON", "--adjusted", "splits", "-o", "-"]);
    text.lines().skip(1).map(|line| line.split(',').nth(5).unwrap().parse().unwrap()).collect()
}

fn check(newstape: &Newstape) -> Value {
    newstape.json(&["prices", "check", "KLBT:XLON"])
}

/// The largest move from one close to the next.
fn largest_move(closes: &[f64]) -> f64 {
    closes.windows(2).map(|pair| (pair[1] / pair[0] - 1.0).abs()).fold(0.0, f64::max)
}

#[test]
fn sound_prices_raise_nothing() {
    let (newstape, record) = imported(&file(|n, _| (if n == 20 { 0.05 } else { 0.0 }, 0.0)));
    assert_eq!(record["flagged"], Value::Array(Vec::new()));
    let found = check(&newstape);
    assert_eq!((&found["flagged"], &found["actions"]), (&Value::Array(vec![]), &Value::Array(vec![])));
}

#[test]
fn splits_are_not_applied_to_prices_that_have_them() {
    let (newstape, record) = imported(&file(|n, _| (0.0, if n == 24 { 4.0 } else { 0.0 })));
    assert_eq!(record["series"][0]["adjustment"], "splits");
    assert!(largest_move(&closes(&newstape)) < 0.02, "{:?}", closes(&newstape));
    let (newstape, record) = imported(&file(|n, close| {
        *close *= if n < 24 { 4.0 } else { 1.0 };
        (0.0, if n == 24 { 4.0 } else { 0.0 })
    }));
    assert_eq!(record["series"][0]["adjustment"], "as_traded");
    assert!(largest_move(&closes(&newstape)) < 0.02);
}

#[test]
fn days_in_another_unit_are_repaired_named_and_can_be_restored() {
    let (newstape, _) = imported(&file(|n, close| {
        *close *= if (20..28).contains(&n) { 100.0 } else { 1.0 };
        (0.0, 0.0)
    }));
    assert!(largest_move(&closes(&newstape)) < 0.02);
    let found = check(&newstape);
    let bar = &found["flagged"][0];
    assert_eq!((found["flagged"].as_array().unwrap().len(), &bar["used"]), (8, &true.into()));
    assert_eq!(bar["flags"], serde_json::json!(["wrong_unit", "repaired"]));
    let (arrived, close) = (bar["original_close"].as_f64().unwrap(), bar["close"].as_f64().unwrap());
    assert!((arrived / close - 100.0).abs() < 1e-6, "{arrived} {close}");
    let again = newstape.json(&["prices", "import", "klbt.csv", "--symbol", "KLBT:XLON"]);
    assert_eq!((&again["unchanged"], &again["replaced"]), (&40.into(), &0.into()));
    let day = bar["date"].as_str().unwrap().to_owned();
    newstape.ok(&["prices", "accept", "KLBT:XLON", &day]);
    assert!(largest_move(&closes(&newstape)) > 50.0, "what arrived is used");
    newstape.ok(&["prices", "reject", "KLBT:XLON", &day]);
    assert_eq!(closes(&newstape).len(), 39, "a rejected bar takes no part");
}

#[test]
fn a_split_that_arrives_after_its_prices_is_brought_in() {
    let newstape = Newstape::new();
    newstape.ok(&["instruments", "add", "--name", "Kolbentec Works", "KLBT:XLON"]);
    let all = file(|n, close| {
        *close *= if n < 24 { 10.0 } else { 1.0 };
        (0.0, if n == 24 { 10.0 } else { 0.0 })
    });
    let lines: Vec<&str> = all.lines().collect();
    // The days before the split first, as a service that had it not yet gave them.
    for (name, rows) in [("a.csv", 1..25), ("b.csv", 25..41)] {
        newstape.write(name, &format!("{HEADER}{}\n", lines[rows].join("\n")));
        newstape.ok(&["prices", "import", name, "--symbol", "KLBT:XLON", "--adjusted", "splits"]);
    }
    assert!(largest_move(&closes(&newstape)) < 0.02, "{:?}", closes(&newstape));
    let found = check(&newstape);
    assert!(found["flagged"].as_array().unwrap().iter().all(|bar| bar["used"] == true), "{found}");
    let text = newstape.ok(&["prices", "check", "KLBT:XLON"]);
    assert!(text.contains("a known split is not in the price; repaired: it arrived as"), "{text}");
}

#[test]
fn a_split_that_nobody_told_breaks_the_series() {
    let (newstape, record) = imported(&file(|n, close| {
        *close *= if n < 24 { 5.0 } else { 1.0 };
        (0.0, 0.0)
    }));
    let flags: Vec<&str> =
        record["flagged"].as_array().unwrap().iter().map(|count| count["flag"].as_str().unwrap()).collect();
    assert_eq!(flags, ["jump", "unadjusted_split"]);
    let found = check(&newstape);
    assert_eq!(found["flagged"][0]["used"], false);
    let day = found["flagged"][0]["date"].as_str().unwrap().to_owned();
    newstape.ok(&["prices", "accept", "KLBT:XLON", &day]);
    assert_eq!(check(&newstape)["flagged"][0]["used"], true);
}

#[test]
fn a_dividend_in_the_wrong_unit_is_repaired_and_a_doubtful_one_withheld() {
    let (newstape, _) = imported(&file(|n, _| (if n == 20 { 30.0 } else { 0.0 }, 0.0)));
    let action = &check(&newstape)["actions"][0];
    assert_eq!(
        (&action["trust"], &action["told"], &action["used"]),
        (&"repaired".into(), &30.0.into(), &0.3.into())
    );
    let (newstape, record) = imported(&file(|n, _| (if n == 20 || n == 21 { 0.1 } else { 0.0 }, 0.0)));
    let found = check(&newstape);
    assert_eq!(found["actions"][0]["trust"], "suspect");
    assert!(record["flagged"].to_string().contains("suspect_dividend"), "{record}");
    let day = found["actions"][1]["date"].as_str().unwrap().to_owned();
    let (code, stdout, stderr) = newstape.run(&["prices", "reject", "KLBT:XLON", &day], None);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("1 split or dividend rejected"), "{stdout}");
    let decided = check(&newstape);
    assert_eq!(
        decided["actions"].as_array().unwrap().len(),
        1,
        "its double is no double any more: {decided}"
    );
    let (code, ..) = newstape.run(&["prices", "accept", "KLBT:XLON", "2031-01-01"], None);
    assert_eq!(code, 4, "there is nothing that day");
}

#[test]
fn half_cents_are_shown_wherever_a_price_is() {
    let newstape = Newstape::new();
    let mut text = "Date,Open,High,Low,Close,Volume\n".to_owned();
    let first = NaiveDate::from_ymd_opt(2024, 10, 1).unwrap();
    let days = first.iter_days().filter(|day| day.weekday().num_days_from_monday() < 5).take(110);
    for (n, day) in days.enumerate() {
        let close = 4.005 + 0.01 * (n % 3) as f64;
        writeln!(text, "{day},{close:.3},{:.3},{:.3},{close:.3},1000000", close + 0.01, close - 0.01)
            .unwrap();
    }
    newstape.write("F.csv", &text);
    newstape.ok(&["prices", "import", "F.csv"]);
    newstape.ok(&["log", "--title", "Ford Motor news", "--at", "2025-01-28T15:00Z", "--ticker", "F"]);
    let explained = newstape.ok(&["explain", "1"]);
    assert!(
        explained.contains("4.005") || explained.contains("4.015") || explained.contains("4.025"),
        "{explained}"
    );
    assert!(!explained.contains("4.00 ") && !explained.contains("4.01 "), "{explained}");
}
