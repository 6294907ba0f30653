//! Imports price files into the store: each file in one transaction, or not at all.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::app::Failure;
use crate::calendar::{Calendar, Calendars, Session};
use crate::fault::{Fault, FaultClass, Remedy, Words};
use crate::instrument::InstrumentId;
use crate::market::quality::{Flag, Flags, inspect_daily, inspect_intraday};
use crate::market::{
    Adjustment, CorporateAction, Interval, Series, SeriesError, SeriesKey, dividends_as_traded,
};
use crate::store::{Inserted, Label, Store};
use crate::table::prices::{self, Bars, PriceFile, PriceOptions, SymbolPrices};
use crate::view::prices::{FlagCount, ImportRecord, ImportedSeries, RefusedFile, RejectedRow};

/// The provider name of bars from files.
pub const FILE_PROVIDER: &str = "file";

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be opened.
    #[error("{file} cannot be read")]
    Open {
        /// The path of the file.
        file: String,
        /// The reason that the operating system gives.
        source: std::io::Error,
    },
    /// A row was rejected, and the import is strict.
    #[error("{file}: {rejected} of {rows} rows are wrong; the first: {first}")]
    Strict {
        /// The path of the file.
        file: String,
        /// The number of rejected rows.
        rejected: usize,
        /// The number of rows in the file.
        rows: usize,
        /// What is wrong with the first rejected row.
        first: String,
    },
    /// The bars are not in chronological order.
    #[error("{file}: the bars are out of order")]
    Order {
        /// The path of the file.
        file: String,
        /// The first bar that is out of order.
        source: SeriesError,
    },
}

impl Fault for ImportError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Open { .. } | Self::Strict { .. } => FaultClass::Input,
            Self::Order { .. } => FaultClass::Bug,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Strict { .. } => Some(Remedy::LeaveOut { argument: "strict" }),
            Self::Open { .. } | Self::Order { .. } => None,
        }
    }
}

/// Called with the number of bytes read since the last call.
pub type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// The files to import, and how.
pub struct ImportRequest<'a> {
    /// The files to import.
    pub files: &'a [PathBuf],
    /// What the user states about the files.
    pub options: &'a PriceOptions,
    /// Whether a wrong row refuses its file.
    pub strict: bool,
    /// Resolves symbols to instruments.
    pub resolve: &'a dyn Fn(&str) -> Result<InstrumentId, Failure>,
    /// How the face words remedies.
    pub words: Words<'a>,
    /// The calendars of the venues.
    pub calendars: &'a Calendars,
    /// The time of arrival of the bars.
    pub now: DateTime<Utc>,
    /// Called as the reading progresses.
    pub progress: Progress,
}

/// Imports price files. A file that is refused leaves the store unchanged, and the next one is
/// tried.
///
/// # Errors
/// The refusal, if there is only one file; otherwise [`Failure`] only if the database cannot be
/// read or written.
pub fn import_prices(store: &mut Store, request: &ImportRequest<'_>) -> Result<ImportRecord, Failure> {
    let mut record = ImportRecord::default();
    for path in request.files {
        match import_file(store, path, request) {
            Ok(file) => add(&mut record, file),
            Err(failure) if request.files.len() == 1 || is_fatal(&failure) => return Err(failure),
            Err(failure) => record.refused.push(RefusedFile {
                file: path.display().to_string(),
                reason: failure.to_string(),
                hint: failure.remedy().as_ref().and_then(request.words),
            }),
        }
    }
    Ok(record)
}

/// The failure would affect the next file as well.
fn is_fatal(failure: &Failure) -> bool {
    matches!(failure.class(), FaultClass::Store | FaultClass::Bug)
}

