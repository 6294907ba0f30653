//! `newstape eval`: how right newstape is, on labelled data.

mod claims;
mod dates;
mod link;

use clap::{Args, Subcommand};

use super::{Console, Exit};
use crate::app::Failure;

/// What `newstape eval` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct EvalArgs {
    /// What to measure.
    #[command(subcommand)]
    pub(super) what: EvalCommand,
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum EvalCommand {
    /// Measure how well stated price moves are found
    Claims(claims::ClaimsArgs),
    /// Measure how well publication dates are found
    Dates(dates::DatesArgs),
    /// Measure how right links are
    Link(link::LinkArgs),
}

/// Runs the measure.
pub(super) fn run(args: &EvalArgs, console: &Console) -> Result<Exit, Failure> {
    match &args.what {
        EvalCommand::Claims(args) => claims::run(args, console),
        EvalCommand::Dates(args) => dates::run(args, console),
        EvalCommand::Link(args) => link::run(args, console),
    }
}
