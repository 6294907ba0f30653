//! `newstape list`

use chrono::{DateTime, NaiveTime, Utc};
use clap::{Args, ValueEnum};

use super::{Console, Exit, Global, remedy};
use crate::app::list::events::{explain_query, list_events};
use crate::app::list::expression::wanted_or_saved;
use crate::app::log::user_time;
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure, instrument};
use crate::claim::ClaimStatus;
use crate::event::{EventKind, SearchWords, When};
use crate::list::{EventFilter, SortBy};
use crate::query::{EventExpr, Field, FilterValue, Operator, typed_share, typed_size};
use crate::reaction::{Horizon, VerdictWord};
use crate::view::Document;
use crate::view::listing::{self, ListDocument};

const EXAMPLES: &str = "\
Examples:
  newstape list --ticker MSFT --since 2025-01-20
  newstape list --ticker AAPL --min-move 3%
  newstape list --horizon 5d --min-move 2% --sort move
  newstape list --claim contradicted
  newstape list --search 'DeepSeek OR OpenAI' --limit 5
  newstape list --watched --where 'since last week and rank > 90%'";

/// List events, latest first
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ListArgs {
    /// Only events linked to this symbol (repeatable)
    #[arg(long, value_name = "SYM")]
    ticker: Vec<String>,
    /// Only this kind: news, earnings, filing, macro, guidance, m&a, regulatory, analyst, other (repeatable)
    #[arg(long, value_name = "KIND")]
    kind: Vec<EventKind>,
    /// Only events from this source (repeatable)
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
    /// Only events with this tag (repeatable: events with all of them)
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Only events published at or after this time
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Only events published before this time
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// The horizon whose move is shown, filtered and sorted by [default: the headline's: 1d, or 2d for
    /// news of which only the day is known, if that day had a session]
    #[arg(long, value_name = "H", allow_hyphen_values = true)]
    horizon: Option<Horizon>,
    /// Only events with a move of at least this, up or down: 2%, or a fraction such as 0.02. The move is
    /// that of the symbol given by --ticker, else of the headline
    #[arg(long, value_name = "MOVE", value_parser = typed_size)]
    min_move: Option<f64>,
    /// Only events whose move has a placebo rank of at least this: 90%, or 0.9
    #[arg(long, value_name = "RANK", value_parser = rank)]
    min_rank: Option<f64>,
    /// Only events whose move has this verdict: muted, ordinary, notable, extreme
    #[arg(long, value_name = "WORD")]
    verdict: Option<VerdictWord>,
    /// Only events with a claim of this verdict: confirmed, consistent, contradicted, unverifiable
    #[arg(long, value_name = "VERDICT")]
    claim: Option<ClaimStatus>,
    /// Only events whose title or text has all these words, as typed: AT&T, "a phrase", prefix*, OR, NOT
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    search: Option<SearchWords>,
    /// Only events linked to an instrument on the watch-list
    #[arg(long)]
    watched: bool,
    /// Only events that match this expression (see `newstape query`), or the saved one that @NAME names
    #[arg(long = "where", value_name = "EXPR")]
    wanted: Option<String>,
    /// The sort order
    #[arg(long, value_name = "ORDER", default_value = "published")]
    sort: Sort,
    /// Show at most this many
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// The `next` of the previous page, to show the page after it
    #[arg(long, value_name = "C")]
    cursor: Option<String>,
    /// Show how the list is asked for: the expression, the SQL that it becomes, and the plan of the database
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Sort {
    /// Latest publication first
    Published,
    /// Latest arrival first
    Seen,
    /// Largest move first
    Move,
    /// Most unusual move first
    Unusual,
}

impl From<Sort> for SortBy {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Published => Self::Published,
            Sort::Seen => Self::Seen,
            Sort::Move => Self::Move,
            Sort::Unusual => Self::Unusual,
        }
    }
}

/// `2%` or `0.02` → 0.02; without a sign, for it is asked for in both directions.
/// `90%` or `0.9` → 0.9.
fn rank(text: &str) -> Result<f64, String> {
    typed_share("rank", text.trim())
}

