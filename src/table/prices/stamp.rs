//! Dates and times as price files write them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

const EPOCH_DAYS_FROM_CE: i32 = 719_163;
const SECONDS_PER_DAY: i64 = 86_400;
/// No bar is older than 1902, so a larger count is one of milliseconds.
const LARGEST_SECONDS: i64 = 100_000_000_000;

/// Which number of a date with slashes is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 12/31/2024.
    MonthFirst,
    /// 31/12/2024.
    DayFirst,
}

/// What a stamp turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stamp {
    /// A date: days since 1970.
    Day(i64),
    /// A date with slashes; its first number, its second, and the year.
    Slashed(u32, u32, i32),
    /// An instant: seconds since 1970 in UTC, and what the clock beside it showed.
    Instant { utc: i64, local: i64 },
    /// A local time without a zone, as seconds since 1970 on that clock.
    Local(i64),
}

impl Stamp {
    /// Reads a stamp; `utc` says that the column is in UTC although the text does not.
    pub(super) fn read(text: &str, utc: bool) -> Option<Self> {
        let text = text.trim();
        if let Some(stamp) = iso(text) {
            return Some(stamp.in_utc(utc));
        }
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return counted(text, utc);
        }
        slashed(text).or_else(|| dotted(text)).or_else(|| with_offset(text))
    }

    /// Joins a date and a time of day from two columns (`20250127`, `153000` or `15:30`).
    pub(super) fn at_time(self, time: &str) -> Option<Self> {
        let seconds = i64::from(clock(time.trim())?);
        match self {
            Self::Day(day) => Some(Self::Local(day * SECONDS_PER_DAY + seconds)),
            Self::Slashed(..) | Self::Instant { .. } | Self::Local(_) => None,
        }
    }

    /// The stamp is at midnight on its own clock: perhaps it is a date in disguise.
    pub(super) const fn is_midnight(self) -> bool {
        match self {
            Self::Day(_) | Self::Slashed(..) => true,
            Self::Instant { local, .. } | Self::Local(local) => local.rem_euclid(SECONDS_PER_DAY) == 0,
        }
    }

    /// The date on the stamp's own clock, as days since 1970; `None` for a date with slashes.
    pub(super) const fn day(self) -> Option<i64> {
        match self {
            Self::Day(day) => Some(day),
            Self::Slashed(..) => None,
            Self::Instant { local, .. } | Self::Local(local) => Some(local.div_euclid(SECONDS_PER_DAY)),
        }
    }

    const fn in_utc(self, utc: bool) -> Self {
        match self {
            Self::Local(seconds) if utc => Self::Instant { utc: seconds, local: seconds },
            Self::Day(_) | Self::Slashed(..) | Self::Instant { .. } | Self::Local(_) => self,
        }
    }
}

/// The days since 1970 of a date whose numbers stand in this order.
pub(super) fn slashed_day(first: u32, second: u32, year: i32, order: DateOrder) -> Option<i64> {
    match order {
        DateOrder::MonthFirst => days(year, first, second),
        DateOrder::DayFirst => days(year, second, first),
    }
}

fn days(year: i32, month: u32, day: u32) -> Option<i64> {
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    Some(i64::from(date.num_days_from_ce() - EPOCH_DAYS_FROM_CE))
}

/// `2025-01-27`, `2025-01-27 09:30`, `2025-01-27T09:30:00Z`, `2025-01-27 09:30:00-05:00`: by hand,
/// because these are millions.
fn iso(text: &str) -> Option<Stamp> {
    let b = text.as_bytes();
    if b.len() < 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let day = days(i32::try_from(digits(&b[..4])?).ok()?, digits(&b[5..7])?, digits(&b[8..10])?)?;
    if b.len() == 10 {
        return Some(Stamp::Day(day));
    }
    if !matches!(b[10], b' ' | b'T') || b.len() < 16 {
        return None;
    }
    let (seconds, rest) = iso_clock(&b[11..])?;
    let local = day * SECONDS_PER_DAY + i64::from(seconds);
    match rest {
        b"" => Some(Stamp::Local(local)),
        b"Z" => Some(Stamp::Instant { utc: local, local }),
        _ => offset(rest).map(|seconds| Stamp::Instant { utc: local - seconds, local }),
    }
}

/// `09:30`, `09:30:00` or `09:30:00.000`, and what follows.
fn iso_clock(b: &[u8]) -> Option<(u32, &[u8])> {
    if b.len() < 5 || b[2] != b':' {
        return None;
    }
    let minutes = digits(&b[..2])? * 60 + digits(&b[3..5])?;
    if b.len() < 8 || b[5] != b':' {
        return in_a_day(minutes * 60).map(|s| (s, &b[5..]));
    }
    let seconds = in_a_day(minutes * 60 + digits(&b[6..8])?)?;
    let rest = &b[8..];
    match rest.strip_prefix(b".") {
        None => Some((seconds, rest)),
        Some(fraction) => {
            let end = fraction.iter().position(|b| !b.is_ascii_digit()).unwrap_or(fraction.len());
            // A bar that begins within a second is no bar.
            fraction[..end].iter().all(|&b| b == b'0').then_some((seconds, &fraction[end..]))
        }
    }
}

