//! `newstape prices`: bars in, what there is of them, what is suspicious about them.

mod check;
mod import;
mod status;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Console, Exit, Global};
use crate::app::Failure;
use crate::instrument::{InstrumentId, Mic, Universe};

/// What `newstape prices` takes.
#[derive(Debug, Args)]
pub struct PricesArgs {
    /// What to do.
    #[command(subcommand)]
    pub what: PricesCommand,
}

/// What can be done with prices.
#[derive(Debug, Subcommand)]
pub enum PricesCommand {
    /// Import bars from CSV, JSON lines or Parquet files
    Import(import::ImportArgs),
    /// Show which sessions the database has of a symbol, and which it lacks
    Status(status::StatusArgs),
    /// List suspicious bars
    Check(check::CheckArgs),
}

/// Runs the command.
pub(super) fn run(args: &PricesArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    match &args.what {
        PricesCommand::Import(args) => import::run(args, global, console),
        PricesCommand::Status(args) => status::run(args, global, console),
        PricesCommand::Check(args) => check::run(args, global, console),
    }
}

/// The instrument that a symbol names. `SYM:MIC` is taken at its word where nobody knows it, and so
/// is a symbol on the venue that `--mic` names.
fn resolve(universe: &Universe, typed: &str, mic: Option<Mic>) -> Result<InstrumentId, Failure> {
    let written = match mic {
        Some(mic) if !typed.contains(':') => format!("{typed}:{mic}"),
        _ => typed.to_owned(),
    };
    let failure = match universe.resolve(&written) {
        Ok(instrument) => return Ok(instrument.id.clone()),
        Err(failure) => failure,
    };
    written.parse().map_err(|_| failure.into())
}

/// The database file.
fn database(global: &Global) -> PathBuf {
    global.db.clone().unwrap_or_else(|| PathBuf::from("newstape.db"))
}
