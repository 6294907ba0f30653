//! How fast texts are linked with the whole universe, beside a plain Aho–Corasick pass over the same names
//! (which finds no borders, cases, codes or roles: the limit), and how long both take to be ready.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use newstape::event::EventText;
use newstape::instrument::Universe;
use newstape::link::{LinkRequest, Linker};

fn main() {
    let _ = Universe::builtin();
    divan::main();
}

/// Running prose as papers print it, about one company name a sentence; 280 kB.
fn prose() -> EventText {
    const PARAGRAPHS: [&str; 4] = [
        "Microsoft is looking into whether a start-up drew data from its partner without leave, people with knowledge \
         of the matter said. The inquiry began in the autumn, when researchers at the company saw large amounts of data \
         leave through the interface that developers pay for. The shares slipped before the open.\n",
        "Der Aufsichtsrat von Siemens Energy hat am Mittwoch über die Pläne des Vorstands beraten, ohne zu einem Ergebnis \
         zu kommen. Die Aktie gab im frühen Handel leicht nach, während der Markt insgesamt wenig verändert war. Analysten \
         von Goldman Sachs hatten zuvor ihr Kursziel angehoben.\n",
        "The retailer said that sales in its home market grew more slowly than in the quarter before, as households put off \
         larger purchases. It kept its forecast for the year and named a new head of finance, who comes from Walmart. \
         Rivals Target and Costco report next week.\n",
        "Auf dem Weg durch die Stadt wird an vielen Stellen gebaut, und wer mit dem Rad fährt, muss Umwege in Kauf nehmen. \
         Die Verwaltung rechnet damit, dass die Arbeiten im Herbst enden. Bis dahin bleibt die Brücke für Autos gesperrt.\n",
    ];
    EventText { text: PARAGRAPHS.concat().repeat(280), title: 0..0 }
}

#[divan::bench]
fn link_prose(bencher: Bencher<'_, '_>) {
    let (text, linker) = (prose(), Linker::builtin());
    let date = "2025-02-03".parse().unwrap_or_default();
    bencher.counter(BytesCount::new(text.text.len())).bench(|| {
        linker.link(&LinkRequest { text: black_box(&text), lang: Some("en"), date, watchlist: &[] })
    });
}

/// One article after another, as they come.
#[divan::bench]
fn link_articles(bencher: Bencher<'_, '_>) {
    let (text, linker) = (prose(), Linker::builtin());
    let date = "2025-02-03".parse().unwrap_or_default();
    let articles: Vec<EventText> = text
        .text
        .split_inclusive('\n')
        .collect::<Vec<_>>()
        .chunks(16)
        .map(|c| EventText { text: c.concat(), title: 0..0 })
        .collect();
    bencher.counter(BytesCount::new(text.text.len())).bench(|| {
        articles
            .iter()
            .map(|a| {
                linker.link(&LinkRequest { text: a, lang: Some("en"), date, watchlist: &[] }).links.len()
            })
            .sum::<usize>()
    });
}

#[divan::bench]
fn plain_aho_corasick(bencher: Bencher<'_, '_>) {
    let text = prose();
    let automaton = plain();
    bencher
        .counter(BytesCount::new(text.text.len()))
        .bench(|| automaton.find_iter(black_box(&text.text)).count());
}

#[divan::bench(sample_count = 20)]
fn ready_universe() -> usize {
    Universe::decode_builtin().map_or(0, |u| u.instruments().len())
}

#[divan::bench(sample_count = 20)]
fn ready_linker() -> Linker {
    Linker::new(Arc::clone(Universe::builtin()))
}

#[divan::bench(sample_count = 10)]
fn ready_plain_aho_corasick() -> AhoCorasick {
    plain()
}

#[allow(clippy::expect_used)] // a benchmark may fail
fn plain() -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(Universe::builtin().aliases().iter().map(|a| &a.text))
        .expect("the names fit an automaton")
}
