//! Why a table, or a row of it, cannot be used.

use std::fmt;

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::form::{Decimal, Form};
use crate::fault::{Fault, FaultClass, Remedy};
use crate::market::BarError;

/// What a table is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Bars, or one figure per instrument and date.
    Prices,
    /// Events of a study.
    Events,
    /// Factors of a normal-return model.
    Factors,
    /// News to log.
    News,
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prices => "prices",
            Self::Events => "events",
            Self::Factors => "factors",
            Self::News => "news",
        })
    }
}

/// What is wrong with a row or with one of its fields.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrong {
    /// A figure is needed and the field is empty.
    Empty,
    /// The field is not a number, with either decimal separator.
    NotANumber(String),
    /// The field would be a number with the other decimal sign.
    OtherDecimal {
        /// The field.
        value: String,
        /// The sign that it has before its decimals.
        sign: Decimal,
    },
    /// The figure is written with one decimal sign, most of its column with the other.
    UnlikeColumn {
        /// The number that it would be.
        value: f64,
        /// The sign of the column.
        sign: Decimal,
    },
    /// The row is longer or shorter than the header.
    FieldCount {
        /// Fields of the row.
        found: usize,
        /// Fields of the header.
        expected: usize,
    },
    /// The line is not one JSON object.
    NotAnObject(String),
    /// The field is neither a date nor a time.
    NotAStamp(String),
    /// The stamp is written in another form than those before it.
    OtherForm {
        /// The field.
        value: String,
        /// The form of the others.
        form: Form,
    },
    /// A date that no calendar has.
    NoSuchDay,
    /// A local time that the clock skipped.
    SkippedTime {
        /// The time.
        local: NaiveDateTime,
        /// The zone.
        zone: Tz,
    },
    /// The field is not a day or month as written in published factor files.
    NotAPeriod(String),
    /// The figures do not make a bar.
    Bar(BarError),
    /// The row does not say which instrument it is about.
    NoSymbol,
    /// The field is not a kind of news; the sentence says which there are.
    NotAKind(String),
    /// The time of publication is in the future.
    InTheFuture(String),
}

impl Wrong {
    /// What to state so that the row can be read, if that would help.
    #[must_use]
    pub const fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::OtherDecimal { sign: Decimal::Comma, .. } => {
                Some(Remedy::Give { argument: "decimal", example: "comma" })
            }
            Self::OtherDecimal { sign: Decimal::Point, .. } => {
                Some(Remedy::Give { argument: "decimal", example: "point" })
            }
            Self::Empty
            | Self::NotANumber(_)
            | Self::UnlikeColumn { .. }
            | Self::FieldCount { .. }
            | Self::NotAnObject(_)
            | Self::NotAStamp(_)
            | Self::NotAPeriod(_)
            | Self::OtherForm { .. }
            | Self::NoSuchDay
            | Self::SkippedTime { .. }
            | Self::Bar(_)
            | Self::NotAKind(_)
            | Self::InTheFuture(_)
            | Self::NoSymbol => None,
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::NotAKind(reason) => f.write_str(reason),
            Self::InTheFuture(value) => write!(f, "{} is in the future", Quoted(value)),
            Self::NotANumber(value) | Self::OtherDecimal { value, .. } => {
                write!(f, "{} is not a number", Quoted(value))
            }
            Self::UnlikeColumn { value, sign: Decimal::Point } => {
                write!(f, "{value} is written with a decimal comma, unlike most of the column")
            }
            Self::UnlikeColumn { value, sign: Decimal::Comma } => {
                write!(f, "{value} is written with a decimal point, unlike most of the column")
            }
            Self::FieldCount { found, expected } => write!(f, "there are {found} fields, not {expected}"),
            Self::NotAnObject(reason) => write!(f, "this is not one JSON object: {reason}"),
            Self::NotAStamp(value) => write!(f, "{} is neither a date nor a time", Quoted(value)),
            Self::OtherForm { value, form } => {
                write!(f, "{} is not {form}, unlike the rows before", Quoted(value))
            }
            Self::NoSuchDay => f.write_str("there is no such day"),
            Self::SkippedTime { local, zone } => {
                write!(f, "{local} does not exist in {zone}: the clock skipped it")
            }
            Self::NotAPeriod(value) => write!(f, "{} is not a date YYYYMMDD or YYYYMM", Quoted(value)),
            Self::Bar(BarError::Price { value, .. }) => write!(f, "{value}: a price must be positive"),
            Self::Bar(BarError::Inverted { low, high }) => write!(f, "{low} is above the high of {high}"),
            Self::Bar(BarError::Volume(value)) => write!(f, "{value}: it must not be negative"),
            Self::NoSymbol => f.write_str("no symbol"),
        }
    }
}

