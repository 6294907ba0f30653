//! The features of doubtful names in labelled texts, as a table for `assets/link/train.py`.

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Deserialize;

use super::linker::Linker;
use super::page::Page;
use super::part::Parts;
use super::signals::Signals;
use super::tokens::tokens;
use crate::event::EventText;
use crate::text::Language;

#[derive(Deserialize)]
struct Row {
    lang: String,
    text: String,
    text_plain: Option<String>,
    published_at: Option<String>,
    source: String,
    label: String,
    tickers: Vec<Ticker>,
}

#[derive(Deserialize)]
struct Ticker {
    symbol: String,
    role: Option<String>,
    #[serde(default)]
    alt: Vec<String>,
}

/// Texts under a licence that forbids commerce are never learned from.
fn may_teach(row: &Row) -> bool {
    !row.source.contains("10kGNAD")
}

/// What a row says of an issuer with these symbols: that it is named, or not, or nothing.
fn label(row: &Row, symbols: &[String]) -> Option<bool> {
    let is = |t: &&Ticker| symbols.contains(&t.symbol) || t.alt.iter().any(|a| symbols.contains(a));
    match row.tickers.iter().find(is) {
        Some(ticker) => (ticker.role.as_deref() != Some("optional")).then_some(true),
        // Only these sets name all companies of a text.
        None => (row.label == "hand").then_some(false),
    }
}

/// A case file of `tests/cases`: quoted lines with language and day, the instruments under each.
fn cases(text: &str) -> Vec<Row> {
    let case = |block: &str| {
        let mut lines = block.lines();
        let (head, text) = lines.next()?.split_once("] ")?;
        let (lang, day) = head.trim_start_matches('[').split_once(' ')?;
        let symbols = lines.filter_map(|l| l.strip_prefix("- ")?.split(':').next());
        let ticker = |s: &str| Ticker { symbol: s.to_owned(), role: None, alt: Vec::new() };
        Some(Row {
            lang: lang.to_owned(),
            text: text.to_owned(),
            text_plain: None,
            published_at: Some(day.to_owned()),
            source: String::new(),
            label: "hand".to_owned(),
            tickers: symbols.map(ticker).collect(),
        })
    };
    text.split("\n> ").skip(1).filter_map(case).collect()
}

fn rows_of(row: &Row, out: &mut String) {
    let text = row.text_plain.as_deref().unwrap_or(&row.text);
    let words = tokens(text);
    let page = Page {
        text,
        words: &words,
        language: Language::of_tag(&row.lang).unwrap_or(Language::English),
        without: Parts::default(),
    };
    let day: Option<NaiveDate> = row.published_at.as_deref().and_then(|d| d.get(..10)?.parse().ok());
    let linker = Linker::builtin();
    let universe = &linker.universe;
    let (namings, _) = linker.namings(&page, day, &[]);
    for naming in namings.iter().filter(|n| n.instrument.is_none() && !n.as_source) {
        let entity = &universe.entities()[naming.entity as usize];
        let listings = entity.listings.iter().filter_map(|l| universe.instrument(*l));
        let symbols: Vec<String> = listings.map(|i| i.id.symbol.to_string()).collect();
        if symbols.is_empty() || !naming.signals.is_doubtful() {
            continue;
        }
        if let Some(right) = label(row, &symbols) {
            let values: Vec<String> = naming.signals.values().iter().map(ToString::to_string).collect();
            // Where not all companies of a text are labelled, there are no wrong ones to learn from: such rows
            // would teach that every name is a company, and count little.
            let weight = if row.label == "hand" { 1.0 } else { 0.1 };
            let _ = writeln!(out, "{}\t{weight}\t{}", u8::from(right), values.join("\t"));
        }
    }
}

/// Writes the table of features: from the files that `NEWSTAPE_LABELLED` names, else from cases of our
/// own; to the file that `NEWSTAPE_FEATURES` names (`assets/link/train.py` sets both).
#[test]
fn the_features_of_labelled_texts_are_those_that_have_weights() {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/links.md");
    let files = std::env::var("NEWSTAPE_LABELLED").unwrap_or_else(|_| own.to_owned());
    let mut table = format!("label\tweight\t{}\n", Signals::NAMES.join("\t"));
    for file in files.split(':') {
        let text = std::fs::read_to_string(file).expect("a labelled file");
        let read = |line: &str| serde_json::from_str::<Row>(line).expect("a row");
        let rows = if std::path::Path::new(file).extension().is_some_and(|e| e == "md") {
            cases(&text)
        } else {
            text.lines().map(read).collect()
        };
        for row in rows.iter().filter(|r| may_teach(r)) {
            rows_of(row, &mut table);
        }
    }
    let labels: Vec<&str> = table.lines().skip(1).filter_map(|row| row.split('\t').next()).collect();
    assert!(labels.contains(&"0") && labels.contains(&"1"), "{table}");
    let weights = include_str!("../../assets/link/weights.tsv");
    let weighted: Vec<&str> = weights.lines().skip(1).filter_map(|row| row.split('\t').next()).collect();
    assert!(Signals::NAMES.iter().all(|name| weighted.contains(name)), "a signal without a weight");
    if let Ok(out) = std::env::var("NEWSTAPE_FEATURES") {
        std::fs::write(out, table).expect("the table");
    }
}

#[test]
fn a_text_of_nothing_but_names_or_codes_is_linked_to_a_bound() {
    for text in ["Apple ", "$AAPL ", "NVDA, ", "Apple (AAPL) ", "US0378331005 "] {
        let text = EventText { text: text.repeat(5_000), title: 0..0 };
        let found = Linker::builtin().link_undated(&text, Some("en"));
        assert_eq!(found.links.len(), 1, "{:?}", found.links);
        assert!(found.mentions.len() <= 4_000, "{}", found.mentions.len());
        assert!(found.notes.iter().any(|note| note.contains("more than 2000 times")), "{:?}", found.notes);
    }
}
