//! `newstape eval fit FILE…`.

use std::path::PathBuf;

use clap::Args;

use crate::app::Failure;
use crate::app::eval::claims::fit_claims;
use crate::app::eval::link::fit_links;
use crate::cli::{Console, Exit};

/// Fits the weights with which the owner of a stated move is chosen, or the confidence of links.
#[derive(Debug, Args)]
#[command(
    after_help = "The files are those of `newstape eval claims`, with `--links` those of `newstape eval link`.

Examples:
  newstape eval fit labelled.jsonl
  newstape eval fit tests/cases/claims* > assets/claim/weights.tsv
  newstape eval fit --links tests/cases/links* > assets/link/grades.tsv"
)]
pub(in crate::cli) struct FitArgs {
    /// Files of labelled texts, JSON lines or Markdown
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Fit the confidence of links instead
    #[arg(long)]
    pub links: bool,
}

pub(super) fn run(args: &FitArgs, console: &Console) -> Result<Exit, Failure> {
    if args.links {
        let grades = fit_links(&args.files)?;
        console.line(
            "# Weights of the confidence of links, src/link/grade.rs. Made by `newstape eval fit --links`.",
        );
        console.line(grades.to_string().trim_end());
        return Ok(Exit::Done);
    }
    let weights = fit_claims(&args.files)?;
    console.line("# Weights of the ranker of owners, src/claim/rank. Made by `newstape eval fit`.");
    console.line(weights.to_string().trim_end());
    Ok(Exit::Done)
}
