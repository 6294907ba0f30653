//! How fast a calendar is generated and asked.
//!
//! `cargo bench --bench calendar`

#![allow(clippy::unwrap_used)]

use chrono::{DateTime, TimeDelta, Utc};
use newstape::calendar::Calendar;
use newstape::instrument::Mic;

fn main() {
    divan::main();
}

/// All sessions of New York, 2000 to 2030, from the rules.
#[divan::bench]
fn generate_xnys() -> Calendar {
    Calendar::with_overrides(Mic::XNYS, "").unwrap()
}

fn noon() -> DateTime<Utc> {
    divan::black_box("2025-01-29T17:00:00Z").parse().unwrap()
}

#[divan::bench]
fn which_session(bencher: divan::Bencher) {
    let calendar = Calendar::for_mic(Mic::XNYS).unwrap();
    let at = noon();
    bencher.bench(|| calendar.at(divan::black_box(at)).unwrap());
}

#[divan::bench]
fn a_week_of_open_minutes(bencher: divan::Bencher) {
    let calendar = Calendar::for_mic(Mic::XNYS).unwrap();
    let at = noon();
    bencher.bench(|| calendar.trading_minutes(divan::black_box(at), at + TimeDelta::days(7)).unwrap());
}
