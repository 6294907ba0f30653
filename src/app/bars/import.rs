//! Imports price files into the store: each file in one transaction, or not at all.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::app::Failure;
use crate::app::bars::future::without_future;
use crate::app::bars::settle::{self, judged_flags, quotes_in_hundredths, settle};
use crate::calendar::{Calendar, Calendars, Session};
use crate::fault::{Fault, FaultClass, Remedy, Words};
use crate::instrument::InstrumentId;
use crate::market::quality::{
    Arrived, Claimed, Flag, Flags, Judged, days_of_suspect_actions, inspect_daily, inspect_intraday,
    judge_actions, judge_daily, judge_intraday, state_of,
};
use crate::market::{
    Adjustment, Bar, CorporateAction, Interval, Series, SeriesError, SeriesKey, dividends_as_traded,
};
use crate::store::{BarWriter, Inserted, Label, Store};
use crate::table::prices::{self, Bars, PriceFile, PriceOptions, SymbolPrices};
use crate::view::format::number_of;
use crate::view::prices::{FlagCount, ImportRecord, ImportedSeries, RefusedFile, RejectedRow};
use crate::view::understood::{CloseRecord, UnderstoodRecord, UnderstoodSeries};

/// The provider name of bars from files.
pub(in crate::app) const FILE_PROVIDER: &str = "file";

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
    /// Store nothing.
    pub dry_run: bool,
    /// Told what was understood of each file, before it is stored.
    pub understood: &'a dyn Fn(&UnderstoodRecord),
}

