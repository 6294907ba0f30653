//! Instruments named by code: cashtags, symbols with a venue, symbols in parentheses, identifiers.

use std::ops::Range;

use super::cues::Cue;
use super::naming::{AsOf, MOST_NAMINGS, Naming, holds};
use super::page::Page;
use super::signals::Signals;
use super::tokens::Case;
use super::{Evidence, EvidenceKind};
use crate::instrument::{
    Instrument, InstrumentId, Mic, Universe, cusip_is_valid, isin_check_digit, isin_has_form, isin_is_valid,
    wkn_has_form,
};
use crate::venue::{Venue, venue, venues_of_qualifier};

/// After so many wrong codes, the text is no article and is scanned for no more.
const MOST_NOTES: usize = 50;

/// How many neighbours on each side show what a row of symbols is: without a bound, reading a long row
/// would take time in the square of its length.
const ROW: usize = 24;

/// How sure a code with a venue, a check digit or a mark is.
const CODE: f64 = 0.98;
/// How sure a symbol without a venue is.
const BARE: f64 = 0.9;

/// Looks for codes in one text.
pub(super) struct Scanner<'s, 'u> {
    pub(super) universe: &'u Universe,
    pub(super) page: &'s Page<'s>,
    pub(super) day: AsOf,
    pub(super) watchlist: &'s [InstrumentId],
}

/// A code found at a word.
struct Found<'u> {
    number: u32,
    instrument: &'u Instrument,
    span: Range<usize>,
    kind: EvidenceKind,
    confidence: f64,
}

