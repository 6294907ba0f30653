//! Converts bar labels to the integers that are stored.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};

use crate::market::Interval;

const SECONDS_PER_DAY: i64 = 86_400;
/// 1970-01-01 was a Thursday; with an offset of three days, weeks begin on Mondays.
const THURSDAY_TO_MONDAY: i64 = 3;
/// Days from 0001-01-01 (day 1 of the common era) to 1970-01-01.
const EPOCH_DAYS_FROM_CE: i32 = 719_163;

/// A bar's label: a session date, or the instant of an intraday bar's start.
pub trait Label: Ord + Copy + std::fmt::Display + Send + Sync + 'static {
    /// Whether bars with this label last a whole session.
    const DAILY: bool;

    /// Days since 1970-01-01 for dates; seconds since then for instants, `None` for an instant
    /// between two seconds, at which no bar starts.
    fn to_stored(self) -> Option<i64>;

    /// The last stored integer whose label is not after this one.
    fn floor_stored(self) -> i64;

    /// The first instant of what the label stands for; of a date, its midnight UTC.
    fn begins(self) -> DateTime<Utc>;

    /// The label behind a stored integer; `None` outside the years chrono knows.
    fn from_stored(stored: i64) -> Option<Self>;
}

impl Label for NaiveDate {
    const DAILY: bool = true;

    fn to_stored(self) -> Option<i64> {
        Some(self.floor_stored())
    }

    fn floor_stored(self) -> i64 {
        i64::from(self.num_days_from_ce() - EPOCH_DAYS_FROM_CE)
    }

    fn begins(self) -> DateTime<Utc> {
        self.and_time(NaiveTime::MIN).and_utc()
    }

    fn from_stored(stored: i64) -> Option<Self> {
        let days = i32::try_from(stored).ok()?.checked_add(EPOCH_DAYS_FROM_CE)?;
        Self::from_num_days_from_ce_opt(days)
    }
}

impl Label for DateTime<Utc> {
    const DAILY: bool = false;

    fn to_stored(self) -> Option<i64> {
        (self.timestamp_subsec_nanos() == 0).then(|| self.timestamp())
    }

    fn floor_stored(self) -> i64 {
        self.timestamp()
    }

    fn begins(self) -> DateTime<Utc> {
        self
    }

    fn from_stored(stored: i64) -> Option<Self> {
        Self::from_timestamp(stored, 0)
    }
}

/// The days that one block of an interval spans: weeks from Monday, so many that a block of a liquid
/// share has some thousand bars. With fewer, the overhead of rows shows; with more, reading one price takes
/// more than a millisecond of decoding.
const fn days_per_block(interval: Interval) -> i64 {
    match interval {
        Interval::Minute1 => 7,
        Interval::Minute5 => 28,
        Interval::Minute15 => 84,
        Interval::Hour1 => 364,
        Interval::Day1 => 1_456,
    }
}

/// The number of the block that contains a stored label.
pub(super) const fn block_of(interval: Interval, stored: i64) -> i64 {
    let days = match interval {
        Interval::Day1 => stored,
        Interval::Minute1 | Interval::Minute5 | Interval::Minute15 | Interval::Hour1 => {
            stored.div_euclid(SECONDS_PER_DAY)
        }
    };
    (days + THURSDAY_TO_MONDAY).div_euclid(days_per_block(interval))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_survive_the_store() {
        let date = NaiveDate::from_ymd_opt(1969, 12, 31).unwrap();
        assert_eq!(date.to_stored(), Some(-1));
        assert_eq!(NaiveDate::from_stored(-1), Some(date));
        let instant = DateTime::from_timestamp(1_738_368_000, 0).unwrap();
        assert_eq!(DateTime::<Utc>::from_stored(instant.to_stored().unwrap()), Some(instant));
        assert_eq!(DateTime::<Utc>::from_timestamp(1, 5).unwrap().to_stored(), None);
    }

    #[test]
    fn a_week_of_minutes_is_one_block() {
        let monday = DateTime::parse_from_rfc3339("2025-01-27T00:00:00Z").unwrap().timestamp();
        let week = 7 * SECONDS_PER_DAY;
        let block = block_of(Interval::Minute1, monday);
        assert_eq!(block_of(Interval::Minute1, monday + week - 1), block);
        assert_eq!(block_of(Interval::Minute1, monday - 1), block - 1);
        assert_eq!(block_of(Interval::Minute1, monday + week), block + 1);
    }
}
