//! From what a user types as a symbol to an instrument.

use chrono::NaiveDate;
use strsim::jaro_winkler;

use super::identifiers::{isin_has_form, isin_is_valid};
use super::spelling::spelling;
use super::{AliasKind, Entity, Instrument, InstrumentId, Universe};
use crate::fault::{Fault, FaultClass, Remedy};
use crate::venue::{Mic, venues, venues_of_qualifier};

/// The weight of the 1,300 largest US issuers.
const KNOWN_US_WEIGHT: u8 = 6;
/// Where US shares trade.
const US_VENUES: [&str; 3] = ["XNAS", "XNYS", "XASE"];

/// Why typed text does not name an instrument.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// Nothing has this symbol.
    #[error("no instrument \"{text}\" is known")]
    Unknown {
        /// As typed.
        text: String,
        /// Near ones, nearest first, as `MSFT:XNAS (Microsoft)`.
        near: Vec<String>,
    },
    /// An ISIN whose check digit is wrong.
    #[error("\"{0}\" is not an ISIN: its check digit is wrong")]
    WrongCheckDigit(String),
    /// Nothing was typed.
    #[error("an empty symbol names no instrument")]
    Empty,
}

impl Fault for ResolveError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Unknown { .. } => FaultClass::NotFound,
            Self::WrongCheckDigit(_) | Self::Empty => FaultClass::Usage,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Unknown { near, .. } if !near.is_empty() => Some(Remedy::DidYouMean(near.clone())),
            Self::Unknown { .. } => Some(Remedy::FindInstrument),
            Self::WrongCheckDigit(_) | Self::Empty => None,
        }
    }
}

impl Universe {
    /// The instrument that a user means by a symbol, an ISIN or a name.
    ///
    /// Understood, in any case: `MSFT`, `$MSFT`, `MSFT:XNAS`, `NASDAQ:MSFT`, `SAP.DE`, `BRK.B`, `BRK-B`, an
    /// ISIN, a full name. A symbol that several venues use means, in this order: a listing that
    /// is still active before a former one; a share of one of the 1,300 largest US issuers (a
    /// symbol without a venue is a US one by custom: `DTE` is DTE Energy, `DTE.DE` Deutsche
    /// Telekom); an index, pair or share of the larger issuer; the venue that comes first in [`venues`] (the US, then Xetra, London, Paris …).
    ///
    /// ```
    /// use newstape::instrument::Universe;
    ///
    /// let universe = Universe::builtin();
    /// let id = |typed: &str| universe.resolve(typed).map(|instrument| instrument.id.to_string());
    /// assert_eq!(id("SAP.DE")?, "SAP:XETR");
    /// assert_eq!(id("DE0007164600")?, "SAP:XETR");
    /// // A symbol alone is a US one by custom.
    /// assert_eq!(id("DTE")?, "DTE:XNYS");
    /// assert_eq!(id("DTE.DE")?, "DTE:XETR");
    /// # Ok::<(), newstape::instrument::ResolveError>(())
    /// ```
    pub fn resolve(&self, typed: &str) -> Result<&Instrument, ResolveError> {
        let text = typed.trim().trim_start_matches('$').to_uppercase();
        if text.is_empty() {
            return Err(ResolveError::Empty);
        }
        if isin_has_form(&text) {
            if let Some(found) = self.by_isin(&text) {
                return Ok(found);
            }
            if !isin_is_valid(&text) {
                return Err(ResolveError::WrongCheckDigit(typed.to_owned()));
            }
        }
        self.resolve_symbol(&text)
            .or_else(|| self.resolve_name(typed.trim()))
            .ok_or_else(|| ResolveError::Unknown { text: typed.to_owned(), near: self.near(&text) })
    }

