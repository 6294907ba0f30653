//! Dates and times as files write them, one at a time.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike};

use super::cell::Cell;
use super::form::{DateOrder, Form, Label, SECONDS_PER_DAY};
use crate::date::{DateContext, DateRemark, left_unread, read_value};

const EPOCH_DAYS_FROM_CE: i32 = 719_163;
/// No bar is older than 1902, so a larger count is one of milliseconds, and so on.
const LARGEST_SECONDS: i64 = 100_000_000_000;

/// What a stamp turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// A date: days since 1970.
    Day(i64),
    /// A date whose first two numbers are day and month in some order, and perhaps the seconds of the day.
    TwoWays { first: u32, second: u32, year: i32, clock: Option<u32> },
    /// An instant: seconds since 1970 in UTC, and the local time that was written.
    Instant { utc: i64, local: i64 },
    /// A local time without a zone, as seconds since 1970 on that clock.
    Local(i64),
}

impl Written {
    /// Reads a stamp; `utc` says that the column is in UTC although the text does not.
    pub(super) fn read(cell: Cell<'_>, utc: bool) -> Option<Self> {
        match cell {
            Cell::Text(bytes) => Self::read_text(std::str::from_utf8(bytes).ok()?, utc),
            Cell::Whole(number) => counted(&number.to_string(), utc),
            Cell::Number(number) if number.fract() == 0.0 => counted(&format!("{number:.0}"), utc),
            Cell::Absent | Cell::Number(_) => None,
            Cell::Day(day) => Some(Self::Day(day)),
            Cell::Instant(seconds) => Some(Self::Instant { utc: seconds, local: seconds }),
            Cell::Local(seconds) => Some(Self::Local(seconds).in_utc(utc)),
        }
    }

    fn read_text(text: &str, utc: bool) -> Option<Self> {
        let text = text.trim();
        if let Some(stamp) = iso(text) {
            return Some(stamp.in_utc(utc));
        }
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return counted(text, utc);
        }
        let stamp = numbers(text)
            .or_else(|| day_and_time(text))
            .or_else(|| with_offset(text))
            .or_else(|| in_words(text))?;
        Some(stamp.in_utc(utc))
    }

    /// Joins a date and a time of day from two columns (`20250127`, `153000` or `15:30`).
    pub(super) fn at_time(self, time: &str) -> Option<Self> {
        let seconds = clock(time.trim())?;
        match self {
            Self::Day(day) => Some(Self::Local(day * SECONDS_PER_DAY + i64::from(seconds))),
            Self::TwoWays { first, second, year, clock: None } => {
                Some(Self::TwoWays { first, second, year, clock: Some(seconds) })
            }
            Self::TwoWays { .. } | Self::Instant { .. } | Self::Local(_) => None,
        }
    }

    /// The days since 1970 of a date, in this order if it can be read two ways; `None` for a time.
    pub(super) fn day(self, order: DateOrder) -> Option<i64> {
        match self {
            Self::Day(day) => Some(day),
            Self::TwoWays { first, second, year, .. } => day_of(first, second, year, order),
            Self::Instant { .. } | Self::Local(_) => None,
        }
    }

    pub(super) const fn form(self) -> Form {
        match self {
            Self::Day(_) => Form::Day,
            Self::TwoWays { clock: None, .. } => Form::TwoWays,
            Self::TwoWays { clock: Some(_), .. } => Form::TwoWaysTime,
            Self::Instant { .. } => Form::Instant,
            Self::Local(_) => Form::Local,
        }
    }

    /// The stamp is at midnight on its own clock: perhaps it is a date in disguise.
    pub(super) const fn is_midnight(self) -> bool {
        match self {
            Self::Day(_) | Self::TwoWays { clock: None, .. } => true,
            Self::TwoWays { clock: Some(seconds), .. } => seconds == 0,
            Self::Instant { local, .. } | Self::Local(local) => local.rem_euclid(SECONDS_PER_DAY) == 0,
        }
    }

    const fn in_utc(self, utc: bool) -> Self {
        match self {
            Self::Local(seconds) if utc => Self::Instant { utc: seconds, local: seconds },
            Self::Day(_) | Self::TwoWays { .. } | Self::Instant { .. } | Self::Local(_) => self,
        }
    }

    /// The number that stands for it until the column is settled: days, seconds in UTC, seconds on the
    /// local clock, or the digits of a date that can be read two ways.
    pub(super) fn label(self) -> Label {
        match self {
            Self::Day(at) | Self::Local(at) => Label { at, offset: 0 },
            Self::Instant { utc, local } => {
                Label { at: utc, offset: i16::try_from((local - utc) / 60).unwrap_or_default() }
            }
            Self::TwoWays { first, second, year, clock } => {
                let digits = i64::from(year) * 10_000 + i64::from(first) * 100 + i64::from(second);
                let at = clock.map_or(digits, |s| digits * SECONDS_PER_DAY + i64::from(s));
                Label { at, offset: 0 }
            }
        }
    }
}

