//! Showing one event.

use crate::app::{Context, Failure};
use crate::event::EventId;
use crate::store::{Logged, StoredEvent};
use crate::view::event::{ClaimRecord, EventDocument, EventRecord};

/// An event as it is stored.
///
/// # Errors
/// There is no database or no such event, or the database refuses.
pub fn show_event(context: &Context, id: EventId) -> Result<StoredEvent, Failure> {
    Ok(context.existing_store()?.event(id)?)
}

/// The output record of a stored event.
#[must_use]
pub fn document(stored: &StoredEvent, logged: Option<Logged>) -> EventDocument {
    EventDocument {
        event: EventRecord::new(&stored.event, &stored.conflicts),
        links: stored.links.iter().map(Into::into).collect(),
        unlisted: stored.unlisted.iter().map(Into::into).collect(),
        claims: stored.claims.iter().map(|(c, v)| ClaimRecord::new(c, v.as_ref())).collect(),
        reactions: stored.reactions.iter().map(Into::into).collect(),
        notes: stored.notes.clone(),
        created: logged.map(|l| matches!(l, Logged::Created(_))),
    }
}
