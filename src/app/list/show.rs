//! Showing one event.

use crate::app::log::LoggedEvent;
use crate::app::{Context, Failure};
use crate::event::{EventId, Logged};
use crate::road::StoredEvent;
use crate::store::Store;
use crate::view::event::{ClaimRecord, EventDocument, EventRecord, not_applied, notes};
use crate::view::reaction::ReactionRecord;

/// An event as it is stored.
///
/// # Errors
/// The database or the event does not exist, or the database cannot be read.
pub fn show_event(context: &Context, id: EventId) -> Result<StoredEvent, Failure> {
    Ok(context.existing_store()?.event(id)?)
}

/// [`show_event`] from a database that is already open.
///
/// # Errors
/// The event does not exist, or the database cannot be read.
pub fn stored(store: &Store, id: EventId) -> Result<StoredEvent, Failure> {
    Ok(store.event(id)?)
}

/// The output record of a stored event.
#[must_use]
pub fn document(stored: &StoredEvent) -> EventDocument {
    EventDocument {
        event: EventRecord::new(&stored.event, &stored.conflicts),
        links: stored.links.iter().map(Into::into).collect(),
        unlisted: stored.unlisted.iter().map(Into::into).collect(),
        claims: stored.claims.iter().map(|(c, v)| ClaimRecord::new(c, v.as_ref())).collect(),
        reactions: ReactionRecord::of_event(&stored.event.publication.when, &stored.reactions),
        notes: notes(stored),
        created: None,
    }
}

/// The output record of an event that was just logged, with a remark on each of the user's statements that
/// was not applied.
#[must_use]
pub fn logged(done: &LoggedEvent) -> EventDocument {
    let mut document = document(&done.stored);
    document.notes.extend(done.kept.iter().map(not_applied));
    document.created = Some(matches!(done.logged, Logged::Created(_)));
    document
}
