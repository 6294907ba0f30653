//! What the `Z` of a company's acceptance times means.
//!
//! EDGAR accepts filings from 06:00 to 22:00 in New York on business days. Of 808 companies measured
//! in public reports, 624 have true UTC and 181 New York time behind the same `Z`, each company
//! throughout. A reading that puts filings outside those hours is the wrong one.

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc, Weekday};
use chrono_tz::America::New_York;

/// How acceptance times are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As they say.
    Utc,
    /// As the clock in New York showed.
    NewYork,
    /// Both readings are possible for all filings.
    Either,
}

/// The reading that is possible for more filings of a company.
pub(super) fn reading(times: &[NaiveDateTime]) -> Reading {
    let misfits = |read: fn(NaiveDateTime) -> Option<DateTime<Utc>>| {
        times.iter().filter(|time| !read(**time).is_some_and(in_hours)).count()
    };
    match misfits(as_utc).cmp(&misfits(as_new_york)) {
        std::cmp::Ordering::Less => Reading::Utc,
        std::cmp::Ordering::Greater => Reading::NewYork,
        std::cmp::Ordering::Equal => Reading::Either,
    }
}

#[allow(clippy::unnecessary_wraps)] // one of two readings of the same shape
pub(super) fn as_utc(time: NaiveDateTime) -> Option<DateTime<Utc>> {
    Some(time.and_utc())
}

/// The earlier instant of an hour that occurred twice; EDGAR is closed in both.
pub(super) fn as_new_york(time: NaiveDateTime) -> Option<DateTime<Utc>> {
    time.and_local_timezone(New_York).earliest().map(|t| t.with_timezone(&Utc))
}

fn in_hours(at: DateTime<Utc>) -> bool {
    let local = at.with_timezone(&New_York);
    let weekend = matches!(local.weekday(), Weekday::Sat | Weekday::Sun);
    !weekend && (6..22).contains(&local.hour())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(texts: &[&str]) -> Vec<NaiveDateTime> {
        texts.iter().map(|t| t.parse().unwrap()).collect()
    }

    #[test]
    fn filings_outside_the_hours_tell_the_reading() {
        // 16:42 and 20:18 both ways, but 07:05 UTC would be two or three at night.
        let local = times(&["2022-11-30T16:42:36", "2022-11-08T20:18:10", "2022-07-06T07:05:00"]);
        assert_eq!(reading(&local), Reading::NewYork);
        // 23:10 New York time is after hours; as UTC it is 18:10.
        assert_eq!(reading(&times(&["2022-11-30T21:42:36", "2022-11-08T23:10:10"])), Reading::Utc);
        assert_eq!(reading(&times(&["2022-11-30T16:42:36"])), Reading::Either);
        assert_eq!(reading(&[]), Reading::Either);
    }
}