fn import_file(store: &mut Store, path: &Path, request: &ImportRequest<'_>) -> Result<ImportRecord, Failure> {
    let file = path.display().to_string();
    let read = read_file(path, &file, request)?;
    let mut record = ImportRecord { rows: read.rows, ..ImportRecord::default() };
    let given = read.rejected.into_iter();
    record.rejected = given
        .map(|row| {
            let remedy = row.reason.remedy();
            rejected(&file, row.line, row.field, row.reason.to_string(), remedy)
        })
        .collect();
    let known = whose(&file, read.symbols, request, &mut record)?;
    if let (true, Some(first)) = (request.strict, record.rejected.first()) {
        let (rejected, rows) = (record.rejected.len(), record.rows);
        return Err(ImportError::Strict { file, rejected, rows, first: first.to_string() }.into());
    }
    let mut counts = BTreeMap::new();
    let held: Vec<Vec<CorporateAction>> =
        known.iter().map(|(instrument, _)| store.actions(instrument, None)).collect::<Result<_, _>>()?;
    let mut writer = store.bar_writer(request.now, &file)?;
    for ((instrument, prices), held) in known.into_iter().zip(held) {
        let mut actions = corporate_actions(&instrument, &prices, read.adjustment);
        record.actions += writer.insert_actions(&actions, FILE_PROVIDER)?.inserted;
        actions.extend(held);
        let arrival = Arrival {
            file: &file,
            instrument: &instrument,
            calendar: request.calendars.get(instrument.mic).ok(),
            adjustment: read.adjustment,
            actions: &actions,
        };
        let (interval, bars) = (interval_of(&prices.bars), prices.bars.len());
        let (done, flags) = arrival.insert(&mut writer, prices)?;
        count(&flags, &mut counts);
        record.inserted += done.inserted;
        record.replaced += done.replaced;
        record.unchanged += done.unchanged;
        record.series.push(ImportedSeries {
            instrument,
            interval,
            adjustment: read.adjustment,
            bars,
            file: file.clone(),
        });
    }
    writer.commit()?;
    record.flagged = counts.into_iter().map(|(flag, bars)| FlagCount { flag, bars }).collect();
    Ok(record)
}

fn read_file(path: &Path, file: &str, request: &ImportRequest<'_>) -> Result<PriceFile, Failure> {
    let open = |source| ImportError::Open { file: file.to_owned(), source };
    let input = File::open(path).map_err(open)?;
    let metered = Metered { input, progress: Arc::clone(&request.progress) };
    let zone_of = |symbol: &str| match (request.resolve)(symbol) {
        Ok(instrument) => request.calendars.get(instrument.mic).ok().map(Calendar::zone),
        // The rows of an unknown symbol are rejected for that reason, whatever their times.
        Err(_) => Some(Tz::UTC),
    };
    Ok(prices::read(metered, file, request.options, zone_of)?)
}

/// Finds the instrument of each symbol. An unknown symbol among known ones is rejected; if none is
/// known, the file is refused.
fn whose(
    file: &str,
    symbols: Vec<SymbolPrices>,
    request: &ImportRequest<'_>,
    record: &mut ImportRecord,
) -> Result<Vec<(InstrumentId, SymbolPrices)>, Failure> {
    let mut known = Vec::with_capacity(symbols.len());
    let mut first_failure = None;
    for prices in symbols {
        match (request.resolve)(&prices.symbol) {
            Ok(instrument) => known.push((instrument, prices)),
            Err(failure) => {
                let reason = format!("{failure} ({} rows)", prices.bars.len());
                record.rejected.push(rejected(file, prices.first_line, "symbol".to_owned(), reason, None));
                first_failure.get_or_insert(failure);
            }
        }
    }
    match first_failure {
        Some(failure) if known.is_empty() => Err(failure.while_doing(file)),
        _ => Ok(known),
    }
}

fn rejected(file: &str, line: u64, field: String, reason: String, remedy: Option<Remedy>) -> RejectedRow {
    RejectedRow { file: file.to_owned(), line, field, reason, remedy }
}

