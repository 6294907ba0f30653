//! `newstape eval`: scores against labelled data.

mod claims;
mod dates;
mod link;

use clap::{Args, Subcommand};

use super::{Console, Exit};
use crate::app::Failure;

/// The arguments of `newstape eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// What to measure.
    #[command(subcommand)]
    pub what: EvalCommand,
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub enum EvalCommand {
    /// Score the claims that are found
    Claims(claims::ClaimsArgs),
    /// Score the publication dates that are found
    Dates(dates::DatesArgs),
    /// Score links
    Link(link::LinkArgs),
}

/// Runs the command.
pub(super) fn run(args: &EvalArgs, console: &Console) -> Result<Exit, Failure> {
    match &args.what {
        EvalCommand::Claims(args) => claims::run(args, console),
        EvalCommand::Dates(args) => dates::run(args, console),
        EvalCommand::Link(args) => link::run(args, console),
    }
}
