//! `newstape prices status`

use clap::Args;

use super::context;
use crate::app::Failure;
use crate::app::bars::check::prices_status;
use crate::app::instrument::symbols::Symbols;
use crate::cli::{Console, Exit, Global, remedy};
use crate::view::{Document, prices};

const NOTES: &str = "\
Each character of a strip is a run of sessions, from the first bar to the last: █ complete, ▓ mostly
there, ░ partly, · missing. Gaps are counted in sessions: weekends and holidays are not gaps.

Examples:
  newstape prices status MSFT
  newstape prices status MSFT SAP.DE --json
  newstape prices status MSFT NVDA SPY --format csv";

/// Show which sessions of a symbol the database has, and which are missing
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(in crate::cli) struct StatusArgs {
    /// Symbols, such as MSFT, SAP.DE or BRK.B:XNYS
    #[arg(required = true, value_name = "SYMBOL")]
    symbols: Vec<String>,
}

pub(super) fn run(args: &StatusArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = context(global);
    let store = context.existing_store()?;
    let symbols = Symbols::new(&context)?;
    let mut records = Vec::new();
    for symbol in &args.symbols {
        records.push(prices_status(&store, &context.calendars, &symbols.resolve(symbol, None)?)?);
    }
    let found = records.iter().any(|r| !r.series.is_empty());
    for record in records.iter().filter(|r| r.series.is_empty()) {
        console.note(&format!("there are no prices of {}", record.instrument));
    }
    if console.json {
        console.document(&Document::new("prices-status", Statuses { symbols: records }));
    } else if console.wants_rows() {
        let rows = prices::SeriesRows::new(&records);
        console.rows(&rows, |width| rows.table(width));
    } else {
        for record in records.iter().filter(|r| !r.series.is_empty()) {
            console.line(&prices::status(record, &remedy::words));
        }
    }
    Ok(if found { Exit::Done } else { Exit::Nothing })
}

#[derive(serde::Serialize)]
struct Statuses {
    symbols: Vec<prices::StatusRecord>,
}
