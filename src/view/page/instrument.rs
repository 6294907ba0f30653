//! One instrument: its news, and its unusual days with what they are put down to.

use super::{DayRow, way};
use crate::instrument::Instrument;
use crate::units::Return;
use crate::view::format;
use crate::view::why::{MoveRecord, WhyDocument, cause_words};

/// The page of an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstrumentPage {
    /// Its symbol.
    pub symbol: String,
    /// Its symbol and venue, as in addresses.
    pub ticker: String,
    /// Its name.
    pub name: String,
    /// Facts, as pairs of name and value.
    pub facts: Vec<(&'static str, String)>,
    /// Its latest news.
    pub rows: Vec<DayRow>,
    /// Whether there is more.
    pub is_cut: bool,
    /// Its unusual days, the latest first; `None` if it cannot be measured.
    pub days: Option<Vec<UnusualDay>>,
}

/// An unusual day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusualDay {
    /// The day in words.
    pub day: String,
    /// The return, and that beyond the market.
    pub figures: [String; 2],
    /// `up`, `down` or `flat`.
    pub way: &'static str,
    /// The placebo rank.
    pub rank: String,
    /// The rank in a word.
    pub word: &'static str,
    /// What it is put down to.
    pub cause: &'static str,
    /// The news of the day: numbers and titles.
    pub news: Vec<(i64, String)>,
    /// How much more news there is.
    pub more: usize,
}

/// The news of a day that is shown.
const SHOWN: usize = 3;

impl InstrumentPage {
    /// The page of an instrument with its latest news and, if it can be measured, its unusual days.
    #[must_use]
    pub fn new(instrument: &Instrument, rows: Vec<DayRow>, is_cut: bool, why: Option<&WhyDocument>) -> Self {
        let mut facts = vec![("Venue", instrument.id.mic.to_string())];
        facts.push(("Currency", instrument.currency.to_string()));
        facts.extend(instrument.sector.clone().map(|sector| ("Sector", sector)));
        facts.extend(instrument.isin.clone().map(|isin| ("ISIN", isin)));
        facts.extend(why.and_then(|w| w.benchmark.as_ref()).map(|b| ("Benchmark", b.to_string())));
        Self {
            symbol: instrument.id.symbol.to_string(),
            ticker: instrument.id.to_string(),
            name: instrument.name.clone(),
            facts,
            rows,
            is_cut,
            days: why.map(|why| why.moves.iter().map(UnusualDay::new).collect()),
        }
    }
}

impl UnusualDay {
    fn new(one: &MoveRecord) -> Self {
        let percent = |r: Option<Return>| r.map(|r| format::percent(r.fraction())).unwrap_or_default();
        Self {
            day: format::day(one.date),
            figures: [percent(one.return_fraction), percent(one.abnormal_return)],
            way: way(one.return_fraction.map(Return::fraction)),
            rank: one.placebo_rank.map(format::share).unwrap_or_default(),
            word: one.verdict.map_or("", |v| v.as_str()),
            cause: cause_words(one.cause),
            news: one.events.iter().take(SHOWN).map(|n| (n.id, n.title.clone())).collect(),
            more: one.events.len().saturating_sub(SHOWN),
        }
    }
}