/// `+00:00`, `-0500`, `-05`, in seconds east.
fn offset(b: &[u8]) -> Option<i64> {
    let (sign, rest) = match b.split_first()? {
        (b'+', rest) => (1, rest),
        (b'-', rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest {
        [_, _] => (digits(rest)?, 0),
        [_, _, _, _] => (digits(&rest[..2])?, digits(&rest[2..])?),
        [_, _, b':', _, _] => (digits(&rest[..2])?, digits(&rest[3..])?),
        _ => return None,
    };
    Some(sign * i64::from(hours * 3_600 + minutes * 60))
}

fn digits(b: &[u8]) -> Option<u32> {
    b.iter().try_fold(0_u32, |n, c| c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0')))
}

fn in_a_day(seconds: u32) -> Option<u32> {
    (seconds < 86_400).then_some(seconds)
}

/// `20250127` is a date; a longer number, or one in a UTC column, counts seconds or milliseconds.
fn counted(text: &str, utc: bool) -> Option<Stamp> {
    if text.len() == 8 && !utc {
        let b = text.as_bytes();
        let day = days(i32::try_from(digits(&b[..4])?).ok()?, digits(&b[4..6])?, digits(&b[6..8])?)?;
        return Some(Stamp::Day(day));
    }
    if text.len() < 9 && !utc {
        return None;
    }
    let count: i64 = text.parse().ok()?;
    let seconds =
        if count < LARGEST_SECONDS { count } else { (count % 1_000 == 0).then_some(count / 1_000)? };
    Some(Stamp::Instant { utc: seconds, local: seconds })
}

/// `1/4/1999`: the order of the first two numbers is settled when all rows have been seen.
fn slashed(text: &str) -> Option<Stamp> {
    let mut parts = text.split('/');
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Some(Stamp::Slashed(first.parse().ok()?, second.parse().ok()?, year.parse().ok()?))
}

/// `27.01.2025`, and with a time after it.
fn dotted(text: &str) -> Option<Stamp> {
    if let Ok(date) = NaiveDate::parse_from_str(text, "%d.%m.%Y") {
        return Some(Stamp::Day(i64::from(date.num_days_from_ce() - EPOCH_DAYS_FROM_CE)));
    }
    let forms = ["%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M:%S", "%Y%m%d %H:%M:%S"];
    let local = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    Some(Stamp::Local(local.and_utc().timestamp()))
}

fn with_offset(text: &str) -> Option<Stamp> {
    let instant = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)).ok()?;
    (instant.nanosecond() == 0).then(|| Stamp::Instant {
        utc: instant.timestamp(),
        local: instant.naive_local().and_utc().timestamp(),
    })
}

/// Seconds since midnight of `153000`, `15:30` or `15:30:00`.
fn clock(text: &str) -> Option<u32> {
    let forms = ["%H:%M:%S", "%H:%M", "%H%M%S", "%H%M"];
    forms
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(text, form).ok())
        .map(|t| t.num_seconds_from_midnight())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp()
    }

    #[test]
    fn stamps_of_the_world() {
        let read = |text| Stamp::read(text, false).unwrap();
        let day = utc("2025-01-27T00:00:00Z") / SECONDS_PER_DAY;
        let half_past_nine = utc("2025-01-27T09:30:00Z");
        for text in ["2025-01-27", "20250127", "27.01.2025", " 2025-01-27 "] {
            assert_eq!(read(text), Stamp::Day(day), "{text}");
        }
        for text in ["2025-01-27 09:30:00", "2025-01-27T09:30", "27.01.2025 09:30", "2025-01-27 09:30:00.000"]
        {
            assert_eq!(read(text), Stamp::Local(half_past_nine), "{text}");
        }
        let instant = Stamp::Instant { utc: half_past_nine + 5 * 3_600, local: half_past_nine };
        for text in ["2025-01-27 09:30:00-05:00", "2025-01-27T09:30:00-0500", "2025-01-27T09:30-05"] {
            assert_eq!(read(text), instant, "{text}");
        }
        assert_eq!(read("1/27/2025"), Stamp::Slashed(1, 27, 2025));
        assert_eq!(read("1737984600"), Stamp::Instant { utc: 1_737_984_600, local: 1_737_984_600 });
        assert_eq!(read("1737984600000"), read("1737984600"));
        let in_utc = Stamp::read("2025-01-27 09:30:00", true).unwrap();
        assert_eq!(in_utc, Stamp::Instant { utc: half_past_nine, local: half_past_nine });
        assert_eq!(read("20250127").at_time("093000"), Some(Stamp::Local(half_past_nine)));
    }

    #[test]
    fn what_is_no_stamp_is_refused() {
        for text in
            ["", "null", "2025-13-01", "2025-02-29", "2025-01-27 25:00:00", "yesterday", "2025", "1/2/25"]
        {
            assert_eq!(Stamp::read(text, false), None, "{text}");
        }
        assert_eq!(Stamp::read("2025-01-27 09:30:00.250", false), None);
        assert_eq!(Stamp::read("é025-01-27", false), None);
    }
}
