//! The sessions of a range that a series lacks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::FetchBars;
use crate::calendar::Session;
use crate::instrument::Instrument;
use crate::market::{Interval, Series, SeriesKey};
use crate::provider::{BarRequest, MissingRanges};
use crate::store::{Store, StoreError};

/// More gaps than this are fetched as one range: many small requests save nothing.
const MOST_STRETCHES: usize = 6;

/// A session whose last bar starts this close to its end counts as complete: illiquid shares do not trade
/// every minute.
const LATE_ENOUGH: TimeDelta = TimeDelta::minutes(30);

/// The sessions of the request that have begun and that the stored series lacks; the whole range for a
/// venue without a calendar, or for days outside its calendar.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub fn missing(
    store: &Store,
    key: &SeriesKey,
    request: &BarRequest<'_>,
) -> Result<MissingRanges, StoreError> {
    let sessions = request.calendar.and_then(|calendar| calendar.sessions(request.from, request.to).ok());
    let Some(sessions) = sessions else {
        return Ok(MissingRanges {
            ranges: vec![(request.from, request.to)],
            some_held: false,
            ..MissingRanges::default()
        });
    };
    let begun: Vec<&Session> = sessions.iter().filter(|s| s.whole_day().start < request.as_of).collect();
    let held = match request.interval {
        Interval::Day1 => days_held(store, key, request)?,
        Interval::Minute1 | Interval::Minute5 | Interval::Minute15 | Interval::Hour1 => {
            sessions_held(store, key, &begun, request.extended)?
        }
    };
    let lacking: Vec<bool> = begun.iter().map(|s| !held.contains(&s.date)).collect();
    let dates: Vec<NaiveDate> = begun.iter().map(|s| s.date).collect();
    Ok(MissingRanges {
        ranges: stretches(&dates, &lacking),
        some_held: lacking.contains(&false),
        ..MissingRanges::default()
    })
}

