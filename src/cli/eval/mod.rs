//! `newstape eval`: scores against labelled data.

mod claims;
mod dates;
mod fit;
mod link;
mod verdicts;

use clap::{Args, Subcommand};

use super::{Console, Exit, Global};
use crate::app::Failure;

/// The arguments of `newstape eval`.
#[derive(Debug, Args)]
pub(in crate::cli) struct EvalArgs {
    /// What to measure.
    #[command(subcommand)]
    pub(super) what: EvalCommand,
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum EvalCommand {
    /// Score the claims that are found
    Claims(claims::ClaimsArgs),
    /// Score the publication dates that are found
    Dates(dates::DatesArgs),
    /// Fit the weights that choose the owners of moves
    #[command(hide = true)]
    Fit(fit::FitArgs),
    /// Score links
    Link(link::LinkArgs),
    /// Score the verdicts on claims
    Verdicts(verdicts::VerdictsArgs),
}

/// Runs the command.
pub(super) fn run(args: &EvalArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    match &args.what {
        EvalCommand::Claims(args) => claims::run(args, console),
        EvalCommand::Dates(args) => dates::run(args, console),
        EvalCommand::Fit(args) => fit::run(args, console),
        EvalCommand::Link(args) => link::run(args, console),
        EvalCommand::Verdicts(args) => verdicts::run(args, global, console),
    }
}
