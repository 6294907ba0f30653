//! Showing one event.

use chrono_tz::Tz;

use crate::app::log::LoggedEvent;
use crate::app::{Context, Failure, universe};
use crate::calendar::Calendar;
use crate::event::{EventId, Logged};
use crate::instrument::InstrumentId;
use crate::road::StoredEvent;
use crate::store::Store;
use crate::view::event::{ClaimRecord, EventDocument, EventRecord, not_applied, notes};
use crate::view::reaction::ReactionRecord;
use crate::view::text::{Setting, Width};

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
        scores: stored.scores.iter().map(Into::into).collect(),
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

/// Calls `print` with what text needs to know of the instruments of an event: their zones and currencies.
///
/// # Errors
/// The database cannot be read.
pub fn with_words<T>(
    context: &Context,
    document: &EventDocument,
    stored: &StoredEvent,
    width: Width,
    print: impl FnOnce(&Setting<'_>) -> T,
) -> Result<T, Failure> {
    let universe = universe(context)?;
    let linked = document.links.iter().map(|l| (&l.symbol, l.mic));
    let known: Vec<InstrumentId> = linked
        .chain(document.reactions.iter().map(|r| (&r.symbol, r.mic)))
        .map(|(symbol, mic)| InstrumentId::new(symbol.clone(), mic))
        .collect();
    let id_of = |symbol: &str| known.iter().find(|id| id.symbol.as_str() == symbol);
    let zone = |symbol: &str| {
        id_of(symbol).and_then(|id| context.calendars.get(id.mic).ok()).map_or(Tz::UTC, Calendar::zone)
    };
    let currency = |symbol: &str| (id_of(symbol).and_then(|id| universe.currency_of(id)), 2);
    let when = stored.event.publication.when;
    Ok(print(&Setting { when, zone: &zone, currency: &currency, remedy: &|_| None, width }))
}
