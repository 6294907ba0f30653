//! `newstape sql`

use std::time::Duration;

use clap::Args;

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::app::sql::{select, statement};
use crate::view::sql::rows;

const EXAMPLES: &str = "\
Views: v_events, v_links, v_claims, v_reactions, v_scores (for any program that reads SQLite) and v_bars (only here). \
Their columns are in docs/sql.md.

Examples:
  newstape sql 'SELECT kind, count(*) AS events FROM v_events GROUP BY kind'
  newstape sql 'SELECT * FROM v_reactions WHERE headline AND verdict = \"extreme\"' --format csv
  newstape sql \"SELECT start_utc, close FROM v_bars WHERE symbol = 'MSFT' AND interval = '1d'\" --limit 100000
  newstape sql -                                     # from standard input";

/// Run an SQL statement that reads the database
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SqlArgs {
    /// The statement, or - for standard input
    #[arg(value_name = "SELECT")]
    statement: String,
    /// Print at most this many rows
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    limit: u32,
    /// Stop after this many seconds
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    timeout: u32,
}

pub(super) fn run(args: &SqlArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let typed = statement(&args.statement)?;
    let timeout = Duration::from_secs(u64::from(args.timeout));
    let found = select(&global.context(), &typed, args.limit as usize, timeout)?;
    console.listing(&found, |width| rows(&found, width));
    if found.cut {
        console.note(&format!("more rows than {}: --limit", args.limit));
    }
    Ok(if found.rows.is_empty() { Exit::Nothing } else { Exit::Done })
}
