//! `newstape prices export`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::context;
use crate::app::Failure;
use crate::app::bars::export::{ExportRequest, export_prices, write_export};
use crate::app::instrument::symbols::Symbols;
use crate::cli::{Console, Exit, Global};
use crate::instrument::{InstrumentId, Mic};
use crate::market::{Adjustment, Interval};
use crate::view::Document;

const NOTES: &str = "\
The columns are symbol, date (or datetime, in UTC), open, high, low, close, volume; `prices import` and
`study --prices` read the file. Suspect bars are left out (`newstape prices check` has them).

Examples:
  newstape prices export MSFT SPY -o panel.csv
  newstape prices export MSFT --adjusted all -o msft.parquet
  newstape prices export SAP.DE --interval 5m -o - | head";

/// Write bars into a CSV or Parquet file
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(in crate::cli) struct ExportArgs {
    /// The symbols: MSFT, SAP.DE, NASDAQ:MSFT, MSFT:XNAS, an ISIN
    #[arg(required = true, value_name = "SYM")]
    symbols: Vec<String>,
    /// The span of the bars: 1m, 5m, 15m, 1h, 1d
    #[arg(long, value_name = "SPAN", default_value = "1d")]
    interval: Interval,
    /// For what prices are adjusted, up to the last action known
    #[arg(long, value_name = "STATE", default_value = "no")]
    adjusted: Adjusted,
    /// The file, .csv or .parquet; - for CSV on standard output
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// The venue of symbols without one, also of those nobody knows
    #[arg(long, value_name = "MIC")]
    mic: Option<Mic>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Adjusted {
    /// As traded
    No,
    /// For splits
    Splits,
    /// For splits and dividends
    All,
}

impl From<Adjusted> for Adjustment {
    fn from(stated: Adjusted) -> Self {
        match stated {
            Adjusted::No => Self::AsTraded,
            Adjusted::Splits => Self::Splits,
            Adjusted::All => Self::SplitsAndDividends,
        }
    }
}

pub(super) fn run(args: &ExportArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = context(global);
    let store = context.existing_store()?;
    let symbols = Symbols::new(&context)?;
    let mut instruments = Vec::new();
    for typed in &args.symbols {
        let id = symbols.resolve(typed, args.mic)?;
        instruments.push((id.clone(), name(&symbols, &id)));
    }
    let request = ExportRequest {
        instruments: &instruments,
        interval: args.interval,
        adjustment: args.adjusted.into(),
    };
    let Some((table, record)) = export_prices(&store, &request)? else {
        console.note("there are no such bars");
        return Ok(Exit::Nothing);
    };
    let to_standard_output = args.output.as_os_str() == "-";
    let file = (!to_standard_output).then_some(args.output.as_path());
    let exit = if record.missing.is_empty() { Exit::Done } else { Exit::Partial };
    match write_export(&table, file)? {
        Some(bytes) => {
            record.lines().iter().for_each(|line| console.note(line));
            console.data(String::from_utf8_lossy(&bytes).trim_end());
        }
        None if console.json => console.document(&Document::new("prices-export", record)),
        None => record.lines().iter().for_each(|line| console.line(line)),
    }
    Ok(exit)
}

/// The bare symbol where it says enough, so that the file can be joined with others.
fn name(symbols: &Symbols, id: &InstrumentId) -> String {
    let bare = id.symbol.as_str();
    match symbols.resolve(bare, None) {
        Ok(found) if found == *id => bare.to_owned(),
        Ok(_) | Err(_) => id.to_string(),
    }
}
