//! `newstape prices import`

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::context;
use crate::app::Failure;
use crate::app::bars::import::{ImportRequest, import_prices};
use crate::app::instrument::symbols::Symbols;
use crate::cli::tables::TableArgs;
use crate::cli::{Console, Exit, Global, remedy};
use crate::instrument::Mic;
use crate::market::{Adjustment, Interval};
use crate::table::ColumnMap;
use crate::table::prices::PriceOptions;
use crate::view::understood::UnderstoodRecord;
use crate::view::{Document, prices};

const NOTES: &str = "\
Recognised are the files of Yahoo (also a page copied), yfinance, Stooq, Alpha Vantage, nasdaq.com,
Investing.com, TradingView, MetaTrader, Bloomberg, Refinitiv, CRSP, Polygon, WSJ, Google Finance,
ariva, onvista, finanzen.net and their like, with headers in English, German, French, Spanish,
Italian, Portuguese, Dutch or Polish: one symbol per file (`MSFT.csv`, `msft_us_d.csv`), in long form
(`symbol,date,open,high,low,close,volume`), or a column for each symbol. Text in any encoding, JSON,
xlsx, Parquet, also as .gz; `-` is standard input. Dates, decimals and thousands are decided by
the whole column; closes alone will do. What was understood is printed before it is stored.

A row that is no bar is named with its line and left out; the rest of the file is imported in one
transaction, and the exit code is 3. With --strict the file is refused. Suspicious bars are kept and
flagged: `newstape prices check`.

Examples:
  newstape prices import MSFT.csv
  newstape prices import panel.csv.gz --adjusted yes
  newstape prices import sap.csv --symbol SAP.DE --dates dmy --dry-run
  newstape prices import kurse.csv --symbol SAP.DE --map close=Schluss
  newstape prices import minutes.csv --symbol SPY --zone America/New_York --stamped end";

/// Import bars from CSV, JSON, xlsx or Parquet files
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(in crate::cli) struct ImportArgs {
    /// Price files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The symbol of all rows, or the only one to import of many [default: from a column or the file's name]
    #[arg(long, value_name = "SYM")]
    symbol: Option<String>,
    /// The interval of the bars: 1m, 5m, 15m, 1h, 1d [default: from the timestamps]
    #[arg(long, value_name = "SPAN")]
    interval: Option<Interval>,
    /// How the prices are adjusted [default: from the columns, else no]
    #[arg(long, value_name = "STATE")]
    adjusted: Option<Adjusted>,
    #[command(flatten)]
    tables: TableArgs,
    /// Whether intraday bars are stamped with their start or their end
    #[arg(long, value_name = "EDGE", default_value = "start")]
    stamped: Stamped,
    /// The venue of symbols that name none, known or not
    #[arg(long, value_name = "MIC")]
    mic: Option<Mic>,
    /// What a column holds: close=Schluss, volume=7 (columns are named, or numbered from 1); it holds one of
    /// symbol, date, time, open, high, low, close, `adj_close`, volume, dividend, split
    #[arg(long, value_name = "WHAT=COLUMN")]
    map: Vec<String>,
    /// Say what was understood and what would be stored, and store nothing
    #[arg(long)]
    dry_run: bool,
    /// Refuse the whole file if any row is wrong
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Adjusted {
    /// Adjusted for splits and dividends
    Yes,
    /// As traded
    No,
    /// Adjusted for splits alone
    Splits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stamped {
    Start,
    End,
}

impl ImportArgs {
    fn options(&self) -> Result<PriceOptions, Failure> {
        Ok(PriceOptions {
            symbol: self.symbol.clone(),
            interval: self.interval,
            adjustment: self.adjusted.map(|state| match state {
                Adjusted::Yes => Adjustment::SplitsAndDividends,
                Adjusted::No => Adjustment::AsTraded,
                Adjusted::Splits => Adjustment::Splits,
            }),
            zone: self.tables.zone,
            decimal: self.tables.decimal(),
            stamped_at_end: self.stamped == Stamped::End,
            dates: self.tables.dates(),
            columns: ColumnMap::read(&self.map)?,
        })
    }
}

pub(super) fn run(args: &ImportArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = context(global);
    let options = args.options()?;
    let mut store = if args.dry_run { context.store_or_none()? } else { context.store()? };
    let symbols = Symbols::new(&context)?;
    let bar = progress(&args.files);
    let request = ImportRequest {
        files: &args.files,
        options: &options,
        strict: args.strict,
        resolve: &|symbol| symbols.resolve(symbol, args.mic),
        words: &remedy::words,
        calendars: &context.calendars,
        now: context.now(),
        progress: {
            let bar = bar.clone();
            Arc::new(move |bytes| bar.inc(bytes))
        },
        dry_run: args.dry_run,
        understood: &|understood: &UnderstoodRecord| {
            bar.suspend(|| understood.lines().iter().for_each(|line| console.note(line)));
        },
    };
    let record = import_prices(&mut store, &request);
    bar.finish_and_clear();
    let record = record?;
    for remark in prices::import_remarks(&record, &remedy::words) {
        console.note(&remark);
    }
    let exit =
        if record.rejected.is_empty() && record.refused.is_empty() { Exit::Done } else { Exit::Partial };
    if console.json {
        console.document(&Document::new("prices-import", record));
    } else {
        console.line(&prices::import(&record));
    }
    Ok(exit)
}

/// A progress bar on standard error, shown only on a terminal.
fn progress(files: &[PathBuf]) -> ProgressBar {
    let bytes = files.iter().filter_map(|f| std::fs::metadata(f).ok()).map(|m| m.len()).sum();
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
    let style = "{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} to go";
    match ProgressStyle::with_template(style) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
