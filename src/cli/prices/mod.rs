//! `newstape prices`: imports, fetches, lists and checks bars.

mod check;
mod fetch;
mod import;
mod status;

use clap::{Args, Subcommand};

use super::{Console, Exit, Global};
use crate::app::{Context, Failure};

/// The arguments of `newstape prices`.
#[derive(Debug, Args)]
pub struct PricesArgs {
    /// The subcommand.
    #[command(subcommand)]
    pub what: PricesCommand,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum PricesCommand {
    /// Import bars from CSV, JSON lines or Parquet files
    Import(import::ImportArgs),
    /// Fetch bars, splits and dividends from a provider
    Fetch(fetch::FetchArgs),
    /// Show which sessions of a symbol the database has, and which are missing
    Status(status::StatusArgs),
    /// List suspicious bars
    Check(check::CheckArgs),
}

/// Runs the command.
pub(super) fn run(args: &PricesArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    match &args.what {
        PricesCommand::Import(args) => import::run(args, global, console),
        PricesCommand::Fetch(args) => fetch::run(args, global, console),
        PricesCommand::Status(args) => status::run(args, global, console),
        PricesCommand::Check(args) => check::run(args, global, console),
    }
}

/// The context of the use cases.
fn context(global: &Global) -> Context {
    global.context()
}
