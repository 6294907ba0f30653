//! `newstape prices fetch`

use std::sync::Arc;
use std::time::Duration;

use chrono::{Days, NaiveDate};
use clap::Args;

use super::{BarsArgs, context};
use crate::app::bars::fetch::{FetchBars, Outcome, fetch_with, record};
use crate::app::instrument::symbols::Symbols;
use crate::app::{self, Context, Failure};
use crate::cli::{Console, Exit, Global, progress, remedy};
use crate::fault::{Fault, FaultClass, Remedy};
use crate::instrument::{Instrument, Mic, Universe};
use crate::market::Interval;
use crate::view::Document;
use crate::view::fetched_bars::{FailedRecord, FetchedBarsRecord, failed_lines};

const NOTES: &str = "\
Only what the database lacks is fetched, by the venue's calendar; a bar that is not over yet is left
out. The first provider that can serve the request is used: alpaca, yahoo, tiingo, polygon, twelvedata,
alphavantage, stooq; finnhub only where --provider names it. Those with a key read it from NEWSTAPE_<NAME>_KEY (alpaca also
NEWSTAPE_ALPACA_SECRET); NEWSTAPE_<NAME>_URL names another address of the same service.

Each symbol is stored completely or not at all. The exit code is 3 if some symbols failed and 1 if
all did; run the command again and it goes on where it stopped.

Examples:
  newstape prices fetch MSFT NVDA --from 2024-01-01
  newstape prices fetch SAP.DE --from 2025-01-20 --to 2025-02-05 --provider yahoo
  newstape prices fetch MSFT --from 2025-01-27 --to 2025-01-31 --interval 1m --extended";

/// Fetch bars, splits and dividends from a provider
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub(in crate::cli) struct FetchArgs {
    /// The symbols: MSFT, SAP.DE, NASDAQ:MSFT, MSFT:XNAS, an ISIN
    #[arg(required = true, value_name = "SYM")]
    symbols: Vec<String>,
    /// First session [default: two years before the last for days, a week for shorter bars]
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,
    #[command(flatten)]
    bars: BarsArgs,
    /// Ask only this provider
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// Fetch again what the database already has
    #[arg(long)]
    again: bool,
    /// The largest difference from another provider's closes that counts as agreement, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 0.5)]
    tolerance: f64,
    /// The venue of symbols that name none, known or not
    #[arg(long, value_name = "MIC")]
    mic: Option<Mic>,
    /// Timeout of one request, including its retries
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u16).range(1..))]
    timeout: Option<u16>,
}

/// Every symbol failed; each has been reported.
#[derive(Debug, thiserror::Error)]
#[error("nothing was fetched: {0}")]
struct NothingFetched(String);

impl Fault for NothingFetched {
    fn class(&self) -> FaultClass {
        FaultClass::Network
    }
}

pub(super) fn run(args: &FetchArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    let context = context(global);
    let (instruments, unknown) = args.instruments(&Symbols::new(&context)?);
    let ask = args.ask(instruments, app::universe(&context)?, &context);
    let bar = progress::bar(ask.instruments.len());
    let outcomes = fetch_with(&context, args.timeout(), &ask, |outcome: &Outcome| {
        bar.set_message(outcome.instrument.id.to_string());
        bar.inc(1);
    });
    bar.finish_and_clear();
    let mut done = record(args.bars.interval, &outcomes?, &remedy::words);
    done.failed.extend(unknown);
    print(done, console)
}

impl FetchArgs {
    /// The instruments that the symbols name, and the symbols that are unknown.
    fn instruments(&self, symbols: &Symbols) -> (Vec<Instrument>, Vec<FailedRecord>) {
        let (mut known, mut unknown) = (Vec::<Instrument>::new(), Vec::new());
        for typed in &self.symbols {
            match self.instrument(symbols, typed) {
                Ok(again) if known.iter().any(|i| i.id == again.id) => {}
                Ok(instrument) => known.push(instrument),
                Err(failed) => unknown.push(failed),
            }
        }
        (known, unknown)
    }

    fn instrument(&self, symbols: &Symbols, typed: &str) -> Result<Instrument, FailedRecord> {
        let failed = |reason, what: Option<Remedy>| {
            let hint = what.as_ref().and_then(remedy::words);
            FailedRecord { symbol: typed.to_owned(), reason, hint }
        };
        let id = symbols.resolve(typed, self.mic).map_err(|e| failed(e.to_string(), e.remedy()))?;
        let nothing = || failed(format!("the venue {} is unknown, and so is its currency", id.mic), None);
        symbols.instrument(&id).ok_or_else(nothing)
    }

    fn ask(&self, instruments: Vec<Instrument>, universe: Arc<Universe>, context: &Context) -> FetchBars {
        let as_of = context.now();
        let to = self.bars.to.unwrap_or_else(|| as_of.date_naive());
        let days = if self.bars.interval == Interval::Day1 { 730 } else { 7 };
        let from = self.from.unwrap_or_else(|| to.checked_sub_days(Days::new(days)).unwrap_or(to));
        FetchBars {
            instruments,
            interval: self.bars.interval,
            from,
            to,
            extended: self.bars.extended,
            provider: self.provider.clone(),
            again: self.again,
            tolerance: self.tolerance / 100.0,
            universe,
            calendars: context.calendars.clone(),
            as_of,
        }
    }

    fn timeout(&self) -> Option<Duration> {
        self.timeout.map(|seconds| Duration::from_secs(u64::from(seconds)))
    }
}

fn print(done: FetchedBarsRecord, console: &Console) -> Result<Exit, Failure> {
    for remark in done.fetched.iter().flat_map(|f| f.remarks(&remedy::words)) {
        console.note(&remark);
    }
    let all_failed = done.fetched.is_empty();
    let only = if all_failed && done.failed.len() == 1 { done.failed.first().cloned() } else { None };
    if only.is_none() {
        for line in failed_lines(&done.failed) {
            console.note(&line);
        }
    }
    let exit = if done.failed.is_empty() { Exit::Done } else { Exit::Partial };
    let count = done.failed.len();
    if console.json {
        console.document(&Document::new("prices-fetch", done));
    } else {
        for fetched in &done.fetched {
            console.line(&fetched.line(&remedy::words));
        }
    }
    match only {
        Some(only) => Err(NothingFetched(only.line()).into()),
        None if all_failed => Err(NothingFetched(format!("all {count} symbols failed")).into()),
        None => Ok(exit),
    }
}
