//! Local times in UTC, and what the distance of stamps says of bars.

use chrono::{DateTime, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::error::Wrong;
use super::form::{Form, Label, SECONDS_PER_DAY};
use super::stamp::Settled;

/// Steps of this many seconds or more are those of daily bars: 23 hours, where summer time begins.
const DAILY_STEP: i64 = 82_800;

/// Where a local time falls in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LocalFit {
    /// At this second.
    Once(i64),
    /// The clock showed it twice: the first time.
    Twice(i64),
    /// The clock skipped it.
    Never,
}

/// The clock of a zone. Neighbouring rows are mostly of one day, whose offset is remembered.
#[derive(Debug, Clone)]
pub(super) struct LocalClock {
    pub(super) zone: Tz,
    cached: Option<(i64, Option<i64>)>,
}

impl LocalClock {
    pub(super) const fn new(zone: Tz) -> Self {
        Self { zone, cached: None }
    }

    /// The instant of a time on this clock.
    pub(super) fn utc(&mut self, local: i64) -> LocalFit {
        let day = local.div_euclid(SECONDS_PER_DAY);
        let steady = match self.cached {
            Some((of, offset)) if of == day => offset,
            _ => {
                let offset = steady_offset(self.zone, day);
                self.cached = Some((day, offset));
                offset
            }
        };
        if let Some(offset) = steady {
            return LocalFit::Once(local - offset);
        }
        let Some(time) = DateTime::from_timestamp(local, 0) else { return LocalFit::Never };
        let fit = self.zone.from_local_datetime(&time.naive_utc());
        match (fit.earliest(), fit.single()) {
            (None, _) => LocalFit::Never,
            (Some(first), None) => LocalFit::Twice(first.timestamp()),
            (Some(_), Some(only)) => LocalFit::Once(only.timestamp()),
        }
    }

    /// What the clock shows at an instant, as seconds since 1970 on it.
    pub(super) fn local(&self, utc: i64) -> Option<i64> {
        let at = DateTime::from_timestamp(utc, 0)?;
        let offset = self.zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
        Some(utc + i64::from(offset))
    }
}

/// What is wrong with a time that its clock skipped.
pub(super) fn skipped(local: i64, zone: Tz) -> Wrong {
    Wrong::SkippedTime { local: DateTime::from_timestamp(local, 0).unwrap_or_default().naive_utc(), zone }
}

/// The seconds east of UTC, where they are the same all day.
fn steady_offset(zone: Tz, day: i64) -> Option<i64> {
    let date = NaiveDate::default().checked_add_signed(TimeDelta::try_days(day)?)?;
    let at = |date: NaiveDate| {
        let offset = zone.offset_from_local_datetime(&date.and_time(NaiveTime::MIN)).single()?;
        Some(i64::from(offset.fix().local_minus_utc()))
    };
    let start = at(date)?;
    (at(date.succ_opt()?)? == start).then_some(start)
}

/// The commonest step between neighbours, in seconds; the shortest of several.
pub(super) fn commonest_step(stamps: impl Iterator<Item = i64>) -> Option<i64> {
    let mut before = None;
    let steps = stamps.filter_map(|at| before.replace(at).map(|before: i64| (at - before).abs()));
    let mut steps: Vec<i64> = steps.filter(|&step| step > 0).take(5_000).collect();
    steps.sort_unstable();
    steps.chunk_by(|a, b| a == b).rev().max_by_key(|run| run.len()).map(|run| run[0])
}

/// How the labels of daily bars become days.
#[derive(Debug, Clone)]
pub(super) struct DayLabels {
    form: Form,
    /// The venue's clock, if the timestamps are in UTC and are not its midnights.
    clock: Option<LocalClock>,
}

impl DayLabels {
    /// The session's date, as days since 1970.
    pub(super) fn day(&self, label: Label) -> i64 {
        let local = self.clock.as_ref().and_then(|clock| clock.local(label.at));
        local.map_or_else(|| label.day(self.form), |local| local.div_euclid(SECONDS_PER_DAY))
    }
}

/// The days of bars that are daily; `None` where they are not. `zone` is the venue's, if it is known;
/// `is_stated` what the caller says.
///
/// Daily bars are dates, midnights, or a day apart. A stamp in UTC that is not midnight there is midnight, or
/// some hour, at the venue, and the day is the venue's: 23:00 UTC is London's next day in summer.
pub(super) fn days_of_bars(
    labels: &(impl Iterator<Item = Label> + Clone),
    stamps: &Settled,
    zone: Option<Tz>,
    is_stated: Option<bool>,
) -> Option<DayLabels> {
    let form = stamps.form;
    let told_in_utc = || form == Form::Instant && !stamps.midnights && labels.clone().all(|l| l.offset == 0);
    let clock = zone.filter(|_| told_in_utc()).map(LocalClock::new);
    let is_midnight = |clock: &LocalClock| {
        labels.clone().all(|l| clock.local(l.at).is_some_and(|local| local.rem_euclid(SECONDS_PER_DAY) == 0))
    };
    let daily = form == Form::Day
        || is_stated.unwrap_or_else(|| {
            stamps.midnights
                || commonest_step(labels.clone().map(|l| l.at)).is_some_and(|step| step >= DAILY_STEP)
                || clock.as_ref().is_some_and(is_midnight)
        });
    daily.then_some(DayLabels { form, clock })
}