pub(super) fn run(args: &ListArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let filter = filter(args, &context)?;
    if args.explain {
        return explain(&filter, global, console);
    }
    let list = list_events(&context, &filter)?;
    let exit = print(&list, console);
    if exit == Exit::Nothing {
        unknown(&context, args.ticker.iter(), console);
    }
    Ok(exit)
}

/// Says which of the symbols asked for no instrument has, and which was probably meant.
pub(super) fn unknown<'s>(context: &Context, symbols: impl Iterator<Item = &'s String>, console: &Console) {
    for failure in symbols.filter_map(|symbol| instrument::show(context, symbol).err()) {
        console.note(&failure.to_string());
        if let Some(hint) = failure.remedy().as_ref().and_then(remedy::words) {
            console.note(&format!("hint: {hint}"));
        }
    }
}

/// Prints how a list is read from the database.
pub(super) fn explain(filter: &EventFilter, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let plan = explain_query(&global.context(), filter)?;
    if console.json {
        console.document(&Document::new("query_plan", &plan));
    } else {
        console.line(&plan.text());
    }
    Ok(Exit::Done)
}

/// Prints a page of events and how to get the next.
pub(super) fn print(list: &ListDocument, console: &Console) -> Exit {
    console.listing(list, |width| listing::table(list, width));
    if list.events.is_empty() {
        console.note("no event matches");
        return Exit::Nothing;
    }
    if let Some(next) = list.next.as_ref().filter(|_| !console.json) {
        console.note(&format!("more: --cursor {next}"));
    }
    Exit::Done
}

fn filter(args: &ListArgs, context: &Context) -> Result<EventFilter, Failure> {
    let bound = |flag, value: &Option<String>| {
        value.as_ref().map(|v| user_time(flag, v, None, None, far_future(context))).transpose()
    };
    let instant = |p: crate::event::Publication| match p.when {
        When::Instant { at, .. } => at,
        When::Day(day) => day.and_time(NaiveTime::MIN).and_utc(),
    };
    if args.limit == 0 {
        return Err(
            Refusal::Argument { argument: "limit", reason: "it must be at least 1".to_owned() }.into()
        );
    }
    let wanted = args.wanted.as_deref().map(|text| wanted_or_saved(context, text)).transpose()?;
    let asked = wanted.as_ref().and_then(|w| w.horizon);
    if args.horizon.zip(asked).is_some_and(|(given, asked)| given != asked) {
        let reason = "the expression names a different horizon".to_owned();
        return Err(Refusal::Argument { argument: "horizon", reason }.into());
    }
    let watched =
        args.watched.then_some(EventExpr::Is(Field::Watched, Operator::Equal, FilterValue::Flag(true)));
    Ok(EventFilter {
        symbols: args.ticker.iter().map(|t| t.to_ascii_uppercase()).collect(),
        kinds: args.kind.clone(),
        sources: args.source.clone(),
        tags: args.tag.clone(),
        since: bound("since", &args.since)?.map(instant),
        until: bound("until", &args.until)?.map(instant),
        horizon: args.horizon.or(asked),
        min_move: args.min_move,
        min_rank: args.min_rank,
        verdict: args.verdict,
        claim: args.claim,
        search: args.search.clone(),
        expr: EventExpr::all(watched.into_iter().chain(wanted.and_then(|w| w.expr))),
        sort: args.sort.into(),
        limit: args.limit as usize,
        cursor: args.cursor.clone(),
        ..EventFilter::default()
    })
}

/// Unlike the time of an event, a bound may be in the future.
fn far_future(context: &Context) -> DateTime<Utc> {
    context.now() + chrono::TimeDelta::days(36_500)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_is_a_percentage_or_a_fraction() {
        assert_eq!(typed_size("2%"), Ok(0.02));
        assert_eq!(typed_size("0.02"), Ok(0.02));
        assert_eq!(typed_size("150%"), Ok(1.5));
        for wrong in ["", "%", "two", "-1%", "NaN", "inf", "2", "1"] {
            assert!(typed_size(wrong).is_err(), "{wrong}");
        }
        assert!(typed_size("2").unwrap_err().contains("write 2%"));
        assert_eq!(rank("90%"), Ok(0.9));
        assert_eq!(rank("1"), Ok(1.0));
        assert!(rank("101%").is_err() && rank("90").is_err());
    }
}
