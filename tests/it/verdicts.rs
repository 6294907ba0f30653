//! Verdicts on texts whose right answers are known.

use serde_json::Value;

use crate::support::{Newstape, shared};

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn every_text_with_a_known_answer_has_it() {
    let newstape = Newstape::new();
    let (texts, prices) = (shared("../cases/verdicts.jsonl"), shared("daily/core_unadjusted_2024_2025.csv"));
    let (texts, prices) = (texts.to_str().unwrap(), prices.to_str().unwrap());
    let scores = newstape.json(&["eval", "verdicts", texts, "--prices", prices, "--adjusted", "splits"]);
    assert_eq!(scores["schema"], "newstape/eval-verdicts/1");
    assert_eq!(scores["right"], scores["n"], "{}", scores["wrong"]);
}

/// Texts on other shares, whose answers were fixed from the prices before anything was run.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn texts_on_other_shares_are_answered_rightly() {
    let newstape = Newstape::new();
    let texts = format!("{}/tests/cases/verdicts_shares.jsonl", env!("CARGO_MANIFEST_DIR"));
    let large = shared("daily/us50_raw_and_adjusted_2019_2024.csv.gz");
    let older = shared("stocknet/prices_88_tickers.csv.gz");
    let prices = ["--prices", large.to_str().unwrap(), "--prices", older.to_str().unwrap()];
    let ask = [&["eval", "verdicts", &texts][..], &prices, &["--adjusted", "splits"]].concat();
    let scores = newstape.json(&ask);
    let (right, n) = (scores["right"].as_f64().unwrap(), scores["n"].as_f64().unwrap());
    assert!(n > 220.0 && right >= 0.96 * n, "{right} of {n}: {}", scores["wrong"]);
}

/// Texts that tempt a reader to take one thing for another, by kind: the price of another moment, the day of the
/// reason, two days, another clock.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn every_kind_of_trap_is_answered_fairly() {
    let newstape = Newstape::new();
    let texts = format!("{}/tests/cases/verdicts_kinds.jsonl", env!("CARGO_MANIFEST_DIR"));
    let prices = shared("daily/core_unadjusted_2024_2025.csv");
    let ask = ["eval", "verdicts", &texts, "--prices", prices.to_str().unwrap(), "--adjusted", "splits"];
    let scores = newstape.json(&ask);
    assert_eq!(scores["right"], scores["n"], "{}", scores["wrong"]);
}

#[test]
fn texts_are_scored_and_held_against_other_days() {
    let newstape = Newstape::new();
    newstape.unpack_demo_bars();
    let rows = [
        r#"{"text": "Microsoft shares fell 6.18% on Thursday.", "published_at": "2025-01-31T22:00:00Z", "expect": ["confirmed"]}"#,
        r#"{"text": "Microsoft shares fell 6.18% on Monday.", "published_at": "2025-01-31T22:00:00Z", "expect": ["contradicted"]}"#,
        r#"{"id": "odd", "text": "Microsoft shares rose on Thursday.", "published_at": "2025-01-31T22:00:00Z", "expect": ["confirmed"]}"#,
        r#"{"text": "Microsoft shares were mentioned.", "published_at": "2025-01-31T22:00:00Z", "expect": ["none"]}"#,
    ];
    newstape.write("texts.jsonl", &rows.join("\n"));
    let ask = ["eval", "verdicts", "texts.jsonl", "--prices", "bars.csv.gz", "--adjusted", "splits"];
    let scores = newstape.json(&ask);
    assert_eq!((&scores["n"], &scores["right"]), (&4.into(), &3.into()), "{scores}");
    let wrong = &scores["wrong"][0];
    assert_eq!((&wrong["id"], &wrong["found"][0]), (&"odd".into(), &"contradicted".into()));
    assert!(scores["placebo"].is_null());
    let placebo = newstape.json(&[&ask[..], &["--placebo"]].concat());
    let row = |dates: &str, kind: &str| -> Value {
        let rows = placebo["placebo"].as_array().unwrap();
        rows.iter().find(|r| r["dates"] == dates && r["kind"] == kind).cloned().unwrap()
    };
    assert_eq!(row("true", "decimals")["confirmed"], 1);
    assert_eq!(row("true", "decimals")["contradicted"], 1);
    assert_eq!(row("shifted", "decimals")["confirmed"], 0);
    let table = newstape.ok(&[&ask[..], &["--placebo", "--markdown"]].concat());
    assert!(table.starts_with("| stated as | dates |"), "{table}");
    let (code, _, stderr) = newstape.run(&["eval", "verdicts", "missing.jsonl"], None);
    assert_eq!(code, 4, "{stderr}");
}
