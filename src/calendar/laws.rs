//! What holds for every calendar, every day and every instant.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;

use super::{Calendar, Segment, supported};
use crate::event::{Precision, When};

fn venues() -> impl Strategy<Value = &'static Calendar> {
    select(supported()).prop_map(|mic| Calendar::for_mic(mic).unwrap())
}

/// A venue and a day at least two weeks inside its coverage.
fn days() -> impl Strategy<Value = (&'static Calendar, NaiveDate)> {
    venues().prop_flat_map(|calendar| {
        let (from, to) = calendar.coverage();
        let days = u64::try_from((to - from).num_days()).unwrap();
        (Just(calendar), (15..days - 15).prop_map(move |n| from + Days::new(n)))
    })
}

fn instants() -> impl Strategy<Value = (&'static Calendar, DateTime<Utc>)> {
    (days(), 0..86_400i64).prop_map(|((calendar, day), second)| {
        (calendar, day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::seconds(second))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_next_of_the_previous_is_the_session_itself((calendar, day) in days()) {
        let session = calendar.session_on_or_after(day).unwrap();
        let before = calendar.previous_session(session.date).unwrap();
        let after = calendar.next_session(session.date).unwrap();
        prop_assert_eq!(calendar.next_session(before.date).unwrap(), session);
        prop_assert_eq!(calendar.previous_session(after.date).unwrap(), session);
        prop_assert!(before.date < session.date && session.date < after.date);
    }

    #[test]
    fn counting_is_stepping((calendar, day) in days(), n in 1..6i64) {
        let mut stepped = day;
        for _ in 0..n {
            stepped = calendar.next_session(stepped).unwrap().date;
        }
        prop_assert_eq!(calendar.nth_session_after(day, n).unwrap().date, stepped);
        let mut stepped = day;
        for _ in 0..n {
            stepped = calendar.previous_session(stepped).unwrap().date;
        }
        prop_assert_eq!(calendar.nth_session_after(day, -n).unwrap().date, stepped);
    }

    #[test]
    fn the_session_named_contains_the_instant_or_is_the_next((calendar, at) in instants()) {
        let moment = calendar.at(at).unwrap();
        if let Some(session) = moment.session {
            prop_assert!(session.whole_day().contains(at));
            prop_assert_eq!(session.segment_at(at), moment.segment);
        }
        prop_assert_eq!(moment.session.is_none(), moment.segment == Segment::Closed);
        prop_assert!(moment.last_closed.regular.end <= at);
        prop_assert!(moment.next_open.regular.start > at);
        // Between the two lies at most the session that is going on.
        let between = calendar.sessions(moment.last_closed.date, moment.next_open.date).unwrap();
        prop_assert!(between.len() <= 3);
        prop_assert_eq!(between.len() == 3, moment.session.is_some_and(|s| s.regular.contains(at)));
    }

    #[test]
    fn news_never_reacts_in_a_session_that_is_over((calendar, at) in instants()) {
        let when = When::Instant { at, precision: Precision::Second };
        let session = calendar.first_reacting_session(&when).unwrap();
        prop_assert!(session.regular.end > at);
        prop_assert!(calendar.previous_session(session.date).unwrap().regular.end <= at);
    }

    #[test]
    fn open_time_added_is_open_time_measured((calendar, at) in instants(), minutes in 1..3000i64) {
        let end = calendar.add_open_time(at, TimeDelta::minutes(minutes), false).unwrap();
        prop_assert_eq!(calendar.trading_minutes(at, end).unwrap(), minutes);
        prop_assert_eq!(calendar.trading_minutes(end, at).unwrap(), -minutes);
        prop_assert!(calendar.add_open_time(at, TimeDelta::minutes(minutes), true).unwrap() <= end);
    }
}

#[test]
fn sessions_follow_each_other_without_overlap() {
    for mic in supported() {
        let calendar = Calendar::for_mic(*mic).unwrap();
        let (from, to) = calendar.coverage();
        let sessions = calendar.sessions(from, to).unwrap();
        assert!(!sessions.is_empty(), "{mic}");
        for pair in sessions.windows(2) {
            assert!(pair[0].whole_day().end <= pair[1].whole_day().start, "{mic} {}", pair[1].date);
        }
        for session in sessions {
            let spans: Vec<_> = session.open_spans(true).map(|(_, span)| span).collect();
            assert!(spans.iter().all(|span| span.start < span.end), "{mic} {}", session.date);
            assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{mic} {}", session.date);
        }
    }
}

#[test]
fn outside_the_coverage_is_an_error() {
    let calendar = Calendar::for_mic("XSHG".parse().unwrap()).unwrap();
    let (from, to) = calendar.coverage();
    assert!(calendar.session(from - Days::new(1)).is_err());
    assert!(calendar.next_session(to).is_err());
    assert!(calendar.previous_session(from).is_err());
    assert!(calendar.nth_session_after(from, i64::MAX).is_err());
    assert!(calendar.nth_session_after(from, i64::MIN).is_err());
    assert!(calendar.at(DateTime::<Utc>::MAX_UTC).is_err());
    let last = calendar.session_on_or_before(to).unwrap().regular.end;
    assert!(calendar.add_open_time(last, TimeDelta::minutes(1), true).is_err());
}

#[test]
fn lunch_is_neither_closed_nor_open() {
    let tokyo = Calendar::for_mic("XTKS".parse().unwrap()).unwrap();
    let noon: DateTime<Utc> = "2025-01-29T03:00:00Z".parse().unwrap();
    let moment = tokyo.at(noon).unwrap();
    assert_eq!(moment.segment, Segment::Lunch);
    assert_eq!(moment.session.unwrap().date.to_string(), "2025-01-29");
    let open = noon - TimeDelta::hours(3);
    assert_eq!(tokyo.trading_minutes(open, noon).unwrap(), 150);
}
