//! `newstape show` and `newstape explain`

use clap::Args;

use super::{Console, Exit, Global, printing};
use crate::app::Failure;
use crate::app::list::explain::explain_event;
use crate::app::list::show::{document, show_event};
use crate::event::EventId;

const EXAMPLES: &str = "\
Examples:
  newstape show 1
  newstape explain 1          # the arithmetic behind every figure
  newstape show 1 --json | jq .claims";

/// Show an event: its links, claims and reactions
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ShowArgs {
    /// The event's number, as `list` shows it
    #[arg(value_name = "EVENT")]
    event: i64,
}

pub(super) fn show(args: &ShowArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let stored = show_event(&context, EventId(args.event))?;
    printing::event(&context, console, "event", &document(&stored), &stored)?;
    Ok(Exit::Done)
}

pub(super) fn explain(args: &ShowArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let (stored, document) = explain_event(&context, EventId(args.event))?;
    printing::arithmetic(&context, console, &document, &stored)?;
    Ok(Exit::Done)
}
