//! `newstape prices record`

use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use clap::Args;

use super::{BarsArgs, context};
use crate::app::Failure;
use crate::app::bars::report::{ReportRequest, ask};
use crate::app::instrument::symbols::Symbols;
use crate::app::refusal::Refusal;
use crate::cli::{Console, Exit, Global};
use crate::instrument::Mic;
use crate::view::Document;

const NOTES: &str = "\
The provider is asked once, as `prices fetch` asks it, and nothing is stored. The file holds addresses, statuses,
headers and bodies; keys, cookies and sessions are left out or replaced with ***. Read it before you pass it on.

Examples:
  newstape prices record MSFT --provider yahoo -o yahoo.json
  newstape prices record SAP.DE --provider yahoo --from 2025-01-20 --to 2025-02-05 -o -";

/// Keep what a provider answers in a file, for a report of a fault
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(in crate::cli) struct RecordArgs {
    /// The symbol: MSFT, SAP.DE, NASDAQ:MSFT, MSFT:XNAS, an ISIN
    #[arg(value_name = "SYM")]
    symbol: String,
    /// The provider to ask
    #[arg(long, value_name = "NAME")]
    provider: String,
    /// First session [default: a week before the last]
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,
    #[command(flatten)]
    bars: BarsArgs,
    /// The file; - for standard output
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// The venue of a symbol that names none
    #[arg(long, value_name = "MIC")]
    mic: Option<Mic>,
}

pub(super) fn run(args: &RecordArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = context(global);
    let symbols = Symbols::new(&context)?;
    let id = symbols.resolve(&args.symbol, args.mic)?;
    let unknown = || Refusal::Argument {
        argument: "symbol",
        reason: format!("the venue {} is unknown, and so is its currency", id.mic),
    };
    let instrument = symbols.instrument(&id).ok_or_else(unknown)?;
    let to = args.bars.to.unwrap_or_else(|| context.now().date_naive());
    let request = ReportRequest {
        provider: &args.provider,
        instrument: &instrument,
        interval: args.bars.interval,
        from: args.from.unwrap_or_else(|| to.checked_sub_days(Days::new(7)).unwrap_or(to)),
        to,
        extended: args.bars.extended,
    };
    let record = ask(&context, &request)?;
    let outcome = record.outcome.clone();
    let document = Document::new("provider-record", record);
    if args.output.as_os_str() == "-" {
        console.document(&document);
        return Ok(Exit::Done);
    }
    let unwritable = |reason: String| Refusal::Unwritable { path: args.output.clone(), reason };
    let text = serde_json::to_string_pretty(&document).map_err(|e| unwritable(e.to_string()))?;
    std::fs::write(&args.output, text + "\n").map_err(|e| unwritable(e.to_string()))?;
    console.line(&format!("{}: {outcome}", args.provider));
    Ok(Exit::Done)
}
