//! Closes on which two providers disagree. Their series are compared but never mixed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::Failure;
use crate::market::quality::{Disagreement, disagreements};
use crate::market::{AdjustError, Adjuster, Adjustment, CorporateAction, Series, SeriesKey};
use crate::store::{Label, SeriesInfo, Store};
use crate::venue::zone_of;
use crate::view::prices::{DisagreementRecord, OtherClose};

/// A label as one of the two fields of a record, and as the venue's day.
pub(in crate::app) trait Stamped: Label {
    /// The date of a daily bar, or the start of a shorter one.
    fn stamp(self) -> (Option<NaiveDate>, Option<DateTime<Utc>>);
    /// The trading day, by the venue's clock.
    fn day(self, zone: chrono_tz::Tz) -> NaiveDate;
}

impl Stamped for NaiveDate {
    fn stamp(self) -> (Option<NaiveDate>, Option<DateTime<Utc>>) {
        (Some(self), None)
    }

    fn day(self, _: chrono_tz::Tz) -> NaiveDate {
        self
    }
}

impl Stamped for DateTime<Utc> {
    fn stamp(self) -> (Option<NaiveDate>, Option<DateTime<Utc>>) {
        (None, Some(self))
    }

    fn day(self, zone: chrono_tz::Tz) -> NaiveDate {
        self.with_timezone(&zone).date_naive()
    }
}

/// Where other providers' closes differ from those of `series` by more than `tolerance`, as a
/// fraction; for each bar the first such provider's. Figures are adjusted in the way of `series`.
pub(in crate::app) fn with_others<At: Stamped>(
    store: &Store,
    series: &Series<At>,
    all: &[SeriesInfo],
    actions: &[CorporateAction],
    tolerance: f64,
) -> Result<BTreeMap<At, (f64, OtherClose)>, Failure> {
    let mut found = BTreeMap::new();
    let (Some(first), Some(last)) = (series.bars().first(), series.bars().last()) else { return Ok(found) };
    for other in all.iter().filter(|other| is_another_providers(&other.key, series.key())) {
        let Some(theirs) = store.bars(&other.key, first.at, last.at)? else { continue };
        for Disagreement { at, close, other: theirs } in compared(series, &theirs, actions, tolerance)? {
            let other = OtherClose { provider: other.key.provider.clone(), close: theirs };
            found.entry(at).or_insert((close, other));
        }
    }
    Ok(found)
}

/// The output records of these disagreements.
pub(in crate::app) fn records<At: Stamped>(
    found: &BTreeMap<At, (f64, OtherClose)>,
) -> Vec<DisagreementRecord> {
    let record = |(at, (close, other)): (&At, &(f64, OtherClose))| {
        let (date, at) = at.stamp();
        DisagreementRecord { date, at, close: *close, other: other.clone() }
    };
    found.iter().map(record).collect()
}

fn is_another_providers(a: &SeriesKey, b: &SeriesKey) -> bool {
    a.instrument == b.instrument && a.interval == b.interval && a.provider != b.provider
}

fn compared<At: Stamped>(
    series: &Series<At>,
    theirs: &Series<At>,
    actions: &[CorporateAction],
    tolerance: f64,
) -> Result<Vec<Disagreement<At>>, AdjustError> {
    let (from, to) = (theirs.key().adjustment, series.key().adjustment);
    // A dividend adjustment cannot be undone, and providers compute it differently.
    if from != to && (from == Adjustment::SplitsAndDividends || to == Adjustment::SplitsAndDividends) {
        return Ok(Vec::new());
    }
    if from == to {
        return Ok(disagreements(series, theirs, tolerance));
    }
    let zone = zone_of(series.key().instrument.mic);
    let adjuster = Adjuster::new(actions, from, to, NaiveDate::MAX, |_| None)?;
    Ok(disagreements(series, &adjuster.apply(theirs, |at| at.day(zone)), tolerance))
}
