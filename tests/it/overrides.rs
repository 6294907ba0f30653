//! The calendars of the configuration are the ones that every verb measures by.

use newstape::app::Context;
use newstape::app::calendar::calendars;
use newstape::app::measure::measure;
use newstape::clock::Clock;
use newstape::event::EventId;
use newstape::reaction::Horizon;
use serde_json::Value;

use crate::support::Newstape;

/// A day that was a session, closed by a user's file: named in the configuration for Nasdaq.
fn with_a_closed_day(date: &str) -> Newstape {
    let newstape = Newstape::new();
    newstape.unpack_demo_bars();
    newstape.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
    newstape.write("closed.toml", &format!("closures = [{{ first = \"{date}\", reason = \"storm\" }}]\n"));
    newstape.write("c.toml", "[calendar]\noverrides = [\"XNAS=closed.toml\"]\n");
    newstape
}

const EVENING: [&str; 7] =
    ["log", "--title", "Microsoft reports", "--at", "2025-01-29T21:05Z", "--ticker", "MSFT"];

fn anchor(document: &Value) -> (f64, String) {
    let rows = document["reactions"].as_array().unwrap();
    let row = rows.iter().find(|r| r["horizon"] == "1d" && r["symbol"] == "MSFT").unwrap();
    (row["anchor"]["price"].as_f64().unwrap(), row["anchor"]["at"].as_str().unwrap()[..10].to_owned())
}

#[test]
fn a_closed_day_moves_the_anchor_of_a_reaction() {
    let newstape = with_a_closed_day("2025-01-29");
    let logged = newstape.json(&EVENING);
    assert_eq!(anchor(&logged), (442.33, "2025-01-29".to_owned()), "the built-in calendar");
    let configured = ["--config", "c.toml"];
    // The same event measured again, by the calendar of the file: the 29th had no close.
    newstape.ok(&[&configured[..], &["measure", "1"]].concat());
    assert_eq!(anchor(&newstape.json(&["show", "1"])), (447.2, "2025-01-28".to_owned()));
    let other = newstape.run_on("other.db", &["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
    assert_eq!(other.0, 0, "{other:?}");
    let (code, out, error) = newstape.run_on("other.db", &[&["--json"], &configured[..], &EVENING].concat());
    assert_eq!(code, 0, "{error}");
    assert_eq!(anchor(&serde_json::from_str(&out).unwrap()), (447.2, "2025-01-28".to_owned()), "log");
}

/// What is ripe and which sessions lack bars follow the same calendar.
#[test]
fn due_times_and_gaps_follow_the_file() {
    let newstape = with_a_closed_day("2025-03-17");
    let title = ["log", "--title", "Apple rises", "--at", "2025-03-14T21:30Z", "--ticker", "AAPL"];
    let due = |document: &Value| {
        let rows = document["reactions"].as_array().unwrap().clone();
        rows.into_iter().find(|r| r["horizon"] == "1d").unwrap()["due_at"].as_str().unwrap().to_owned()
    };
    assert_eq!(due(&newstape.json(&title)), "2025-03-17T20:00:00Z");
    let (code, out, error) =
        newstape.run_on("other.db", &[&["--json", "--config", "c.toml"], &title[..]].concat());
    assert_eq!(code, 0, "{error}");
    assert_eq!(due(&serde_json::from_str(&out).unwrap()), "2025-03-18T20:00:00Z");
}

#[test]
fn a_file_that_is_wrong_stops_every_verb_in_one_sentence() {
    let newstape = with_a_closed_day("2025-01-29");
    newstape.write("closed.toml", "closures = [{ first = \"2025-01-32\", reason = \"storm\" }]\n");
    for verb in [&["measure"][..], &EVENING, &["list"]] {
        let (code, out, error) = newstape.run(&[&["--config", "c.toml"], verb].concat(), None);
        assert_eq!((code, out.as_str()), (1, ""), "{verb:?}: {error}");
        assert!(error.contains("closed.toml: line 1") && error.trim().lines().count() <= 2, "{error}");
    }
    let (_, listed, _) = newstape.run(&["list"], None);
    assert!(!listed.contains("Microsoft"), "nothing was logged");
    newstape.write("c.toml", "[calendar]\noverrides = [\"NASDAQ=closed.toml\"]\n");
    let (code, _, error) = newstape.run(&["--config", "c.toml", "measure"], None);
    assert_eq!(code, 1);
    assert!(error.contains("\"NASDAQ\" before") && error.contains("is not a MIC"), "{error}");
}

/// Calendars are values: what one context was given says nothing to another in the same process.
#[test]
fn two_contexts_with_different_calendars_measure_side_by_side() {
    let newstape = with_a_closed_day("2025-01-29");
    newstape.ok(&EVENING);
    let now = Clock::Fixed("2025-03-15T12:00:00Z".parse().unwrap());
    let plain = Context::new(now, Some(newstape.path().join("news.db")), true);
    let own = calendars(&[("XNAS".to_owned(), newstape.path().join("closed.toml"))]).unwrap();
    let stormy = plain.clone().with_calendars(own);
    let anchor = |context: &Context| {
        let rows = measure(context, &[EventId(1)]).unwrap().reactions;
        rows.into_iter().find(|r| r.horizon == Horizon::Sessions(1)).unwrap().anchor.unwrap().price
    };
    for (context, price) in [(&plain, 442.33), (&stormy, 447.2), (&plain, 442.33), (&stormy, 447.2)] {
        assert!((anchor(context) - price).abs() < 1e-9, "{price}");
    }
}
