//! `newstape eval fit FILE…`.

use std::path::PathBuf;

use clap::Args;

use crate::app::Failure;
use crate::app::eval::claims::fit_claims;
use crate::cli::{Console, Exit};

/// Fits the weights with which the owner of a stated move is chosen.
#[derive(Debug, Args)]
#[command(after_help = "The files are those of `newstape eval claims`.

Examples:
  newstape eval fit labelled.jsonl
  newstape eval fit tests/cases/claims* > assets/claim/weights.tsv")]
pub(in crate::cli) struct FitArgs {
    /// Files of labelled texts, JSON lines or Markdown
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

pub(super) fn run(args: &FitArgs, console: &Console) -> Result<Exit, Failure> {
    let weights = fit_claims(&args.files)?;
    console.line("# Weights of the ranker of owners, src/claim/rank. Made by `newstape eval fit`.");
    console.line(weights.to_string().trim_end());
    Ok(Exit::Done)
}
