//! The clock by which a page is read.
//!
//! Systems write instants in UTC and show them by the clock of the newsroom: `03:28:35Z` beside *Nov. 8, 2023,
//! 10:28 p.m.* That the two are one instant tells the zone, and so the day on which readers had the news.

use chrono::{FixedOffset, NaiveDateTime, TimeDelta, Timelike};

use super::super::finding::DateFinding;

/// Zones differ by quarters of an hour, and at most by so many minutes from UTC.
const QUARTER: i64 = 15;
const FURTHEST: i64 = 14 * 60;

/// Gives the first date, where it is an instant in UTC, the zone in which the page shows the same instant.
pub(super) fn write_as_read(found: &mut [DateFinding]) {
    let Some((first, others)) = found.split_first_mut() else { return };
    let Some(at) = first.utc.filter(|at| first.time == Some(at.time())) else { return };
    let shown = others
        .iter()
        .filter(|f| !f.evidence.is_modification())
        .find_map(|other| zone_of(at.naive_utc(), other));
    let Some((offset, zone)) = shown else { return };
    let local = at.with_timezone(&offset);
    (first.date, first.time, first.zone) = (local.date_naive(), Some(local.time()), Some(zone));
}

/// The zone in which a date is the instant `utc`, to the minute.
fn zone_of(utc: NaiveDateTime, other: &DateFinding) -> Option<(FixedOffset, String)> {
    let local = other.date.and_time(other.time?);
    if local.minute() % 15 != utc.minute() % 15 || (local.second() != 0 && local.second() != utc.second()) {
        return None;
    }
    let minutes = (local - (utc - TimeDelta::seconds(utc.second().into()))).num_minutes();
    if minutes == 0 || minutes % QUARTER != 0 || minutes.abs() > FURTHEST {
        return None;
    }
    if other.utc.is_some_and(|at| (at.naive_utc() - utc).abs() >= TimeDelta::minutes(1)) {
        return None;
    }
    let offset = FixedOffset::east_opt(i32::try_from(minutes * 60).ok()?)?;
    let zone = other.zone.clone().unwrap_or_else(|| offset.to_string());
    Some((offset, zone))
}
