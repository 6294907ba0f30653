//! Bars that are kept outside the database, which read like its own.

use chrono::{DateTime, Utc};

use super::quality::Flags;
use super::{Interval, SeriesKey};
use crate::fault::{Fault, FaultClass, Remedy};
use crate::instrument::InstrumentId;

/// A bar of a shelf. Its label is the days since 1970 of a daily bar, the seconds since then of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShelvedBar {
    /// The label.
    pub label: i64,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Shares traded, if known.
    pub volume: Option<f64>,
    /// What is odd about it.
    pub flags: Flags,
    /// When it arrived.
    pub fetched_at: DateTime<Utc>,
}

/// What a shelf has of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct ShelvedSeries {
    /// The series.
    pub key: SeriesKey,
    /// The first label.
    pub first: i64,
    /// The last label.
    pub last: i64,
    /// Number of bars.
    pub bars: usize,
    /// Number of bars that something is odd about.
    pub flagged: usize,
    /// When the latest of them arrived.
    pub fetched_at: DateTime<Utc>,
}

/// Why a shelf cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct ShelfError {
    /// The file or folder.
    pub place: String,
    /// What is wrong.
    pub reason: String,
}

impl Fault for ShelfError {
    fn class(&self) -> FaultClass {
        FaultClass::Data
    }

    fn is_retryable(&self) -> bool {
        false
    }

    fn remedy(&self) -> Option<Remedy> {
        None
    }
}

/// Bars that are kept outside the database. A trait, so that the database reads them without knowing of files.
pub trait Shelf: std::fmt::Debug + Send + Sync {
    /// Its name, for people.
    fn name(&self) -> String;

    /// All series of one instrument, the finest intervals first.
    ///
    /// # Errors
    /// A file cannot be read.
    fn series_of(&self, instrument: &InstrumentId) -> Result<Vec<ShelvedSeries>, ShelfError>;

    /// The bars from one label to another, both included, sorted by label.
    ///
    /// # Errors
    /// A file cannot be read.
    fn bars(&self, key: &SeriesKey, from: i64, to: i64) -> Result<Vec<ShelvedBar>, ShelfError>;

    /// The last bar that is not after a label.
    ///
    /// # Errors
    /// A file cannot be read.
    fn last_until(&self, key: &SeriesKey, label: i64) -> Result<Option<ShelvedBar>, ShelfError>;
}

/// The calendar year of a label, in UTC; the least or greatest number for one outside the years that are known.
#[must_use]
pub fn year_of(interval: Interval, label: i64) -> i32 {
    use chrono::Datelike;
    const SECONDS_PER_DAY: i64 = 86_400;
    let seconds = if interval.span().is_none() { label.saturating_mul(SECONDS_PER_DAY) } else { label };
    let beyond = if label < 0 { i32::MIN } else { i32::MAX };
    DateTime::from_timestamp(seconds, 0).map_or(beyond, |at| at.year())
}
