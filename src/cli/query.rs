//! `newstape query`

use clap::Args;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::list::events::list_events;
use crate::app::refusal::Refusal;
use crate::list::{EventFilter, SortBy, Wanted};
use crate::reaction::Horizon;

const EXAMPLES: &str = "\
Fields: id, story, kind, source, lang, title, url, published, seen, ticker, mic, tag, claim, move, rank,
verdict, horizon, text. Conditions on ticker, mic, move, rank, verdict and horizon must all be met by
one reaction: the one that is shown.
Operators: = != < <= > >= ~ (contains; for text: has these words), in (a, b), not in (a, b); and, or, not, parentheses

Examples:
  newstape query 'kind = earnings and ticker = MSFT'
  newstape query 'ticker in (AAPL, NVDA) and move > 3% and verdict in (notable, extreme)'
  newstape query 'published >= 2025-01-20 and (source = Reuters or tag in (ai, chips))'
  newstape query 'claim = contradicted and not lang = de'
  newstape query 'move < -5% and text ~ \"DeepSeek OR OpenAI\"' --sort move";

/// Find the events that match an expression
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct QueryArgs {
    /// The expression
    expr: String,
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
}

pub(super) fn run(args: &QueryArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let wanted = args.expr.parse::<Wanted>()?;
    if args.horizon.zip(wanted.horizon).is_some_and(|(given, asked)| given != asked) {
        let reason = "the expression names a different horizon".to_owned();
        return Err(Refusal::Argument { argument: "horizon", reason }.into());
    }
    let filter = EventFilter {
        expr: wanted.expr,
        horizon: args.horizon.or(wanted.horizon),
        sort: SortBy::from(args.sort),
        limit: args.limit as usize,
        cursor: args.cursor.clone(),
        ..EventFilter::default()
    };
    Ok(super::list::print(&list_events(&global.context(), &filter)?, console))
}
