//! `newstape relink`

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Console, Exit, Global};
use crate::app::link::relink::{Plan, RelinkRequest, plan, write};
use crate::app::log::user_time;
use crate::app::{Context, Failure};
use crate::event::{EventId, When};
use crate::view::Document;
use crate::view::format::number_of;
use crate::view::links::RelinkDocument;

const EXAMPLES: &str = "\
Examples:
  newstape relink                         # what the present linker would change; nothing is written
  newstape relink --since 2025-01-01 --yes
  newstape relink 12 13

+ a link that is added, - one that is removed, ~ one whose role or confidence changes. What you \
decided with `newstape link` stays. Links that are replaced are kept in the database's history.";

/// Link stored events again and show what changes; write it with --yes
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RelinkArgs {
    /// The events [default: all]
    #[arg(value_name = "EVENT")]
    events: Vec<EventId>,
    /// Only events published at or after this time
    #[arg(long, value_name = "WHEN", conflicts_with = "events")]
    since: Option<String>,
    /// Write the changes
    #[arg(long, visible_alias = "write")]
    yes: bool,
}

pub(super) fn run(args: &RelinkArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let plan = with_bar(console, |tick| plan(&context, &request(args, &context)?, tick))?;
    let mut document = RelinkDocument {
        events: plan.looked_at,
        changed: plan.changes.len(),
        written: args.yes,
        left_alone: Vec::new(),
        diffs: plan.changes.iter().map(|c| c.diff.clone()).collect(),
    };
    if !console.json {
        show(&plan, args.yes, console);
    }
    if args.yes {
        let left_alone = with_bar(console, |tick| write(&context, &plan, tick))?;
        document.left_alone = left_alone.iter().map(|id| id.0).collect();
        for id in &document.left_alone {
            console.note(&format!("event {id} was skipped: its text changed in the meantime"));
        }
    }
    if console.json {
        console.document(&Document::new("relink", &document));
    }
    Ok(if document.left_alone.is_empty() { Exit::Done } else { Exit::Partial })
}

fn request(args: &RelinkArgs, context: &Context) -> Result<RelinkRequest, Failure> {
    let since = match &args.since {
        None => None,
        Some(text) => Some(match user_time("since", text, None, None, context.now())?.when {
            When::Instant { at, .. } => at,
            When::Day(day) => day.and_time(chrono::NaiveTime::MIN).and_utc(),
        }),
    };
    Ok(RelinkRequest { events: args.events.clone(), since })
}

fn show(plan: &Plan, written: bool, console: &Console) {
    for change in &plan.changes {
        console.line(change.diff.text().trim_end());
    }
    let (changed, all) = (plan.changes.len(), plan.looked_at);
    match (changed, written) {
        (0, _) => console.line(&format!("{} linked again, nothing changes", number_of(all, "event"))),
        (_, true) => console.line(&format!("{changed} of {} changed", number_of(all, "event"))),
        (_, false) => {
            console.line(&format!("{changed} of {} would change", number_of(all, "event")));
            console.note("nothing was written; `--yes` writes the changes");
        }
    }
}

/// Runs long work with a progress bar, shown only on a terminal.
fn with_bar<T>(
    console: &Console,
    work: impl FnOnce(&mut dyn FnMut(usize, usize)) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let target = if console.json { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(None, target);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} events, {eta} left") {
        bar.set_style(style);
    }
    let result = work(&mut |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    result
}
