//! Intraday bars that hold a bad print, and how a price says what its bar is, from the command line.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::support::Newstape;

/// Minutes of one day, 04:00 to 20:00 in New York, of a share at about `level`; the bar of one minute of the
/// day has this low.
fn minutes(out: &mut String, symbol: &str, level: f64, bad: Option<(i64, f64)>) {
    let start: DateTime<Utc> = "2025-01-29T09:00:00Z".parse().unwrap();
    for minute in 0..960 {
        let at = start + TimeDelta::minutes(minute);
        #[allow(clippy::cast_precision_loss)] // a count of minutes
        let price = level * (1.0 + 4e-4 * (minute as f64 * 0.37).sin());
        let (high, mut low, mut close) = (price * 1.0001, price * 0.9999, price);
        if let Some((_, price)) = bad.filter(|(at, _)| *at == minute) {
            (low, close) = (price, price);
        }
        writeln!(out, "{symbol},{},{price:.3},{high:.3},{low:.3},{close:.3},900", at.to_rfc3339()).unwrap();
    }
}

/// A database with news of 10:30 in New York and minutes of Meta and its benchmark.
fn with_minutes(bad: Option<(i64, f64)>) -> Newstape {
    let newstape = Newstape::new();
    newstape.unpack_demo_bars();
    newstape.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "splits"]);
    let mut file = String::from("symbol,at,open,high,low,close,volume\n");
    minutes(&mut file, "META", 680.0, None);
    minutes(&mut file, "SPY", 602.0, bad);
    newstape.write("minutes.csv", &file);
    newstape.ok(&["prices", "import", "minutes.csv", "--interval", "1m", "--adjusted", "no"]);
    let at = "2025-01-29T15:30:00Z";
    newstape.ok(&["log", "--title", "Meta in the news", "--at", at, "--ticker", "META"]);
    newstape
}

fn row(newstape: &Newstape, horizon: &str) -> Value {
    let document = newstape.json(&["show", "1"]);
    let rows = document["reactions"].as_array().unwrap().clone();
    rows.into_iter().find(|row| row["horizon"] == horizon).unwrap()
}

#[test]
fn a_bad_print_of_the_benchmark_takes_no_part_until_it_is_accepted() {
    let sound = with_minutes(None);
    // The end of the row of five minutes: 10:34 is the 394th minute.
    let bad = with_minutes(Some((394, 523.12)));
    let of = |newstape: &Newstape| row(newstape, "5m")["benchmark_return"].as_f64().unwrap();
    assert!((of(&bad) - of(&sound)).abs() < 1e-3, "{} and {}", of(&bad), of(&sound));
    let note = row(&bad, "5m")["note"].as_str().unwrap_or_default().to_owned();
    let said = "the 1m bar of SPY of 2025-01-29 10:34 on the venue's clock is suspect and not used";
    assert!(note.contains(said), "{note}");
    assert!(!row(&bad, "1d")["note"].as_str().unwrap_or_default().contains("suspect"));
    let listed = bad.ok(&["prices", "check", "SPY"]);
    assert!(listed.contains("a price far from those around it for one bar; not used"), "{listed}");
    bad.ok(&["prices", "accept", "SPY", "2025-01-29"]);
    bad.ok(&["measure", "1"]);
    assert!(of(&bad) < -0.1, "the user's word is the last: {}", of(&bad));
    assert!(!row(&bad, "5m")["note"].as_str().unwrap_or_default().contains("suspect"));
}

#[test]
fn a_price_says_how_its_bar_was_stored_and_explain_what_it_was_multiplied_by() {
    let newstape = with_minutes(None);
    let row = row(&newstape, "5m");
    assert_eq!((&row["end"]["interval"], &row["end"]["adjustment"]), (&"1m".into(), &"as_traded".into()));
    let explained = newstape.json(&["explain", "1"]);
    let made_of = explained["workings"][0]["rows"].as_array().unwrap();
    let made_of = made_of.iter().find(|row| row["horizon"] == "5m").unwrap();
    assert_eq!(
        (&made_of["end"]["stored"], &made_of["end"]["split_factor"]),
        (&row["end"]["price"], &1.0.into())
    );
    let text = newstape.ok(&["explain", "1"]);
    assert!(text.contains("1m bar, file, as traded"), "{text}");
}
