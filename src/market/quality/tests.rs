//! The gates over whole series, with real calendars.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::*;
use crate::calendar::{Calendar, Session};
use crate::instrument::Mic;
use crate::market::{ActionKind, Adjustment, Bar, CorporateAction, Interval, Series, SeriesKey};

fn key(interval: Interval, adjustment: Adjustment) -> SeriesKey {
    SeriesKey { instrument: "NVDA:XNAS".parse().unwrap(), interval, provider: "file".into(), adjustment }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn sessions(from: &str, to: &str) -> &'static [Session] {
    Calendar::for_mic(Mic::XNAS).unwrap().sessions(day(from), day(to)).unwrap()
}

fn places(flags: &[Flags], flag: Flag) -> Vec<usize> {
    (0..flags.len()).filter(|&i| flags[i].contains(flag)).collect()
}

/// A walk that never repeats itself.
fn wander(step: usize) -> f64 {
    (1.3 * f64::from(u32::try_from(step).unwrap())).sin()
}

/// Daily bars that wander a little, ten to one split on 2024-06-10.
fn with_a_split(adjustment: Adjustment) -> Series<NaiveDate> {
    let bars = sessions("2024-05-01", "2024-06-28").iter().enumerate().map(|(i, session)| {
        let base = if session.date < day("2024-06-10") { 1200.0 } else { 120.0 };
        let close = base * (1.0 + 0.01 * wander(i));
        Bar::new(session.date, close, close * 1.01, close * 0.99, close, Some(1e6 + close)).unwrap()
    });
    Series::new(key(Interval::Day1, adjustment), bars.collect()).unwrap()
}

#[test]
fn a_split_that_nobody_told_is_flagged_and_a_known_one_is_not() {
    let hours = Some(sessions("2024-05-01", "2024-06-28"));
    let split = CorporateAction {
        instrument: "NVDA:XNAS".parse().unwrap(),
        ex_date: day("2024-06-10"),
        kind: ActionKind::Split { new_per_old: 10.0 },
    };
    let series = with_a_split(Adjustment::AsTraded);
    let at = series.first_at_or_after(day("2024-06-10"));
    let unknown = inspect_daily(&series, hours, &[]);
    assert_eq!(places(&unknown, Flag::UnadjustedSplit), [at]);
    assert_eq!(places(&unknown, Flag::Jump), [at]);
    let known = inspect_daily(&series, hours, std::slice::from_ref(&split));
    assert!(known.iter().all(|f| f.is_empty()), "{known:?}");
    let adjusted = with_a_split(Adjustment::Splits);
    let wrong = inspect_daily(&adjusted, hours, &[split]);
    assert_eq!(places(&wrong, Flag::UnadjustedSplit), [at], "prices called adjusted must not jump");
}

#[test]
fn a_bar_on_a_holiday_is_out_of_session() {
    let bar = |d: &str, c: f64| Bar::new(day(d), c, c, c, c, None).unwrap();
    let bars = vec![bar("2025-01-08", 10.0), bar("2025-01-09", 10.1), bar("2025-01-10", 10.2)];
    let series = Series::new(key(Interval::Day1, Adjustment::AsTraded), bars).unwrap();
    // President Carter's day of mourning.
    let flags = inspect_daily(&series, Some(sessions("2025-01-08", "2025-01-10")), &[]);
    assert_eq!(places(&flags, Flag::OutOfSession), [1]);
    assert!(inspect_daily(&series, None, &[]).iter().all(|f| f.is_empty()), "no calendar, no word");
}

/// Bars over the regular hours of the sessions, each stamp moved by `shift`.
fn regular(
    from: &str,
    to: &str,
    interval: Interval,
    shift: impl Fn(&Session) -> TimeDelta,
) -> Series<DateTime<Utc>> {
    let span = interval.span().unwrap();
    let mut bars = Vec::new();
    for session in sessions(from, to) {
        let mut at = session.regular.start;
        while at < session.regular.end {
            let step = wander(bars.len());
            let close = 100.0 + step;
            bars.push(
                Bar::new(at + shift(session), close, close + 0.1, close - 0.1, close, Some(step + 2.0))
                    .unwrap(),
            );
            at += span;
        }
    }
    Series::new(key(interval, Adjustment::AsTraded), bars).unwrap()
}

