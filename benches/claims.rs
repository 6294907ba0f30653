//! How long the reading of claims takes. Target: a megabyte in half a second, as text and as one title.
//! Run with `cargo bench --bench claims`.

use chrono::NaiveDate;
use divan::Bencher;
use divan::counter::BytesCount;
use newstape::claim::{ClaimRequest, extract_from};
use newstape::event::{EventText, When};
use newstape::link::{LinkRequest, Linker, Mention};

fn main() {
    divan::main();
}

const SENTENCE: &str = "Apple rose 3% to 200 dollars. ";

fn of_bytes(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len())
}

fn day() -> NaiveDate {
    "2025-02-03".parse().unwrap_or_default()
}

fn mentions(text: &str) -> Vec<Mention> {
    let text = EventText { text: text.to_owned(), title: 0..0 };
    let request = LinkRequest { text: &text, lang: Some("en"), date: day(), watchlist: &[] };
    Linker::builtin().link(&request).mentions
}

fn read(bencher: Bencher<'_, '_>, text: &str) {
    let mentions = mentions(text);
    let published = Some(When::Day(day()));
    let request = ClaimRequest { text, lang: Some("en"), mentions: &mentions, published };
    bencher.counter(BytesCount::new(text.len())).bench(|| extract_from(divan::black_box(&request)));
}

#[divan::bench]
fn sentences_of_1_mb(bencher: Bencher<'_, '_>) {
    read(bencher, &of_bytes(SENTENCE, 1_000_000));
}

/// Twice as much takes twice as long.
#[divan::bench]
fn sentences_of_2_mb(bencher: Bencher<'_, '_>) {
    read(bencher, &of_bytes(SENTENCE, 2_000_000));
}

/// No stop, so that all is one sentence.
#[divan::bench]
fn one_title_of_600_kb(bencher: Bencher<'_, '_>) {
    read(bencher, &of_bytes("Apple rose 3% to 200 dollars ", 600_000));
}
