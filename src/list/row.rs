//! What a list says of each event.

use chrono::{DateTime, Utc};

use super::Headline;
use crate::claim::ClaimStatus;
use crate::event::{EventId, EventKind, RevisionNo, StoryId, TimeOrigin, When};

/// One line of a list.
#[derive(Debug, Clone)]
pub struct EventLine {
    /// Its number.
    pub id: EventId,
    /// Its title.
    pub title: String,
    /// When it was published.
    pub when: When,
    /// Who published it.
    pub source: Option<String>,
    /// The kind of news.
    pub kind: EventKind,
    /// When this system first saw it.
    pub seen_at: DateTime<Utc>,
    /// Where its time came from.
    pub origin: TimeOrigin,
    /// Its address.
    pub url: Option<String>,
    /// ISO 639-1 language code.
    pub lang: Option<String>,
    /// The story it belongs to.
    pub story: StoryId,
    /// Which version of its text it is at.
    pub revision: RevisionNo,
    /// The user's tags.
    pub tags: Vec<String>,
    /// The symbols it is linked to, subjects first, without related ones.
    pub symbols: Vec<String>,
    /// Its claims' statuses, in order.
    pub claims: Vec<ClaimStatus>,
    /// Its move, and whose.
    pub headline: Option<Headline>,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct EventPage {
    /// The lines.
    pub events: Vec<EventLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}
