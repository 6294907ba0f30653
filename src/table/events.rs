//! Tables of events: `symbol,date[,group]` or `symbol,at[,group]`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::cell::{Cell, Record};
use super::columns::{Header, Role, StampColumns};
use super::covariates::{self, CovariateColumn, Covariates};
use super::error::{Purpose, Rejected, TableError, Wrong};
use super::form::{DateOrder, Decimal, SECONDS_PER_DAY};
use super::input::TableInput;
use super::local::{LocalClock, LocalFit, skipped};
use super::numbers::Shapes;
use super::open::{self, Rows, Table};
use super::stamp::{Stamp, StampColumn};
use super::written::Written;

/// What the caller says about a table of events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventOptions {
    /// The column of groups; else `group`, if there is one.
    pub group: Option<String>,
    /// How to read dates such as 1/2/2025.
    pub dates: Option<DateOrder>,
    /// The zone of times without one.
    pub zone: Option<Tz>,
    /// The sign before the decimals of further columns.
    pub decimal: Option<Decimal>,
    /// Further columns.
    pub further: Further,
}

/// Which further columns are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Further {
    /// Columns that must be there.
    pub needed: Vec<String>,
    /// Columns that are read if they are there.
    pub welcome: Vec<String>,
    /// Whether any other may be there: it is then named in [`EventTable::unused`] and not refused.
    pub others: bool,
}

/// One event of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The symbol; events of one symbol share its text.
    pub symbol: Arc<str>,
    /// When.
    pub at: Stamp,
    /// The value of the group column; shared likewise.
    pub group: Option<Arc<str>>,
}

/// The events, and the rows that are none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventTable {
    /// The events in the table's order.
    pub events: Vec<EventRow>,
    /// Rows that are no events.
    pub rejected: Vec<Rejected>,
    /// The zone in which times without one were read, if there were such.
    pub zone: Option<Tz>,
    /// The further columns that were asked for and are there, a value for each event.
    pub further: Vec<Covariates>,
    /// Columns that were not read.
    pub unused: Vec<String>,
}

/// What a column of an event table is for. A further one is a line here, a line in [`Layout::of`] and a field
/// of [`EventRow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum EventColumn {
    Symbol,
    Stamp,
    Time,
    Group,
    /// A number that another program gave the row.
    Ignored,
}

/// The known columns, as listed in the refusal of an unknown one.
const KNOWN: &str = "`symbol`, `date` or `at`, `time` next to a date, `group`, `sign` and `benchmark`";

impl EventColumn {
    fn of(header: &Header, at: usize, group: Option<usize>) -> Option<Self> {
        if group == Some(at) {
            return Some(Self::Group);
        }
        // An index that pandas wrote has no name, and says nothing.
        if header.name(at).is_empty() {
            return Some(Self::Ignored);
        }
        match header.role(at)? {
            Role::Symbol | Role::Name => Some(Self::Symbol),
            Role::UtcStamp | Role::LocalStamp | Role::Date => Some(Self::Stamp),
            Role::Time => Some(Self::Time),
            Role::Group => Some(Self::Group),
            Role::Number => Some(Self::Ignored),
            _ => None,
        }
    }
}

/// Reads a table of events. `file` is its name, for messages.
///
/// An unknown column is refused, since ignoring it could change the result. Dates that can
/// be read two ways are settled by the whole column, times without a zone by the caller's.
///
/// # Errors
/// [`TableError`] where the table as a whole cannot be used; rows that are no events are returned.
///
/// # Examples
/// ```
/// use std::io::Cursor;
/// use newstape::table::events::{self, EventOptions};
///
/// let ambiguous = "symbol,date\nAAPL,05/06/2024\n";
/// assert!(events::read(Cursor::new(ambiguous), "e.csv", &EventOptions::default()).is_err());
/// let settled = "symbol,date\nAAPL,05/06/2024\nMSFT,14/10/2024\n";
/// let table = events::read(Cursor::new(settled), "e.csv", &EventOptions::default())?;
/// assert_eq!(table.events.len(), 2);
/// # Ok::<(), newstape::table::TableError>(())
/// ```
pub fn read(input: impl TableInput, file: &str, options: &EventOptions) -> Result<EventTable, TableError> {
    let mut table = open::open(input, file, Purpose::Events)?;
    if let Rows::JsonLines(_) = table.rows {
        return late(table, file, options);
    }
    let mut reader = Reader::new(&table.header, file, options)?;
    if let Some(parts) = by_columns(&table.rows, &reader, file)? {
        for part in parts {
            reader.append(part);
        }
        return reader.finish(file, options, table.delimiter);
    }
    let mut record = Record::Typed(Vec::new());
    while let Some((line, sound)) = table.next(&mut record, file)? {
        reader.take(|at| record.cell(at), line, sound);
    }
    reader.finish(file, options, table.delimiter)
}

