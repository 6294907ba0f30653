//! Linking stored events again: by the present linker and universe, with the user's decisions above both.

use chrono::{DateTime, Utc};

use crate::app::measure;
use crate::app::{Context, Failure, Reference};
use crate::claim::{self, Attribution, Claim, ClaimVerdict, Known};
use crate::event::{EventId, RevisionNo};
use crate::instrument::{InstrumentId, Universe};
use crate::link::{Decision, Link, LinkDecision, LinkRequest, Linked, Linker, Role, Unlisted, decide};
use crate::reaction::Reaction;
use crate::store::{NewFindings, Relinked, Store, StoredEvent};
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

/// What would change of one event.
#[derive(Debug)]
pub struct Change {
    /// The change of its links.
    pub diff: LinkDiff,
    revision: RevisionNo,
    decisions: Vec<LinkDecision>,
    links: Vec<Link>,
    unlisted: Vec<Unlisted>,
    claims: Vec<(Claim, Option<ClaimVerdict>)>,
    reactions: Vec<Reaction>,
    notes: Vec<String>,
}

/// Told after each event: how many are done, of how many.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// Links events again and compares, without writing anything.
///
/// # Errors
/// There is no database, an event does not exist, or the database refuses.
pub fn plan(context: &Context, request: &RelinkRequest, progress: Progress<'_>) -> Result<Plan, Failure> {
    let store = context.existing_store()?;
    let reference = context.reference()?;
    let linker = Linker::over(&reference.universe);
    let mut events = request.events.clone();
    if events.is_empty() {
        events = store.event_ids(request.since)?;
    }
    let work = Work { store: &store, reference: &reference, linker: &linker, now: context.now() };
    let mut plan = Plan { looked_at: events.len(), changes: Vec::new() };
    for (done, id) in events.iter().enumerate() {
        let stored = store.event(*id)?;
        let decisions = work.decisions(&stored)?;
        let mut linked = work.link(&stored, &decisions);
        decide(&mut linked, &decisions);
        plan.changes.extend(work.change(&stored, linked, &decisions)?);
        progress(done + 1, events.len());
    }
    Ok(plan)
}

/// Writes a plan, one transaction per event; gives the events that were left alone because their
/// text changed in the meantime.
///
/// # Errors
/// The database refuses; the events before are then written, the one in hand is not.
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

/// Keeps a user's decisions on one event and puts them above its stored links, which are otherwise
/// left as they are. Gives what that changed.
///
/// # Errors
/// The event does not exist, a decision names a link that it has not, or the database refuses.
pub(in crate::app) fn decide_on(
    context: &Context,
    store: &mut Store,
    reference: &Reference,
    event: EventId,
    new: &[LinkDecision],
) -> Result<Option<LinkDiff>, Failure> {
    let linker = Linker::over(&reference.universe);
    let work = Work { store, reference, linker: &linker, now: context.now() };
    let stored = store.event(event)?;
    let mut decisions = work.decisions(&stored)?;
    decisions.retain(|old| new.iter().all(|d| d.instrument != old.instrument));
    decisions.extend_from_slice(new);
    let mut linked = work.link(&stored, &decisions);
    (linked.links, linked.unlisted) = (stored.links.clone(), stored.unlisted.clone());
    decide(&mut linked, &decisions);
    let change = work.change(&stored, linked, &decisions)?;
    let mut change = change.unwrap_or_else(|| Change::none(&stored));
    change.decisions = new.to_vec();
    store.relink(&change.relinked(), context.now())?;
    Ok(Some(change.diff).filter(|d| !d.is_empty()))
}

/// Puts what the user decided on an event that is stored already above what its new text gave.
///
/// # Errors
/// The database refuses.
pub(in crate::app) fn keep_decisions(
    store: &Store,
    universe: &Universe,
    keys: &[String],
    linked: &mut Linked,
) -> Result<Vec<LinkDecision>, Failure> {
    let Some(id) = store.find_event(keys)? else { return Ok(Vec::new()) };
    let decisions = named(universe, store.link_decisions(id)?);
    decide(linked, &decisions);
    Ok(decisions)
}

