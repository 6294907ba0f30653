//! `newstape prices archive`

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::context;
use crate::app::Failure;
use crate::app::bars::archive::{ArchiveRequest, archive};
use crate::app::instrument::symbols::Symbols;
use crate::cli::{Console, Exit, Global};
use crate::instrument::Mic;
use crate::market::Interval;
use crate::view::Document;

const NOTES: &str = "\
The files are mic=XNAS/interval=1d/year=2024/part-*.parquet, sorted by symbol and time; DuckDB, pandas and Polars read
the folder as one table. With `[archive] dir` in the configuration, measuring and studies read its bars like those of
the database, which come first. What the archive has already stays in it; nothing is taken out of the database.

Examples:
  newstape prices archive --to bars
  newstape prices archive MSFT SAP.DE --to bars --interval 1d --before 2025-01-01";

/// Write bars into Parquet files by venue, interval and year
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(in crate::cli) struct ArchiveArgs {
    /// The symbols; all if none is given
    #[arg(value_name = "SYM")]
    symbols: Vec<String>,
    /// The folder of the archive
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// The span of the bars: 1m, 5m, 15m, 1h, 1d; all if left out
    #[arg(long, value_name = "SPAN")]
    interval: Option<Interval>,
    /// Only whole years before this day's
    #[arg(long, value_name = "DAY")]
    before: Option<NaiveDate>,
    /// The venue of symbols without one, also of those nobody knows
    #[arg(long, value_name = "MIC")]
    mic: Option<Mic>,
}

pub(super) fn run(args: &ArchiveArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = context(global);
    let store = context.existing_store()?;
    let symbols = Symbols::new(&context)?;
    let instruments: Result<Vec<_>, _> =
        args.symbols.iter().map(|typed| symbols.resolve(typed, args.mic)).collect();
    let request = ArchiveRequest {
        instruments: &instruments?,
        interval: args.interval,
        before: args.before,
        root: &args.to,
    };
    let record = archive(&store, &request)?;
    let exit = if record.files.is_empty() { Exit::Nothing } else { Exit::Done };
    if console.json {
        console.document(&Document::new("prices-archive", record));
    } else if record.files.is_empty() {
        console.note("there are no such bars");
    } else {
        record.lines().iter().for_each(|line| console.line(line));
    }
    Ok(exit)
}
