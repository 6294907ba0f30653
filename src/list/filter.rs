//! Which events to list, and in which order.

use chrono::{DateTime, Utc};

use crate::claim::ClaimStatus;
use crate::event::{EventKind, SearchWords};
use crate::instrument::InstrumentId;
use crate::query::{EventExpr, Field, FilterValue, Operator};
use crate::reaction::{Horizon, VerdictWord};

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// Latest publication first.
    #[default]
    Published,
    /// Latest arrival first.
    Seen,
    /// Largest absolute return first; events without one last, the latest first.
    Move,
    /// Highest placebo rank first; then events with a return alone, the largest first; then the
    /// others, the latest first.
    Unusual,
}

/// Which events to list, and in which order.
///
/// What is asked of the instrument, the horizon, the move, its rank and its verdict, here and in
/// the expression, holds for one and the same row of the event's reactions, which is the row that
/// the list shows. Where no instrument is asked for, it is that of the first subject that has a
/// figure.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Linked to one of these.
    pub instruments: Vec<InstrumentId>,
    /// Linked to an instrument with one of these symbols, on any venue.
    pub symbols: Vec<String>,
    /// Of one of these kinds.
    pub kinds: Vec<EventKind>,
    /// From one of these sources.
    pub sources: Vec<String>,
    /// With all of these tags.
    pub tags: Vec<String>,
    /// Published at or after.
    pub since: Option<DateTime<Utc>>,
    /// Published before.
    pub until: Option<DateTime<Utc>>,
    /// The horizon whose return is shown, filtered on and sorted by; by default each
    /// event's headline.
    pub horizon: Option<Horizon>,
    /// With an absolute return of at least this fraction.
    pub min_move: Option<f64>,
    /// With a placebo rank of at least this, in [0, 1].
    pub min_rank: Option<f64>,
    /// With this verdict on the return.
    pub verdict: Option<VerdictWord>,
    /// With a claim of this status.
    pub claim: Option<ClaimStatus>,
    /// Whose text matches these words.
    pub search: Option<SearchWords>,
    /// That this expression lets through.
    pub expr: Option<EventExpr>,
    /// The order.
    pub sort: SortBy,
    /// How many at most.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl EventFilter {
    /// All conditions as one expression; `None` if there are none.
    #[must_use]
    pub fn wanted(&self) -> Option<EventExpr> {
        let word = |field, word: String| EventExpr::Is(field, Operator::Equal, FilterValue::Text(word));
        let bound = |operator, at: &DateTime<Utc>| {
            let to = *at + chrono::TimeDelta::microseconds(1);
            EventExpr::Is(Field::Published, operator, FilterValue::Span(*at, to))
        };
        let least =
            |field, least: &f64| EventExpr::Is(field, Operator::GreaterOrEqual, FilterValue::Figure(*least));
        let mut all: Vec<EventExpr> = Vec::new();
        all.extend(self.one_of_the_instruments());
        all.extend(EventExpr::any(self.kinds.iter().map(|k| word(Field::Kind, k.as_str().to_owned()))));
        all.extend(EventExpr::any(self.sources.iter().map(|s| word(Field::Source, s.clone()))));
        all.extend(self.tags.iter().map(|tag| word(Field::Tag, tag.clone())));
        all.extend(self.since.as_ref().map(|at| bound(Operator::GreaterOrEqual, at)));
        all.extend(self.until.as_ref().map(|at| bound(Operator::Less, at)));
        all.extend(self.min_move.as_ref().map(|size| least(Field::Size, size)));
        all.extend(self.min_rank.as_ref().map(|rank| least(Field::Rank, rank)));
        all.extend(self.verdict.map(|verdict| word(Field::Verdict, verdict.as_str().to_owned())));
        all.extend(self.claim.map(|status| word(Field::Claim, status.as_str().to_owned())));
        let search = |words: &SearchWords| {
            EventExpr::Is(Field::Text, Operator::Contains, FilterValue::Words(words.clone()))
        };
        all.extend(self.search.as_ref().map(search));
        all.extend(self.expr.clone());
        EventExpr::all(all)
    }

    fn one_of_the_instruments(&self) -> Option<EventExpr> {
        let word =
            |field, word: &str| EventExpr::Is(field, Operator::Equal, FilterValue::Text(word.to_owned()));
        let symbols = self.symbols.iter().map(|symbol| word(Field::Ticker, symbol));
        let listings = self.instruments.iter().map(|instrument| {
            let (symbol, mic) = (instrument.symbol.as_str(), instrument.mic.as_str());
            EventExpr::And(vec![word(Field::Ticker, symbol), word(Field::Mic, mic)])
        });
        EventExpr::any(symbols.chain(listings))
    }
}