/// The claims of a text, each joined to the instrument of its mention or to one that the user named.
pub(in crate::app) fn claims(
    universe: &Universe,
    text: &str,
    lang: Option<&str>,
    linked: &Linked,
    decisions: &[LinkDecision],
) -> Vec<Claim> {
    let mut claims = claim::extract(text, lang, &linked.mentions);
    let users: Vec<&Link> = linked.links.iter().filter(|l| l.is_users()).collect();
    if users.is_empty() {
        return claims;
    }
    let subjects: Vec<&Link> = linked.links.iter().filter(|l| l.role == Role::Subject).collect();
    let rejected = decisions.iter().filter(|d| d.decision == Decision::Reject);
    let mut others: Vec<String> = rejected.flat_map(|d| names(universe, &d.instrument, &d.name)).collect();
    others.extend(linked.unlisted.iter().map(|u| u.name.clone()));
    let attribution = Attribution {
        added: users.iter().map(|l| known(universe, &l.instrument, &l.name)).collect(),
        only_subject: match subjects.as_slice() {
            [one] if one.is_users() => Some(one.instrument.clone()),
            _ => None,
        },
        others,
    };
    claim::attribute(&mut claims, &attribution);
    claims
}

fn known(universe: &Universe, instrument: &InstrumentId, name: &str) -> Known {
    Known { instrument: instrument.clone(), names: names(universe, instrument, name) }
}

fn names(universe: &Universe, instrument: &InstrumentId, name: &str) -> Vec<String> {
    let aliases = universe.names_of(instrument).map(|alias| alias.text.clone());
    std::iter::once(name.to_owned()).chain(aliases).collect()
}

/// The notes of an event with those of an earlier run of the linker replaced by those of the last.
fn renewed(notes: &[String], by_linker: Vec<String>) -> Vec<String> {
    let kept = notes.iter().filter(|note| !is_linkers(note)).cloned();
    kept.chain(by_linker).collect()
}

/// Whether a note has the words of the linker's remarks on doubtful names and wrong codes.
fn is_linkers(note: &str) -> bool {
    const ENDINGS: [&str; 3] = [
        "may name a company, but the text does not say so",
        "looks like an ISIN, but its check digit is wrong",
        "is not a CUSIP: its check digit is wrong",
    ];
    ENDINGS.iter().any(|ending| note.ends_with(ending)) || note.starts_with("no instrument with the ISIN ")
}

/// What linking one event needs.
struct Work<'w> {
    store: &'w Store,
    reference: &'w Reference,
    linker: &'w Linker,
    now: DateTime<Utc>,
}