/// Reads all rows before any is understood: a key of JSON lines may come late.
fn late(mut table: Table, file: &str, options: &EventOptions) -> Result<EventTable, TableError> {
    let (mut record, mut rows) = (Record::Typed(Vec::new()), Vec::new());
    while let Some((line, sound)) = table.next(&mut record, file)? {
        rows.push((line, record.clone(), sound));
    }
    let mut reader = Reader::new(&table.header, file, options)?;
    for (line, record, sound) in rows {
        reader.take(|at| record.cell(at), line, sound);
    }
    reader.finish(file, options, table.delimiter)
}

/// The events by columns, a part for each group of rows; `None` where they have to be read row by row.
#[cfg(feature = "parquet")]
fn by_columns(rows: &Rows, empty: &Reader, file: &str) -> Result<Option<Vec<Reader>>, TableError> {
    let Rows::Parquet(rows) = rows else { return Ok(None) };
    let take = |reader: &mut Reader, first, batch: &super::batches::Batch, rows| {
        for (line, row) in (first..).zip(0..rows) {
            reader.take(|at| batch.cell(row, at), line, Ok(()));
        }
    };
    rows.gather(&empty.wanted(), file, || empty.clone(), take)
}

#[cfg(not(feature = "parquet"))]
#[expect(clippy::unnecessary_wraps, reason = "with Parquet it can fail")]
fn by_columns(_: &Rows, _: &Reader, _: &str) -> Result<Option<Vec<Reader>>, TableError> {
    Ok(None)
}

/// Texts that many rows have, each kept once.
#[derive(Clone, Default)]
struct Texts {
    known: HashSet<Arc<str>>,
}

impl Texts {
    fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.known.get(text) {
            return Arc::clone(known);
        }
        let fresh: Arc<str> = text.into();
        self.known.insert(Arc::clone(&fresh));
        fresh
    }
}

/// The rows read so far, whose stamps wait for what the column says.
#[derive(Clone)]
struct Reader {
    layout: Layout,
    stamps: StampColumn,
    texts: Texts,
    raw: Vec<RawEvent>,
    /// Those of later rows, part by part.
    later: Vec<Vec<RawEvent>>,
    /// Further columns, each with a value for each of `raw`.
    further: Vec<CovariateColumn>,
    decimal: Option<Decimal>,
    unused: Vec<String>,
    rejected: Vec<Rejected>,
}

impl Reader {
    fn new(header: &Header, file: &str, options: &EventOptions) -> Result<Self, TableError> {
        let (layout, unused) = Layout::of(header, file, options)?;
        let stamps = StampColumn::new(layout.stamp, header, options.dates);
        let Further { needed, welcome, .. } = &options.further;
        let further = covariates::asked(header, &[&needed[..], welcome].concat());
        Ok(Self {
            layout,
            stamps,
            texts: Texts::default(),
            raw: Vec::new(),
            later: Vec::new(),
            further,
            decimal: options.decimal,
            unused,
            rejected: Vec::new(),
        })
    }

    /// The columns that are read, each once.
    #[cfg(feature = "parquet")]
    fn wanted(&self) -> Vec<usize> {
        let further = self.further.iter().map(|column| column.at);
        let own = std::iter::once(self.layout.symbol).chain(self.layout.group).chain(further);
        let mut wanted: Vec<usize> = self.stamps.places().chain(own).collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    fn take<'r>(&mut self, cell: impl Fn(usize) -> Cell<'r>, line: u64, sound: Result<(), Wrong>) {
        let whole = sound.map_err(|reason| (String::new(), reason));
        match whole.and_then(|()| self.layout.read(&cell, line, &mut self.stamps, &mut self.texts)) {
            Ok(raw) => {
                self.raw.push(raw);
                for column in &mut self.further {
                    column.take(cell(column.at), line, self.decimal, &mut |text| self.texts.share(text));
                }
            }
            Err((field, reason)) => self.rejected.push(Rejected { line, field, reason }),
        }
    }

