//! `newstape query`

use clap::Args;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::list::events::list_events;
use crate::app::list::expression::{forget, save, saved, wanted_or_saved};
use crate::app::refusal::Refusal;
use crate::list::{EventFilter, SortBy};
use crate::reaction::Horizon;

const EXAMPLES: &str = "\
Fields of the event: id, story, kind, source, lang, title, url, published, since, until, seen, tag, text
Fields of one of its instruments: ticker, mic, sector, watched, move, size (the move without its sign), \
abnormal, rank, z, verdict, horizon, status; of a claim: claim, chance. All of these must hold for the \
same instrument: the one that is shown.
Operators: = != < <= > >= ~ (contains; for text: contains these words), in (a, b), not in (a, b); and, or, not, parentheses
Times: 2025-01-29, 2025-01, 3d, 2w, yesterday, last week, gestern, letzte Woche, vor 3 Tagen
Words without a field are searched for in the text. @NAME runs a saved query.

Examples:
  newstape query 'kind = earnings and ticker = MSFT'
  newstape query 'ticker in (AAPL, NVDA) and move > 3% and verdict in (notable, extreme)'
  newstape query 'since last week AT&T dividend'
  newstape query 'sector = energy and abnormal < -2% and chance < 10%'
  newstape query 'published >= 2025-01-20 and (source = Reuters or tag in (ai, chips))'
  newstape query 'claim = contradicted and not lang = de'
  newstape query 'move < -5% and text ~ \"DeepSeek OR OpenAI\"' --sort move
  newstape query 'watched since yesterday' --save mine
  newstape query @mine";

/// Find the events that match an expression
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct QueryArgs {
    /// The expression, or @NAME of a saved one
    #[arg(required_unless_present_any = ["saved", "remove"])]
    expr: Option<String>,
    /// The horizon whose move is compared, shown and sorted by; the same as `horizon = H` in the expression
    #[arg(long, value_name = "H", allow_hyphen_values = true)]
    horizon: Option<Horizon>,
    /// The sort order
    #[arg(long, value_name = "ORDER", default_value = "published")]
    sort: super::list::Sort,
    /// Show at most this many
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// The `next` of the previous page, to show the page after it
    #[arg(long, value_name = "C")]
    cursor: Option<String>,
    /// Show how the expression was understood, the SQL generated from it, and the database's query plan
    #[arg(long)]
    explain: bool,
    /// Save the expression under this name instead of running it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["explain", "saved", "remove", "horizon", "cursor"])]
    save: Option<String>,
    /// List the saved queries
    #[arg(long, conflicts_with_all = ["expr", "remove"])]
    saved: bool,
    /// Remove a saved query
    #[arg(long, value_name = "NAME", conflicts_with = "expr")]
    remove: Option<String>,
}

pub(super) fn run(args: &QueryArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    if args.saved {
        return list_saved(global, console);
    }
    if let Some(name) = &args.remove {
        forget(&context, name)?;
        console.note(&format!("removed {name}"));
        return Ok(Exit::Done);
    }
    let text = args.expr.as_deref().unwrap_or_default();
    if let Some(name) = &args.save {
        save(&context, name, text)?;
        console.note(&format!("saved: newstape query @{}", name.trim_start_matches('@')));
        return Ok(Exit::Done);
    }
    let filter = filter(args, global, text)?;
    if args.explain {
        return super::list::explain(&filter, global, console);
    }
    Ok(super::list::print(&list_events(&context, &filter)?, console))
}

fn filter(args: &QueryArgs, global: &Global, text: &str) -> Result<EventFilter, Failure> {
    let wanted = wanted_or_saved(&global.context(), text)?;
    if args.horizon.zip(wanted.horizon).is_some_and(|(given, asked)| given != asked) {
        let reason = "the expression names a different horizon".to_owned();
        return Err(Refusal::Argument { argument: "horizon", reason }.into());
    }
    Ok(EventFilter {
        expr: wanted.expr,
        horizon: args.horizon.or(wanted.horizon),
        sort: SortBy::from(args.sort),
        limit: args.limit as usize,
        cursor: args.cursor.clone(),
        ..EventFilter::default()
    })
}

fn list_saved(global: &Global, console: &Console) -> Result<Exit, Failure> {
    let saved = saved(&global.context())?;
    console.listing(&saved, |width| saved.table(width));
    if saved.queries.is_empty() {
        console.note("no query is saved");
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}
