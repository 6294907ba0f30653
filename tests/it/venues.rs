//! The table of venues against the universe, the calendars and the rest of the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use newstape::calendar::{Calendar, CalendarError};
use newstape::instrument::{Universe, spelling};
use newstape::venue::{Mic, WhyNoCalendar, venue, venues};
use syn::visit::{self, Visit};

/// The venues of the universe, each with the number of its listings.
fn listed() -> BTreeMap<Mic, usize> {
    let mut counts = BTreeMap::new();
    for instrument in Universe::builtin().instruments() {
        *counts.entry(instrument.id.mic).or_default() += 1;
    }
    counts
}

#[test]
fn every_venue_of_the_universe_is_in_the_table() {
    let missing: Vec<Mic> = listed().into_keys().filter(|mic| venue(*mic).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(listed().len() > 40, "{:?}", listed());
}

#[test]
fn every_venue_of_the_universe_has_a_calendar_or_a_reason() {
    for (mic, listings) in listed() {
        match Calendar::for_mic(mic) {
            Ok(calendar) => assert_eq!(calendar.zone(), venue(mic).unwrap().zone, "{mic}"),
            Err(CalendarError::NoCalendar { why, .. }) => {
                assert_ne!(why, WhyNoCalendar::UnknownVenue, "{mic}, {listings} listings");
            }
            Err(other) => panic!("{mic}: {other}"),
        }
    }
}

#[test]
fn whoever_asks_for_a_calendar_that_is_not_there_learns_why() {
    let says = |mic: &str| Calendar::for_mic(mic.parse().unwrap()).unwrap_err().to_string();
    assert!(says("ZZZZ").contains("no such venue"), "{}", says("ZZZZ"));
    assert!(says("INDX").contains("many markets"), "{}", says("INDX"));
}

#[test]
fn benchmarks_of_venues_are_known_instruments() {
    for v in venues() {
        let Some(benchmark) = v.benchmark else { continue };
        assert!(Universe::builtin().get(&benchmark.parse().unwrap()).is_some(), "{benchmark} of {}", v.mic);
    }
}

/// A provider that has the venue can spell every share on it.
#[test]
fn what_a_provider_carries_follows_from_the_table() {
    let shares = Universe::builtin().instruments().iter().filter(|i| {
        i.provider_symbols.is_empty() && !i.id.symbol.as_str().starts_with('^') && !i.id.mic.eq(&Mic::INDEX)
    });
    for share in shares.filter(|i| venue(i.id.mic).unwrap().country.is_some()) {
        let v = venue(share.id.mic).unwrap();
        for (provider, suffix) in
            [("yahoo", v.yahoo), ("stooq", v.stooq), ("alphavantage", v.alphavantage), ("finnhub", v.yahoo)]
        {
            let spelt = spelling(provider, share);
            assert_eq!(spelt.is_some(), suffix.is_some(), "{provider} {}", share.id);
        }
        for provider in ["polygon", "alpaca", "tiingo"] {
            assert_eq!(spelling(provider, share).is_some(), v.is_us(), "{provider} {}", share.id);
        }
    }
}

/// The codes of venues that a file's production code writes out.
#[derive(Default)]
struct Codes(BTreeSet<String>);

impl<'a> Visit<'a> for Codes {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        let is_test = |a: &syn::Attribute| {
            a.path().is_ident("cfg") && a.parse_args::<syn::Ident>().is_ok_and(|c| c == "test")
        };
        if !module.attrs.iter().any(is_test) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_lit_str(&mut self, text: &'a syn::LitStr) {
        if text.value().parse().is_ok_and(|mic: Mic| venue(mic).is_some()) {
            self.0.insert(text.value().to_uppercase());
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// More than three codes in one file are a second table.
#[test]
fn no_other_file_holds_a_table_of_venues() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 100);
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        // The answers of calendars and other tests in files of their own.
        if name.ends_with("tests") || name == "answers" || name == "registry" {
            continue;
        }
        let mut codes = Codes::default();
        codes.visit_file(&syn::parse_file(&std::fs::read_to_string(&file).unwrap()).unwrap());
        assert!(codes.0.len() <= 3, "{}: {:?}", file.display(), codes.0);
    }
}
