//! From rules to sessions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::day::is_weekend;
use super::{ClockTime, Edge, ExtendedHours, Hours, OddHours, Rules, Text};
use crate::calendar::{Segment, Session, SessionKind, Span};

/// All sessions of the rules' coverage, oldest first, and the weekdays without one with their reasons.
pub(in crate::calendar) fn sessions(rules: &Rules) -> (Vec<Session>, BTreeMap<NaiveDate, Text>) {
    let closed = closed_days(rules);
    let odd = odd_days(rules);
    let extra: BTreeSet<NaiveDate> = rules.extra.iter().map(|extra| extra.date).collect();
    let sessions = rules
        .from
        .iter_days()
        .take_while(|date| *date <= rules.to)
        .filter(|date| extra.contains(date) || (!rests(rules, *date) && !closed.contains_key(date)))
        .filter_map(|date| session(rules, date, odd.get(&date).copied()))
        .collect();
    (sessions, closed)
}

/// Whether the venue never trades on that day of the week.
fn rests(rules: &Rules, date: NaiveDate) -> bool {
    let week = rules.weeks.iter().rev().find(|week| week.from <= date);
    week.map_or_else(|| is_weekend(date), |week| week.rest.contains(&date.weekday()))
}

/// Holidays and closures within the coverage, without those on the week's days of rest.
fn closed_days(rules: &Rules) -> BTreeMap<NaiveDate, Text> {
    let mut closed = BTreeMap::new();
    for closure in &rules.closures {
        for date in closure.first.iter_days().take_while(|date| *date <= closure.last) {
            closed.insert(date, closure.reason.clone());
        }
    }
    for year in rules.from.year() - 1..=rules.to.year() + 1 {
        // Days that fall on weekdays first: a substitute must not take their place.
        let (lost, plain): (Vec<_>, Vec<_>) =
            rules.holidays.iter().partition(|h| h.date(year).is_some_and(is_weekend));
        for holiday in plain.into_iter().chain(lost) {
            if let Some(date) = holiday.kept(year, |date| closed.contains_key(&date)) {
                closed.entry(date).or_insert_with(|| holiday.name.clone());
            }
        }
    }
    for (_, reason) in closed.iter_mut().filter(|(date, _)| rules.announced.is_some_and(|last| last < **date))
    {
        *reason = format!("{reason} (expected)").into();
    }
    closed.retain(|date, _| (rules.from..=rules.to).contains(date) && !rests(rules, *date));
    closed
}

/// The odd hours by date; a later row beats an earlier one.
fn odd_days(rules: &Rules) -> BTreeMap<NaiveDate, &OddHours> {
    let mut odd = BTreeMap::new();
    for year in rules.from.year()..=rules.to.year() {
        for row in &rules.odd_hours {
            if let Some(date) = row.on.kept(year, |_| false) {
                odd.insert(date, row);
            }
        }
    }
    odd
}

fn session(rules: &Rules, date: NaiveDate, odd: Option<&OddHours>) -> Option<Session> {
    let usual = rules.hours.iter().rev().find(|hours| hours.hold(date))?;
    let (hours, kind) = odd.map_or((*usual, SessionKind::Regular), |odd| with_odd_hours(*usual, odd));
    let clock = Clock { zone: rules.zone, date };
    let regular = clock.span(hours.open, hours.close)?;
    let mut session = Session {
        date,
        regular,
        lunch: hours.lunch.and_then(|(start, end)| clock.span(start, end)),
        premarket: None,
        afterhours: None,
        overnight: None,
        kind,
    };
    let rows = rules.segments.iter().filter(|row| row.holds(date, kind));
    for row in rows {
        let span = clock.extended(row, regular);
        match row.segment {
            Segment::Premarket => session.premarket = span,
            Segment::Afterhours => session.afterhours = span,
            Segment::Overnight => session.overnight = span,
            Segment::Regular | Segment::Lunch | Segment::Closed => {}
        }
    }
    Some(session)
}

/// The day's hours and what to call them. Opening late names the day only if it does not also
/// close early.
fn with_odd_hours(usual: Hours, odd: &OddHours) -> (Hours, SessionKind) {
    let open = odd.open.unwrap_or(usual.open);
    let close = odd.close.unwrap_or(usual.close);
    let lunch = usual.lunch.filter(|_| !odd.no_lunch);
    let kind = if close < usual.close {
        SessionKind::EarlyClose
    } else if open > usual.open {
        SessionKind::LateOpen
    } else {
        SessionKind::Regular
    };
    (Hours { open, close, lunch, ..usual }, kind)
}

impl Hours {
    fn hold(&self, date: NaiveDate) -> bool {
        self.from <= date && (self.only_on.is_empty() || self.only_on.contains(&date.weekday()))
    }
}

impl ExtendedHours {
    fn holds(&self, date: NaiveDate, kind: SessionKind) -> bool {
        self.from <= date
            && self.until.is_none_or(|until| date <= until)
            && self.early_close.is_none_or(|early| early == (kind == SessionKind::EarlyClose))
    }
}

/// The clock on the wall of a venue, on one date.
struct Clock {
    zone: Tz,
    date: NaiveDate,
}

impl Clock {
    /// The instant at which the clock shows `time`. In the hour that is shown twice the first one
    /// counts; a time that is skipped has no instant.
    fn instant(&self, time: ClockTime) -> Option<DateTime<Utc>> {
        let local = self.date.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(time.0));
        local.and_local_timezone(self.zone).earliest().map(|at| at.to_utc())
    }

    fn span(&self, start: ClockTime, end: ClockTime) -> Option<Span> {
        Some(Span { start: self.instant(start)?, end: self.instant(end)? })
    }

    fn extended(&self, row: &ExtendedHours, regular: Span) -> Option<Span> {
        let edge = |edge: Edge| match edge {
            Edge::At(time) => self.instant(time),
            Edge::Open => Some(regular.start),
            Edge::Close => Some(regular.end),
        };
        let mut span = Span { start: edge(row.start)?, end: edge(row.end)? };
        // Odd hours of the main session push the extended ones aside.
        match row.segment {
            Segment::Premarket => span.end = span.end.min(regular.start),
            Segment::Afterhours => span.start = span.start.max(regular.end),
            Segment::Overnight | Segment::Regular | Segment::Lunch | Segment::Closed => {}
        }
        (span.start < span.end).then_some(span)
    }
}
