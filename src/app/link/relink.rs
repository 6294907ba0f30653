//! Linking stored events again: by the present linker and universe, with the user's decisions above both.

use chrono::{DateTime, Utc};

use crate::app::measure;
use crate::app::{Context, Failure, Reference};
use crate::event::{EventId, RevisionNo};
use crate::instrument::{InstrumentId, Universe};
use crate::link::{Decision, Link, LinkDecision, Linker, Role};
use crate::road::{Draft, Findings, Linked, Measurement, Naming, Read, StoredEvent};
use crate::store::{Relinked, Store};
use crate::view::links::{ChangedLink, LinkDiff};

/// Which events are linked again.
#[derive(Debug, Clone, Default)]
pub struct RelinkRequest {
    /// These; without any, all.
    pub events: Vec<EventId>,
    /// Of all, those published at or after this.
    pub since: Option<DateTime<Utc>>,
}

/// What linking again would change, not yet written.
#[derive(Debug, Default)]
pub struct Plan {
    /// How many events were looked at.
    pub looked_at: usize,
    /// The events whose links or claims change.
    pub changes: Vec<Change>,
}

/// What would change in one event.
#[derive(Debug)]
pub struct Change {
    /// The change of its links.
    pub diff: LinkDiff,
    revision: RevisionNo,
    /// What is found in the event.
    pub(in crate::app) findings: Findings,
    /// The notes on it.
    pub(in crate::app) notes: Vec<String>,
}

/// Called after each event with the number done and the total.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// Links events again and compares, without writing anything.
///
/// # Errors
/// There is no database, an event does not exist, or the database cannot be read.
pub fn plan(context: &Context, request: &RelinkRequest, progress: Progress<'_>) -> Result<Plan, Failure> {
    let store = context.existing_store()?;
    let reference = context.reference()?;
    let linker = Linker::over(&reference.universe);
    let mut events = request.events.clone();
    if events.is_empty() {
        events = store.event_ids(request.since)?;
    }
    let work = Work::new(&store, &reference, context.now());
    let mut plan = Plan { looked_at: events.len(), changes: Vec::new() };
    for (done, id) in events.iter().enumerate() {
        let stored = store.event(*id)?;
        let naming =
            Naming { decisions: decisions(&store, &reference.universe, &stored)?, ..Naming::default() };
        let linked = Draft::stored(&stored).link(&linker, &naming);
        plan.changes.extend(work.change(&stored, linked)?);
        progress(done + 1, events.len());
    }
    Ok(plan)
}

/// Writes a plan, one transaction per event; returns the events that were skipped because their
/// text changed in the meantime.
///
/// # Errors
/// The database cannot be written; the events before are written then, the current one is not.
pub fn write(context: &Context, plan: &Plan, progress: Progress<'_>) -> Result<Vec<EventId>, Failure> {
    let mut store = context.existing_store()?;
    let mut left_alone = Vec::new();
    for (done, change) in plan.changes.iter().enumerate() {
        if !store.relink(&change.relinked(), context.now())? {
            left_alone.push(EventId(change.diff.event));
        }
        progress(done + 1, plan.changes.len());
    }
    Ok(left_alone)
}

/// What the user has decided on an event, with the names that the universe has; an instrument that was
/// named when the event was logged counts as added.
///
/// # Errors
/// The database cannot be read or written.
pub(in crate::app) fn decisions(
    store: &Store,
    universe: &Universe,
    stored: &StoredEvent,
) -> Result<Vec<LinkDecision>, Failure> {
    Ok(decisions_on(&stored.links, named(universe, store.link_decisions(stored.event.id)?)))
}

/// Decisions on links; an instrument that the user named when the event was logged counts as added.
pub(super) fn decisions_on(links: &[Link], decided: Vec<LinkDecision>) -> Vec<LinkDecision> {
    let at_logging = links.iter().filter(|l| l.is_users());
    let mut all: Vec<LinkDecision> = at_logging
        .filter(|l| decided.iter().all(|d| d.instrument != l.instrument))
        .map(|l| LinkDecision {
            instrument: l.instrument.clone(),
            name: l.name.clone(),
            decision: Decision::Add,
        })
        .collect();
    all.extend(decided);
    all
}

/// What linking one event needs.
pub(in crate::app) struct Work<'w> {
    pub(super) store: &'w Store,
    pub(super) reference: &'w Reference,
    now: DateTime<Utc>,
}

