//! Prints an event, for all commands that show one.

use clap::ValueEnum;
use serde::Serialize;

use super::{Console, fetching};
use crate::app::list::show::with_words;
use crate::app::{Context, Failure};
use crate::road::StoredEvent;
use crate::view::event::EventDocument;
use crate::view::event_rows;
use crate::view::rows::{ClaimRows, LinkRows};
use crate::view::supplied::SuppliedRecord;
use crate::view::text::{Setting, Width};
use crate::view::workings::ExplainDocument;
use crate::view::{Document, explain, text};

/// Prints an event as JSON or as text.
pub(super) fn event(
    context: &Context,
    console: &Console,
    schema: &str,
    document: &EventDocument,
    stored: &StoredEvent,
) -> Result<(), Failure> {
    if console.json {
        console.document(&Document::new(schema, document));
        return Ok(());
    }
    with_setting(context, console, document, stored, |setting| {
        console.line(&text::event(document, setting));
    })?;
    fetching::hint(context, stored, console)
}

/// The rows that an event has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Rows {
    /// A row per instrument and horizon
    Reactions,
    /// A row per stated move
    Claims,
    /// A row per instrument
    Links,
}

/// Prints the rows of an event in the form that is wanted.
pub(super) fn rows(
    context: &Context,
    console: &Console,
    rows: Rows,
    document: &EventDocument,
    stored: &StoredEvent,
) -> Result<(), Failure> {
    with_setting(context, console, document, stored, |setting| match rows {
        Rows::Reactions => console.rows(document, |width| event_rows::reactions(document, setting, width)),
        Rows::Claims => {
            let claims = ClaimRows { claims: &document.claims };
            console.rows(&claims, |width| event_rows::claims(&claims, width));
        }
        Rows::Links => {
            let links = LinkRows { links: &document.links };
            console.rows(&links, |width| event_rows::links(&links, width));
        }
    })
}

/// An event and what fetching its prices brought.
#[derive(Serialize)]
struct LoggedDocument<'a> {
    #[serde(flatten)]
    event: &'a EventDocument,
    #[serde(flatten)]
    supplied: SuppliedRecord,
}

/// Prints an event that was just logged, with what was fetched for it, if that was asked for.
pub(super) fn logged(
    context: &Context,
    console: &Console,
    document: &EventDocument,
    stored: &StoredEvent,
    supplied: Option<SuppliedRecord>,
) -> Result<(), Failure> {
    let Some(supplied) = supplied else { return event(context, console, "log", document, stored) };
    if console.json {
        console.document(&Document::new("log", LoggedDocument { event: document, supplied }));
        return Ok(());
    }
    // What could not be fetched has just been said: no hint to fetch it.
    with_setting(context, console, document, stored, |setting| {
        console.line(&text::event(document, setting));
    })
}

/// Prints the arithmetic behind an event's figures as JSON or as text.
pub(super) fn arithmetic(
    context: &Context,
    console: &Console,
    document: &ExplainDocument,
    stored: &StoredEvent,
) -> Result<(), Failure> {
    if console.json {
        console.document(&Document::new("event", document));
        return Ok(());
    }
    with_setting(context, console, &document.event, stored, |setting| {
        console.line(&explain::event(document, setting));
    })?;
    fetching::hint(context, stored, console)
}

/// What text needs to know of the instruments of an event.
fn with_setting(
    context: &Context,
    console: &Console,
    document: &EventDocument,
    stored: &StoredEvent,
    print: impl FnOnce(&Setting<'_>),
) -> Result<(), Failure> {
    with_words(context, document, stored, Width(console.width), print)
}
