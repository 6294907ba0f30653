//! `newstape eval`: how right newstape is, on labelled data.

mod claims;
mod dates;
mod fit;
mod link;

use clap::{Args, Subcommand};

use super::{Console, Exit};
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
    /// Fit the weights that choose the owners of moves
    #[command(hide = true)]
    Fit(fit::FitArgs),
    /// Measure how right links are
    Link(link::LinkArgs),
}

/// Runs the measure.
pub(super) fn run(args: &EvalArgs, console: &Console) -> Result<Exit, Failure> {
    match &args.what {
        EvalCommand::Claims(args) => claims::run(args, console),
        EvalCommand::Dates(args) => dates::run(args, console),
        EvalCommand::Fit(args) => fit::run(args, console),
        EvalCommand::Link(args) => link::run(args, console),
    }
}
