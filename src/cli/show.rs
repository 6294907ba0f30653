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
  newstape show 1 --json | jq .claims
  newstape show 1 --format csv > reactions.csv
  newstape show 1 --rows claims --format md";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  newstape explain 1
  newstape explain 1 --json | jq .workings";

/// Print the arithmetic behind an event's figures
#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub(super) struct ExplainArgs {
    /// The event's number, as `list` shows it
    #[arg(value_name = "EVENT")]
    event: i64,
}

/// Show an event: its links, claims and reactions
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ShowArgs {
    /// The event's number, as `list` shows it
    #[arg(value_name = "EVENT")]
    event: i64,
    /// Which rows --format prints
    #[arg(long, value_name = "ROWS", default_value = "reactions")]
    rows: printing::Rows,
}

pub(super) fn show(args: &ShowArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let stored = show_event(&context, EventId(args.event))?;
    let document = document(&stored);
    if console.wants_rows() {
        printing::rows(&context, console, args.rows, &document, &stored)?;
    } else {
        printing::event(&context, console, "event", &document, &stored)?;
    }
    Ok(Exit::Done)
}

pub(super) fn explain(args: &ExplainArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let (stored, document) = explain_event(&context, EventId(args.event))?;
    printing::arithmetic(&context, console, &document, &stored)?;
    Ok(Exit::Done)
}
