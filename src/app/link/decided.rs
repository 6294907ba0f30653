//! What a user's decisions make of the links of an event, and what they are once decisions are taken back.

use super::relink::{Change, Work, decisions_on, named};
use crate::app::Failure;
use crate::instrument::{InstrumentId, Universe};
use crate::link::{Decision, Link, LinkDecision};
use crate::road::StoredEvent;
use crate::store::{ChangedField, FormerEvent, SetDecision, Store};

/// Begins the name of a field with the state of a link: `link NVDA:XNAS`.
const LINK: &str = "link ";

/// An event with other decisions on its links: what is found in it then, and what is to be written.
#[derive(Debug)]
pub(in crate::app) struct Decided {
    /// What is found, and what changes in it.
    pub(in crate::app) change: Change,
    /// The links' states before and after.
    pub(in crate::app) fields: Vec<ChangedField>,
    /// The decisions to write.
    pub(in crate::app) set: Vec<SetDecision>,
}

/// The links of an event, and the user's decisions on them.
struct Links<'a> {
    links: &'a [Link],
    decisions: &'a [LinkDecision],
}

impl Links<'_> {
    fn link(&self, id: &InstrumentId) -> Option<&Link> {
        self.links.iter().find(|link| link.instrument == *id)
    }

    fn decision(&self, id: &InstrumentId) -> Option<Decision> {
        self.decisions.iter().find(|d| d.instrument == *id).map(|d| d.decision)
    }

    /// What a link is in a word: the user's, else its role; `None` where there is neither.
    fn state(&self, id: &InstrumentId) -> Option<String> {
        let found = || self.link(id).map(|link| crate::view::format::word(&link.role));
        self.decision(id).map(state).or_else(found)
    }
}

fn state(decision: Decision) -> String {
    match decision {
        Decision::Accept => "accepted",
        Decision::Reject => "rejected",
        Decision::Add => "added",
    }
    .to_owned()
}

/// Whether a change is one of a link.
pub(in crate::app) fn is_of_link(change: &ChangedField) -> bool {
    change.field.starts_with(LINK)
}

/// What new decisions make of an event; `None` where all of them have been made before. A link that had been
/// rejected is the linker's again when it is accepted, or that of the user who named it.
///
/// # Errors
/// The database cannot be read.
pub(in crate::app) fn decide(
    work: &Work<'_>,
    stored: &StoredEvent,
    new: &[LinkDecision],
) -> Result<Option<Decided>, Failure> {
    let old = work.store.link_decisions(stored.event.id)?;
    let now = Links { links: &stored.links, decisions: &old };
    let mut decided = Decided::none(stored);
    let mut links = stored.links.clone();
    for LinkDecision { instrument, decision, .. } in new {
        decided.set(instrument, Some(*decision), now.state(instrument), Some(state(*decision)));
        if *decision == Decision::Accept && now.link(instrument).is_none() {
            links.extend(given_before(work.store, stored, instrument)?);
        }
    }
    let kept = old.iter().filter(|old| new.iter().all(|d| d.instrument != old.instrument));
    let decisions: Vec<LinkDecision> = kept.chain(new).cloned().collect();
    decided.worked_out(work, stored, links, decisions)
}

/// The link of an instrument that the user had named, as it was before it was rejected.
fn given_before(store: &Store, stored: &StoredEvent, id: &InstrumentId) -> Result<Option<Link>, Failure> {
    let past = store.link_history(stored.event.id)?;
    Ok(past.into_iter().flat_map(|past| past.links).find(|link| link.instrument == *id && link.is_users()))
}

/// The event with its decisions taken back, each that is still as it was made; `None` where none is.
///
/// # Errors
/// The database cannot be read.
pub(in crate::app) fn take_back(
    work: &Work<'_>,
    stored: &StoredEvent,
    was: &FormerEvent,
    made: &[ChangedField],
) -> Result<Option<Decided>, Failure> {
    let old = work.store.link_decisions(stored.event.id)?;
    let now = Links { links: &stored.links, decisions: &old };
    let before = Links { links: &was.links, decisions: &was.decisions };
    let mut decided = Decided::none(stored);
    for field in made {
        let Some(id) = field.field.strip_prefix(LINK).and_then(|id| id.parse().ok()) else { continue };
        if now.state(&id) == field.after {
            decided.set(&id, before.decision(&id), field.after.clone(), field.before.clone());
        }
    }
    let is_back = |id: &InstrumentId| decided.set.iter().any(|set| set.instrument == *id);
    let links = stored.links.iter().filter(|link| !is_back(&link.instrument));
    let links = links.chain(was.links.iter().filter(|link| is_back(&link.instrument))).cloned().collect();
    let decisions = old.iter().filter(|d| !is_back(&d.instrument));
    let decisions =
        decisions.chain(was.decisions.iter().filter(|d| is_back(&d.instrument))).cloned().collect();
    decided.worked_out(work, stored, links, decisions)
}

impl Decided {
    fn none(stored: &StoredEvent) -> Self {
        Self { change: Change::none(stored), fields: Vec::new(), set: Vec::new() }
    }

    /// One more decision, if it changes something.
    fn set(
        &mut self,
        instrument: &InstrumentId,
        decision: Option<Decision>,
        before: Option<String>,
        after: Option<String>,
    ) {
        let is_known = self.set.iter().any(|set| set.instrument == *instrument);
        if before != after && !is_known {
            self.fields.push(ChangedField { field: format!("{LINK}{instrument}"), before, after });
            self.set.push(SetDecision { instrument: instrument.clone(), decision });
        }
    }

    fn worked_out(
        mut self,
        work: &Work<'_>,
        stored: &StoredEvent,
        links: Vec<Link>,
        decisions: Vec<LinkDecision>,
    ) -> Result<Option<Self>, Failure> {
        if self.set.is_empty() {
            return Ok(None);
        }
        let universe: &Universe = &work.reference.universe;
        let decisions = decisions_on(&links, named(universe, decisions));
        if let Some(change) = work.with_links(stored, links, decisions)? {
            self.change = change;
        }
        Ok(Some(self))
    }
}