/// A value as received, cut where it is long.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(40) {
            Some((end, _)) => write!(f, "\"{}…\"", &self.0[..end]),
            None => write!(f, "\"{}\"", self.0),
        }
    }
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejected {
    /// Its line in the file, from 1 (in Parquet, its row).
    pub line: u64,
    /// The column that is wrong; empty where the whole row is.
    pub field: String,
    /// What is wrong with it.
    pub reason: Wrong,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.line)?;
        if !self.field.is_empty() {
            write!(f, "column `{}`: ", self.field)?;
        }
        write!(f, "{}", self.reason)
    }
}

/// Why a whole table is refused. A malformed row is a [`Rejected`] instead.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TableError {
    /// The bytes cannot be read, or their compression is broken.
    #[error("{file}: {reason}")]
    Unreadable {
        /// The name of the file.
        file: String,
        /// The reason that the operating system gives.
        reason: String,
    },
    /// There is nothing in it.
    #[error("{0}: the file is empty")]
    Empty(String),
    /// A header and no rows.
    #[error("{0}: there is a header but not one row")]
    NoRows(String),
    /// It is something else.
    #[error("{file}: this is not a table of {purpose}: {found}")]
    NotATable {
        /// The name of the file.
        file: String,
        /// What it is read for.
        purpose: Purpose,
        /// What it looks like.
        found: String,
    },
    /// A column is missing.
    #[error("{file}: there is no column `{column}`; the columns are {columns}")]
    MissingColumn {
        /// The name of the file.
        file: String,
        /// What it is read for.
        purpose: Purpose,
        /// What is missing.
        column: String,
        /// What there is.
        columns: String,
    },
    /// A column that means nothing here.
    #[error("{file}: the column `{column}` is not known; known are {known}")]
    UnknownColumn {
        /// The name of the file.
        file: String,
        /// The column.
        column: String,
        /// What there could be.
        known: String,
    },
    /// Two columns that say the same thing, perhaps differently.
    #[error("{file}: the columns `{first}` and `{second}` mean the same")]
    TwoColumns {
        /// The name of the file.
        file: String,
        /// One of them.
        first: String,
        /// The other.
        second: String,
    },
    /// Neither a column nor the name of the file says whose prices they are.
    #[error("{0}: neither a column nor the name of the file says which symbol this is")]
    NoSymbol(String),
    /// The column of symbols does not have the one asked for.
    #[error("{file}: not one row is of {symbol}")]
    NoSuchSymbol {
        /// The name of the file.
        file: String,
        /// The symbol asked for.
        symbol: String,
    },
    /// The rows are of several symbols, each of which may be the one asked for.
    #[error("{file}: {symbol} may be any of {found}")]
    SeveralSymbols {
        /// The file.
        file: String,
        /// The symbol asked for.
        symbol: String,
        /// What the rows have.
        found: String,
    },
    /// Dates such as 03/04/2024, none of which has a day above 12.
    #[error("{0}: the dates can be read as month/day and as day/month")]
    AmbiguousDates(String),
    /// Some dates of a column can only be month/day, others only day/month.
    #[error(
        "{file}: column `{column}`: the date of line {month_first} can only be month/day, that of line \
         {day_first} only day/month"
    )]
    ContradictingDates {
        /// The name of the file.
        file: String,
        /// The column.
        column: String,
        /// A line whose second number is above 12.
        month_first: u64,
        /// A line whose first number is above 12.
        day_first: u64,
    },
    /// Numbers such as 1,234, none of which shows whether the comma is a decimal comma.
    #[error(
        "{file}: column `{column}`: the figures can be read with a decimal comma and with a decimal point"
    )]
    AmbiguousNumbers {
        /// The name of the file.
        file: String,
        /// The column.
        column: String,
    },
    /// The steps between the stamps are no interval.
    #[error("{file}: {symbol}: the interval cannot be determined from the timestamps")]
    NoInterval {
        /// The name of the file.
        file: String,
        /// Whose rows.
        symbol: String,
    },
    /// Bars of a week, a month or longer.
    #[error("{file}: {symbol}: the bars are {days} days apart, and no daily bars")]
    LongBars {
        /// The file.
        file: String,
        /// Whose rows.
        symbol: String,
        /// The distance of most.
        days: i64,
    },
    /// The stamps say one thing and the arguments another.
    #[error("{file}: {symbol}: the rows are {found}, not {asked}")]
    WrongInterval {
        /// The name of the file.
        file: String,
        /// Whose rows.
        symbol: String,
        /// What they are.
        found: String,
        /// What was asked for.
        asked: String,
    },
    /// Local times without a zone.
    #[error("{file}: {symbol}: the times have no zone")]
    NoZone {
        /// The name of the file.
        file: String,
        /// Whose rows.
        symbol: String,
    },
    /// A field without which the table makes no sense.
    #[error("{file}:{row}")]
    Field {
        /// The name of the file.
        file: String,
        /// The row, the column and what is wrong.
        row: Rejected,
    },
    /// Every row was rejected.
    #[error("{file}: not one of {rows} rows can be used; the first: {first}")]
    AllRejected {
        /// The name of the file.
        file: String,
        /// How many rows.
        rows: usize,
        /// Why the first was rejected.
        first: Rejected,
    },
    /// The build has no reader for this format.
    #[error("{0}: this build cannot read Parquet")]
    NoParquet(String),
}

