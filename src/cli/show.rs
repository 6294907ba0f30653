//! `newstape show` and `newstape explain`

use clap::Args;

use super::chart::text_sheet;
use super::{Console, Exit, Global, printing};
use crate::app::chart::{ChartRequest, Picture, Subject, draw_chart};
use crate::app::list::explain::explain_event;
use crate::app::list::show::{document, show_event};
use crate::app::{Context, Failure};
use crate::event::EventId;

const EXAMPLES: &str = "\
Examples:
  newstape show 1
  newstape show 1 --chart     # and its prices, in characters
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
    event: EventId,
}

/// Show an event: its links, claims and reactions
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ShowArgs {
    /// The event's number, as `list` shows it
    #[arg(value_name = "EVENT")]
    event: EventId,
    /// Which rows --format prints
    #[arg(long, value_name = "ROWS", default_value = "reactions")]
    rows: printing::Rows,
    /// Also draw the prices around it in characters (the default on a terminal)
    #[arg(long)]
    chart: bool,
}

pub(super) fn show(args: &ShowArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let stored = show_event(&context, args.event)?;
    let document = document(&stored);
    if console.wants_rows() {
        printing::rows(&context, console, args.rows, &document, &stored)?;
    } else {
        printing::event(&context, console, "event", &document, &stored)?;
        if !console.json {
            draw(args, &context, console)?;
        }
    }
    Ok(Exit::Done)
}

/// Draws the reaction below the event. Unasked, an event without prices has no chart, which is no failure.
fn draw(args: &ShowArgs, context: &Context, console: &Console) -> Result<(), Failure> {
    if !args.chart && console.width.is_none() {
        return Ok(());
    }
    let subject = Subject { event: args.event, ticker: None };
    let request =
        ChartRequest { text: Some(text_sheet(console)), ..ChartRequest::of(Picture::Reaction(subject)) };
    match draw_chart(context, &request) {
        Ok(charted) => {
            if let Some(text) = charted.standard_output {
                console.line("");
                console.line(&text);
            }
            Ok(())
        }
        Err(failure) if args.chart => Err(failure),
        Err(_) => Ok(()),
    }
}

pub(super) fn explain(args: &ExplainArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let (stored, document) = explain_event(&context, args.event)?;
    printing::arithmetic(&context, console, &document, &stored)?;
    Ok(Exit::Done)
}
