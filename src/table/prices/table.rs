//! Rows → figures per symbol, with every broken row named.

use std::collections::HashMap;
use std::io::Read;

use csv::ByteRecord;
use serde::Serialize;

use super::error::PriceFileError;
use super::rows;
use super::stamp::{DateOrder, Stamp, slashed_day};
use super::wire::Columns;
use super::{PriceOptions, name_symbol};
use crate::market::{ActionKind, Bar, BarError};

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Its line in the file, from 1 (in Parquet, its row).
    pub line: u64,
    /// The column that is wrong; empty where the whole row is.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

impl std::fmt::Display for Rejected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.line)?;
        if !self.field.is_empty() {
            write!(f, "column `{}`: ", self.field)?;
        }
        f.write_str(&self.reason)
    }
}

/// How the stamps of a file are written. All rows of one file are written the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Day,
    Slashed,
    Instant,
    Local,
}

impl Form {
    const fn of(stamp: Stamp) -> Self {
        match stamp {
            Stamp::Day(_) => Self::Day,
            Stamp::Slashed(..) => Self::Slashed,
            Stamp::Instant { .. } => Self::Instant,
            Stamp::Local(_) => Self::Local,
        }
    }

    const fn in_words(self) -> &'static str {
        match self {
            Self::Day => "a date such as 2025-01-27",
            Self::Slashed => "a date such as 1/27/2025",
            Self::Instant => "an instant with its offset from UTC",
            Self::Local => "a local date and time",
        }
    }
}

/// One row: its label is a day, a second in UTC or on the local clock, by the form of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawRow {
    pub(super) bar: Bar<i64>,
    /// The day on the stamp's own clock.
    pub(super) day: i64,
    pub(super) line: u64,
}

/// The rows of one symbol, as they stand in the file.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) symbol: String,
    pub(super) rows: Vec<RawRow>,
    /// Splits and dividends by day.
    pub(super) actions: Vec<(i64, ActionKind)>,
}

/// All rows of a file.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) columns: Columns,
    pub(super) form: Form,
    /// Every stamp was at midnight: the times are no times.
    pub(super) midnights: bool,
    pub(super) rows: usize,
    pub(super) groups: Vec<Group>,
    pub(super) rejected: Vec<Rejected>,
}

/// Reads all rows of a file.
pub(super) fn read(input: impl Read, file: &str, options: &PriceOptions) -> Result<Table, PriceFileError> {
    let rows::Table { header, mut rows } = rows::open(input, file)?;
    let columns = Columns::recognise(&header).map_err(|column| missing(file, column, &header))?;
    let (fixed, only) = match (columns.symbol, &options.symbol) {
        (Some(_), only) => (None, only.clone()),
        (None, Some(stated)) => (Some(stated.clone()), None),
        (None, None) => match name_symbol(file) {
            Some(symbol) => (Some(symbol), None),
            None => return Err(PriceFileError::NoSymbol(file.to_owned())),
        },
    };
    let mut gatherer = Gatherer::new(columns, fixed, only, options);
    let mut record = ByteRecord::new();
    while let Some((line, sound)) = rows.next(&mut record, file)? {
        if sound.is_ok() && gatherer.is_of_another(&record) {
            continue;
        }
        gatherer.rows += 1;
        let taken = match sound {
            Ok(()) => gatherer.take(&record, line),
            Err(reason) => Err((String::new(), reason)),
        };
        if let Err((field, reason)) = taken {
            gatherer.rejected.push(Rejected { line, field, reason });
        }
    }
    gatherer.finish(file, options)
}

fn missing(file: &str, column: &'static str, header: &ByteRecord) -> PriceFileError {
    let names: Vec<_> =
        header.iter().take(20).map(|n| format!("`{}`", String::from_utf8_lossy(n).trim())).collect();
    PriceFileError::MissingColumn { file: file.to_owned(), column, columns: names.join(", ") }
}

/// The column that is wrong, and why.
type Wrong = (String, String);

struct Gatherer {
    columns: Columns,
    /// The symbol of all rows, where it is not in a column.
    fixed: Option<String>,
    /// The one symbol of many that is wanted.
    only: Option<String>,
    utc: bool,
    decimal_comma: bool,
    form: Option<Form>,
    midnights: bool,
    rows: usize,
    groups: Vec<Group>,
    by_symbol: HashMap<Vec<u8>, usize>,
    latest: (Vec<u8>, usize),
    rejected: Vec<Rejected>,
}