    /// Adds what was read from later rows.
    fn append(&mut self, later: Self) {
        // The forms may differ: each event says itself how it is to be read.
        self.stamps.append(&later.stamps);
        self.later.push(later.raw);
        self.further.iter_mut().zip(later.further).for_each(|(own, more)| own.append(more));
        self.rejected.extend(later.rejected);
    }

    fn finish(
        self,
        file: &str,
        options: &EventOptions,
        delimiter: Option<u8>,
    ) -> Result<EventTable, TableError> {
        let mut out = EventTable { rejected: self.rejected, unused: self.unused, ..EventTable::default() };
        let parts = || std::iter::once(&self.raw).chain(&self.later);
        let two_ways = parts().flatten().any(|row| matches!(row.at, Written::TwoWays { .. }));
        let order = two_ways.then(|| self.stamps.order(file)).transpose()?;
        out.events.reserve_exact(parts().map(Vec::len).sum());
        let mut kept = Vec::new();
        let mut settler = Settler { order, clock: options.zone.map(LocalClock::new), table: &mut out };
        // Part by part, so that each is given back when it has been read.
        let rows = std::iter::once(self.raw).chain(self.later).flatten();
        for (place, row) in rows.enumerate() {
            if settler.take(row, file, &self.stamps.name)? && !self.further.is_empty() {
                kept.push(place);
            }
        }
        let mut shapes = Shapes::default();
        self.further.iter().for_each(|column| shapes.add(column.shapes()));
        let finish = |column: CovariateColumn| column.finish(file, &shapes, delimiter, &kept);
        out.further = self.further.into_iter().map(finish).collect::<Result<_, _>>()?;
        out.rejected.sort_by_key(|row| row.line);
        Ok(out)
    }
}

/// The positions of the fields.
#[derive(Clone)]
struct Layout {
    symbol: usize,
    symbol_name: String,
    stamp: StampColumns,
    group: Option<usize>,
}

impl Layout {
    /// The layout, and the columns that are not read.
    fn of(header: &Header, file: &str, options: &EventOptions) -> Result<(Self, Vec<String>), TableError> {
        let missing = |column: &str| header.missing(file, Purpose::Events, column);
        let wanted = options.group.as_deref();
        let group = match wanted {
            Some(name) => Some(header.meant(name).ok_or_else(|| missing(name))?),
            None => header.find(Role::Group),
        };
        let Further { needed, welcome, others } = &options.further;
        if let Some(absent) = needed.iter().find(|name| header.meant(name).is_none()) {
            return Err(missing(absent));
        }
        let further: Vec<usize> =
            needed.iter().chain(welcome).filter_map(|name| header.meant(name)).collect();
        let (mut places, mut unused) = (HashMap::new(), Vec::new());
        for (at, name) in header.names() {
            let Some(column) = EventColumn::of(header, at, group) else {
                if further.contains(&at) {
                    continue;
                }
                if *others {
                    unused.push(name.to_owned());
                    continue;
                }
                return Err(TableError::UnknownColumn {
                    file: file.to_owned(),
                    column: name.to_owned(),
                    known: KNOWN.to_owned(),
                });
            };
            // The group may be any column, and another one called `group` is then ignored.
            if matches!(column, EventColumn::Ignored | EventColumn::Group) {
                continue;
            }
            if let Some(before) = places.insert(column, at) {
                // One that was asked for by its name need not say whose event it is, or when it was.
                if further.contains(&at) || further.contains(&before) {
                    places.insert(column, if further.contains(&at) { before } else { at });
                    continue;
                }
                return Err(TableError::TwoColumns {
                    file: file.to_owned(),
                    first: header.name(before).to_owned(),
                    second: name.to_owned(),
                });
            }
        }
        let symbol = *places.get(&EventColumn::Symbol).ok_or_else(|| missing("symbol"))?;
        let (stamp, time) = (places.get(&EventColumn::Stamp), places.get(&EventColumn::Time));
        let utc = |at: &usize| header.role(*at) == Some(Role::UtcStamp);
        let stamp = match (stamp, time) {
            (Some(at), time) => StampColumns { at: *at, utc: utc(at), time: time.copied() },
            (None, Some(at)) => StampColumns { at: *at, utc: false, time: None },
            (None, None) => return Err(missing("date")),
        };
        Ok((Self { symbol, symbol_name: header.name(symbol).to_owned(), stamp, group }, unused))
    }

