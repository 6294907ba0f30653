//! Which events to list, and in which order.

use chrono::{DateTime, Utc};

use crate::claim::ClaimStatus;
use crate::event::{EventExpr, EventKind};
use crate::instrument::InstrumentId;
use crate::reaction::Horizon;

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// Latest publication first.
    #[default]
    Published,
    /// Latest arrival first.
    Seen,
    /// Largest absolute return over the filter's horizon first.
    Move,
    /// Highest placebo rank over the filter's horizon first.
    Unusual,
}

/// Which events to list.
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
    /// The horizon whose return is shown, filtered on and sorted by.
    pub horizon: Option<Horizon>,
    /// With an absolute return over the horizon of at least this fraction.
    pub min_move: Option<f64>,
    /// With a claim of this status.
    pub claim: Option<ClaimStatus>,
    /// Whose text matches these words.
    pub search: Option<String>,
    /// That this expression lets through.
    pub expr: Option<EventExpr>,
    /// The order.
    pub sort: SortBy,
    /// How many at most.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
}
