//! `newstape stats` and `newstape top`

use clap::{Args, ValueEnum};

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::list::expression::wanted_or_saved;
use crate::app::refusal::Refusal;
use crate::app::stats::{CountBy, RankBy, stats};
use crate::query::{EventExpr, Field, FilterValue, Operator};
use crate::view::stats::{StatsDocument, groups};

const STATS_EXAMPLES: &str = "\
Events count for the instruments that they are about. A story counts once, by the event that told it first; its move \
is the headline's. A median or a share needs ten values; of fewer, their number stands in its place. `first` is the \
share of the stories told by several events that the group told first, `unusual` the share of moves that are notable \
or extreme, `confirmed` the share of confirmed claims among those confirmed or contradicted.

Examples:
  newstape stats
  newstape stats NVDA
  newstape stats --by kind --ticker MSFT
  newstape stats --by verdict --where 'kind = earnings and since 1y'
  newstape stats --by tag --format csv";

const TOP_EXAMPLES: &str = "\
The columns are those of `newstape stats`.

Examples:
  newstape top                               # which sources are first
  newstape top --sort confirmed              # whose stated moves hold
  newstape top --by symbol --sort unusual --limit 5";

/// Show how instruments react to the news, group by group
#[derive(Debug, Args)]
#[command(after_help = STATS_EXAMPLES)]
pub(super) struct StatsArgs {
    /// The groups
    #[arg(long, value_name = "FIELD", default_value = "kind")]
    by: By,
    #[command(flatten)]
    of: Of,
}

/// Rank sources, symbols or other groups
#[derive(Debug, Args)]
#[command(after_help = TOP_EXAMPLES)]
pub(super) struct TopArgs {
    /// The groups
    #[arg(long, value_name = "FIELD", default_value = "source")]
    by: By,
    /// By what they are ranked
    #[arg(long, value_name = "ORDER", default_value = "first")]
    sort: Rank,
    /// Show at most this many
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,
    #[command(flatten)]
    of: Of,
}

/// Which events are counted.
#[derive(Debug, Args)]
struct Of {
    /// Only events on this instrument; the same as --ticker
    #[arg(value_name = "SYM", conflicts_with = "ticker")]
    symbol: Option<String>,
    /// Only events on this instrument
    #[arg(long, value_name = "SYM")]
    ticker: Option<String>,
    /// Only events that match this expression (see `newstape query`), or the saved one that @NAME names
    #[arg(long = "where", value_name = "EXPR")]
    wanted: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    /// Kind of news
    Kind,
    /// Who published it
    Source,
    /// The instrument
    Symbol,
    /// Tag
    Tag,
    /// Verdict on the move
    Verdict,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Rank {
    /// The share of stories told first
    First,
    /// The share of claims confirmed
    Confirmed,
    /// The median size of the move
    Size,
    /// The share of unusual moves
    Unusual,
    /// The number of events
    Events,
}

impl From<By> for CountBy {
    fn from(by: By) -> Self {
        match by {
            By::Kind => Self::Kind,
            By::Source => Self::Source,
            By::Symbol => Self::Symbol,
            By::Tag => Self::Tag,
            By::Verdict => Self::Verdict,
        }
    }
}

impl From<Rank> for RankBy {
    fn from(rank: Rank) -> Self {
        match rank {
            Rank::First => Self::First,
            Rank::Confirmed => Self::Confirmed,
            Rank::Size => Self::Size,
            Rank::Unusual => Self::Unusual,
            Rank::Events => Self::Events,
        }
    }
}

pub(super) fn run(args: &StatsArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let wanted = wanted(&args.of, global)?;
    let found = stats(&context, wanted.as_ref(), args.by.into(), RankBy::Events, usize::MAX)?;
    Ok(print(&found, &args.of, global, console))
}

pub(super) fn run_top(args: &TopArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let wanted = wanted(&args.of, global)?;
    let limit = usize::from(args.limit);
    let found = stats(&context, wanted.as_ref(), args.by.into(), args.sort.into(), limit)?;
    Ok(print(&found, &args.of, global, console))
}

fn print(found: &StatsDocument, of: &Of, global: &Global, console: &Console) -> Exit {
    console.listing(found, |width| groups(found, width));
    if found.groups.is_empty() {
        console.note("no event matches");
        super::list::unknown(&global.context(), of.symbol.iter().chain(of.ticker.iter()), console);
        return Exit::Nothing;
    }
    Exit::Done
}

fn wanted(of: &Of, global: &Global) -> Result<Option<EventExpr>, Failure> {
    let context = global.context();
    let asked = of.wanted.as_deref().map(|text| wanted_or_saved(&context, text)).transpose()?;
    if asked.as_ref().is_some_and(|w| w.horizon.is_some()) {
        let reason = "the moves counted are the headline's: leave `horizon` out".to_owned();
        return Err(Refusal::Argument { argument: "where", reason }.into());
    }
    let ticker = of.symbol.as_ref().or(of.ticker.as_ref()).map(|symbol| {
        EventExpr::Is(Field::Ticker, Operator::Equal, FilterValue::Text(symbol.to_ascii_uppercase()))
    });
    Ok(EventExpr::all(ticker.into_iter().chain(asked.and_then(|w| w.expr))))
}
