//! `newstape prices accept` and `newstape prices reject`

use chrono::NaiveDate;
use clap::Args;

use super::context;
use crate::app::Failure;
use crate::app::bars::decide::{Decision, decide};
use crate::app::instrument::symbols::Symbols;
use crate::cli::{Console, Exit, Global};
use crate::instrument::Mic;
use crate::view::Document;

const NOTES: &str = "\
`newstape prices check` lists the bars, splits and dividends that are suspect or were repaired, and why.
What is accepted is used as it arrived, what is rejected takes no part in any figure; both until the
same bar or action arrives with other figures.

Examples:
  newstape prices check SAP.DE
  newstape prices accept SAP.DE 2024-03-14
  newstape prices reject SAP.DE 2024-03-14 2024-03-15";

/// Decide what is to be done with suspect prices
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(in crate::cli) struct DecideArgs {
    /// The symbol: MSFT, SAP.DE, NASDAQ:MSFT, MSFT:XNAS, an ISIN
    #[arg(value_name = "SYM")]
    symbol: String,
    /// The days, on the exchange's clock
    #[arg(required = true, value_name = "DATE")]
    days: Vec<NaiveDate>,
    /// The venue of symbols that name none, known or not
    #[arg(long, value_name = "MIC")]
    mic: Option<Mic>,
}

pub(super) fn run(
    args: &DecideArgs,
    decision: Decision,
    global: &Global,
    console: &Console,
) -> Result<Exit, Failure> {
    let context = context(global);
    let mut store = context.existing_store()?;
    let instrument = Symbols::new(&context)?.resolve(&args.symbol, args.mic)?;
    let mut records = Vec::new();
    for day in &args.days {
        records.push(decide(&mut store, &context.calendars, &instrument, *day, decision, context.now())?);
    }
    let found = records.iter().filter(|record| record.bars + record.actions > 0).count();
    let (name, what) = match decision {
        Decision::Accept => ("prices-accept", "accepted"),
        Decision::Reject => ("prices-reject", "rejected"),
    };
    if console.json {
        console.document(&Document::new(name, serde_json::json!({ "decided": records })));
    } else {
        for record in &records {
            console.line(&record.line(what));
        }
    }
    Ok(match found {
        0 => Exit::Nothing,
        found if found < records.len() => Exit::Partial,
        _ => Exit::Done,
    })
}
