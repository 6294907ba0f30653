//! `newstape prices`: imports, fetches, lists and checks bars.

mod archive;
mod check;
mod decide;
mod export;
mod fetch;
mod import;
mod record;
mod status;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::{Console, Exit, Global};
use crate::app::bars::decide::Decision;
use crate::app::{Context, Failure};
use crate::market::Interval;

/// The arguments of `newstape prices`.
#[derive(Debug, Args)]
pub(in crate::cli) struct PricesArgs {
    /// The subcommand.
    #[command(subcommand)]
    pub(super) what: PricesCommand,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PricesCommand {
    /// Import bars from CSV, JSON, xlsx or Parquet files
    Import(import::ImportArgs),
    /// Fetch bars, splits and dividends from a provider
    Fetch(fetch::FetchArgs),
    /// Show which sessions of a symbol the database has, and which are missing
    Status(status::StatusArgs),
    /// List suspicious bars
    Check(check::CheckArgs),
    /// Use suspect bars, splits and dividends of a day as they arrived
    Accept(decide::DecideArgs),
    /// Leave bars, splits and dividends of a day out of every figure
    Reject(decide::DecideArgs),
    /// Write bars into a CSV or Parquet file
    Export(export::ExportArgs),
    /// Write bars into an archive: Parquet files by venue, interval and year
    Archive(archive::ArchiveArgs),
    /// Keep what a provider answers in a file, for a report of a fault
    Record(record::RecordArgs),
}

impl PricesArgs {
    /// Whether it prints rows that have columns.
    pub(in crate::cli) fn prints_rows(&self) -> bool {
        matches!(self.what, PricesCommand::Status(_) | PricesCommand::Check(_))
    }
}

/// Which bars are asked of a provider.
#[derive(Debug, Args)]
struct BarsArgs {
    /// Last session [default: today]
    #[arg(long, value_name = "DATE")]
    to: Option<NaiveDate>,
    /// The interval of the bars: 1m, 5m, 15m, 1h, 1d
    #[arg(long, value_name = "INTERVAL", default_value = "1d")]
    interval: Interval,
    /// Include premarket and after-hours
    #[arg(long)]
    extended: bool,
}

/// Runs the command.
pub(super) fn run(args: &PricesArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    match &args.what {
        PricesCommand::Import(args) => import::run(args, global, console),
        PricesCommand::Fetch(args) => fetch::run(args, global, console),
        PricesCommand::Status(args) => status::run(args, global, console),
        PricesCommand::Check(args) => check::run(args, global, console),
        PricesCommand::Accept(args) => decide::run(args, Decision::Accept, global, console),
        PricesCommand::Reject(args) => decide::run(args, Decision::Reject, global, console),
        PricesCommand::Export(args) => export::run(args, global, console),
        PricesCommand::Archive(args) => archive::run(args, global, console),
        PricesCommand::Record(args) => record::run(args, global, console),
    }
}

/// The context of the use cases.
fn context(global: &Global) -> Context {
    global.context()
}