impl<'w> Work<'w> {
    /// Work on a database, at a time.
    pub(in crate::app) const fn new(store: &'w Store, reference: &'w Reference, now: DateTime<Utc>) -> Self {
        Self { store, reference, now }
    }

    /// What replaces the stored findings where the event has these links, and the user's decisions on them;
    /// `None` where nothing would change.
    pub(super) fn with_links(
        &self,
        stored: &StoredEvent,
        links: Vec<Link>,
        decisions: Vec<LinkDecision>,
    ) -> Result<Option<Change>, Failure> {
        let linker = Linker::over(&self.reference.universe);
        let naming = Naming { decisions, ..Naming::default() };
        let kept = (links, stored.unlisted.clone());
        self.change(stored, Draft::stored(stored).keep_links(&linker, kept, &naming))
    }

    /// What replaces the stored findings; `None` where nothing would change.
    fn change(&self, stored: &StoredEvent, linked: Linked) -> Result<Option<Change>, Failure> {
        let event = &stored.event;
        let read = linked.read(&self.reference.universe);
        let (links, found, notes) = (read.links(), read.claims(), read.draft().notes());
        let same_claims = found.len() == stored.claims.len()
            && found.iter().zip(&stored.claims).all(|((new, _), (old, _))| new == old);
        let diff = LinkDiff {
            event: event.id.0,
            title: event.text.title().to_owned(),
            added: absent(links, &stored.links),
            removed: absent(&stored.links, links),
            changed: changed(&stored.links, links),
            claims_before: stored.claims.len(),
            claims_after: found.len(),
            claims_differ: !same_claims,
            notes_differ: notes != stored.notes,
        };
        if diff.is_empty() {
            return Ok(None);
        }
        let measured = self.measure(stored, &read)?;
        let (findings, notes) = read.measured(event.publication.when, measured).into_findings();
        Ok(Some(Change { diff, revision: event.revision, findings, notes }))
    }

    /// The rows that stay, and those of the instruments that are linked anew.
    fn measure(&self, stored: &StoredEvent, read: &Read) -> Result<Measurement, Failure> {
        let event = &stored.event;
        // Only the first event that tells a story is measured.
        let is_first = event.story.0 == event.id.0;
        let mut reactions = stored.reactions.clone();
        let is_linked =
            |id: &InstrumentId| read.links().iter().any(|l| l.instrument == *id && l.role != Role::Related);
        reactions.retain(|r| is_linked(&r.instrument));
        let has_rows = |l: &Link| reactions.iter().any(|r| r.instrument == l.instrument);
        let new: Vec<Link> = read.links().iter().filter(|l| is_first && !has_rows(l)).cloned().collect();
        let (when, claims) = (&event.publication.when, read.claims());
        let fresh = measure::event(self.store, self.reference, Some(event.id), when, &new, claims, self.now)?;
        reactions.extend(fresh.reactions);
        Ok(Measurement { reactions, claims: fresh.claims, notes: Vec::new() })
    }
}

impl Change {
    /// Everything as it is stored.
    pub(super) fn none(stored: &StoredEvent) -> Self {
        Self {
            diff: LinkDiff::none(stored.event.id.0, stored.event.text.title()),
            revision: stored.event.revision,
            findings: Findings {
                links: stored.links.clone(),
                unlisted: stored.unlisted.clone(),
                claims: stored.claims.clone(),
                reactions: stored.reactions.clone(),
            },
            notes: stored.notes.clone(),
        }
    }

    fn relinked(&self) -> Relinked<'_> {
        Relinked {
            event: EventId(self.diff.event),
            revision: self.revision,
            findings: &self.findings,
            notes: &self.notes,
        }
    }
}

/// Decisions with the names that the universe has for their instruments.
pub(super) fn named(universe: &Universe, decisions: Vec<LinkDecision>) -> Vec<LinkDecision> {
    let with_name = |d: LinkDecision| {
        let name = universe.get(&d.instrument).map_or(d.name, |i| i.name.clone());
        LinkDecision { name, ..d }
    };
    decisions.into_iter().map(with_name).collect()
}

fn absent(links: &[Link], from: &[Link]) -> Vec<crate::view::event::LinkRecord> {
    let is_new = |l: &&Link| from.iter().all(|f| f.instrument != l.instrument);
    links.iter().filter(is_new).map(Into::into).collect()
}

fn changed(before: &[Link], after: &[Link]) -> Vec<ChangedLink> {
    let pair = |new: &Link| {
        let old = before.iter().find(|o| o.instrument == new.instrument)?;
        ChangedLink::of(old, new)
    };
    after.iter().filter_map(pair).collect()
}
