//! What is known already of an item that arrives.

use crate::app::Failure;
use crate::app::link::decisions;
use crate::event::EventId;
use crate::instrument::Universe;
use crate::link::LinkDecision;
use crate::road::Draft;
use crate::store::Store;

/// An item's draft, with what the database holds of its event.
pub(super) struct Arrival {
    /// The draft; that of a known event keeps the event's time and language.
    pub(super) draft: Draft,
    /// The event, if it is known.
    pub(super) event: Option<EventId>,
    /// The user's decisions on its links.
    pub(super) decisions: Vec<LinkDecision>,
}

/// Looks up the event of a draft.
pub(super) fn arrival(store: &Store, universe: &Universe, draft: Draft) -> Result<Arrival, Failure> {
    let Some(known) = store.find_event(draft.identity())? else {
        return Ok(Arrival { draft, event: None, decisions: Vec::new() });
    };
    let stored = store.event(known.id)?;
    let decisions = decisions(store, universe, &stored)?;
    let draft = draft.revising(&stored.event, store.users_title(known.id)?.as_deref());
    Ok(Arrival { draft, event: Some(known.id), decisions })
}
