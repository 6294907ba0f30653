//! Minute bars that arrive later change no figure between sessions.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::support::Newstape;

const BETWEEN_SESSIONS: [&str; 9] = ["-5d", "-1d", "open", "1d", "2d", "3d", "5d", "10d", "20d"];

/// Every figure of the rows between sessions, as text: to the last digit.
fn figures(document: &Value) -> Vec<String> {
    let rows = document["reactions"].as_array().unwrap();
    let of = |horizon: &&str| rows.iter().find(|row| row["horizon"] == **horizon);
    let fields = [
        "horizon",
        "status",
        "return",
        "benchmark_return",
        "abnormal_return",
        "model",
        "beta",
        "standard_error",
        "z",
        "placebo_rank",
        "verdict",
        "basis",
        "raw",
        "sample",
        "headline",
        "volume_ratio",
    ];
    let text = |row: &Value| {
        let ends = [&row["anchor"]["at"], &row["anchor"]["price"], &row["end"]["at"], &row["end"]["price"]];
        fields
            .iter()
            .map(|field| row[*field].to_string())
            .chain(ends.map(Value::to_string))
            .collect::<Vec<_>>()
    };
    BETWEEN_SESSIONS.iter().filter_map(of).map(|row| text(row).join(" ")).collect()
}

/// Bars of five minutes, extended hours included, that agree with no daily bar.
fn five_minutes(symbols: &[(&str, f64)], from: &str, days: i64) -> String {
    let mut out = String::from("symbol,at,open,high,low,close,volume\n");
    let start: DateTime<Utc> = from.parse().unwrap();
    for (symbol, level) in symbols {
        for day in 0..days {
            // 04:00 to 20:00 in New York.
            for bar in 0..192 {
                let at = start + TimeDelta::days(day) + TimeDelta::minutes(5 * bar);
                #[allow(clippy::cast_precision_loss)] // small counts
                let price = level * (1.0 + 0.01 * ((day * 192 + bar) as f64 * 0.37).sin());
                let (high, low) = (price * 1.001, price * 0.999);
                writeln!(out, "{symbol},{},{price:.2},{high:.2},{low:.2},{price:.2},900", at.to_rfc3339())
                    .unwrap();
            }
        }
    }
    out
}

#[test]
fn figures_between_sessions_are_the_same_before_and_after_minute_bars() {
    let newstape = Newstape::new();
    newstape.unpack_demo_bars();
    newstape.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "splits"]);
    let moments =
        ["2025-01-29T21:05:00Z", "2025-01-29T16:10:00Z", "2025-01-29T14:30:00Z", "2025-01-25", "2025-01-29"];
    for at in moments {
        newstape.ok(&[
            "log",
            "--title",
            &format!("Meta in the news of {at}"),
            "--at",
            at,
            "--ticker",
            "META",
        ]);
    }
    // Every event again, now that all are there: each is other news for the rest.
    let measure_again = || {
        for id in 1..=moments.len() {
            newstape.ok(&["measure", &id.to_string()]);
        }
    };
    measure_again();
    let all = || (1..=moments.len()).map(|id| newstape.json(&["show", &id.to_string()])).collect::<Vec<_>>();
    let before: Vec<Vec<String>> = all().iter().map(figures).collect();
    assert!(
        before
            .iter()
            .all(|rows| rows.len() >= 8 && rows.iter().filter(|r| r.contains("measured")).count() >= 7)
    );
    newstape
        .write("minutes.csv", &five_minutes(&[("META", 680.0), ("SPY", 600.0)], "2025-01-13T09:00:00Z", 26));
    newstape.ok(&["prices", "import", "minutes.csv", "--interval", "5m", "--adjusted", "splits"]);
    measure_again();
    let after = all();
    for ((before, after), at) in before.iter().zip(&after).zip(moments) {
        assert_eq!(before, &figures(after), "{at}");
    }
    // The minutes were used where they belong.
    let rows = after[1]["reactions"].as_array().unwrap();
    assert_eq!(rows.iter().find(|row| row["horizon"] == "15m").unwrap()["status"], "measured");
}
