//! An event as it is kept.

use crate::claim::{Claim, ClaimVerdict};
use crate::event::{NewsEvent, Publication, Score};
use crate::link::{Link, Unlisted};
use crate::reaction::Reaction;

/// A claim, and what checking it found, if it was checked.
pub type CheckedClaim = (Claim, Option<ClaimVerdict>);

/// An event with all that is stored of it.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// The event.
    pub event: NewsEvent,
    /// Other candidate times.
    pub conflicts: Vec<Publication>,
    /// Remarks made while reading and linking.
    pub notes: Vec<String>,
    /// How often the item arrived.
    pub seen_count: i64,
    /// The links, subjects first.
    pub links: Vec<Link>,
    /// Organisations without a listing.
    pub unlisted: Vec<Unlisted>,
    /// How services rate the item, as they sent it.
    pub scores: Vec<Score>,
    /// The claims with their verdicts.
    pub claims: Vec<CheckedClaim>,
    /// The reactions.
    pub reactions: Vec<Reaction>,
}
