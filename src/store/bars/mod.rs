//! Bars and corporate actions.
//!
//! The bars of a series are stored in blocks of some thousand, losslessly compressed ([`codec`]); a block is
//! one row. A year of minutes is fifty rows to read, and a single price one.

mod actions;
mod block;
mod codec;
mod judgements;
mod label;
mod read;
mod shelved;
mod validators;
mod write;

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row};

pub use judgements::ActionJudgement;
pub use label::Label;
pub use shelved::ToShelve;
pub use validators::AnswerTag;
pub use write::BarWriter;

use super::{StoreError, instant};
use crate::instrument::InstrumentId;
use crate::market::quality::Flags;
use crate::market::{Adjustment, Bar, Interval, SeriesKey};

/// The daily bars in the bytes of a block; `None` where no program wrote them. For trying what damage to
/// a database can do; whoever wants bars asks the [`Store`](super::Store).
#[doc(hidden)]
#[must_use]
pub fn bars_in_block(bytes: &[u8]) -> Option<Vec<Bar<NaiveDate>>> {
    codec::decode(bytes).ok()
}

/// The bytes of a block that holds these bars, which are sorted by date.
#[doc(hidden)]
#[must_use]
pub fn block_of_bars(bars: &[Bar<NaiveDate>]) -> Vec<u8> {
    codec::encode(&bars.iter().map(|bar| bar.at.floor_stored()).collect::<Vec<_>>(), bars)
}

/// The result of an insertion of bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Inserted {
    /// Bars given.
    pub rows: usize,
    /// Bars that are new.
    pub inserted: usize,
    /// Bars whose values changed.
    pub replaced: usize,
    /// Bars that were already stored with the same values.
    pub unchanged: usize,
}

impl std::ops::AddAssign for Inserted {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.inserted += other.inserted;
        self.replaced += other.replaced;
        self.unchanged += other.unchanged;
    }
}

/// From the first to the last label of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelSpan {
    /// Session dates of daily bars.
    Days {
        /// The first.
        first: NaiveDate,
        /// The last.
        last: NaiveDate,
    },
    /// Starts of intraday bars.
    Instants {
        /// The first.
        first: DateTime<Utc>,
        /// The last.
        last: DateTime<Utc>,
    },
}

/// What the store has of one series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesInfo {
    /// The series.
    pub key: SeriesKey,
    /// Its first and last label.
    pub extent: LabelSpan,
    /// Number of bars.
    pub bars: usize,
    /// Number of flagged bars.
    pub flagged: usize,
    /// When the latest of them arrived.
    pub fetched_at: DateTime<Utc>,
}

/// The origin of a bar, and its flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarOrigin {
    /// The provider, or `file`.
    pub provider: String,
    /// When it arrived.
    pub fetched_at: DateTime<Utc>,
    /// The file or address it came from.
    pub source: String,
    /// Its flags.
    pub flags: Flags,
}

/// The last price known at an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AsOfPrice<At> {
    /// The label of the bar that had ended.
    pub at: At,
    /// Its close.
    pub close: f64,
    /// When it arrived in the store.
    pub fetched_at: DateTime<Utc>,
}

/// A bar with at least one flag.
#[derive(Debug, Clone, PartialEq)]
pub struct FlaggedBar<At> {
    /// The bar.
    pub bar: Bar<At>,
    /// Its flags.
    pub flags: Flags,
}

/// An error of this room, before the file's name is added.
#[derive(Debug)]
enum Trouble {
    Sql(rusqlite::Error),
    Damaged { series: String, block: i64 },
    Label { series: String, label: String },
}

impl Trouble {
    fn at(self, path: &std::path::Path) -> StoreError {
        match self {
            Self::Sql(e) => StoreError::at(path, e),
            Self::Damaged { series, block } => StoreError::BarBlock { series, block },
            Self::Label { series, label } => StoreError::BarLabel { series, label },
        }
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(e: rusqlite::Error) -> Self {
        Self::Sql(e)
    }
}

/// `MSFT:XNAS 1d`.
fn named(key: &SeriesKey) -> String {
    format!("{} {}", key.instrument, key.interval)
}

fn series_id(connection: &Connection, key: &SeriesKey) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached(
            "SELECT id FROM bar_series
             WHERE symbol = ? AND mic = ? AND interval = ? AND provider = ? AND adjustment = ?",
        )?
        .query_row(key_columns(key), |row| row.get(0))
        .optional()
}

fn key_columns(key: &SeriesKey) -> [&str; 5] {
    let InstrumentId { symbol, mic } = &key.instrument;
    [symbol.as_str(), mic.as_str(), key.interval.as_str(), &key.provider, key.adjustment.as_str()]
}

/// Reads a key from five columns, symbol first.
fn key_from(row: &Row<'_>) -> rusqlite::Result<SeriesKey> {
    let adjustment: String = row.get(4)?;
    Ok(SeriesKey {
        instrument: InstrumentId::new(parsed(row, 0)?, parsed(row, 1)?),
        interval: parsed::<Interval>(row, 2)?,
        provider: row.get(3)?,
        adjustment: Adjustment::ALL
            .into_iter()
            .find(|a| a.as_str() == adjustment)
            .ok_or_else(|| wrong(4, adjustment))?,
    })
}

fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| wrong(column, text))
}

fn wrong(column: usize, text: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, text.into())
}

/// The bars of a block as JSON: a list of start, open, high, low, close, volume for each; `None` if the block is
/// damaged or the interval unknown.
pub(in crate::store) fn bars_as_json(bytes: &[u8], interval: &str) -> Option<String> {
    if interval.parse::<Interval>().ok()?.span().is_none() {
        rows_as_json::<NaiveDate>(bytes, |day| day.to_string())
    } else {
        rows_as_json::<DateTime<Utc>>(bytes, |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }
}

fn rows_as_json<At: Label>(bytes: &[u8], start: impl Fn(At) -> String) -> Option<String> {
    let bars = codec::decode::<At>(bytes).ok()?;
    let rows: Vec<_> = bars.iter().map(|b| (start(b.at), b.open, b.high, b.low, b.close, b.volume)).collect();
    serde_json::to_string(&rows).ok()
}