    fn read<'r>(
        &self,
        cell: &impl Fn(usize) -> Cell<'r>,
        line: u64,
        stamps: &mut StampColumn,
        texts: &mut Texts,
    ) -> Result<RawEvent, (String, Wrong)> {
        let mut text = |at: usize| match cell(at).to_text().trim() {
            "" => None,
            text => Some(texts.share(text)),
        };
        let symbol = text(self.symbol).ok_or_else(|| (self.symbol_name.clone(), Wrong::NoSymbol))?;
        let wrong = |wrong| (stamps.name.clone(), wrong);
        let at = stamps.read(&|at| without_fraction(cell(at))).map_err(wrong)?;
        stamps.weigh(at, line).map_err(|wrong| (stamps.name.clone(), wrong))?;
        Ok(RawEvent { line, symbol, at, group: self.group.and_then(text) })
    }
}

/// An event may come within a second, as no bar does; the second counts.
fn without_fraction(cell: Cell<'_>) -> Cell<'_> {
    let Cell::Text(bytes) = cell else { return cell };
    let Some(dot) = bytes.iter().position(|b| *b == b'.').filter(|dot| *dot >= 19) else { return cell };
    let digits = bytes[dot + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
    if dot + 1 + digits == bytes.len() { Cell::Text(&bytes[..dot]) } else { cell }
}

/// An event whose stamp waits for what the column says.
#[derive(Clone)]
struct RawEvent {
    line: u64,
    symbol: Arc<str>,
    at: Written,
    group: Option<Arc<str>>,
}

struct Settler<'a> {
    order: Option<DateOrder>,
    clock: Option<LocalClock>,
    table: &'a mut EventTable,
}

impl Settler<'_> {
    /// Whether the row is an event.
    fn take(&mut self, row: RawEvent, file: &str, column: &str) -> Result<bool, TableError> {
        match self.stamp(row.at) {
            Ok(Some(at)) => {
                self.table.events.push(EventRow { symbol: row.symbol, at, group: row.group });
                return Ok(true);
            }
            Ok(None) => {
                return Err(TableError::NoZone { file: file.to_owned(), symbol: row.symbol.to_string() });
            }
            Err(reason) => {
                self.table.rejected.push(Rejected { line: row.line, field: column.to_owned(), reason });
            }
        }
        Ok(false)
    }

    /// The place in time; `None` where it needs a zone and there is none.
    fn stamp(&mut self, at: Written) -> Result<Option<Stamp>, Wrong> {
        match at {
            Written::Instant { utc, .. } => Ok(Some(Stamp::Instant(utc))),
            Written::Local(local) => self.instant(local),
            Written::Day(day) => date(day).map(Some),
            Written::TwoWays { clock, .. } => {
                let day = self.order.and_then(|order| at.day(order)).ok_or(Wrong::NoSuchDay)?;
                match clock {
                    None => date(day).map(Some),
                    Some(seconds) => self.instant(day * SECONDS_PER_DAY + i64::from(seconds)),
                }
            }
        }
    }

    fn instant(&mut self, local: i64) -> Result<Option<Stamp>, Wrong> {
        let Some(clock) = self.clock.as_mut() else { return Ok(None) };
        self.table.zone = Some(clock.zone);
        match clock.utc(local) {
            LocalFit::Once(utc) | LocalFit::Twice(utc) => Ok(Some(Stamp::Instant(utc))),
            LocalFit::Never => Err(skipped(local, clock.zone)),
        }
    }
}

fn date(day: i64) -> Result<Stamp, Wrong> {
    let date = TimeDelta::try_days(day).and_then(|d| NaiveDate::default().checked_add_signed(d));
    date.map(Stamp::Date).ok_or(Wrong::NoSuchDay)
}