impl Gatherer {
    fn new(columns: Columns, fixed: Option<String>, only: Option<String>, options: &PriceOptions) -> Self {
        Self {
            utc: columns.stamp_utc,
            columns,
            fixed,
            only,
            decimal_comma: options.decimal_comma,
            form: None,
            midnights: true,
            rows: 0,
            groups: Vec::new(),
            by_symbol: HashMap::new(),
            latest: (Vec::new(), usize::MAX),
            rejected: Vec::new(),
        }
    }

    /// The row is of a symbol that is not wanted.
    fn is_of_another(&self, record: &ByteRecord) -> bool {
        match (&self.only, self.columns.symbol.and_then(|at| record.get(at))) {
            (Some(only), Some(symbol)) => !text(symbol).trim().eq_ignore_ascii_case(only),
            _ => false,
        }
    }

    fn take(&mut self, record: &ByteRecord, line: u64) -> Result<(), Wrong> {
        if record.len() != self.columns.count {
            let reason = format!("there are {} fields, not {}", record.len(), self.columns.count);
            return Err((String::new(), reason));
        }
        let stamp = self.stamp(record)?;
        let label = match stamp {
            Stamp::Day(day) => day,
            Stamp::Slashed(first, second, year) => {
                i64::from(year) * 10_000 + i64::from(first) * 100 + i64::from(second)
            }
            Stamp::Instant { utc, .. } => utc,
            Stamp::Local(local) => local,
        };
        let price = |at: usize, name: &str| self.number(&record[at], name);
        let c = &self.columns;
        let (open, high, low, close) =
            (price(c.open, "open")?, price(c.high, "high")?, price(c.low, "low")?, price(c.close, "close")?);
        let volume = self.optional(record, c.volume, "volume")?;
        let bar = Bar::new(label, open, high, low, close, volume).map_err(|e| broken(&e))?;
        let dividend = self.optional(record, c.dividend, "dividend")?.filter(|d| *d != 0.0);
        let split =
            self.optional(record, c.split, "split")?.filter(|s| *s != 0.0 && (*s - 1.0).abs() > 1e-12);
        self.midnights &= stamp.is_midnight();
        let group = self.group(record);
        let day = stamp.day().unwrap_or(label);
        group.rows.push(RawRow { bar, day, line });
        group.actions.extend(split.map(|new_per_old| (day, ActionKind::Split { new_per_old })));
        group.actions.extend(dividend.map(|amount| (day, ActionKind::Dividend { amount })));
        Ok(())
    }

    fn stamp(&mut self, record: &ByteRecord) -> Result<Stamp, Wrong> {
        let text = text(&record[self.columns.stamp]);
        let mut stamp = Stamp::read(text, self.utc);
        if let (Some(at), Some(day)) = (self.columns.time, stamp) {
            stamp = match &record[at] {
                // Stooq's bulk files of daily bars have a time of 000000.
                b"000000" | b"" => Some(day),
                time => day.at_time(self::text(time)),
            };
        }
        let wrong = |what: &str| (self.columns.stamp_name.clone(), format!("{} is {what}", quoted(text)));
        let stamp = stamp.ok_or_else(|| wrong("neither a date nor a time"))?;
        let form = *self.form.get_or_insert(Form::of(stamp));
        if form != Form::of(stamp) {
            return Err(wrong(&format!("not {}, unlike the rows before", form.in_words())));
        }
        Ok(stamp)
    }

    fn number(&self, field: &[u8], name: &str) -> Result<f64, Wrong> {
        let text = text(field).trim();
        let parsed =
            if self.decimal_comma { text.replace('.', "").replace(',', ".").parse() } else { text.parse() };
        parsed.map_err(|_| {
            let reason = if text.is_empty() {
                "it is empty".to_owned()
            } else {
                format!("{} is not a number", quoted(text))
            };
            (name.to_owned(), reason)
        })
    }

    /// A figure that may be absent: empty, or a word for nothing.
    fn optional(&self, record: &ByteRecord, at: Option<usize>, name: &str) -> Result<Option<f64>, Wrong> {
        match at.map(|at| &record[at]) {
            None | Some(b"" | b"null" | b"NaN" | b"nan" | b"N/A" | b"-") => Ok(None),
            Some(field) => self.number(field, name).map(Some),
        }
    }

