//! `newstape measure`

use clap::Args;
use serde::Serialize;

use super::{Console, Exit, Global, fetching};
use crate::app::measure::{Reprints, measure_against};
use crate::app::{BenchmarkChoice, Failure};
use crate::event::EventId;
use crate::reaction::Reaction;
use crate::view::Document;
use crate::view::reaction::ReactionRecord;
use crate::view::supplied::{SuppliedRecord, missing_by_cause};

const EXAMPLES: &str = "\
Examples:
  newstape measure            # every event with pending rows that are due
  newstape measure 1 2        # these, from the prices now in the database
  newstape measure --fetch    # and get the prices that are missing
  newstape measure 1 --benchmark sector
  newstape measure 7 --force  # a reprint, from its own time";

/// Check claims and fill reactions from the stored prices
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct MeasureArgs {
    /// The events [default: all with pending rows that are due]
    #[arg(value_name = "EVENT")]
    events: Vec<EventId>,
    /// Only events with pending rows (the default when no event is given)
    #[arg(long)]
    pending: bool,
    /// The benchmark that returns are compared with: market, sector (a US sector fund), or a symbol
    #[arg(long, value_name = "WHAT", default_value = "market")]
    benchmark: BenchmarkChoice,
    /// Measure a reprint too, from its own time (normally only a story's first publication is measured)
    #[arg(long)]
    force: bool,
    /// First fetch the prices that are missing: the instruments, their benchmarks, two years of daily bars,
    /// minutes around the news where a provider has them
    #[arg(long)]
    fetch: bool,
}

#[derive(Serialize)]
struct MeasureDocument {
    measured: usize,
    pending: usize,
    no_data: usize,
    halted: usize,
    reactions: Vec<ReactionRecord>,
    #[serde(flatten)]
    supplied: Option<SuppliedRecord>,
}

pub(super) fn run(args: &MeasureArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    fetching::check(args.fetch, "--fetch", global)?;
    let context = global.context();
    let events = &args.events;
    let reprints = if args.force { Reprints::Measured } else { Reprints::Refused };
    let supplied =
        if args.fetch { Some(fetching::fetch(&context, events, &args.benchmark, console)?) } else { None };
    let lacks = supplied.as_ref().is_some_and(|(_, lacks)| *lacks);
    let exit = if lacks { Exit::Partial } else { Exit::Done };
    let summary = measure_against(&context, events, &args.benchmark, reprints)?;
    if console.json {
        let rows = summary.reactions.iter().zip(&summary.headlines);
        console.document(&Document::new(
            "measure",
            MeasureDocument {
                measured: summary.measured,
                pending: summary.pending,
                no_data: summary.no_data,
                halted: summary.halted,
                reactions: rows.map(|(row, headline)| ReactionRecord::new(row, *headline)).collect(),
                supplied: supplied.map(|(record, _)| record),
            },
        ));
        return Ok(exit);
    }
    console.line(&format!(
        "{} measured, {} pending, {} without data, {} halted",
        summary.measured, summary.pending, summary.no_data, summary.halted
    ));
    let missing: Vec<_> = summary.reactions.iter().filter_map(Reaction::missing).collect();
    for line in missing_by_cause(&missing) {
        console.note(&line);
    }
    if !args.fetch && missing.iter().any(|m| m.as_bars().is_some()) {
        console.note("hint: `newstape measure --fetch` gets the prices that a provider has");
    }
    Ok(exit)
}