    /// [`Self::resolve`] as of a day: where what was typed was not listed then, the instrument that
    /// had the same symbol in the same country on that day, or else the listing that the same issuer had (META in 2015 is
    /// FB). What was not listed at all is given as it is.
    ///
    /// ```
    /// use newstape::instrument::Universe;
    ///
    /// let then = Universe::builtin().resolve_on("META", "2015-03-02".parse()?)?;
    /// assert_eq!(then.id.to_string(), "FB:XNAS");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub fn resolve_on(&self, typed: &str, day: NaiveDate) -> Result<&Instrument, ResolveError> {
        let today = self.resolve(typed)?;
        if today.is_active_on(day) {
            return Ok(today);
        }
        let symbol = &today.id.symbol;
        // The same letters in another country are another company.
        let country = |i: &Instrument| crate::venue::venue(i.id.mic).and_then(|v| v.country);
        let here = |i: &&Instrument| i.is_active_on(day) && country(i) == country(today);
        let same_symbol = self.with_symbol(symbol.as_str()).find(here);
        let listings = || self.entity_of(&today.id).into_iter().flat_map(|e| &e.listings);
        let same_issuer = || listings().filter_map(|l| self.instrument(*l)).find(|i| i.is_active_on(day));
        Ok(same_symbol.or_else(same_issuer).unwrap_or(today))
    }

    fn resolve_symbol(&self, text: &str) -> Option<&Instrument> {
        if let Some((left, right)) = text.split_once(':') {
            let found = self.on_venue(left, right).or_else(|| self.on_venue(right, left));
            return found.or_else(|| self.by_id(left, right)).or_else(|| self.by_id(right, left));
        }
        self.primary(text, None)
            .or_else(|| text.rsplit_once('.').and_then(|(symbol, suffix)| self.on_venue(symbol, suffix)))
            .or_else(|| self.instruments().iter().find(|i| spelling("yahoo", i).as_deref() == Some(text)))
    }

    fn on_venue(&self, symbol: &str, qualifier: &str) -> Option<&Instrument> {
        self.primary(symbol, Some(&venues_of_qualifier(qualifier)))
    }

    /// The instrument with this symbol and MIC: a user may have added one on a venue that is in no table.
    fn by_id(&self, symbol: &str, mic: &str) -> Option<&Instrument> {
        let mic = mic.parse().ok()?;
        let ids = symbol_spellings(symbol)
            .into_iter()
            .filter_map(|s| Some(InstrumentId::new(s.parse().ok()?, mic)));
        ids.into_iter().find_map(|id| self.get(&id))
    }

    /// The best instrument with this symbol, on one of the venues if any are given.
    pub(crate) fn primary(&self, symbol: &str, mics: Option<&[Mic]>) -> Option<&Instrument> {
        symbol_spellings(symbol).into_iter().find_map(|s| {
            let fits = |i: &&Instrument| mics.is_none_or(|m| m.contains(&i.id.mic));
            self.with_symbol(&s).filter(fits).min_by_key(|i| self.preference(i, mics))
        })
    }

    fn preference(&self, i: &Instrument, mics: Option<&[Mic]>) -> (bool, usize, bool, u8, usize) {
        let asked = mics.and_then(|m| m.iter().position(|x| *x == i.id.mic)).unwrap_or(0);
        let weight = self.entity_of(&i.id).map_or(0, |e: &Entity| e.weight);
        let venue = venues().iter().position(|v| v.mic == i.id.mic).unwrap_or(venues().len());
        let is_known_us = weight >= KNOWN_US_WEIGHT && US_VENUES.contains(&i.id.mic.as_str());
        (i.active_to.is_some(), asked, !is_known_us, 9 - weight.min(9), venue)
    }

    fn resolve_name(&self, typed: &str) -> Option<&Instrument> {
        let fits = |e: &&Entity| !e.listings.is_empty() && e.name.to_lowercase() == typed.to_lowercase();
        let by_name = self.entities().iter().filter(fits).max_by_key(|e| e.weight);
        let entity = by_name.or_else(|| {
            let wanted = typed.to_lowercase();
            let named = self
                .aliases()
                .iter()
                .filter(|a| a.kind == AliasKind::Name && a.text.to_lowercase() == wanted);
            named.filter_map(|a| self.entities().get(a.entity as usize)).find(|e| !e.listings.is_empty())
        })?;
        self.instrument(*entity.listings.first()?)
    }

    fn near(&self, text: &str) -> Vec<String> {
        let symbol = symbol_of(text);
        let mut scored: Vec<(f64, u8, &Instrument)> = self
            .instruments()
            .iter()
            .filter(|i| i.active_to.is_none())
            .filter_map(|i| {
                let score = jaro_winkler(i.id.symbol.as_str(), symbol)
                    .max(jaro_winkler(&i.name.to_uppercase(), text) * 0.98);
                (score > 0.84).then(|| (score, self.entity_of(&i.id).map_or(0, |e| e.weight), i))
            })
            .collect();
        let rank = |s: &(f64, u8, &Instrument)| s.0 + f64::from(s.1) * 0.012;
        scored.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        scored.iter().take(3).map(|(_, _, i)| format!("{} ({})", i.id, i.name)).collect()
    }

    /// The instruments whose symbol, name, alias or ISIN holds all the words, best first.
    #[must_use]
    pub fn search(&self, words: &str) -> Vec<&Instrument> {
        let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut by_alias = vec![false; self.entities().len()];
        for alias in self.aliases() {
            let text = alias.text.to_lowercase();
            if wanted.iter().all(|w| text.contains(w.as_str())) {
                by_alias[alias.entity as usize] = true;
            }
        }
        let mut found: Vec<(u32, &Instrument)> = (0_u32..)
            .zip(self.instruments())
            .filter_map(|(n, i)| {
                let entity = self.entity_number(n)? as usize;
                let quality = match_quality(i, &wanted).or_else(|| by_alias[entity].then_some(3))?;
                let weight = u32::from(self.entities()[entity].weight);
                Some((quality * 100 + u32::from(i.active_to.is_some()) * 50 + (9 - weight.min(9)), i))
            })
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, i)| i).collect()
    }
}