#[test]
fn stamps_inside_the_session_pass() {
    let hours = Some(sessions("2025-03-03", "2025-03-14"));
    for interval in [Interval::Minute1, Interval::Minute5, Interval::Hour1] {
        let flags = inspect_intraday(
            &regular("2025-03-03", "2025-03-14", interval, |_| TimeDelta::zero()),
            hours,
            &[],
        );
        assert!(flags.iter().all(|f| f.is_empty()), "{interval}");
    }
}

#[test]
fn stamps_by_the_end_are_recognised() {
    let series = regular("2025-03-03", "2025-03-04", Interval::Minute5, |_| TimeDelta::minutes(5));
    let flags = inspect_intraday(&series, Some(sessions("2025-03-03", "2025-03-04")), &[]);
    assert!(flags.iter().all(|f| f.contains(Flag::EndStamped)));
}

#[test]
fn an_overlooked_summer_time_is_recognised() {
    // Somebody took New York to be five hours behind all year: from 10 March on, stamps are an hour late.
    let hour_late = |s: &Session| TimeDelta::hours(i64::from(s.date >= day("2025-03-10")));
    let series = regular("2025-03-06", "2025-03-11", Interval::Minute1, hour_late);
    let flags = inspect_intraday(&series, Some(sessions("2025-03-06", "2025-03-11")), &[]);
    let shifted = places(&flags, Flag::ClockShift);
    assert_eq!(shifted, (780..1560).collect::<Vec<_>>());
    assert_eq!(places(&flags, Flag::OutOfSession), [] as [usize; 0]);
}

#[test]
fn a_stamp_at_night_and_one_on_a_holiday_are_out_of_session() {
    let mut bars =
        regular("2025-01-08", "2025-01-10", Interval::Hour1, |_| TimeDelta::zero()).bars().to_vec();
    let stray = |at: &str| Bar { at: at.parse().unwrap(), ..bars[0] };
    let strays = [stray("2025-01-09T18:00:00Z"), stray("2025-01-10T03:30:00Z")];
    bars.extend(strays);
    bars.sort_by_key(|b| b.at);
    let series = Series::new(key(Interval::Hour1, Adjustment::AsTraded), bars).unwrap();
    let flags = inspect_intraday(&series, Some(sessions("2025-01-08", "2025-01-10")), &[]);
    assert_eq!(places(&flags, Flag::OutOfSession), [7, 8]);
}

#[test]
fn overlapping_bars_and_jumps_within_a_day() {
    let mut bars =
        regular("2025-03-03", "2025-03-04", Interval::Minute5, |_| TimeDelta::zero()).bars().to_vec();
    bars.insert(11, Bar { at: bars[10].at + TimeDelta::minutes(1), ..bars[10] });
    bars[40].close *= 1.5;
    bars[40].high *= 1.5;
    let series = Series::new(key(Interval::Minute5, Adjustment::AsTraded), bars).unwrap();
    let flags = inspect_intraday(&series, None, &[]);
    assert_eq!(places(&flags, Flag::Overlap), [11]);
    assert_eq!(places(&flags, Flag::Jump), [40, 41]);
    assert_eq!(places(&flags, Flag::Stale), [11]);
}

#[test]
fn providers_are_compared_in_the_same_state_only() {
    let one = with_a_split(Adjustment::AsTraded);
    let mut bars = one.bars().to_vec();
    bars[3].close *= 1.01;
    let mut other_key = one.key().clone();
    other_key.provider = "stooq".into();
    let other = Series::new(other_key, bars.clone()).unwrap();
    let found = disagreements(&one, &other, 0.005);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].at, found[0].close), (one.bars()[3].at, one.bars()[3].close));
    assert_eq!(disagreements(&one, &other, 0.02), []);
    let adjusted = Series::new(key(Interval::Day1, Adjustment::Splits), bars).unwrap();
    assert_eq!(disagreements(&one, &adjusted, 0.005), []);
}
