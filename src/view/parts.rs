//! Parts of an event as separate documents, and instruments.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::event::{ClaimRecord, EventDocument};
use super::reaction::ReactionRecord;
use crate::instrument::Instrument;

/// The price moves that an event states.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimsDocument {
    /// The event's number.
    pub event_id: i64,
    /// The claims with their verdicts, in the order of the text.
    pub claims: Vec<ClaimRecord>,
}

/// The reactions to an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReactionsDocument {
    /// The event's number.
    pub event_id: i64,
    /// The rows, by instrument in the order of the links.
    pub reactions: Vec<ReactionRecord>,
}

impl From<EventDocument> for ClaimsDocument {
    fn from(d: EventDocument) -> Self {
        Self { event_id: d.event.id, claims: d.claims }
    }
}

impl From<EventDocument> for ReactionsDocument {
    fn from(d: EventDocument) -> Self {
        Self { event_id: d.event.id, reactions: d.reactions }
    }
}

/// Instruments that match a search.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstrumentsDocument {
    /// The instruments, larger issuers first.
    pub instruments: Vec<Instrument>,
    /// The day of the lists that the built-in universe was made of.
    pub universe_date: Option<NaiveDate>,
}
