//! How the cells of a column can be written.

use std::fmt;

pub(super) const SECONDS_PER_DAY: i64 = 86_400;

/// The sign before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decimal {
    /// 1,234.5
    Point,
    /// 1.234,5
    Comma,
}

/// Which number of a date such as 1/2/2025 is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 12/31/2024.
    MonthFirst,
    /// 31/12/2024.
    DayFirst,
}

/// How the stamps of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A date that can be read one way only.
    Day,
    /// A date whose first two numbers are day and month in some order.
    TwoWays,
    /// The same with a time of day.
    TwoWaysTime,
    /// An instant.
    Instant,
    /// A local time.
    Local,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Day => "a date such as 2025-01-27",
            Self::TwoWays => "a date such as 1/27/2025",
            Self::TwoWaysTime => "a date and time such as 1/27/2025 09:30",
            Self::Instant => "an instant with its offset from UTC",
            Self::Local => "a local date and time",
        })
    }
}

/// A stamp as a number, whose meaning the [`Form`] of the column gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) at: i64,
    /// Of an instant: minutes east of UTC on the clock beside it.
    pub(super) offset: i16,
}

impl Label {
    /// The date on the stamp's own clock, as days since 1970, in a settled column.
    pub(super) fn day(self, form: Form) -> i64 {
        match form {
            Form::Day | Form::TwoWays | Form::TwoWaysTime => self.at,
            Form::Local => self.at.div_euclid(SECONDS_PER_DAY),
            Form::Instant => (self.at + i64::from(self.offset) * 60).div_euclid(SECONDS_PER_DAY),
        }
    }
}
