//! A user's corrections of an event's links.

use crate::app::link::decided::{Decided, decide};
use crate::app::link::relink::Work;
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::event::EventId;
use crate::instrument::Universe;
use crate::link::{Decision, LinkDecision};
use crate::road::StoredEvent;
use crate::store::{By, Edited, Store};
use crate::view::links::{LinkDiff, LinksDocument};

/// What to correct of one event.
#[derive(Debug, Clone)]
pub struct LinkCorrections {
    /// The event.
    pub event: EventId,
    /// Symbols, each with what the user says.
    pub decisions: Vec<(Decision, String)>,
}

/// An event after corrections, with all current decisions, and what the corrections changed.
#[derive(Debug)]
pub struct Corrected {
    /// The event as it is now.
    pub stored: StoredEvent,
    /// All decisions on it.
    pub decisions: Vec<LinkDecision>,
    /// What changed; `None` where everything was so already.
    pub diff: Option<LinkDiff>,
}

impl Corrected {
    /// The output record.
    #[must_use]
    pub fn document(&self) -> LinksDocument {
        LinksDocument {
            event: self.stored.event.id.0,
            links: self.stored.links.iter().map(Into::into).collect(),
            decisions: self.decisions.iter().map(Into::into).collect(),
            diff: self.diff.clone(),
        }
    }
}

/// The links of an event as they are.
///
/// # Errors
/// The event does not exist, or the database refuses.
pub fn links(store: &Store, event: EventId) -> Result<Corrected, Failure> {
    Ok(Corrected { stored: store.event(event)?, decisions: store.link_decisions(event)?, diff: None })
}

/// Keeps the corrections and applies them, with an entry of the history if they change anything; without any, the
/// event as it is.
///
/// # Errors
/// The event does not exist, a symbol is unknown, the event has no link that is accepted or
/// rejected, or the database refuses. Nothing is then written.
pub fn correct(context: &Context, corrections: &LinkCorrections, who: &str) -> Result<Corrected, Failure> {
    let (reference, by) = (context.reference()?, By { who, at: context.now() });
    let mut store = context.existing_store()?;
    // Somebody may change the event between its reading and the writing: it is then read again.
    loop {
        let stored = store.event(corrections.event)?;
        let mut decisions = Vec::new();
        for (decision, typed) in &corrections.decisions {
            decisions.push(read(&reference.universe, &store, &stored, *decision, typed)?);
        }
        contradiction(&decisions)?;
        let work = Work::new(&store, &reference, by.at);
        let Some(decided) = decide(&work, &stored, &decisions)? else {
            return links(&store, corrections.event);
        };
        if store.edit(&[edited(&stored, &decided)], by)?.is_some() {
            let diff = Some(decided.change.diff).filter(|diff| !diff.is_empty());
            return Ok(Corrected { diff, ..links(&store, corrections.event)? });
        }
    }
}

fn edited<'a>(stored: &'a StoredEvent, decided: &'a Decided) -> Edited<'a> {
    Edited {
        before: stored,
        event: &stored.event,
        findings: Some(&decided.change.findings),
        notes: &decided.change.notes,
        changes: &decided.fields,
        decisions: &decided.set,
    }
}

/// A decision on an instrument: a link of the event by its symbol, else one of the universe.
fn read(
    universe: &Universe,
    store: &Store,
    stored: &StoredEvent,
    decision: Decision,
    typed: &str,
) -> Result<LinkDecision, Failure> {
    let of_link = |(instrument, name)| LinkDecision { instrument, name, decision };
    if decision != Decision::Add {
        let symbol = typed.trim().trim_start_matches('$').to_uppercase();
        let linked = stored
            .links
            .iter()
            .find(|l| l.instrument.symbol.as_str() == symbol || l.instrument.to_string() == symbol);
        if let Some(link) = linked {
            return Ok(of_link((link.instrument.clone(), link.name.clone())));
        }
    }
    // FB in 2015, META in 2024.
    let instrument = universe.resolve_on(typed, stored.event.publication.when.date_utc())?;
    let known = stored.links.iter().any(|l| l.instrument == instrument.id)
        || store.link_decisions(stored.event.id)?.iter().any(|d| d.instrument == instrument.id);
    if decision != Decision::Add && !known {
        return Err(Refusal::NotLinked { event: stored.event.id.0, symbol: instrument.id.to_string() }.into());
    }
    Ok(of_link((instrument.id.clone(), instrument.name.clone())))
}

/// The same instrument may not be accepted and rejected in one breath.
fn contradiction(decisions: &[LinkDecision]) -> Result<(), Refusal> {
    for (n, decision) in decisions.iter().enumerate() {
        let other = decisions[..n].iter().find(|d| d.instrument == decision.instrument);
        if other.is_some_and(|o| o.decision != decision.decision) {
            return Err(Refusal::Argument {
                argument: "reject",
                reason: format!("{} is decided twice, in different ways", decision.instrument),
            });
        }
    }
    Ok(())
}
