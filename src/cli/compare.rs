//! `newstape compare`

use std::path::PathBuf;

use clap::Args;

use super::chart::chart_file;
use super::study::{StudyInput, group_by, working};
use super::{Console, Exit, Global};
use crate::app::chart::ChartFile;
use crate::app::list::expression::expression;
use crate::app::refusal::Refusal;
use crate::app::study::compare::{Groups, compare_groups, draw_comparison};
use crate::app::study::library;
use crate::app::{Context, Failure};
use crate::view::Document;
use crate::view::comparison::{comparison_table, comparison_text};
use crate::view::text::Width;

const EXAMPLES: &str = "\
A and B are two files of events, or with --events two values of its group column. The difference of the \
cumulative average abnormal returns is tested by Welch's t, by the same of standardised returns and by \
Wilcoxon's rank sum; a bootstrap that keeps the events of one day together gives a further interval.

Examples:
  newstape compare beats.csv misses.csv --prices panel.csv.gz --benchmark SPY
  newstape compare beat miss --events outcomes.csv --by outcome --prices panel.csv.gz --benchmark SPY
  newstape compare beats.csv misses.csv --prices panel.csv.gz --benchmark SPY --chart difference.png
  newstape compare 'claim = confirmed' 'claim = contradicted' --where 'kind = earnings'
  newstape compare 'kind = earnings' 'kind = guidance'
  newstape compare MSFT NVDA --where 'published >= 2025-01-01' --by ticker";

/// Compare two groups of events
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CompareArgs {
    /// First group: a file of events, a value of the group column, or an expression
    a: String,
    /// Second group
    b: String,
    /// File or directory of prices (repeatable) [without files of events: the database's daily bars]
    #[arg(long, value_name = "FILE")]
    prices: Vec<PathBuf>,
    #[command(flatten)]
    input: StudyInput,
    /// File that contains both groups
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// Compare the events of the database that match this expression (see `newstape query`): with --by, A and B
    /// are two values of that field; without it, they are expressions themselves
    #[arg(long = "where", value_name = "EXPR", id = "expr", conflicts_with = "events")]
    expr: Option<String>,
    /// The file's group column [default: group]; with --where: kind, source, lang, ticker, mic or claim
    #[arg(long, value_name = "COL")]
    by: Option<String>,
    /// Draw the CAAR of both groups with their confidence bands (.svg, .png or .pdf)
    #[arg(long, value_name = "FILE", value_parser = chart_file())]
    chart: Option<ChartFile>,
}

fn groups(args: &CompareArgs, context: &Context) -> Result<Groups, Failure> {
    let (a, b) = (args.a.clone(), args.b.clone());
    Ok(match (&args.expr, &args.events, &args.by) {
        (Some(expr), _, by) => {
            let by = by.as_deref().map(group_by).transpose()?;
            Groups::Store { wanted: Some(expression(context, expr)?), by, a, b }
        }
        (None, Some(_), _) | (None, None, None) if args.prices.is_empty() && are_files(args) => {
            let reason = "events from files need prices from files".to_owned();
            return Err(Refusal::Argument { argument: "prices", reason }.into());
        }
        (None, Some(file), column) => Groups::Column { file: file.clone(), column: column.clone(), a, b },
        (None, None, None) if args.prices.is_empty() => Groups::Store { wanted: None, by: None, a, b },
        (None, None, None) => Groups::Files(a.into(), b.into()),
        (None, None, Some(_)) => {
            let reason = "it needs --events or --where".to_owned();
            return Err(Refusal::Argument { argument: "by", reason }.into());
        }
    })
}

/// Whether the events come from files: from one with both groups, or from two that are there or are named like files.
fn are_files(args: &CompareArgs) -> bool {
    let is_file = |name: &String| {
        let path = std::path::Path::new(name);
        path.exists()
            || path.extension().is_some_and(|e| ["csv", "tsv", "jsonl"].iter().any(|known| e == *known))
    };
    args.events.is_some() || is_file(&args.a) || is_file(&args.b)
}

pub(super) fn run(args: &CompareArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let groups = groups(args, &global.context())?;
    let mut request = args.input.request(&args.prices, &global.calendars);
    request.factors = library::on_disk(&global.context(), request.factors)?;
    let (replications, seed) = (args.input.replications as usize, args.input.seed);
    let working = working("measuring both groups");
    let compared = compare_groups(&global.context(), &request, &groups, replications, seed);
    working.finish_and_clear();
    let compared = compared?;
    if let Some(file) = &args.chart {
        draw_comparison(&compared, file)?;
    }
    let document = compared.document;
    let measured = document.a.measured.min(document.b.measured);
    if console.json {
        console.document(&Document::new("comparison", document));
    } else if console.wants_rows() {
        console.rows(&document, |width| comparison_table(&document, width));
    } else {
        console.line(&comparison_text(&document, Width::default()));
    }
    Ok(if measured == 0 { Exit::Nothing } else { Exit::Done })
}