impl<'u> Scanner<'_, 'u> {
    /// Adds the codes of the text to the namings and gives remarks on wrong ones. A name inside a code (`SAP` in
    /// `SAP.DE`) gives way to it.
    pub(super) fn codes(&self, namings: &mut Vec<Naming<'u>>) -> Vec<String> {
        let mut notes = Vec::new();
        let most = namings.len() + MOST_NAMINGS;
        for at in 0..self.page.words.len() {
            if namings.len() >= most || notes.len() >= MOST_NOTES {
                break;
            }
            if self.page.words[at].case == Case::Lower {
                continue;
            }
            let Some(found) = self.code_at(at, namings, &mut notes) else { continue };
            namings.retain(|n| {
                n.evidence.span.end <= found.span.start || found.span.end <= n.evidence.span.start
            });
            namings.extend(self.naming(&found, at));
        }
        notes
    }

    fn naming(&self, found: &Found<'u>, at: usize) -> Option<Naming<'u>> {
        let text = self.page.text.get(found.span.clone())?.to_owned();
        Some(Naming {
            entity: self.universe.entity_number(found.number)?,
            instrument: Some(&found.instrument.id),
            told: None,
            evidence: Evidence { span: found.span.clone(), text, kind: found.kind },
            signals: Signals::default(),
            confidence: found.confidence,
            as_source: false,
            words: (at, at + 1),
            namesakes: Vec::new(),
            is_city: false,
        })
    }

    fn code_at(&self, at: usize, namings: &[Naming<'u>], notes: &mut Vec<String>) -> Option<Found<'u>> {
        let word = self.word(at)?;
        if word.len() == 12 && isin_has_form(word) {
            return self.isin(at, word, notes);
        }
        let before = self.before(at);
        if before.ends_with('$') && !before.ends_with("$$") {
            return self.cashtag(at, word);
        }
        self.identifier(at, word, notes)
            .or_else(|| self.qualified(at, word, before))
            .or_else(|| self.suffixed(at, word))
            .or_else(|| self.parenthesised(at, word, namings))
            .or_else(|| self.watched(at, word))
            .or_else(|| self.before_stock(at, word, namings))
            .or_else(|| self.in_a_row(at, word))
    }

    fn word(&self, at: usize) -> Option<&str> {
        self.page.words.get(at).map(|w| w.text(self.page.text))
    }

    fn before(&self, at: usize) -> &str {
        let start = self.page.words.get(at).map_or(0, |w| w.start);
        let from = at.checked_sub(1).and_then(|b| self.page.words.get(b)).map_or(0, |w| w.end);
        self.page.text.get(from..start).unwrap_or("")
    }

    fn span(&self, at: usize) -> Range<usize> {
        self.page.words.get(at).map_or(0..0, |w| w.start..w.end)
    }

    fn isin(&self, at: usize, word: &str, notes: &mut Vec<String>) -> Option<Found<'u>> {
        if !isin_is_valid(word) {
            notes.push(format!("\"{word}\" looks like an ISIN, but its check digit is wrong"));
            return None;
        }
        let Some(number) = self.universe.number_with_isin(word) else {
            notes.push(format!("no instrument with the ISIN {word} is known"));
            return None;
        };
        self.found(self.on_day(number)?, self.span(at), EvidenceKind::Identifier, CODE)
    }

    /// The listing of the same issuer that was active on the day; an identifier outlives symbols.
    fn on_day(&self, number: u32) -> Option<u32> {
        let holds = |n: &u32| {
            self.universe.instrument(*n).is_some_and(|i| holds(i.active_from, i.active_to, self.day))
        };
        if holds(&number) {
            return Some(number);
        }
        let entity = self.universe.entities().get(self.universe.entity_number(number)? as usize)?;
        entity.listings.iter().copied().find(holds)
    }

    /// `WKN 716460`, `CUSIP 037833100`: without a check digit or with a weak one, the word before must say so.
    fn identifier(&self, at: usize, word: &str, notes: &mut Vec<String>) -> Option<Found<'u>> {
        let told = |name: &str| {
            (1..=2).any(|b| {
                at.checked_sub(b).and_then(|i| self.word(i)).is_some_and(|w| w.eq_ignore_ascii_case(name))
            })
        };
        let isin = if wkn_has_form(word) && told("wkn") {
            with_check_digit(&format!("DE000{word}"))?
        } else if word.len() == 9 && told("cusip") {
            if !cusip_is_valid(word) {
                notes.push(format!("\"{word}\" is not a CUSIP: its check digit is wrong"));
                return None;
            }
            with_check_digit(&format!("US{word}"))?
        } else {
            return None;
        };
        let number = self.on_day(self.universe.number_with_isin(&isin)?)?;
        self.found(number, self.span(at), EvidenceKind::Identifier, CODE)
    }

    /// `$MSFT`; a crypto code where no share has it.
    fn cashtag(&self, at: usize, word: &str) -> Option<Found<'u>> {
        let symbol = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        let plain = symbol.len() <= 6 && symbol.starts_with(|c: char| c.is_ascii_uppercase());
        let number = plain
            .then(|| self.symbol(symbol, None).or_else(|| self.symbol(&format!("{symbol}-USD"), None)))??;
        let start = self.span(at).start - 1;
        self.found(number, start..start + 1 + symbol.len(), EvidenceKind::Cashtag, CODE)
    }

    /// `NASDAQ: MSFT`, `(ENXTPA:SGO)`.
    fn qualified(&self, at: usize, word: &str, before: &str) -> Option<Found<'u>> {
        if before.trim() != ":" || before.len() > 3 {
            return None;
        }
        let name = at.checked_sub(1)?;
        let mics = venues_of_qualifier(&self.word(name)?.to_ascii_uppercase());
        if mics.is_empty() || self.word(name)?.len() < 3 {
            return None;
        }
        let number = self.symbol(word, Some(&mics))?;
        self.found(number, self.span(name).start..self.span(at).end, EvidenceKind::QualifiedSymbol, CODE)
    }

    /// `SAP.DE`, `(MSFT.O)`, `BRK.B`'s like need a venue's suffix in capitals.
    fn suffixed(&self, at: usize, word: &str) -> Option<Found<'u>> {
        let (symbol, suffix) = word.rsplit_once('.')?;
        if self.page.words[at].case != Case::Upper || symbol.is_empty() {
            return None;
        }
        let marked = self.before(at).ends_with(['(', '<']) || suffix.len() == 2;
        let number = marked.then(|| self.symbol(symbol, Some(&venues_of_qualifier(suffix))))??;
        self.found(number, self.span(at), EvidenceKind::QualifiedSymbol, CODE)
    }

    /// `Microsoft (MSFT)`; a list of symbols in parentheses `(EWJ, AAXJ, FXY)`.
    fn parenthesised(&self, at: usize, word: &str, namings: &[Naming<'u>]) -> Option<Found<'u>> {
        if self.page.words[at].case != Case::Upper || word.len() > 6 {
            return None;
        }
        let start = self.span(at).start;
        let open = self.page.text.get(..start)?.rfind('(').filter(|o| start - o < 60)?;
        let inside = self.page.text.get(open + 1..)?.split(')').next()?;
        if inside.len() > 80 {
            return None;
        }
        let items: Vec<&str> = inside.split([',', ' ', '/']).filter(|p| !p.is_empty()).collect();
        let own =
            |n: &Naming<'u>| n.evidence.span.end <= open + 1 && open - n.evidence.span.end.min(open) < 30;
        let number = self.symbol(word, None)?;
        let entity = self.universe.entity_number(number);
        // `the Class C shares (GOOG)`: the issuer is named further up.
        let before = |n: &Naming<'u>| n.evidence.span.end <= open + 1 && n.confidence >= CODE;
        let named =
            items.len() == 1 && namings.iter().any(|n| Some(n.entity) == entity && (own(n) || before(n)));
        let looks = |i: &&str| (1..=5).contains(&i.len()) && i.bytes().all(|b| b.is_ascii_uppercase());
        let known = items.iter().filter(|i| looks(i) && self.symbol(i, None).is_some()).count();
        // Of a long list of symbols some are no longer listed.
        let all_symbols = items.len() > 1
            && items.iter().all(looks)
            && (known == items.len() || items.len() > 2 && (known * 2 >= items.len() || known > 1));
        let named = named || items.len() == 1 && self.shortens(open, number);
        (named || all_symbols).then(|| {
            self.found(number, self.span(at), EvidenceKind::Symbol, if named { CODE } else { BARE })
        })?
    }

    /// True where the word before the parenthesis is the first of the issuer's names: `Arbor (ABR)`.
    fn shortens(&self, open: usize, number: u32) -> bool {
        let Some(instrument) = self.universe.instrument(number) else { return false };
        let head = self.page.text.get(..open).unwrap_or("").trim_end();
        let word = head.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let is_name = word.len() > 3 && word.starts_with(char::is_uppercase);
        is_name && self.universe.names_of(&instrument.id).any(|a| a.text.split(' ').next() == Some(word))
    }

    /// A bare symbol before the word for its security: `NVDA stock`.
    fn before_stock(&self, at: usize, word: &str, namings: &[Naming<'u>]) -> Option<Found<'u>> {
        let stands = self.page.words[at].case == Case::Upper && (3..=5).contains(&word.len());
        let security = || self.page.cue(at + 1).any(Cue::SECURITY);
        if !stands
            || !security()
            || !matches!(self.page.gap(at + 1), " " | "-")
            || self.page.cue(at).any(Cue::NO_SYMBOL)
        {
            return None;
        }
        // Looked for last: it reads all namings.
        if namings.iter().any(|n| (n.words.0..n.words.1).contains(&at)) {
            return None;
        }
        self.found(self.symbol(word, None)?, self.span(at), EvidenceKind::Symbol, BARE)
    }

    /// One of three or more symbols in a row: `Insiders trading SCCO, QRE, AAN`.
    fn in_a_row(&self, at: usize, word: &str) -> Option<Found<'u>> {
        let looks = |i: usize| {
            self.word(i).is_some_and(|w| {
                self.page.words[i].case == Case::Upper
                    && (1..=5).contains(&w.len())
                    && w.bytes().all(|b| b.is_ascii_uppercase())
            })
        };
        let parted = |i: usize| matches!(self.page.gap(i), ", " | ",");
        if !looks(at) || !(parted(at) || parted(at + 1)) {
            return None;
        }
        let first = (0..at).rev().take(ROW).take_while(|i| looks(*i) && parted(i + 1)).last().unwrap_or(at);
        let end = (at + 1..self.page.words.len())
            .take(ROW)
            .take_while(|i| looks(*i) && parted(*i))
            .last()
            .unwrap_or(at)
            + 1;
        let all = end - first;
        let known =
            (first..end).filter(|i| self.word(*i).is_some_and(|w| self.symbol(w, None).is_some())).count();
        let long = (first..end).any(|i| self.word(i).is_some_and(|w| w.len() > 3));
        if all < 3 || known < 3 || known * 4 < all * 3 || !long {
            return None;
        }
        self.found(self.symbol(word, None)?, self.span(at), EvidenceKind::Symbol, BARE)
    }

    /// A bare symbol of the user's watch-list.
    fn watched(&self, at: usize, word: &str) -> Option<Found<'u>> {
        let id = self.watchlist.iter().find(|w| w.symbol.as_str() == word)?;
        let number = self.symbol(word, Some(&[id.mic]))?;
        self.found(number, self.span(at), EvidenceKind::Symbol, BARE)
    }

    /// The instrument with a symbol on one of the venues, or in the US; active on the day.
    fn symbol(&self, symbol: &str, mics: Option<&[Mic]>) -> Option<u32> {
        let us = |m: Mic| venue(m).is_some_and(Venue::is_us) || m == Mic::CRYPTO;
        let fits = |n: &&u32| {
            self.universe.instrument(**n).is_some_and(|i| {
                mics.map_or_else(|| us(i.id.mic), |m| m.contains(&i.id.mic))
                    && holds(i.active_from, i.active_to, self.day)
            })
        };
        let spellings = [symbol.to_owned(), symbol.replace('-', "."), format!("{symbol}.")];
        spellings.iter().find_map(|s| {
            let all = self.universe.numbers_with_symbol(s);
            let current = all
                .iter()
                .filter(fits)
                .find(|n| self.universe.instrument(**n).is_some_and(|i| i.active_to.is_none()));
            current.or_else(|| all.iter().find(fits)).copied()
        })
    }

    fn found(
        &self,
        number: u32,
        span: Range<usize>,
        kind: EvidenceKind,
        confidence: f64,
    ) -> Option<Found<'u>> {
        let instrument = self.universe.instrument(number)?;
        Some(Found { number, instrument, span, kind, confidence })
    }
}

fn with_check_digit(first_eleven: &str) -> Option<String> {
    Some(format!("{first_eleven}{}", isin_check_digit(first_eleven)?))
}
