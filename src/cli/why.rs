//! `newstape why`

use chrono::{NaiveDate, TimeDelta};
use clap::Args;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::why::{Days, why};
use crate::view::format::number_of;
use crate::view::text::Width;
use crate::view::why::{WhyDocument, moves, text};

const EXAMPLES: &str = "\
A day is unusual if its move is larger than 90 % of the instrument's own earlier ones, with or without the \
market's part. The cause is the first of these that applies: no trade; the market (the abnormal return is not \
unusual); stored news that has the instrument as its subject; an ex-date; the sector (its fund made at least half \
of the move). Else none is found.

Examples:
  newstape why MSFT
  newstape why MSFT --on 2025-01-30
  newstape why SAP.DE --since 2024-01-01 --until 2024-12-31 --limit 20
  newstape why NVDA --format csv";

/// Find out why an instrument moved: its unusual days, with the market's part and the news of each
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct WhyArgs {
    /// The instrument
    #[arg(value_name = "SYM")]
    symbol: String,
    /// Only this day, unusual or not
    #[arg(long, value_name = "DATE", conflicts_with_all = ["since", "until"])]
    on: Option<NaiveDate>,
    /// The first day [default: a year before the last]
    #[arg(long, value_name = "DATE")]
    since: Option<NaiveDate>,
    /// The last day [default: today, or that of the last bar if it is more than a year ago]
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
    /// Show at most this many days, those with the largest moves
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
}

pub(super) fn run(args: &WhyArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = global.context();
    let until = args.until.unwrap_or_else(|| context.now().date_naive());
    let since = args.since.unwrap_or(until - TimeDelta::days(365));
    let days = args.on.map_or(Days::Between(since, until), Days::On);
    let limit = usize::from(args.limit);
    let mut found = why(&context, &args.symbol, days, limit)?;
    // Without a day asked for, the last year that has bars.
    if let (Days::Between(..), None, None, 0, Some(last)) =
        (days, args.since, args.until, found.sessions, found.bars_to)
    {
        found = why(&context, &args.symbol, Days::Between(last - TimeDelta::days(365), last), limit)?;
    }
    if console.json || console.wants_rows() {
        console.listing(&found, |width| moves(&found, width));
    } else if !found.moves.is_empty() {
        console.line(&text(&found, Width(console.width)));
    }
    Ok(told(&found, console))
}

/// Says so if nothing is found, and why.
fn told(found: &WhyDocument, console: &Console) -> Exit {
    let WhyDocument { symbol, mic, since, until, .. } = found;
    if found.sessions == 0 {
        console.note(&format!("there are no daily bars of {symbol}:{mic} from {since} to {until}"));
        if let Some((first, last)) = found.bars_from.zip(found.bars_to) {
            console.note(&format!(
                "hint: there are bars from {first} to {last}: --since {first} --until {last}"
            ));
        } else {
            console.note(&format!(
                "hint: newstape prices fetch {symbol}:{mic} gets them, prices import reads a file"
            ));
        }
        return Exit::Nothing;
    }
    if found.moves.is_empty() {
        console.note(&format!(
            "no unusual day among {} from {since} to {until}",
            number_of(found.sessions, "session")
        ));
        return Exit::Nothing;
    }
    if found.stored_news == 0 {
        console.note(&format!(
            "no stored news names {symbol}:{mic} in this time: a cause may be missing for that reason"
        ));
    }
    Exit::Done
}