/// The symbol in typed text: what stands next to a venue (`NASDAQ:MSFT`, `MSFT:XNAS`) or before a suffix.
fn symbol_of(text: &str) -> &str {
    let (left, right) = text.split_once(':').unwrap_or((text, ""));
    let is_venue = |word: &str| !venues_of_qualifier(word).is_empty();
    let symbol = if is_venue(left) && !right.is_empty() && !is_venue(right) { right } else { left };
    symbol.split('.').next().unwrap_or(symbol)
}

fn match_quality(i: &Instrument, wanted: &[String]) -> Option<u32> {
    let symbol = i.id.symbol.as_str().to_lowercase();
    let name = i.name.to_lowercase();
    let holds = |w: &String| {
        symbol == *w
            || name.contains(w.as_str())
            || i.isin.as_ref().is_some_and(|x| x.to_lowercase() == *w)
            || i.id.mic.as_str().to_lowercase() == *w
    };
    if !wanted.iter().all(holds) {
        return None;
    }
    let first = wanted.first()?;
    Some(if symbol == *first || i.isin.as_ref().is_some_and(|x| x.to_lowercase() == *first) {
        0
    } else if name.starts_with(first.as_str()) {
        1
    } else {
        2
    })
}

/// The ways in which a symbol with a share class may be stored: `BRK-B`, `BRK/B`, `BRK B` mean `BRK.B`.
fn symbol_spellings(symbol: &str) -> Vec<String> {
    let mut all = vec![symbol.to_owned()];
    for (from, to) in [('-', "."), ('/', "."), (' ', "."), ('.', "-"), (' ', "-")] {
        let other = symbol.replace(from, to);
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instrument::InstrumentKind;

    fn id(typed: &str) -> String {
        Universe::builtin().resolve(typed).map_or_else(|e| e.to_string(), |i| i.id.to_string())
    }

    #[test]
    fn symbols_resolve_as_people_type_them() {
        for typed in ["MSFT", "msft", "$MSFT", "MSFT:XNAS", "NASDAQ:MSFT", "MSFT.O", "Microsoft"] {
            assert_eq!(id(typed), "MSFT:XNAS", "{typed}");
        }
        assert_eq!(id("US5949181045"), "MSFT:XNAS");
        for typed in ["DTE", "US2333311072"] {
            assert_eq!(id(typed), "DTE:XNYS", "{typed}");
        }
        for typed in ["DTE.DE", "DTE:XETR", "ETR:DTE", "DE0005557508"] {
            assert_eq!(id(typed), "DTE:XETR", "{typed}");
        }
        for typed in ["SAP.DE", "SAP:XETR", "ETR:SAP", "DE0007164600"] {
            assert_eq!(id(typed), "SAP:XETR", "{typed}");
        }
        for typed in ["BRK-B", "BRK.B", "brk/b"] {
            assert_eq!(id(typed), "BRK.B:XNYS", "{typed}");
        }
        assert_eq!(id("^GSPC"), "^GSPC:XNYS");
        assert_eq!(id("SPY"), "SPY:ARCX");
        assert_eq!(id("BTC-USD"), "BTC-USD:CRYP");
        assert_eq!(id("EURUSD=X"), "EURUSD:FXSP");
    }

    #[test]
    fn symbols_resolve_as_of_a_day() {
        let on = |typed: &str, day: &str| {
            let found = Universe::builtin().resolve_on(typed, day.parse().unwrap());
            found.map_or_else(|e| e.to_string(), |i| i.id.to_string())
        };
        assert_eq!(on("META", "2015-03-02"), "FB:XNAS");
        assert_eq!(on("FB", "2015-03-02"), "FB:XNAS");
        assert_eq!(on("FB", "2024-03-01"), "META:XNAS");
        assert_eq!(on("MSFT", "1999-03-01"), "MSFT:XNAS");
    }

    #[test]
    fn an_unknown_symbol_suggests_near_ones() {
        let error = Universe::builtin().resolve("MSFTT").err().unwrap();
        let Some(Remedy::DidYouMean(near)) = error.remedy() else { panic!("{error:?}") };
        assert!(near.iter().any(|n| n.contains("MSFT:XNAS")), "{near:?}");
        assert_eq!(error.class(), FaultClass::NotFound);
        let error = Universe::builtin().resolve("US5949181046").err().unwrap();
        assert!(matches!(error, ResolveError::WrongCheckDigit(_)), "{error}");
        assert_eq!(Universe::builtin().resolve(" $ ").err(), Some(ResolveError::Empty));
    }

    #[test]
    fn what_a_user_added_on_an_unknown_venue_is_found_as_it_was_added() {
        let added = crate::instrument::Additions::from_csv(
            "symbol,mic,name,currency\nTLV,XBSE,Banca Transilvania,RON\nRO-A,XBSE,Romanian A,RON\n",
        );
        let universe = Universe::builtin().extended(&added.unwrap()).unwrap();
        assert!(venues_of_qualifier("XBSE").is_empty(), "a venue that is in no table");
        for typed in ["TLV:XBSE", "tlv:xbse", "XBSE:TLV", "$TLV:XBSE", "TLV", "Banca Transilvania"] {
            let found = universe.resolve(typed).map(|i| i.id.to_string());
            assert_eq!(found, Ok("TLV:XBSE".to_owned()), "{typed}");
        }
        assert_eq!(universe.resolve("RO.A:XBSE").map(|i| i.id.to_string()), Ok("RO-A:XBSE".to_owned()));
    }

    #[test]
    fn the_nearest_symbols_are_those_next_to_the_venue() {
        for typed in ["NASDAQ:MSFTT", "MSFTT:NASDAQ", "MSFTT:XNAS", "XNAS:MSFTT", "MSFTT:XBSE", "MSFTT.XX"] {
            let error = Universe::builtin().resolve(typed).err().unwrap();
            let Some(Remedy::DidYouMean(near)) = error.remedy() else { panic!("{typed}: {error:?}") };
            assert!(near[0].contains("MSFT:XNAS"), "{typed}: {near:?}");
        }
    }

    #[test]
    fn instruments_carry_what_measuring_needs() {
        let u = Universe::builtin();
        let msft = u.resolve("MSFT").unwrap();
        assert_eq!(msft.benchmark.as_ref().unwrap().to_string(), "SPY:ARCX");
        assert_eq!(msft.sector.as_deref(), Some("Information Technology"));
        assert_eq!(spelling("yahoo", msft).as_deref(), Some("MSFT"));
        let sap = u.resolve("SAP.DE").unwrap();
        assert_eq!(sap.benchmark.as_ref().unwrap().to_string(), "^GDAXI:XETR");
        assert_eq!(spelling("yahoo", sap).as_deref(), Some("SAP.DE"));
        assert_eq!(spelling("stooq", sap).as_deref(), Some("sap.de"));
        for i in u.instruments() {
            if let Some(b) = &i.benchmark {
                assert!(u.get(b).is_some(), "benchmark {b} of {} is unknown", i.id);
            }
        }
    }

    #[test]
    fn identifiers_have_right_check_digits_and_one_owner() {
        let u = Universe::builtin();
        let mut owners = std::collections::HashMap::new();
        let mut largest_us = (0, 0);
        for i in u.instruments() {
            let entity = u.entity_of(&i.id).unwrap();
            if let Some(isin) = &i.isin {
                assert!(isin_is_valid(isin), "{isin} of {}", i.id);
                let owner = owners.entry(isin.clone()).or_insert(&entity.name);
                assert_eq!(*owner, &entity.name, "{isin} of {}", i.id);
            }
            let is_us = matches!(i.id.mic.as_str(), "XNAS" | "XNYS") && i.kind == InstrumentKind::Equity;
            if entity.weight == 9 && is_us && i.active_to.is_none() {
                largest_us = (largest_us.0 + 1, largest_us.1 + usize::from(i.isin.is_some()));
            }
        }
        assert!(largest_us.1 * 10 >= largest_us.0 * 8, "{largest_us:?} of the largest have an ISIN");
    }

    #[test]
    fn search_finds_by_name_and_puts_the_large_first() {
        let found = Universe::builtin().search("apple");
        assert_eq!(found.first().map(|i| i.id.to_string()).as_deref(), Some("AAPL:XNAS"));
        assert!(Universe::builtin().search("  ").is_empty());
    }
}