impl Work<'_> {
    /// The user's decisions; an instrument that was named when the event was logged counts as added.
    fn decisions(&self, stored: &StoredEvent) -> Result<Vec<LinkDecision>, Failure> {
        let decided = named(&self.reference.universe, self.store.link_decisions(stored.event.id)?);
        let at_logging = stored.links.iter().filter(|l| l.is_users());
        let mut all: Vec<LinkDecision> = at_logging
            .filter(|l| decided.iter().all(|d| d.instrument != l.instrument))
            .map(|l| LinkDecision {
                instrument: l.instrument.clone(),
                name: l.name.clone(),
                decision: Decision::Add,
            })
            .collect();
        all.extend(decided);
        Ok(all)
    }

    fn link(&self, stored: &StoredEvent, decisions: &[LinkDecision]) -> Linked {
        let event = &stored.event;
        let wanted = decisions.iter().filter(|d| d.decision != Decision::Reject);
        let watchlist: Vec<InstrumentId> = wanted.map(|d| d.instrument.clone()).collect();
        self.linker.link(&LinkRequest {
            text: &event.text,
            lang: event.lang.as_deref(),
            date: event.publication.when.date_utc(),
            watchlist: &watchlist,
        })
    }

    /// What replaces the stored findings; `None` where nothing would change.
    fn change(
        &self,
        stored: &StoredEvent,
        linked: Linked,
        decisions: &[LinkDecision],
    ) -> Result<Option<Change>, Failure> {
        let event = &stored.event;
        let (text, lang) = (event.text.text.as_str(), event.lang.as_deref());
        let found = claims(&self.reference.universe, text, lang, &linked, decisions);
        let notes = renewed(&stored.notes, linked.notes);
        let (links, unlisted) = (linked.links, linked.unlisted);
        let same_claims = found.len() == stored.claims.len()
            && found.iter().zip(&stored.claims).all(|(new, (old, _))| new == old);
        let diff = LinkDiff {
            event: event.id.0,
            title: event.text.title().to_owned(),
            added: absent(&links, &stored.links),
            removed: absent(&stored.links, &links),
            changed: changed(&stored.links, &links),
            claims_before: stored.claims.len(),
            claims_after: found.len(),
            claims_differ: !same_claims,
            notes_differ: notes != stored.notes,
        };
        if diff.is_empty() {
            return Ok(None);
        }
        // Only the first event that tells a story is measured.
        let is_first = event.story.0 == event.id.0;
        let mut reactions = stored.reactions.clone();
        let measured =
            |id: &InstrumentId| links.iter().any(|l| l.instrument == *id && l.role != Role::Related);
        reactions.retain(|r| measured(&r.instrument));
        let new: Vec<Link> = links
            .iter()
            .filter(|l| is_first && reactions.iter().all(|r| r.instrument != l.instrument))
            .cloned()
            .collect();
        let claims: Vec<_> = found.into_iter().map(|c| (c, None)).collect();
        let when = &event.publication.when;
        let fresh =
            measure::event(self.store, self.reference, Some(event.id), when, &new, &claims, self.now)?;
        reactions.extend(fresh.reactions);
        Ok(Some(Change {
            diff,
            revision: event.revision,
            decisions: Vec::new(),
            links,
            unlisted,
            claims: fresh.claims,
            reactions,
            notes,
        }))
    }
}

impl Change {
    /// Everything as it is stored.
    fn none(stored: &StoredEvent) -> Self {
        Self {
            diff: LinkDiff::none(stored.event.id.0, stored.event.text.title()),
            revision: stored.event.revision,
            decisions: Vec::new(),
            links: stored.links.clone(),
            unlisted: stored.unlisted.clone(),
            claims: stored.claims.clone(),
            reactions: stored.reactions.clone(),
            notes: stored.notes.clone(),
        }
    }

    fn relinked(&self) -> Relinked<'_> {
        Relinked {
            event: EventId(self.diff.event),
            revision: self.revision,
            findings: NewFindings {
                links: &self.links,
                unlisted: &self.unlisted,
                claims: &self.claims,
                reactions: &self.reactions,
            },
            decisions: &self.decisions,
            notes: &self.notes,
        }
    }
}

/// Decisions with the names that the universe has for their instruments.
fn named(universe: &Universe, decisions: Vec<LinkDecision>) -> Vec<LinkDecision> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventText;

    #[test]
    fn every_remark_of_the_linker_is_known_as_one() {
        let text =
            "Gap year travellers; US0378331006; ISIN US9999999990; CUSIP 037833101; Apple pie and Target";
        let text = EventText::from_title(text);
        let date = "2025-02-01".parse().unwrap();
        let linked =
            Linker::builtin().link(&LinkRequest { text: &text, lang: Some("en"), date, watchlist: &[] });
        assert!(linked.notes.len() >= 2, "{:?}", linked.notes);
        assert!(linked.notes.iter().all(|note| is_linkers(note)), "{:?}", linked.notes);
        let before = ["the page was not read: 404".to_owned(), linked.notes[0].clone()];
        assert_eq!(renewed(&before, vec!["new".to_owned()]), ["the page was not read: 404", "new"]);
    }
}
