//! Alerts: rules, their evaluation on what is logged and measured, and their delivery.

mod deliver;
mod evaluate;

pub use deliver::{Courier, Sender, send_sample};
pub use evaluate::evaluate;

use crate::alert::{Quiet, Target};
use crate::app::list::expression::wanted;
use crate::app::list::show::document;
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::event::EventId;
use crate::store::{Delivery, NoticeKind, Store, StoredAlert};
use crate::view::alert::{
    AlertList, AlertRecord, DeliveryList, DeliveryRecord, TrialDocument, TrialMatch, body, message,
};

/// A rule to add.
#[derive(Debug)]
pub struct NewAlert<'a> {
    /// The user's name for it.
    pub name: &'a str,
    /// What an event must be.
    pub expr: &'a str,
    /// Where it goes.
    pub target: &'a Target,
    /// Hours in which nothing is sent.
    pub quiet: Option<Quiet>,
}

/// Adds a rule, for what is logged or measured from now on; one of the same name is replaced.
///
/// # Errors
/// The expression has a mistake, the name is not one word, or the database cannot be written.
pub fn add(context: &Context, new: &NewAlert<'_>) -> Result<(), Failure> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if new.name.is_empty() || !new.name.chars().all(is_name) {
        let reason = format!("\"{}\" is not a name: letters, digits, \"-\", \"_\" and \".\"", new.name);
        return Err(Refusal::Argument { argument: "name", reason }.into());
    }
    wanted(context, new.expr)?;
    let quiet = new.quiet.map(|quiet| quiet.to_string());
    let rule = (new.name, new.expr, &*new.target.to_string());
    context.store()?.add_alert(rule, quiet.as_deref(), context.now())?;
    Ok(())
}

/// Removes a rule; what it has not delivered yet is dropped.
///
/// # Errors
/// There is none of that name, or the database cannot be written.
pub fn remove(context: &Context, name: &str) -> Result<(), Failure> {
    if context.existing_store()?.remove_alert(name)? {
        return Ok(());
    }
    Err(unknown(name))
}

fn unknown(name: &str) -> Failure {
    Refusal::NoAlert { name: name.to_owned() }.into()
}

/// The rules, by name.
///
/// # Errors
/// There is no database, or it cannot be read.
pub fn list(context: &Context) -> Result<AlertList, Failure> {
    list_from(&context.existing_store()?)
}

/// The rules, by name, of an open database.
///
/// # Errors
/// The database cannot be read.
pub fn list_from(store: &Store) -> Result<AlertList, Failure> {
    let record = |rule: StoredAlert| AlertRecord {
        name: rule.name,
        expr: rule.expr,
        target: shown(&rule.target),
        quiet: rule.quiet,
        created_at: rule.created_at,
    };
    Ok(AlertList { alerts: store.alerts()?.into_iter().map(record).collect() })
}

/// The deliveries, the latest first.
///
/// # Errors
/// There is no database, or it cannot be read.
pub fn log(context: &Context, limit: usize) -> Result<DeliveryList, Failure> {
    log_from(&context.existing_store()?, limit)
}

/// The deliveries, the latest first, of an open database.
///
/// # Errors
/// The database cannot be read.
pub fn log_from(store: &Store, limit: usize) -> Result<DeliveryList, Failure> {
    let deliveries = store.deliveries(limit)?;
    Ok(DeliveryList { deliveries: deliveries.into_iter().map(delivery_record).collect() })
}

fn delivery_record(one: Delivery) -> DeliveryRecord {
    DeliveryRecord {
        id: one.id,
        at: one.at,
        alert: one.name,
        target: shown(&one.target),
        event: one.event.0,
        why: why(one.why),
        message: one.message,
        state: match (one.sent_at, one.next_try_at) {
            (Some(_), _) => "sent",
            (None, Some(_)) => "waiting",
            (None, None) => "given_up",
        },
        tries: one.tries,
        sent_at: one.sent_at,
        next_try_at: one.next_try_at,
        last_error: one.last_error,
    }
}

fn shown(target: &str) -> String {
    target.parse::<Target>().map_or_else(|_| target.to_owned(), |target| target.shown())
}

const fn why(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Event => "event",
        NoticeKind::Reaction => "reaction",
    }
}

/// Which of the latest events a rule would have told of; nothing is sent.
///
/// # Errors
/// There is no rule of that name, or the database cannot be read.
pub fn trial(context: &Context, name: &str, latest: usize) -> Result<TrialDocument, Failure> {
    let store = context.existing_store()?;
    let rule = store.alerts()?.into_iter().find(|rule| rule.name == name).ok_or_else(|| unknown(name))?;
    let asked = wanted(context, &rule.expr)?;
    let watched = store.watched()?;
    let mut found = TrialDocument { name: rule.name, tested: 0, matches: Vec::new() };
    for id in store.latest_events(latest)? {
        let stored = store.event(id)?;
        found.tested += 1;
        if evaluate::holds(&asked, &stored, &watched) {
            let document = document(&stored);
            found.matches.push(TrialMatch { event: id.0, message: message(&document) });
        }
    }
    Ok(found)
}

/// The body that a rule sends of an event, as it would be sent now, and its line.
///
/// # Errors
/// There is no such rule or event.
pub fn sample(context: &Context, name: &str, event: EventId) -> Result<(Target, String, String), Failure> {
    let store = context.existing_store()?;
    let rule = store.alerts()?.into_iter().find(|rule| rule.name == name).ok_or_else(|| unknown(name))?;
    let document = document(&store.event(event)?);
    let target = rule.target.parse().map_err(|e: crate::alert::WrongTarget| Refusal::Argument {
        argument: "to",
        reason: e.to_string(),
    })?;
    let line = message(&document);
    let text = body(&rule.name, &rule.expr, "test", &line, &document);
    Ok((target, line, text))
}
