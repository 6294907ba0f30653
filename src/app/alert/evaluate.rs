//! Evaluates the rules on what was logged and measured since the last time.

use chrono::{DateTime, Utc};

use crate::alert::Quiet;
use crate::app::list::expression::wanted_in;
use crate::app::list::show::document;
use crate::app::{Failure, Reference};
use crate::event::EventId;
use crate::instrument::InstrumentId;
use crate::query::{EventFacts, Wanted};
use crate::road::StoredEvent;
use crate::store::{NewDelivery, Notice, NoticeKind, Store, StoreError, StoredAlert};
use crate::view::alert::{body, message};

/// The notices that are read at a time.
const NOTICES: usize = 500;

/// A rule that is ready to be evaluated.
struct Rule {
    stored: StoredAlert,
    wanted: Wanted,
    quiet: Option<Quiet>,
}

/// Evaluates all rules on what was logged or measured since the last time, and notes what is to be delivered in
/// the transaction that remembers how far it got. How many deliveries are new.
///
/// # Errors
/// The database cannot be read or written. What was not noted is evaluated again.
pub fn evaluate(store: &mut Store, reference: &Reference, now: DateTime<Utc>) -> Result<usize, Failure> {
    let mut new = 0;
    loop {
        let from = store.alert_cursor()?;
        let found = store.notices_after(from, NOTICES)?;
        let Some(last) = found.notices.last().map(|notice| notice.seq) else { return Ok(new) };
        if found.gap {
            tracing::warn!(
                "some of what was logged is no longer known to the alerts: they were not evaluated for too long"
            );
        }
        let rules = rules(store, reference, now)?;
        let watched = if rules.is_empty() { Vec::new() } else { store.watched()? };
        let mut deliveries = Vec::new();
        for notice in found.notices.iter().filter(|_| !rules.is_empty()) {
            deliveries.extend(of_notice(store, &rules, &watched, notice, now)?);
        }
        match store.move_alerts_on((from, last), &deliveries, now)? {
            Some(added) => new += added,
            // Another process works on them.
            None => return Ok(new),
        }
    }
}

/// The rules that can be read; a saved expression that can no longer be read is reported.
fn rules(store: &Store, reference: &Reference, now: DateTime<Utc>) -> Result<Vec<Rule>, Failure> {
    let mut rules = Vec::new();
    for stored in store.alerts()? {
        let universe = || Ok(std::sync::Arc::clone(&reference.universe));
        match wanted_in(&universe, now, &stored.expr) {
            Ok(wanted) => {
                let quiet = stored.quiet.as_deref().and_then(|hours| hours.parse().ok());
                rules.push(Rule { stored, wanted, quiet });
            }
            Err(error) => tracing::warn!(alert = %stored.name, %error, "an alert cannot be evaluated"),
        }
    }
    Ok(rules)
}

fn of_notice(
    store: &Store,
    rules: &[Rule],
    watched: &[InstrumentId],
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<Vec<NewDelivery>, Failure> {
    let event = match store.event(notice.event) {
        Ok(event) => event,
        // It was deleted meanwhile.
        Err(StoreError::NoEvent(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let matching =
        rules.iter().filter(|rule| notice.seq > rule.stored.since && holds(&rule.wanted, &event, watched));
    Ok(matching.map(|rule| delivery(rule, &event, notice.kind, now)).collect())
}

/// Whether an event is what a rule asks for.
pub(super) fn holds(wanted: &Wanted, event: &StoredEvent, watched: &[InstrumentId]) -> bool {
    let is_watched = |instrument: &InstrumentId| watched.contains(instrument);
    let StoredEvent { event, links, claims, reactions, .. } = event;
    let facts = EventFacts::new(event, links, claims, reactions, wanted.horizon, &is_watched);
    wanted.expr.as_ref().is_none_or(|expr| expr.holds(&facts))
}

fn delivery(rule: &Rule, event: &StoredEvent, why: NoticeKind, now: DateTime<Utc>) -> NewDelivery {
    let document = document(event);
    let line = message(&document);
    let StoredAlert { id, name, expr, target, .. } = &rule.stored;
    NewDelivery {
        alert: *id,
        name: name.clone(),
        target: target.clone(),
        event: event.event.id,
        story: EventId(event.event.story.0),
        why,
        body: body(name, expr, super::why(why), &line, &document),
        message: line,
        due_at: rule.quiet.and_then(|quiet| quiet.ends_after(now)).unwrap_or(now),
    }
}