    fn group(&mut self, record: &ByteRecord) -> &mut Group {
        let written: &[u8] = match (&self.fixed, self.columns.symbol) {
            (None, Some(at)) => &record[at],
            (Some(fixed), _) => fixed.as_bytes(),
            (None, None) => b"",
        };
        // Rows of one symbol mostly stand together.
        if self.latest.1 == usize::MAX || self.latest.0 != written {
            let groups = &mut self.groups;
            let index = *self.by_symbol.entry(written.to_vec()).or_insert_with(|| {
                let symbol = String::from_utf8_lossy(written).trim().to_owned();
                groups.push(Group { symbol, rows: Vec::new(), actions: Vec::new() });
                groups.len() - 1
            });
            self.latest = (written.to_vec(), index);
        }
        &mut self.groups[self.latest.1]
    }

    fn finish(mut self, file: &str, options: &PriceOptions) -> Result<Table, PriceFileError> {
        if let (0, Some(symbol)) = (self.rows, &self.only) {
            return Err(PriceFileError::NoSuchSymbol { file: file.to_owned(), symbol: symbol.clone() });
        }
        if self.rows == 0 {
            return Err(PriceFileError::NoRows(file.to_owned()));
        }
        let mut form = self.form.unwrap_or(Form::Day);
        if form == Form::Slashed {
            self.settle_dates(file, options.dates)?;
            form = Form::Day;
        }
        self.groups.retain(|g| !g.rows.is_empty());
        if self.groups.is_empty() {
            let first = self.rejected.first().map(ToString::to_string).unwrap_or_default();
            return Err(PriceFileError::AllRejected { file: file.to_owned(), rows: self.rows, first });
        }
        Ok(Table {
            columns: self.columns,
            form,
            midnights: self.midnights,
            rows: self.rows,
            groups: self.groups,
            rejected: self.rejected,
        })
    }

    /// Decides for the whole file which number is the month, and turns the dates into days.
    fn settle_dates(&mut self, file: &str, order: Option<DateOrder>) -> Result<(), PriceFileError> {
        let parts = |label: i64| (label / 100 % 100, label % 100);
        let any = |test: fn((i64, i64)) -> bool| {
            self.groups.iter().flat_map(|g| &g.rows).any(|r| test(parts(r.bar.at)))
        };
        let order = match (order, any(|(first, _)| first > 12), any(|(_, second)| second > 12)) {
            (Some(order), _, _) => order,
            (None, true, _) => DateOrder::DayFirst,
            (None, false, true) => DateOrder::MonthFirst,
            (None, false, false) => return Err(PriceFileError::AmbiguousDates(file.to_owned())),
        };
        let day = |label: i64| {
            let (first, second) = parts(label);
            let year = i32::try_from(label / 10_000).ok()?;
            slashed_day(u32::try_from(first).ok()?, u32::try_from(second).ok()?, year, order)
        };
        for group in &mut self.groups {
            let (rejected, name) = (&mut self.rejected, &self.columns.stamp_name);
            group.rows.retain_mut(|row| {
                if let Some(days) = day(row.bar.at) {
                    (row.bar.at, row.day) = (days, days);
                    return true;
                }
                let reason = "there is no such day".to_owned();
                rejected.push(Rejected { line: row.line, field: name.clone(), reason });
                false
            });
            group.actions.retain_mut(|(label, _)| day(*label).map(|days| *label = days).is_some());
        }
        Ok(())
    }
}

/// The text of a field; bytes that are no UTF-8 make it a text that parses as nothing.
fn text(field: &[u8]) -> &str {
    std::str::from_utf8(field).unwrap_or("\u{fffd}")
}

/// A value as received, cut where it is long.
fn quoted(text: &str) -> String {
    if text.chars().count() > 40 {
        format!("\"{}…\"", text.chars().take(40).collect::<String>())
    } else {
        format!("\"{text}\"")
    }
}

fn broken(error: &BarError) -> Wrong {
    match error {
        BarError::Price { field, value } => {
            ((*field).to_owned(), format!("{value}: a price must be positive"))
        }
        BarError::Inverted { low, high } => ("low".to_owned(), format!("{low} is above the high of {high}")),
        BarError::Volume(value) => ("volume".to_owned(), format!("{value}: it must not be negative")),
    }
}