/// Whether some stored series has all of the range already, whoever gave it: nobody needs to be asked then.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub(in crate::app) fn is_held(
    store: &Store,
    ask: &FetchBars,
    instrument: &Instrument,
) -> Result<bool, StoreError> {
    let request = super::request(ask, instrument, true);
    if request.from > request.to {
        return Ok(false);
    }
    for info in store.series_of(&instrument.id)?.iter().filter(|info| info.key.interval == ask.interval) {
        let answered = store.validators(&info.key, ask.extended)?;
        let lacks = unanswered(missing(store, &info.key, &request)?, &answered, ask.as_of);
        if lacks.some_held && lacks.ranges.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn days_held(
    store: &Store,
    key: &SeriesKey,
    request: &BarRequest<'_>,
) -> Result<BTreeSet<NaiveDate>, StoreError> {
    let series = store.daily(key, request.from, request.to)?;
    Ok(series.iter().flat_map(Series::bars).map(|bar| bar.at).collect())
}

/// The sessions with bars up to near their end, and with bars outside the main session where
/// extended hours are asked for and the venue has them.
fn sessions_held(
    store: &Store,
    key: &SeriesKey,
    sessions: &[&Session],
    extended: bool,
) -> Result<BTreeSet<NaiveDate>, StoreError> {
    let (Some(first), Some(last)) = (sessions.first(), sessions.last()) else { return Ok(BTreeSet::new()) };
    let series = store.intraday(key, first.whole_day().start, last.whole_day().end)?;
    let mut starts: BTreeMap<NaiveDate, Vec<DateTime<Utc>>> = BTreeMap::new();
    let mut place = 0;
    for bar in series.iter().flat_map(Series::bars) {
        while sessions.get(place).is_some_and(|s| s.whole_day().end <= bar.at) {
            place += 1;
        }
        if let Some(session) = sessions.get(place).filter(|s| s.whole_day().contains(bar.at)) {
            starts.entry(session.date).or_default().push(bar.at);
        }
    }
    let span = key.interval.span().unwrap_or_default();
    let is_held = |session: &&&Session| {
        starts.get(&session.date).is_some_and(|bars| is_complete(session, bars, span, extended))
    };
    Ok(sessions.iter().filter(is_held).map(|s| s.date).collect())
}

fn is_complete(session: &Session, starts: &[DateTime<Utc>], span: TimeDelta, extended: bool) -> bool {
    let near_end = session.regular.end - LATE_ENOUGH.max(span);
    let has_end = starts.iter().any(|&at| near_end <= at);
    let has_extended = session.premarket.is_some() || session.afterhours.is_some();
    let outside = || starts.iter().any(|&at| !session.regular.contains(at));
    has_end && (!extended || !has_extended || outside())
}

/// How long an answer counts as preliminary: what it lacked may have been added since.
const PRELIMINARY: TimeDelta = TimeDelta::days(30);

/// The same without the parts that were asked for and answered before: where a share was not listed yet or
/// did not trade, the next answer would have no bars either.
pub(super) fn unanswered<T>(
    mut missing: MissingRanges,
    answered: &BTreeMap<(NaiveDate, NaiveDate), T>,
    as_of: DateTime<Utc>,
) -> MissingRanges {
    let long_ago = as_of.date_naive() - PRELIMINARY;
    let is_answered = |(from, to): (NaiveDate, NaiveDate)| {
        to < long_ago && answered.keys().any(|(first, last)| *first <= from && to <= *last)
    };
    let before = missing.ranges.len();
    missing.ranges.retain(|range| !is_answered(*range));
    missing.some_held |= missing.ranges.len() < before;
    missing
}

/// First and last date of each run of missing sessions.
fn stretches(dates: &[NaiveDate], lacking: &[bool]) -> Vec<(NaiveDate, NaiveDate)> {
    let mut found: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    let mut open = false;
    for (&date, &lacks) in dates.iter().zip(lacking) {
        match found.last_mut() {
            Some(last) if lacks && open => last.1 = date,
            _ if lacks => found.push((date, date)),
            _ => {}
        }
        open = lacks;
    }
    match (found.first(), found.last()) {
        (Some(first), Some(last)) if found.len() > MOST_STRETCHES => vec![(first.0, last.1)],
        _ => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::instrument::plain_instrument;
    use crate::market::{Adjustment, Bar};
    use crate::units::Currency;

    fn instrument(id: &str) -> Instrument {
        plain_instrument(id.parse().unwrap(), id, Some(Currency::USD)).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    struct Scene {
        store: Store,
        _folder: tempfile::TempDir,
        instrument: Instrument,
    }

    impl Scene {
        fn new(id: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(&folder.path().join("bars.db")).unwrap();
            Self { store, _folder: folder, instrument: instrument(id) }
        }

        fn key(&self, interval: Interval) -> SeriesKey {
            SeriesKey {
                instrument: self.instrument.id.clone(),
                interval,
                provider: "yahoo".to_owned(),
                adjustment: Adjustment::Splits,
            }
        }

        fn hold_days(&mut self, days: &[&str]) {
            let bars = days.iter().map(|d| Bar::new(day(d), 1.0, 1.0, 1.0, 1.0, None).unwrap()).collect();
            let series = Series::new(self.key(Interval::Day1), bars).unwrap();
            self.store.insert_bars(&series, DateTime::UNIX_EPOCH, "test").unwrap();
        }

        fn hold_minutes(&mut self, starts: &[&str]) {
            let bars = starts
                .iter()
                .map(|at| Bar::new(at.parse::<DateTime<Utc>>().unwrap(), 1.0, 1.0, 1.0, 1.0, None).unwrap());
            let series = Series::new(self.key(Interval::Minute1), bars.collect()).unwrap();
            self.store.insert_bars(&series, DateTime::UNIX_EPOCH, "test").unwrap();
        }

        fn lacks(&self, interval: Interval, from: &str, to: &str, extended: bool) -> MissingRanges {
            let request = BarRequest {
                instrument: &self.instrument,
                present: None,
                interval,
                from: day(from),
                to: day(to),
                extended,
                as_of: "2025-02-01T12:00:00Z".parse().unwrap(),
                known: None,
                calendar: Calendar::for_mic(self.instrument.id.mic).ok(),
            };
            missing(&self.store, &self.key(interval), &request).unwrap()
        }
    }

    #[test]
    fn weekends_and_holidays_are_not_missing() {
        let mut scene = Scene::new("AAPL:XNAS");
        let lacks = scene.lacks(Interval::Day1, "2025-01-17", "2025-01-31", false);
        assert_eq!((lacks.ranges, lacks.some_held), (vec![(day("2025-01-17"), day("2025-01-31"))], false));
        // The 20th was Martin Luther King's day; the 18th and 19th a weekend.
        scene.hold_days(&["2025-01-17", "2025-01-21", "2025-01-24", "2025-01-31"]);
        let lacks = scene.lacks(Interval::Day1, "2025-01-17", "2025-01-31", false);
        assert_eq!(
            lacks.ranges,
            [(day("2025-01-22"), day("2025-01-23")), (day("2025-01-27"), day("2025-01-30"))]
        );
        assert!(lacks.some_held);
        let lacks = scene.lacks(Interval::Day1, "2025-01-17", "2025-01-21", false);
        assert_eq!((lacks.ranges, lacks.some_held), (Vec::new(), true));
    }

    #[test]
    fn sessions_that_have_not_begun_are_not_missing() {
        let scene = Scene::new("AAPL:XNAS");
        let lacks = scene.lacks(Interval::Day1, "2025-01-31", "2025-02-28", false);
        assert_eq!(lacks.ranges, [(day("2025-01-31"), day("2025-01-31"))]);
    }

    #[test]
    fn a_session_cut_short_or_without_its_extended_hours_is_fetched_again() {
        let mut scene = Scene::new("AAPL:XNAS");
        scene.hold_minutes(&[
            "2025-01-28T14:30:00Z",
            "2025-01-28T20:45:00Z", // to the close
            "2025-01-29T13:12:00Z", // premarket
            "2025-01-29T20:59:00Z",
            "2025-01-30T14:30:00Z",
            "2025-01-30T17:00:00Z", // broke off at noon
        ]);
        let lacks = |extended| scene.lacks(Interval::Minute1, "2025-01-28", "2025-01-31", extended).ranges;
        assert_eq!(lacks(false), [(day("2025-01-30"), day("2025-01-31"))]);
        assert_eq!(
            lacks(true),
            [(day("2025-01-28"), day("2025-01-28")), (day("2025-01-30"), day("2025-01-31"))]
        );
    }

    #[test]
    fn a_venue_without_a_calendar_is_asked_for_everything() {
        let scene = Scene::new("ABC:ZZZZ");
        let lacks = scene.lacks(Interval::Day1, "2025-01-01", "2025-01-05", false);
        assert_eq!(lacks.ranges, [(day("2025-01-01"), day("2025-01-05"))]);
    }

    #[test]
    fn what_was_answered_long_ago_is_not_asked_again() {
        let range = |from: &str, to: &str| (day(from), day(to));
        let lacks = |ranges: Vec<_>| MissingRanges { ranges, ..MissingRanges::default() };
        let answered = [range("2023-01-01", "2024-12-31"), range("2025-01-10", "2025-02-01")];
        let answered = answered.into_iter().map(|range| (range, ())).collect();
        let as_of = "2025-02-15T12:00:00Z".parse().unwrap();
        let left = |from, to| unanswered(lacks(vec![range(from, to)]), &answered, as_of).ranges.len();
        assert_eq!(left("2023-01-01", "2023-06-30"), 0, "not listed yet");
        assert_eq!(left("2022-12-30", "2023-06-30"), 1, "partly new");
        assert_eq!(left("2025-01-20", "2025-01-20"), 1, "it may have come since");
    }

    #[test]
    fn many_small_gaps_are_one() {
        let dates: Vec<NaiveDate> = day("2025-01-01").iter_days().take(20).collect();
        let every_other: Vec<bool> = (0..20).map(|i| i % 2 == 0).collect();
        assert_eq!(stretches(&dates, &every_other), [(day("2025-01-01"), day("2025-01-19"))]);
        let mut few = vec![false; 20];
        few[3] = true;
        few[4] = true;
        few[19] = true;
        assert_eq!(
            stretches(&dates, &few),
            [(day("2025-01-04"), day("2025-01-05")), (day("2025-01-20"), day("2025-01-20"))]
        );
    }
}
