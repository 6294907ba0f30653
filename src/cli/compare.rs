//! `newstape compare`

use std::path::PathBuf;

use clap::Args;

use super::study::StudyInput;
use super::{Console, Exit};
use crate::app::Failure;
use crate::app::compare::{Groups, compare_groups, draw_comparison};
use crate::view::Document;
use crate::view::comparison::comparison_text;
use crate::view::text::Width;

const EXAMPLES: &str = "\
A and B are two files of events, or with --events two values of its group column. The difference of the
cumulative average abnormal returns is tested by Welch's t, by the same of standardised returns and by
Wilcoxon's rank sum; a bootstrap that keeps the events of one day together gives a further interval.

Examples:
  newstape compare beats.csv misses.csv --prices panel.csv.gz --benchmark SPY
  newstape compare beat miss --events earnings.csv --by surprise --prices panel.csv.gz --benchmark SPY
  newstape compare beats.csv misses.csv --prices panel.csv.gz --benchmark SPY --chart difference.png";

/// Compare two groups of events
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct CompareArgs {
    /// First group: a file of events, or a value of the group column
    a: String,
    /// Second group
    b: String,
    /// File or directory of prices (repeatable)
    #[arg(long, value_name = "FILE", required = true)]
    prices: Vec<PathBuf>,
    #[command(flatten)]
    input: StudyInput,
    /// File that holds both groups
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// Its column of groups [default: group]
    #[arg(long, value_name = "COL", requires = "events")]
    by: Option<String>,
    /// Draw both CAAR with their confidence bands (.svg or .png)
    #[arg(long, value_name = "FILE")]
    chart: Option<PathBuf>,
}

pub(super) fn run(args: &CompareArgs, console: &Console) -> Result<Exit, Failure> {
    let groups = match &args.events {
        Some(file) => Groups::Column {
            file: file.clone(),
            column: args.by.clone(),
            a: args.a.clone(),
            b: args.b.clone(),
        },
        None => Groups::Files(PathBuf::from(&args.a), PathBuf::from(&args.b)),
    };
    let request = args.input.request(&args.prices);
    let compared = compare_groups(&request, &groups, args.input.replications as usize, args.input.seed)?;
    if let Some(file) = &args.chart {
        draw_comparison(&compared, file)?;
    }
    let document = compared.document;
    let measured = document.a.measured.min(document.b.measured);
    if console.json {
        console.document(&Document::new("comparison", document));
    } else {
        console.line(&comparison_text(&document, Width::default()));
    }
    Ok(if measured == 0 { Exit::Nothing } else { Exit::Done })
}