/// The days since 1970 of a date whose numbers are in this order.
pub(super) fn day_of(first: u32, second: u32, year: i32, order: DateOrder) -> Option<i64> {
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
fn iso(text: &str) -> Option<Written> {
    let b = text.as_bytes();
    if b.len() < 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let day = days(i32::try_from(digits(&b[..4])?).ok()?, digits(&b[5..7])?, digits(&b[8..10])?)?;
    if b.len() == 10 {
        return Some(Written::Day(day));
    }
    if !matches!(b[10], b' ' | b'T') || b.len() < 16 {
        return None;
    }
    let (seconds, rest) = iso_clock(&b[11..])?;
    let local = day * SECONDS_PER_DAY + i64::from(seconds);
    match rest {
        b"" => Some(Written::Local(local)),
        b"Z" => Some(Written::Instant { utc: local, local }),
        _ => offset(rest).map(|seconds| Written::Instant { utc: local - seconds, local }),
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
            // No bar begins within a second.
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
fn counted(text: &str, utc: bool) -> Option<Written> {
    if text.len() == 8 && !utc {
        let b = text.as_bytes();
        let day = days(i32::try_from(digits(&b[..4])?).ok()?, digits(&b[4..6])?, digits(&b[6..8])?)?;
        return Some(Written::Day(day));
    }
    if text.len() < 9 && !utc {
        return None;
    }
    // Milliseconds, microseconds or nanoseconds: none but whole seconds begin a bar.
    let mut seconds: i64 = text.parse().ok()?;
    while seconds >= LARGEST_SECONDS {
        seconds = (seconds % 1_000 == 0).then_some(seconds / 1_000)?;
    }
    Some(Written::Instant { utc: seconds, local: seconds })
}

/// `1/4/1999`, `01-04-1999`, `27.01.2025`, `2025/1/27`, `2025.01.27`, `09/19/25`, `2025年1月27日`, with a time
/// after it perhaps. The order of day and month is settled when all rows have been seen; before a dot the day
/// comes first.
fn numbers(text: &str) -> Option<Written> {
    let end = text.find([' ', 'T']).unwrap_or(text.len());
    let (date, rest) =
        (text[..end].trim_end_matches(['.', '日']), text[end..].trim_start_matches(['T', ' ']));
    let sign = date.find(|c: char| !c.is_ascii_digit()).and_then(|at| date[at..].chars().next())?;
    let mut parts = date.split(if sign == '年' { &['年', '月'] } else { std::slice::from_ref(&sign) });
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !matches!(sign, '/' | '-' | '.' | '年') {
        return None;
    }
    let time = if rest.is_empty() { None } else { Some(time_of_day(rest)?) };
    let short = |part: &str| (1..=2).contains(&part.len()).then(|| digits(part.as_bytes())).flatten();
    if first.len() == 4 {
        let year = i32::try_from(digits(first.as_bytes())?).ok()?;
        return Some(timed(days(year, short(second)?, short(third)?)?, time));
    }
    let (first, second, year) = (short(first)?, short(second)?, year(third, sign)?);
    match (sign, time) {
        ('.', time) => Some(timed(days(year, second, first)?, time)),
        (_, None) => Some(Written::TwoWays { first, second, year, clock: None }),
        (_, Some((clock, None))) => Some(Written::TwoWays { first, second, year, clock: Some(clock) }),
        // An instant whose date can be read two ways has no place to wait for the others.
        (_, Some((_, Some(_)))) => None,
    }
}

/// A year of four digits, or of two after a slash or a dot: those to 69 are of this century.
fn year(text: &str, sign: char) -> Option<i32> {
    let number = || i32::try_from(digits(text.as_bytes())?).ok();
    match (text.len(), sign) {
        (4, _) => number(),
        (2, '/' | '.') => number().map(|n| n + if n < 70 { 2000 } else { 1900 }),
        _ => None,
    }
}

/// A day with or without a time, and that with or without its offset.
fn timed(day: i64, time: Option<(u32, Option<i64>)>) -> Written {
    match time {
        None => Written::Day(day),
        Some((clock, offset)) => {
            let local = day * SECONDS_PER_DAY + i64::from(clock);
            offset.map_or(Written::Local(local), |east| Written::Instant { utc: local - east, local })
        }
    }
}

/// `16:00:00`, `4:30 PM`, `093000`, `09:30:00.000 GMT+0100`: the seconds of the day, and the seconds east.
fn time_of_day(text: &str) -> Option<(u32, Option<i64>)> {
    if let Some(seconds) = clock(text) {
        return Some((seconds, None));
    }
    let end = text.find([' ', '+', 'Z']).unwrap_or(text.len());
    let (time, zone) = (&text[..end], text[end..].trim());
    let (seconds, rest) = iso_clock(time.as_bytes())?;
    let zone = zone.trim_start_matches("GMT").trim_start_matches("UTC");
    let east = match zone {
        "" if text.len() == end => None,
        "" | "Z" => Some(0),
        zone => Some(offset(zone.as_bytes())?),
    };
    rest.is_empty().then_some((seconds, east))
}

/// `20250127 09:30:00`, `20250127  093000`
fn day_and_time(text: &str) -> Option<Written> {
    let (day, time) = text.split_once([' ', ';', '-'])?;
    let day = (day.len() == 8).then(|| counted(day, false)).flatten()?;
    day.at_time(time.trim())
}

fn with_offset(text: &str) -> Option<Written> {
    let instant = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)).ok()?;
    (instant.nanosecond() == 0).then(|| Written::Instant {
        utc: instant.timestamp(),
        local: instant.naive_local().and_utc().timestamp(),
    })
}

/// `14-Oct-2024`, `October 14, 2024 16:30 EST`: what people write. Nothing may be left to guess.
fn in_words(text: &str) -> Option<Written> {
    if !text.contains(char::is_alphabetic) {
        return None;
    }
    let context = DateContext::default();
    let found = read_value(text, &context)?;
    if left_unread(text, &context).is_some() {
        return None;
    }
    let is_guess = |remark: &DateRemark| match remark {
        DateRemark::AmbiguousOrder
        | DateRemark::WeekdayConflict { .. }
        | DateRemark::YearInferred
        | DateRemark::CountedFromFetch
        | DateRemark::UnknownZone(_) => true,
        DateRemark::ModifiedOnly | DateRemark::LocalTimeTwice | DateRemark::LocalTimeSkipped => false,
    };
    if found.remarks.iter().any(is_guess) {
        return None;
    }
    let Some(time) = found.time else {
        return Some(Written::Day(i64::from(found.date.num_days_from_ce() - EPOCH_DAYS_FROM_CE)));
    };
    let local = found.date.and_time(time).and_utc().timestamp();
    Some(match found.utc {
        Some(utc) => Written::Instant { utc: utc.timestamp(), local },
        None => Written::Local(local),
    })
}

/// Seconds since midnight of `153000`, `15:30`, `15:30:00` or `3:30 PM`.
fn clock(text: &str) -> Option<u32> {
    let forms = ["%H:%M:%S", "%H:%M", "%H%M%S", "%H%M", "%I:%M %p", "%I:%M:%S %p"];
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

    fn read(text: &str) -> Option<Written> {
        Written::read(Cell::Text(text.as_bytes()), false)
    }

    #[test]
    fn a_date_with_a_tail_is_none() {
        for text in [
            "2020-04-23foo",
            "20.04.2020x",
            "2020-04-23 at teatime",
            "27 January 2025 or so",
            "Jan 27, 2025 7",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn stamps_of_the_world() {
        let read = |text| read(text).unwrap_or_else(|| panic!("{text}"));
        let day = utc("2025-01-27T00:00:00Z") / SECONDS_PER_DAY;
        let half_past_nine = utc("2025-01-27T09:30:00Z");
        for text in [
            "2025-01-27",
            "20250127",
            "27.01.2025",
            " 2025-01-27 ",
            "2025/01/27",
            "27-Jan-2025",
            "Jan 27, 2025",
            "27. Januar 2025",
            "2025.01.27",
            "2025/1/27",
            "27.1.2025",
            "27.01.25",
            "2025年1月27日",
        ] {
            assert_eq!(read(text), Written::Day(day), "{text}");
        }
        for text in [
            "2025-01-27 09:30:00",
            "2025-01-27T09:30",
            "27.01.2025 09:30",
            "2025-01-27 09:30:00.000",
            "2025.01.27 09:30",
            "20250127  09:30:00",
            "20250127 093000",
        ] {
            assert_eq!(read(text), Written::Local(half_past_nine), "{text}");
        }
        let instant = Written::Instant { utc: half_past_nine + 5 * 3_600, local: half_past_nine };
        for text in ["2025-01-27 09:30:00-05:00", "2025-01-27T09:30:00-0500", "2025-01-27T09:30-05"] {
            assert_eq!(read(text), instant, "{text}");
        }
        let two_ways = |clock| Written::TwoWays { first: 1, second: 27, year: 2025, clock };
        assert_eq!(read("1/27/2025"), two_ways(None));
        assert_eq!(read("01-27-2025"), two_ways(None));
        assert_eq!(read("01/27/25"), two_ways(None));
        let dukascopy = read("27.01.2025 09:30:00.000 GMT-0500");
        assert_eq!(dukascopy, Written::Instant { utc: half_past_nine + 5 * 3_600, local: half_past_nine });
        for text in ["1/27/2025 16:30", "1/27/2025 4:30 PM", "1/27/2025 16:30:00"] {
            assert_eq!(read(text), two_ways(Some(59_400)), "{text}");
        }
        for text in ["1737984600", "1737984600000", "1737984600000000", "1737984600000000000"] {
            assert_eq!(read(text), Written::Instant { utc: 1_737_984_600, local: 1_737_984_600 }, "{text}");
        }
        let in_utc = Written::read(Cell::Text(b"2025-01-27 09:30:00"), true).unwrap();
        assert_eq!(in_utc, Written::Instant { utc: half_past_nine, local: half_past_nine });
        assert_eq!(read("20250127").at_time("093000"), Some(Written::Local(half_past_nine)));
    }

    #[test]
    fn what_is_no_stamp_is_refused() {
        for text in [
            "",
            "null",
            "2025-13-01",
            "2025-02-29",
            "2025-01-27 25:00:00",
            "yesterday",
            "2025",
            "1-2-25",
            "27.01.5",
            "14 October",
            "2025-01-27 09:30:00.250",
            "é025-01-27",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
