//! `newstape eval`: how right newstape is, on labelled data.

mod claims;
mod dates;
mod link;
mod verdicts;

use clap::{Args, Subcommand};

use super::{Console, Exit, Global};
use crate::app::Failure;

/// What `newstape eval` takes.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// What to measure.
    #[command(subcommand)]
    pub what: EvalCommand,
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub enum EvalCommand {
    /// Measure how well stated price moves are found
    Claims(claims::ClaimsArgs),
    /// Measure how well publication dates are found
    Dates(dates::DatesArgs),
    /// Measure how right links are
    Link(link::LinkArgs),
    /// Measure how right the verdicts on stated moves are
    Verdicts(verdicts::VerdictsArgs),
}

/// Runs the measure.
pub(super) fn run(args: &EvalArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    match &args.what {
        EvalCommand::Claims(args) => claims::run(args, console),
        EvalCommand::Dates(args) => dates::run(args, console),
        EvalCommand::Link(args) => link::run(args, console),
        EvalCommand::Verdicts(args) => verdicts::run(args, global, console),
    }
}
