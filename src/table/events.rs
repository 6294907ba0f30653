//! Tables of events: `symbol,date[,group]` or `symbol,at[,group]`.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::cell::{Cell, Record};
use super::columns::{Header, Role, StampColumns};
use super::error::{Purpose, Rejected, TableError, Wrong};
use super::form::{DateOrder, SECONDS_PER_DAY};
use super::input::TableInput;
use super::local::{LocalClock, LocalFit, skipped};
use super::open::{self};
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
}

/// One event of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The symbol.
    pub symbol: String,
    /// When.
    pub at: Stamp,
    /// The value of the group column.
    pub group: Option<String>,
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
const KNOWN: &str = "`symbol`, `date` or `at`, `time` next to a date, and `group`";

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
            Role::Open
            | Role::High
            | Role::Low
            | Role::Close
            | Role::AdjustedClose
            | Role::Volume
            | Role::Dividend
            | Role::Split
            | Role::Return
            | Role::RiskFree => None,
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
    let (mut record, mut rows) = (Record::Typed(Vec::new()), Vec::new());
    let mut out = EventTable::default();
    // All rows first: a key of JSON lines may come late.
    while let Some((line, sound)) = table.next(&mut record, file)? {
        match sound {
            Ok(()) => rows.push((line, record.clone())),
            Err(reason) => out.rejected.push(Rejected { line, field: String::new(), reason }),
        }
    }
    let layout = Layout::of(&table.header, file, options)?;
    let mut stamps = StampColumn::new(layout.stamp, &table.header, options.dates);
    let read = |(line, record): &(u64, Record)| match layout.read(record, *line, &mut stamps) {
        Ok(raw) => Some(raw),
        Err((field, reason)) => {
            out.rejected.push(Rejected { line: *line, field, reason });
            None
        }
    };
    let raw: Vec<RawEvent> = rows.iter().filter_map(read).collect();
    let two_ways = raw.iter().any(|row| matches!(row.at, Written::TwoWays { .. }));
    let order = two_ways.then(|| stamps.order(file)).transpose()?;
    let mut settler = Settler { order, clock: options.zone.map(LocalClock::new), table: &mut out };
    for row in raw {
        settler.take(row, file, &stamps.name)?;
    }
    out.rejected.sort_by_key(|row| row.line);
    Ok(out)
}

/// The positions of the fields.
struct Layout {
    symbol: usize,
    symbol_name: String,
    stamp: StampColumns,
    group: Option<usize>,
}

impl Layout {
    fn of(header: &Header, file: &str, options: &EventOptions) -> Result<Self, TableError> {
        let missing = |column: &str| header.missing(file, Purpose::Events, column);
        let wanted = options.group.as_deref();
        let group = match wanted {
            Some(name) => Some(header.meant(name).ok_or_else(|| missing(name))?),
            None => header.find(Role::Group),
        };
        let mut places = HashMap::new();
        for (at, name) in header.names() {
            let Some(column) = EventColumn::of(header, at, group) else {
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
        Ok(Self { symbol, symbol_name: header.name(symbol).to_owned(), stamp, group })
    }

    fn read(
        &self,
        record: &Record,
        line: u64,
        stamps: &mut StampColumn,
    ) -> Result<RawEvent, (String, Wrong)> {
        let text = |at: usize| record.cell(at).to_text().trim().to_owned();
        let symbol = text(self.symbol);
        if symbol.is_empty() {
            return Err((self.symbol_name.clone(), Wrong::NoSymbol));
        }
        let wrong = |wrong| (stamps.name.clone(), wrong);
        let at = stamps.read(&|at| without_fraction(record.cell(at))).map_err(wrong)?;
        stamps.weigh(at, line).map_err(|wrong| (stamps.name.clone(), wrong))?;
        let group = self.group.map(text).filter(|group| !group.is_empty());
        Ok(RawEvent { line, symbol, at, group })
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
struct RawEvent {
    line: u64,
    symbol: String,
    at: Written,
    group: Option<String>,
}

struct Settler<'a> {
    order: Option<DateOrder>,
    clock: Option<LocalClock>,
    table: &'a mut EventTable,
}

impl Settler<'_> {
    fn take(&mut self, row: RawEvent, file: &str, column: &str) -> Result<(), TableError> {
        match self.stamp(row.at) {
            Ok(Some(at)) => self.table.events.push(EventRow { symbol: row.symbol, at, group: row.group }),
            Ok(None) => return Err(TableError::NoZone { file: file.to_owned(), symbol: row.symbol }),
            Err(reason) => {
                self.table.rejected.push(Rejected { line: row.line, field: column.to_owned(), reason });
            }
        }
        Ok(())
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