/// Imports price files. A file that is refused leaves the store unchanged, and the next one is
/// tried.
///
/// # Errors
/// The refusal, if there is only one file; otherwise [`Failure`] only if the database cannot be
/// read or written.
pub fn import_prices(store: &mut Store, request: &ImportRequest<'_>) -> Result<ImportRecord, Failure> {
    let mut record = ImportRecord { dry_run: request.dry_run, ..ImportRecord::default() };
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

/// The file that stands for standard input, and what it is called in messages.
const STANDARD_INPUT: (&str, &str) = ("-", "standard input");

fn import_file(store: &mut Store, path: &Path, request: &ImportRequest<'_>) -> Result<ImportRecord, Failure> {
    let (sign, name) = STANDARD_INPUT;
    let file = if path.as_os_str() == sign { name.to_owned() } else { path.display().to_string() };
    let read = read_file(path, &file, request)?;
    let mut record = ImportRecord { rows: read.rows, ..ImportRecord::default() };
    let given = read.rejected.into_iter();
    record.rejected = given
        .map(|row| {
            let remedy = row.reason.remedy();
            rejected(&file, row.line, row.field, row.reason.to_string(), remedy)
        })
        .collect();
    let mut symbols = read.symbols;
    for prices in &mut symbols {
        if let Some(reason) = without_future(prices, request.now) {
            record.rejected.push(rejected(&file, prices.first_line, "date".to_owned(), reason, None));
        }
    }
    symbols.retain(|prices| !prices.is_empty());
    let known = whose(&file, symbols, request, &mut record)?;
    if let (true, Some(first)) = (request.strict, record.rejected.first()) {
        let (rejected, rows) = (record.rejected.len(), record.rows);
        return Err(ImportError::Strict { file, rejected, rows, first: first.to_string() }.into());
    }
    let told =
        known.iter().map(|(instrument, _)| store.told_actions(instrument)).collect::<Result<Vec<_>, _>>()?;
    let is_stated = request.options.adjustment.is_some();
    let series = known.iter().zip(&told).map(|((id, prices), told)| understood(id, prices, told, is_stated));
    let series = series.collect();
    let understood = UnderstoodRecord::new(&file, &read.understood, series);
    (request.understood)(&understood);
    record.understood.push(understood);
    let mut counts = BTreeMap::new();
    // Bars that were there before are judged together with those that come.
    let mut held = Vec::new();
    for (instrument, _) in &known {
        if !store.series_of(instrument)?.is_empty() {
            held.push(instrument.clone());
        }
    }
    let mut writer = store.bar_writer(request.now, &file)?;
    for ((instrument, prices), told) in known.into_iter().zip(told) {
        let arrival = Arrival {
            file: &file,
            instrument: &instrument,
            calendar: request.calendars.get(instrument.mic).ok(),
            is_stated,
        };
        let (interval, bars) = (interval_of(&prices.bars), prices.bars.len());
        let done = arrival.insert(&mut writer, prices, told)?;
        count(&done.flags, &mut counts);
        record.actions += done.actions;
        record.inserted += done.bars.inserted;
        record.replaced += done.bars.replaced;
        record.unchanged += done.bars.unchanged;
        let adjustment = done.adjustment;
        record.series.push(ImportedSeries { instrument, interval, adjustment, bars, file: file.clone() });
    }
    if !request.dry_run {
        writer.commit()?;
        for instrument in held {
            settle(store, request.calendars, &instrument, request.now)?;
        }
    }
    record.flagged = counts.into_iter().map(|(flag, bars)| FlagCount { flag, bars }).collect();
    Ok(record)
}

fn read_file(path: &Path, file: &str, request: &ImportRequest<'_>) -> Result<PriceFile, Failure> {
    let open = |source| ImportError::Open { file: file.to_owned(), source };
    let (sign, _) = STANDARD_INPUT;
    let input = if path.as_os_str() == sign {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(open)?;
        Input::Memory(Cursor::new(bytes))
    } else {
        Input::File(File::open(path).map_err(open)?)
    };
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
                let reason = format!("{failure} ({})", number_of(prices.bars.len(), "row"));
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

/// The bars of a symbol from the first to the last.
fn understood(
    instrument: &InstrumentId,
    prices: &SymbolPrices,
    told: &[CorporateAction],
    is_stated: bool,
) -> UnderstoodSeries {
    let claimed = Claimed { adjustment: prices.adjustment, is_stated };
    let adjustment = match &prices.bars {
        Bars::Daily(bars) => {
            let known = joined(instrument, prices, told);
            state_of(&Arrived { bars, flags: &[], claimed, actions: &known })
        }
        Bars::Intraday(..) => prices.adjustment,
    };
    let (first, last) = match &prices.bars {
        Bars::Daily(bars) => ends(bars, |date| (Some(date), None)),
        Bars::Intraday(_, bars) => ends(bars, |at| (None, Some(at))),
    };
    UnderstoodSeries {
        instrument: instrument.clone(),
        interval: interval_of(&prices.bars),
        adjustment,
        bars: prices.bars.len(),
        actions: prices.actions.len(),
        first,
        last,
    }
}

fn ends<At: Copy>(
    bars: &[Bar<At>],
    label: impl Fn(At) -> (Option<NaiveDate>, Option<DateTime<Utc>>),
) -> (Option<CloseRecord>, Option<CloseRecord>) {
    let record = |bar: &Bar<At>| {
        let (date, at) = label(bar.at);
        CloseRecord { date, at, close: bar.close }
    };
    (bars.first().map(record), bars.last().map(record))
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
    is_stated: bool,
}

/// What became of the bars of one symbol.
struct Done {
    bars: Inserted,
    actions: usize,
    adjustment: Adjustment,
    flags: Vec<Flags>,
}

impl Arrival<'_> {
    fn insert(
        &self,
        writer: &mut BarWriter<'_>,
        mut prices: SymbolPrices,
        told: Vec<CorporateAction>,
    ) -> Result<Done, Failure> {
        let bars = std::mem::replace(&mut prices.bars, Bars::Daily(Vec::new()));
        match bars {
            Bars::Daily(bars) => self.daily(writer, &bars, &prices, told),
            Bars::Intraday(interval, bars) => {
                let judged = judge_intraday(&bars, &prices.flags, prices.adjustment);
                let (all, actions) = self.actions(writer, &prices, prices.adjustment, told)?;
                let series = self.series(interval, judged.adjustment, judged.bars.clone())?;
                let sessions = self.sessions(&series, |at| at.date_naive());
                let flags = inspect_intraday(&series, sessions, &all);
                self.write(writer, &series, &judged, flags, &prices.flags, actions)
            }
        }
    }

    fn daily(
        &self,
        writer: &mut BarWriter<'_>,
        bars: &[Bar<NaiveDate>],
        prices: &SymbolPrices,
        told: Vec<CorporateAction>,
    ) -> Result<Done, Failure> {
        let claimed = Claimed { adjustment: prices.adjustment, is_stated: self.is_stated };
        let known = joined(self.instrument, prices, &told);
        let arrived = Arrived { bars, flags: &prices.flags, claimed, actions: &known };
        let judged = judge_daily(&arrived);
        let (all, actions) = self.actions(writer, prices, judged.adjustment, told)?;
        let in_hundredths = quotes_in_hundredths(self.instrument);
        let thought = judge_actions(&all, &judged, &prices.adjusted, in_hundredths);
        writer.judge_actions(self.instrument, &thought)?;
        let series = self.series(Interval::Day1, judged.adjustment, judged.bars.clone())?;
        let sessions = self.sessions(&series, |day| day);
        let mut flags = inspect_daily(&series, sessions, &all);
        for day in days_of_suspect_actions(series.bars(), &thought) {
            flags[series.first_at_or_after(day)].insert(Flag::SuspectDividend);
        }
        self.write(writer, &series, &judged, flags, &prices.flags, actions)
    }

    /// Takes in the actions of a file: all that are now known, and how many are new.
    fn actions(
        &self,
        writer: &mut BarWriter<'_>,
        prices: &SymbolPrices,
        adjustment: Adjustment,
        told: Vec<CorporateAction>,
    ) -> Result<(Vec<CorporateAction>, usize), Failure> {
        let mut all = corporate_actions(self.instrument, prices, adjustment);
        let new = writer.insert_actions(&all, FILE_PROVIDER)?.inserted;
        for action in told {
            let is_known = all.iter().any(|own| is_same(own, &action));
            if !is_known {
                all.push(action);
            }
        }
        all.sort_by_key(|action| action.ex_date);
        Ok((all, new))
    }

    fn series<At: Label>(
        &self,
        interval: Interval,
        adjustment: Adjustment,
        bars: Vec<Bar<At>>,
    ) -> Result<Series<At>, Failure> {
        let key = SeriesKey {
            instrument: self.instrument.clone(),
            interval,
            provider: FILE_PROVIDER.to_owned(),
            adjustment,
        };
        Ok(Series::new(key, bars)
            .map_err(|source| ImportError::Order { file: self.file.to_owned(), source })?)
    }

    fn sessions<At: Label>(&self, series: &Series<At>, day: impl Fn(At) -> NaiveDate) -> Option<&[Session]> {
        let bars = series.bars();
        Some(self.calendar?.sessions_around(day(bars.first()?.at), day(bars.last()?.at)))
    }

    fn write<At: Label>(
        &self,
        writer: &mut BarWriter<'_>,
        series: &Series<At>,
        judged: &Judged<At>,
        mut flags: Vec<Flags>,
        read: &[Flags],
        actions: usize,
    ) -> Result<Done, Failure> {
        for (found, read) in flags.iter_mut().zip(read) {
            *found = found.union(*read);
        }
        judged_flags(series.bars(), judged, &mut flags);
        let originals: Vec<Bar<At>> = judged.repairs.iter().map(|repair| repair.original).collect();
        let bars = settle::write(writer, series, &flags, &originals)?;
        Ok(Done { bars, actions, adjustment: judged.adjustment, flags })
    }
}

/// The actions of a file, in its own figures, and those told before.
fn joined(
    instrument: &InstrumentId,
    prices: &SymbolPrices,
    told: &[CorporateAction],
) -> Vec<CorporateAction> {
    let own = |&(ex_date, kind)| CorporateAction { instrument: instrument.clone(), ex_date, kind };
    let mut all: Vec<CorporateAction> = prices.actions.iter().map(own).collect();
    let further = told.iter().filter(|action| !all.iter().any(|own| is_same(own, action)));
    let further: Vec<CorporateAction> = further.cloned().collect();
    all.extend(further);
    all
}

/// Both tell of the same split or dividend, perhaps in other figures.
fn is_same(a: &CorporateAction, b: &CorporateAction) -> bool {
    a.ex_date == b.ex_date && std::mem::discriminant(&a.kind) == std::mem::discriminant(&b.kind)
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
    all.understood.extend(file.understood);
    all.series.extend(file.series);
    all.rejected.extend(file.rejected);
    for FlagCount { flag, bars } in file.flagged {
        match all.flagged.iter_mut().find(|c| c.flag == flag) {
            Some(count) => count.bars += bars,
            None => all.flagged.push(FlagCount { flag, bars }),
        }
    }
}

/// What a price file is read from.
enum Input {
    File(File),
    Memory(Cursor<Vec<u8>>),
}

/// A reader that counts the bytes read.
struct Metered {
    input: Input,
    progress: Progress,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = match &mut self.input {
            Input::File(file) => file.read(buffer)?,
            Input::Memory(bytes) => bytes.read(buffer)?,
        };
        (self.progress)(read as u64);
        Ok(read)
    }
}

impl Seek for Metered {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match &mut self.input {
            Input::File(file) => file.seek(to),
            Input::Memory(bytes) => bytes.seek(to),
        }
    }
}