/// Splits and dividends as of their own day. In files with adjusted prices, dividends
/// are divided by later splits.
fn corporate_actions(
    instrument: &InstrumentId,
    prices: &SymbolPrices,
    adjustment: Adjustment,
) -> Vec<CorporateAction> {
    let action = |&(ex_date, kind)| CorporateAction { instrument: instrument.clone(), ex_date, kind };
    let actions: Vec<CorporateAction> = prices.actions.iter().map(action).collect();
    match adjustment {
        Adjustment::AsTraded => actions,
        Adjustment::Splits | Adjustment::SplitsAndDividends => dividends_as_traded(&actions),
    }
}

const fn interval_of(bars: &Bars) -> Interval {
    match bars {
        Bars::Daily(_) => Interval::Day1,
        Bars::Intraday(interval, _) => *interval,
    }
}

/// Writes the bars of one symbol to the store.
struct Arrival<'a> {
    file: &'a str,
    instrument: &'a InstrumentId,
    calendar: Option<&'a Calendar>,
    adjustment: Adjustment,
    actions: &'a [CorporateAction],
}

impl Arrival<'_> {
    fn insert(
        &self,
        writer: &mut crate::store::BarWriter<'_>,
        prices: SymbolPrices,
    ) -> Result<(Inserted, Vec<Flags>), Failure> {
        match prices.bars {
            Bars::Daily(bars) => {
                let series = self.series(Interval::Day1, bars)?;
                let sessions = self.sessions(&series, |day| day);
                let flags = inspect_daily(&series, sessions, self.actions);
                Self::write(writer, &series, flags, &prices.flags)
            }
            Bars::Intraday(interval, bars) => {
                let series = self.series(interval, bars)?;
                let sessions = self.sessions(&series, |at| at.date_naive());
                let flags = inspect_intraday(&series, sessions, self.actions);
                Self::write(writer, &series, flags, &prices.flags)
            }
        }
    }

    fn series<At: Label>(
        &self,
        interval: Interval,
        bars: Vec<crate::market::Bar<At>>,
    ) -> Result<Series<At>, Failure> {
        let key = SeriesKey {
            instrument: self.instrument.clone(),
            interval,
            provider: FILE_PROVIDER.to_owned(),
            adjustment: self.adjustment,
        };
        Ok(Series::new(key, bars)
            .map_err(|source| ImportError::Order { file: self.file.to_owned(), source })?)
    }

    fn sessions<At: Label>(&self, series: &Series<At>, day: impl Fn(At) -> NaiveDate) -> Option<&[Session]> {
        let bars = series.bars();
        Some(self.calendar?.sessions_around(day(bars.first()?.at), day(bars.last()?.at)))
    }

    fn write<At: Label>(
        writer: &mut crate::store::BarWriter<'_>,
        series: &Series<At>,
        mut flags: Vec<Flags>,
        read: &[Flags],
    ) -> Result<(Inserted, Vec<Flags>), Failure> {
        for (found, read) in flags.iter_mut().zip(read) {
            *found = found.union(*read);
        }
        Ok((writer.insert(series, &flags)?, flags))
    }
}

fn count(flags: &[Flags], counts: &mut BTreeMap<Flag, usize>) {
    for flag in flags.iter().filter(|f| !f.is_empty()).flat_map(|f| f.iter()) {
        *counts.entry(flag).or_default() += 1;
    }
}

fn add(all: &mut ImportRecord, file: ImportRecord) {
    all.rows += file.rows;
    all.inserted += file.inserted;
    all.replaced += file.replaced;
    all.unchanged += file.unchanged;
    all.actions += file.actions;
    all.series.extend(file.series);
    all.rejected.extend(file.rejected);
    for FlagCount { flag, bars } in file.flagged {
        match all.flagged.iter_mut().find(|c| c.flag == flag) {
            Some(count) => count.bars += bars,
            None => all.flagged.push(FlagCount { flag, bars }),
        }
    }
}

/// A reader that counts the bytes read.
struct Metered {
    input: File,
    progress: Progress,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        (self.progress)(read as u64);
        Ok(read)
    }
}

impl Seek for Metered {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.input.seek(to)
    }
}
