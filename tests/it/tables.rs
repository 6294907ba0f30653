//! The same file means the same to every command, and what it does not tell is asked for.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use crate::support::Newstape;

/// Weekdays of 2024 from January 2 on.
fn weekdays() -> impl Iterator<Item = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2024, 1, 2).unwrap();
    first.iter_days().take(340).filter(|day| day.weekday().num_days_from_monday() < 5)
}

/// Closes of SPY and of AAA and BBB, which follow it; on each day of `jumps` both rise by 5 %.
fn closes(jumps: &[&str]) -> Vec<(&'static str, NaiveDate, f64)> {
    let mut out = Vec::new();
    for (n, symbol) in ["SPY", "AAA", "BBB"].into_iter().enumerate() {
        let mut price = 100.0_f64;
        for (i, day) in weekdays().enumerate() {
            let noise = |seed: f64| ((i as f64 + 1.0) * 12.9898 + seed * 78.233).sin() * 0.004;
            let jump = n > 0 && jumps.contains(&day.to_string().as_str());
            price *= 1.0 + noise(0.0) + if n > 0 { noise(n as f64 + 3.0) } else { 0.0 };
            price *= if jump { 1.05 } else { 1.0 };
            out.push((symbol, day, price));
        }
    }
    out
}

fn panel(jumps: &[&str]) -> String {
    let mut out = String::from("date,symbol,close\n");
    for (symbol, day, close) in closes(jumps) {
        writeln!(out, "{day},{symbol},{close:.4}").unwrap();
    }
    out
}

const SPEC: [&str; 9] =
    ["study", "--benchmark", "SPY", "--estimation", "40", "--gap", "5", "--window=-1..1", "--test=none"];

/// Runs a study of `e.csv` on `p.csv`: exit code, document, standard error.
fn study(newstape: &Newstape, more: &[&str]) -> (i32, Value, String) {
    let files = ["--prices", "p.csv", "--events", "e.csv"];
    let (code, stdout, stderr) = newstape.run(&[&["--json"], &SPEC[..], &files, more].concat(), None);
    (code, serde_json::from_str(&stdout).unwrap_or(Value::Null), stderr)
}

fn column<'v>(study: &'v Value, name: &str) -> Vec<&'v str> {
    study["events"].as_array().unwrap().iter().map(|event| event[name].as_str().unwrap()).collect()
}

#[test]
fn event_dates_are_day_first_where_one_of_them_is() {
    let newstape = Newstape::new();
    newstape.write("p.csv", &panel(&["2024-11-05", "2024-10-07", "2024-10-14"]));
    newstape.write("e.csv", "symbol,date\nAAA,05/11/2024\nBBB,07/10/2024\nAAA,14/10/2024\n");
    let (code, study, stderr) = study(&newstape, &[]);
    assert_eq!(
        (code, column(&study, "date")),
        (0, vec!["2024-11-05", "2024-10-07", "2024-10-14"]),
        "{stderr}"
    );
    for event in study["events"].as_array().unwrap() {
        assert!(event["ar"][1].as_f64().unwrap() > 0.03, "{event}");
    }
}

#[test]
fn event_dates_that_nothing_settles_are_refused_until_an_order_is_stated() {
    let newstape = Newstape::new();
    newstape.write("p.csv", &panel(&[]));
    newstape.write("e.csv", "symbol,date\nAAA,05/06/2024\n");
    let (code, _, stderr) = study(&newstape, &[]);
    assert_eq!(code, 1);
    assert!(stderr.contains("e.csv: the dates can be read as month/day and as day/month"), "{stderr}");
    assert!(stderr.contains("hint: `--dates mdy` or `--dates dmy` says which"), "{stderr}");
    for (order, date) in [("mdy", "2024-05-06"), ("dmy", "2024-06-05")] {
        let (code, study, stderr) = study(&newstape, &["--dates", order]);
        assert_eq!((code, column(&study, "date")), (0, vec![date]), "{stderr}");
    }
}

#[test]
fn event_times_without_a_zone_are_those_of_the_venue_and_the_study_says_so() {
    let newstape = Newstape::new();
    newstape.write("p.csv", &panel(&["2024-10-14", "2024-11-05"]));
    newstape.write("e.csv", "symbol,date\nAAA,2024-10-11 16:30:00\nBBB,2024-11-05 10:00:00\n");
    let (code, local, stderr) = study(&newstape, &[]);
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(column(&local, "day_zero"), ["2024-10-14", "2024-11-05"]);
    assert!(local["aggregate"]["aar"][1].as_f64().unwrap() > 0.03);
    assert!(
        local["attention"]["notes"].to_string().contains("America/New_York"),
        "{}",
        local["attention"]["notes"]
    );
    newstape.write("e.csv", "symbol,date\nAAA,2024-10-11T16:30:00-04:00\nBBB,2024-11-05T10:00:00-05:00\n");
    let (_, stated, _) = study(&newstape, &[]);
    assert_eq!(local["aggregate"], stated["aggregate"]);
    assert!(!stated["attention"]["notes"].to_string().contains("zone"), "{}", stated["attention"]["notes"]);
    newstape.write("e.csv", "symbol,date\nAAA,2024-10-11 16:30:00\nBBB,2024-11-05 10:00:00\n");
    let (_, utc, _) = study(&newstape, &["--zone", "UTC"]);
    assert_eq!(column(&utc, "day_zero"), ["2024-10-11", "2024-11-05"]);
}

