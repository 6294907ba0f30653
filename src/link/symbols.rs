//! Instruments named by code: cashtags, exchange-qualified symbols, identifiers.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

use super::EvidenceKind;
use crate::instrument::{Instrument, Universe, isin_is_valid};

/// A code in the text and the instrument that it names.
pub(super) struct Coded<'u> {
    pub(super) span: Range<usize>,
    pub(super) instrument: &'u Instrument,
    pub(super) kind: EvidenceKind,
}

struct Patterns {
    cashtag: Regex,
    qualified: Regex,
    suffixed: Regex,
    isin: Regex,
    parenthesised: Regex,
}

fn patterns() -> Option<&'static Patterns> {
    static PATTERNS: OnceLock<Option<Patterns>> = OnceLock::new();
    let compile = || {
        Some(Patterns {
            cashtag: Regex::new(r"(?:^|[^\w$])\$([A-Z]{1,5}(?:\.[A-Z])?)\b").ok()?,
            qualified: Regex::new(
                r"\b(NASDAQ|Nasdaq|NYSE|NYSEARCA|AMEX|ETR|XETRA|FRA|LON|LSE|EPA|AMS|SWX|BIT|BME|TSX|TYO)\s?:\s?([A-Z0-9]{1,6}(?:[.\-][A-Z])?)\b",
            )
            .ok()?,
            suffixed: Regex::new(r"(?:^|[\s(<])([A-Z0-9]{1,5}(?:-[A-Z])?\.(?:DE|F|L|PA|AS|MI|MC|SW|BR|O|OQ|N|K|TO|T|HK|AX))\b")
                .ok()?,
            isin: Regex::new(r"\b([A-Z]{2}[A-Z0-9]{9}[0-9])\b").ok()?,
            parenthesised: Regex::new(r"\(([A-Z]{1,5}(?:\.[A-Z])?)\)").ok()?,
        })
    };
    PATTERNS.get_or_init(compile).as_ref()
}

/// The codes in a text, and remarks on those that are wrong. A symbol in parentheses counts only
/// where `names` says that its instrument's issuer is named just before it.
pub(super) fn codes<'u>(
    universe: &'u Universe,
    text: &str,
    names: impl Fn(&Instrument, usize) -> bool,
) -> (Vec<Coded<'u>>, Vec<String>) {
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    let Some(patterns) = patterns() else { return (found, notes) };
    let mut add = |span: Range<usize>, typed: &str, kind| {
        if let Ok(instrument) = universe.resolve(typed) {
            found.push(Coded { span, instrument, kind });
        }
    };
    for c in patterns.cashtag.captures_iter(text) {
        if let Some(symbol) = c.get(1) {
            add(symbol.start() - 1..symbol.end(), symbol.as_str(), EvidenceKind::Cashtag);
        }
    }
    for c in patterns.qualified.captures_iter(text) {
        if let (Some(all), Some(venue), Some(symbol)) = (c.get(0), c.get(1), c.get(2)) {
            let typed = format!("{}:{}", venue.as_str().to_ascii_uppercase(), symbol.as_str());
            add(all.range(), &typed, EvidenceKind::QualifiedSymbol);
        }
    }
    for symbol in patterns.suffixed.captures_iter(text).filter_map(|c| c.get(1)) {
        add(symbol.range(), symbol.as_str(), EvidenceKind::QualifiedSymbol);
    }
    for isin in patterns.isin.captures_iter(text).filter_map(|c| c.get(1)) {
        if isin_is_valid(isin.as_str()) {
            add(isin.range(), isin.as_str(), EvidenceKind::Identifier);
        } else {
            notes.push(format!("\"{}\" looks like an ISIN, but its check digit is wrong", isin.as_str()));
        }
    }
    for symbol in patterns.parenthesised.captures_iter(text).filter_map(|c| c.get(1)) {
        if let Ok(instrument) = universe.resolve(symbol.as_str())
            && names(instrument, symbol.start())
        {
            found.push(Coded { span: symbol.range(), instrument, kind: EvidenceKind::Symbol });
        }
    }
    (found, notes)
}
