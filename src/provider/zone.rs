//! Converts between a zone's local time and instants.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The first instant of a day in a zone; some zones have days that begin at one o'clock.
pub(super) fn midnight(zone: Tz, date: NaiveDate) -> DateTime<Utc> {
    let naive = date.and_time(NaiveTime::MIN);
    let local = zone.from_local_datetime(&naive).earliest();
    local.map_or_else(|| naive.and_utc(), |local| local.with_timezone(&Utc))
}

/// The instant of a local time; `None` for one that a clock change skips or repeats, at which
/// no venue trades.
pub(super) fn from_wall_clock(zone: Tz, time: NaiveDateTime) -> Option<DateTime<Utc>> {
    zone.from_local_datetime(&time).single().map(|local| local.with_timezone(&Utc))
}

/// The date in a zone.
pub(super) fn date_in(zone: Tz, at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_the_exchange_s_midnight() {
        let day = "2025-01-29".parse().unwrap();
        let tokyo = midnight(Tz::Asia__Tokyo, day);
        assert_eq!(tokyo.to_rfc3339(), "2025-01-28T15:00:00+00:00");
        assert_eq!(date_in(Tz::Asia__Tokyo, tokyo), day);
    }

    #[test]
    fn an_hour_that_a_clock_change_takes_or_repeats_is_no_instant() {
        let at = |text: &str| from_wall_clock(Tz::America__New_York, text.parse().unwrap());
        assert_eq!(at("2025-03-09T02:30:00"), None);
        assert_eq!(at("2025-11-02T01:30:00"), None);
        assert_eq!(at("2025-03-10T08:12:00").unwrap().to_rfc3339(), "2025-03-10T12:12:00+00:00");
        assert_eq!(at("2025-03-07T08:12:00").unwrap().to_rfc3339(), "2025-03-07T13:12:00+00:00");
    }
}