#[test]
fn an_unknown_column_of_an_event_file_is_named_with_those_that_are_known() {
    let newstape = Newstape::new();
    newstape.write("p.csv", &panel(&[]));
    newstape.write("e.csv", "symbol,date,size\nAAA,2024-10-14,3\n");
    let (code, _, stderr) = study(&newstape, &[]);
    assert_eq!(code, 1);
    let said = "e.csv: the column `size` is not known; known are `symbol`, `date` or `at`";
    assert!(stderr.contains(said), "{stderr}");
    let (code, by, stderr) = study(&newstape, &["--by", "size"]);
    assert_eq!((code, &by["events"][0]["group"]), (0, &"3".into()), "{stderr}");
}

/// Bars as a German spreadsheet writes them.
fn german_bars(symbol: &str, jumps: &[&str]) -> String {
    let mut out = String::from("sep=;\r\nDatum;Eröffnung;Hoch;Tief;Schluss;Stücke\r\n");
    let comma = |value: f64| format!("{value:.3}").replace('.', ",");
    for (_, day, close) in closes(jumps).iter().filter(|(own, ..)| *own == symbol) {
        let prices = [*close, close * 1.01, close * 0.99, *close].map(comma).join(";");
        write!(out, "{};{prices};12.000\r\n", day.format("%d.%m.%Y")).unwrap();
    }
    out
}

#[test]
fn a_german_file_of_bars_is_the_same_to_import_and_study() {
    let newstape = Newstape::new();
    std::fs::create_dir(newstape.path().join("bars")).unwrap();
    for symbol in ["SPY", "AAPL"] {
        let text = german_bars(if symbol == "SPY" { "SPY" } else { "AAA" }, &["2024-10-14"]);
        let utf_16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        newstape.write_bytes(&format!("bars/{symbol}.csv"), &utf_16);
        let file = format!("bars/{symbol}.csv");
        let (code, _, stderr) = newstape.run(&["prices", "import", &file, "--adjusted", "yes"], None);
        assert_eq!(code, 0, "{stderr}");
    }
    newstape.write("e.csv", "Symbol;Datum\nAAPL;14.10.2024\n");
    let run = |more: &[&str]| newstape.json(&[&SPEC[..], &["--events", "e.csv"], more].concat());
    let (files, stored) = (run(&["--prices", "bars"]), run(&[]));
    assert_eq!(files["events"][0]["date"], "2024-10-14");
    assert!(files["events"][0]["ar"][1].as_f64().unwrap() > 0.03);
    for figure in ["alpha", "beta", "sigma", "ar", "car", "day_zero"] {
        assert_eq!(files["events"][0][figure], stored["events"][0][figure], "{figure}");
    }
}

#[test]
fn what_german_banks_and_the_exchanges_write_is_imported() {
    let newstape = Newstape::new();
    newstape.write(
        "wkn.csv",
        "Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke;Volumen\n\
         2025-01-29;266,10;268,55;265,00;267,20;2.145.332;573.000.000\n\
         2025-01-28;264,00;266,20;262,30;265,75;1.900.120;505.000.000\n",
    );
    newstape.write(
        "nasdaq.csv",
        "Date,Close/Last,Volume,Open,High,Low\n\
         01/29/2025,$267.20,2145332,$266.10,$268.55,$265.00\n\
         01/28/2025,$265.75,1900120,$264.00,$266.20,$262.30\n",
    );
    newstape.write(
        "investing.csv",
        "\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n\
         \"01/29/2025\",\"267.20\",\"266.10\",\"268.55\",\"265.00\",\"2,145,332\",\"0.55%\"\n\
         \"01/28/2025\",\"265.75\",\"264.00\",\"266.20\",\"262.30\",\"1,900,120\",\"0.10%\"\n",
    );
    newstape.write(
        "investing_de.csv",
        "\"Datum\",\"Zuletzt\",\"Eröffn.\",\"Hoch\",\"Tief\",\"Vol.\",\"+/- %\"\n\
         \"29.01.2025\",\"267,20\",\"266,10\",\"268,55\",\"265,00\",\"2.145.332\",\"0,55%\"\n\
         \"28.01.2025\",\"265,75\",\"264,00\",\"266,20\",\"262,30\",\"1.900.120\",\"0,10%\"\n",
    );
    let mut before = 2;
    for file in ["wkn.csv", "nasdaq.csv", "investing.csv", "investing_de.csv"] {
        let args = ["--json", "prices", "import", file, "--symbol", "SAP.DE", "--adjusted", "no"];
        let (code, stdout, stderr) = newstape.run(&args, None);
        assert_eq!(code, 0, "{file}: {stderr}");
        let record: Value = serde_json::from_str(&stdout).unwrap();
        // The first brings the bars, the others the same once more.
        assert_eq!(
            (&record["inserted"], &record["unchanged"]),
            (&before.into(), &(2 - before).into()),
            "{file}"
        );
        before = 0;
    }
}

#[test]
fn a_row_for_each_symbol_stamped_at_midnight_of_the_venue_is_daily() {
    let newstape = Newstape::new();
    newstape.write(
        "day.csv",
        "ticker,volume,open,close,high,low,window_start,transactions\n\
         MSFT,35647800,424.01,434.56,435.2,423.5,1737954000000000000,500000\n\
         NVDA,818830900,124.8,118.42,128.4,116.7,1737954000000000000,5000000\n",
    );
    newstape.ok(&["prices", "import", "day.csv"]);
    let status = newstape.json(&["prices", "status", "MSFT"]);
    let series = &status["symbols"][0]["series"][0];
    assert_eq!((&series["interval"], &series["bars"]), (&"1d".into(), &1.into()), "{status}");
    assert!(series.to_string().contains("2025-01-27"), "{series}");
}
