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

/// Every venue of the table, not only those with listings; indices of many markets alone have none.
#[test]
fn every_venue_has_a_calendar() {
    for v in venues() {
        match Calendar::for_mic(v.mic) {
            Ok(calendar) => assert_eq!(calendar.zone(), v.zone, "{}", v.mic),
            Err(CalendarError::NoCalendar { mic, why }) => {
                assert_eq!((mic, why), (Mic::INDEX, WhyNoCalendar::NoSessions));
            }
            Err(other) => panic!("{}: {other}", v.mic),
        }
    }
    assert!(listed().into_keys().all(|mic| mic == Mic::INDEX || Calendar::for_mic(mic).is_ok()));
}

/// Pairs and the venues of the universe's futures-like instruments: sessions on every day that a daily bar has.
#[test]
fn pairs_have_the_sessions_of_their_daily_bars() {
    let sessions = |mic, from: &str, to: &str| {
        let calendar = Calendar::for_mic(mic).unwrap();
        calendar.sessions(from.parse().unwrap(), to.parse().unwrap()).unwrap().len()
    };
    assert_eq!(sessions(Mic::CRYPTO, "2024-12-23", "2025-01-05"), 14);
    assert_eq!(sessions(Mic::FX, "2024-12-23", "2025-01-05"), 10);
}

#[test]
fn whoever_asks_for_a_calendar_that_is_not_there_learns_why() {
    let says = |mic: &str| Calendar::for_mic(mic.parse().unwrap()).unwrap_err().to_string();
    assert!(says("ZZZZ").contains("no such venue"), "{}", says("ZZZZ"));
    assert!(says("INDX").contains("many markets"), "{}", says("INDX"));
}

/// An instrument of the user's on a venue that nobody knows: the event says why it has no rows, once.
#[test]
fn an_event_on_an_unknown_venue_gives_the_reason_in_place_of_rows() {
    let newstape = crate::support::Newstape::new();
    newstape.ok(&["instruments", "add", "TLV:XBSE", "--name", "Banca Transilvania", "--currency", "RON"]);
    newstape.ok(&[
        "log",
        "--title",
        "Banca Transilvania rises",
        "--at",
        "2025-01-29T12:00Z",
        "--ticker",
        "TLV",
    ]);
    let shown = newstape.ok(&["show", "1"]);
    let reason = "TLV:XBSE is not measured: no calendar for the venue XBSE: no such venue is known";
    assert!(shown.contains(&format!("Reactions\n  none: {reason}\n")) || shown.ends_with(reason), "{shown}");
    assert_eq!(shown.matches(reason).count(), 1, "{shown}");
    assert!(!shown.contains("no instrument to measure"), "{shown}");

    newstape.ok(&["log", "--title", "The weather stays fine", "--at", "2025-01-29T12:00Z"]);
    assert!(newstape.ok(&["show", "2"]).contains("none: no instrument to measure"));
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
