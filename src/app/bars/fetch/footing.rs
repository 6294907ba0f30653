//! Whether a provider's adjusted prices still have the same adjustment as the stored ones.
//!
//! A provider that divides by later splits changes all its past prices on the day of the next split;
//! one that takes out dividends does so every quarter. Bars fetched before and after such a day do
//! not belong in one series. So each fetch of an adjusted series includes one stored session, and if
//! its close has changed, the whole series is fetched again.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::FetchBars;
use crate::market::{Adjustment, Bar, Interval, Series, SeriesKey};
use crate::provider::{Answer, FetchedBars, MissingRanges};
use crate::store::{LabelSpan, SeriesInfo, Store, StoreError};
use crate::venue::zone_of;

/// Closes that differ by more than this fraction are adjusted differently; the smallest dividends of
/// large companies are a tenth of a percent, and services round to the cent.
const TOLERANCE: f64 = 2e-4;

/// The longest gap over which intraday bars are fetched just for the comparison.
const NEAR: TimeDelta = TimeDelta::days(10);

/// The same ranges, with the first extended to the last stored session before it, so that the
/// adjustment can be compared. As-traded prices need no comparison.
pub(super) fn anchored(
    store: &Store,
    key: &SeriesKey,
    mut missing: MissingRanges,
) -> Result<MissingRanges, StoreError> {
    if key.adjustment == Adjustment::AsTraded {
        return Ok(missing);
    }
    let Some(first) = missing.ranges.first_mut() else { return Ok(missing) };
    let Some(info) = held(store, key)? else { return Ok(missing) };
    let (begin, _) = days(&info);
    let anchor = match last_held(store, key, begin, first.0)? {
        Some(day) => (day, first.1),
        None => (first.0, first.1.max(begin)),
    };
    if key.interval == Interval::Day1 || (first.0 - anchor.0).max(anchor.1 - first.1) <= NEAR {
        *first = anchor;
    }
    Ok(missing)
}

/// The whole range to fetch again, if a stored bar comes back with another close.
pub(super) fn rebased(
    store: &Store,
    answer: &Answer,
    ask: &FetchBars,
) -> Result<Option<(NaiveDate, NaiveDate)>, StoreError> {
    let Some(key) = answer.fetched.first().map(|f| f.bars.key()) else { return Ok(None) };
    if key.adjustment == Adjustment::AsTraded {
        return Ok(None);
    }
    for fetched in &answer.fetched {
        let moved = match &fetched.bars {
            FetchedBars::Daily(new) => moved(new, |from, to| store.daily(key, from, to))?,
            FetchedBars::Intraday(new) => moved(new, |from, to| store.intraday(key, from, to))?,
        };
        if moved && let Some(info) = held(store, key)? {
            let (begin, end) = days(&info);
            return Ok(Some((begin.min(ask.from), end.max(ask.to))));
        }
    }
    Ok(None)
}

fn moved<At: Ord + Copy>(
    new: &Series<At>,
    held: impl Fn(At, At) -> Result<Option<Series<At>>, StoreError>,
) -> Result<bool, StoreError> {
    let (Some(first), Some(last)) = (new.bars().first(), new.bars().last()) else { return Ok(false) };
    let Some(held) = held(first.at, last.at)? else { return Ok(false) };
    let differs =
        |old: &Bar<At>| new.get(old.at).is_some_and(|new| (new.close / old.close - 1.0).abs() > TOLERANCE);
    Ok(held.bars().iter().any(differs))
}

fn held(store: &Store, key: &SeriesKey) -> Result<Option<SeriesInfo>, StoreError> {
    Ok(store.series_of(&key.instrument)?.into_iter().find(|info| info.key == *key))
}

/// First and last date of a series, in the venue's zone.
fn days(info: &SeriesInfo) -> (NaiveDate, NaiveDate) {
    let zone = zone_of(info.key.instrument.mic);
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    match info.extent {
        LabelSpan::Days { first, last } => (first, last),
        LabelSpan::Instants { first, last } => (day(first), day(last)),
    }
}

/// The last date with a bar before a day.
fn last_held(
    store: &Store,
    key: &SeriesKey,
    begin: NaiveDate,
    before: NaiveDate,
) -> Result<Option<NaiveDate>, StoreError> {
    let Some(eve) = before.pred_opt().filter(|eve| begin <= *eve) else { return Ok(None) };
    if key.interval == Interval::Day1 {
        let series = store.daily(key, begin, eve)?;
        return Ok(series.and_then(|s| s.bars().last().map(|bar| bar.at)));
    }
    let zone = zone_of(key.instrument.mic);
    let start = (eve - NEAR).and_time(chrono::NaiveTime::MIN).and_utc();
    let end = before.and_time(chrono::NaiveTime::MIN).and_utc();
    let series = store.intraday(key, start, end)?;
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    Ok(series.and_then(|s| s.bars().iter().rev().map(|bar| day(bar.at)).find(|day| *day <= eve)))
}