impl TableError {
    pub(super) fn unreadable(file: &str, error: &dyn ToString) -> Self {
        Self::Unreadable { file: file.to_owned(), reason: error.to_string() }
    }
}

impl Fault for TableError {
    fn class(&self) -> FaultClass {
        FaultClass::Input
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::UnknownColumn { .. } => Some(Remedy::advice(
                "take the column out of the file, group the events by it, or name it in a regression",
            )),
            Self::MissingColumn { purpose, .. } => Some(Remedy::advice(match purpose {
                Purpose::Prices => {
                    "a date or time, `open`, `high`, `low` and `close` are needed; `volume` and `symbol` are welcome"
                }
                Purpose::Events => "`symbol` and `date` (or `at`) are needed; `group` is welcome",
                Purpose::News => "`title` or `text` is needed",
                Purpose::Factors => "a date and a column for each factor are needed; `rf` is welcome",
            })),
            Self::NoSymbol(_) => Some(Remedy::Give { argument: "symbol", example: "MSFT" }),
            Self::AmbiguousDates(_) | Self::ContradictingDates { .. } => {
                Some(Remedy::Choose { argument: "dates", of: &["mdy", "dmy"] })
            }
            Self::AmbiguousNumbers { .. } => {
                Some(Remedy::Choose { argument: "decimal", of: &["point", "comma"] })
            }
            Self::NoInterval { .. } => Some(Remedy::Give { argument: "interval", example: "1m" }),
            Self::NoZone { .. } => Some(Remedy::Give { argument: "zone", example: "America/New_York" }),
            Self::Field { row, .. } | Self::AllRejected { first: row, .. } => row.reason.remedy(),
            Self::LongBars { .. } => {
                Some(Remedy::advice("get the daily bars: a week does not tell its days"))
            }
            Self::NoParquet(_) => Some(Remedy::advice("use a build with the feature `parquet`")),
            Self::Unreadable { .. }
            | Self::Empty(_)
            | Self::NoRows(_)
            | Self::NotATable { .. }
            | Self::TwoColumns { .. }
            | Self::NoSuchSymbol { .. }
            | Self::SeveralSymbols { .. }
            | Self::WrongInterval { .. } => None,
        }
    }
}
