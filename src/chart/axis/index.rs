//! The index axis: sessions are equally spaced, and so are the minutes of open markets, whatever nights, weekends
//! and holidays come between them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::calendar::Session;
use crate::chart::scale::as_f64;
use crate::chart::spec::{ChartAt, ChartBars, NewsTime};

/// What the bars of an axis are labelled with.
#[derive(Debug)]
pub(super) enum Labels {
    /// Sessions.
    Days(Vec<NaiveDate>),
    /// The starts of bars within sessions.
    Instants(Vec<DateTime<Utc>>),
}

/// The positions of bars: a bar takes the slot from its place to one further.
#[derive(Debug)]
pub(in crate::chart) struct IndexAxis<'a> {
    pub(super) labels: Labels,
    /// The left end of every bar's slot.
    places: Vec<f64>,
    sessions: &'a [Session],
    pub(super) zone: Tz,
}

/// The least number of slots on an axis.
const LEAST_SLOTS: usize = 16;

/// A span of slots; of no width where an instant is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::chart) struct Slots {
    pub(in crate::chart) from: f64,
    pub(in crate::chart) to: f64,
}

impl Slots {
    pub(in crate::chart) fn width(self) -> f64 {
        self.to - self.from
    }

    /// The position of a slot on the span: 0 at its left end, 1 at its right.
    pub(in crate::chart) fn share(self, slot: f64) -> f64 {
        (slot - self.from) / self.width()
    }
}

impl<'a> IndexAxis<'a> {
    /// The axis of a reaction's bars.
    pub(in crate::chart) fn new(bars: &ChartBars, sessions: &'a [Session], zone: Tz) -> Self {
        match bars {
            ChartBars::Daily(bars) => Self::of_days(bars.iter().map(|b| b.at).collect(), sessions, zone),
            ChartBars::Intraday(bars) => {
                let instants = bars.iter().map(|b| b.at).collect();
                let mut axis =
                    Self { labels: Labels::Instants(instants), places: Vec::new(), sessions, zone };
                axis.places = axis.places_of_minutes();
                axis
            }
        }
    }

    /// An axis of sessions.
    pub(in crate::chart) fn of_days(days: Vec<NaiveDate>, sessions: &'a [Session], zone: Tz) -> Self {
        let places = (0..days.len()).map(as_f64).collect();
        Self { labels: Labels::Days(days), places, sessions, zone }
    }

    /// The places of bars within sessions, to scale: minutes of an open market in which nothing traded are left
    /// empty, nights and lunch breaks are closed up.
    fn places_of_minutes(&self) -> Vec<f64> {
        let Labels::Instants(instants) = &self.labels else { return Vec::new() };
        let gaps = || instants.windows(2).map(|pair| pair[1] - pair[0]);
        let step = gaps().filter(|gap| *gap > TimeDelta::zero()).min().map_or(1.0, seconds);
        let mut at = 0.0;
        let further = |pair: &[DateTime<Utc>]| {
            let (day, next) = (self.day_of(pair[0]), self.day_of(pair[1]));
            let slots = if day == next { seconds(self.open_between(day, pair)) / step } else { 1.0 };
            at += slots.round().max(1.0);
            at
        };
        let rest: Vec<f64> = instants.windows(2).map(further).collect();
        instants.first().map(|_| 0.0).into_iter().chain(rest).collect()
    }

    /// The time from one instant to another of the same day, without the lunch break.
    fn open_between(&self, day: NaiveDate, pair: &[DateTime<Utc>]) -> TimeDelta {
        let (from, to) = (pair[0], pair[1]);
        let lunch = self.session(day).and_then(|s| s.lunch);
        let closed =
            lunch.map_or(TimeDelta::zero(), |l| (l.end.min(to) - l.start.max(from)).max(TimeDelta::zero()));
        to - from - closed
    }

    pub(in crate::chart) const fn len(&self) -> usize {
        self.places.len()
    }

    /// The left end of a bar's slot; the right end of the last one for a bar behind it.
    pub(in crate::chart) fn place(&self, bar: usize) -> f64 {
        self.places.get(bar).copied().unwrap_or_else(|| self.end())
    }

    /// The middle of a bar's slot.
    pub(in crate::chart) fn middle(&self, bar: usize) -> f64 {
        self.place(bar) + 0.5
    }

    /// The right end of the last bar's slot.
    fn end(&self) -> f64 {
        self.places.last().map_or(0.0, |last| last + 1.0)
    }

    /// The slots that the axis shows: few bars get empty room on both sides, not huge slots.
    pub(in crate::chart) fn span(&self) -> Slots {
        let room = (as_f64(LEAST_SLOTS) - self.end()).max(0.0) / 2.0;
        Slots { from: -room, to: self.end() + room }
    }

    /// The bar that a key means: the last one that starts at or before it.
    ///
    /// `None` for keys before the first bar and after the last bar's day.
    pub(in crate::chart) fn bar_of(&self, at: ChartAt) -> Option<usize> {
        match (&self.labels, at) {
            (Labels::Days(_), ChartAt::Day(day) | ChartAt::Open(day)) => self.last_of_day(day),
            (Labels::Days(_), ChartAt::Instant(t)) => self.last_of_day(self.day_of(t)),
            (Labels::Instants(bars), ChartAt::Instant(t)) => {
                let after = bars.partition_point(|at| *at <= t);
                let last_day = bars.last().map(|at| self.day_of(*at))?;
                (self.day_of(t) <= last_day).then(|| after.checked_sub(1)).flatten()
            }
            (Labels::Instants(bars), ChartAt::Open(day)) => {
                let main = |t: DateTime<Utc>| {
                    self.day_of(t) == day && self.session(day).is_none_or(|s| s.regular.contains(t))
                };
                bars.iter().position(|at| main(*at))
            }
            (Labels::Instants(bars), ChartAt::Day(day)) => {
                let close = self.session(day).map(|s| s.regular.end);
                let main = |t: DateTime<Utc>| self.day_of(t) == day && close.is_none_or(|c| t < c);
                bars.iter().rposition(|at| main(*at))
            }
        }
    }

    fn last_of_day(&self, day: NaiveDate) -> Option<usize> {
        (0..self.len()).rev().find(|&i| self.day(i) == Some(day))
    }

    /// The local date of a bar.
    pub(in crate::chart) fn day(&self, index: usize) -> Option<NaiveDate> {
        match &self.labels {
            Labels::Days(days) => days.get(index).copied(),
            Labels::Instants(instants) => instants.get(index).map(|at| self.day_of(*at)),
        }
    }

    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    fn session(&self, day: NaiveDate) -> Option<&Session> {
        self.sessions.iter().find(|s| s.date == day)
    }

    /// The first slot whose bar is on or after a day.
    fn first_from(&self, day: NaiveDate) -> usize {
        (0..self.len()).find(|&i| self.day(i).is_some_and(|d| d >= day)).unwrap_or(self.len())
    }

    /// The position of the news: a line at its instant, or the whole column of a day whose hour is not
    /// known, the gap between two bars for a day without trading.
    pub(in crate::chart) fn moment(&self, moment: NewsTime) -> Slots {
        match (moment, &self.labels) {
            (NewsTime::Day(day), _) => {
                let from = self.first_from(day);
                let next = day.succ_opt().map_or(self.len(), |d| self.first_from(d));
                Slots { from: self.place(from), to: self.place(next) }
            }
            (NewsTime::Instant(t), Labels::Days(_)) => {
                let day = self.day_of(t);
                let at = match self.last_of_day(day) {
                    Some(i) => self.place(i) + self.share_of_day(day, t),
                    None => self.place(self.first_from(day)),
                };
                Slots { from: at, to: at }
            }
            (NewsTime::Instant(t), Labels::Instants(bars)) => {
                let begun = bars.partition_point(|at| *at <= t);
                let at = match (begun.checked_sub(1), bars.get(begun)) {
                    // A night between the two bars: the news is in the gap.
                    (Some(i), Some(next)) if self.day_of(bars[i]) == self.day_of(*next) => {
                        let share = seconds(t - bars[i]) / seconds(*next - bars[i]);
                        self.place(i) + share * (self.place(begun) - self.place(i))
                    }
                    _ => self.place(begun),
                };
                Slots { from: at, to: at }
            }
        }
    }

    /// How much of a session's main hours is over at an instant: 0 before, 1 after, ½ if unknown.
    fn share_of_day(&self, day: NaiveDate, t: DateTime<Utc>) -> f64 {
        self.session(day).map_or(0.5, |s| {
            let length = seconds(s.regular.end - s.regular.start);
            (seconds(t - s.regular.start) / length).clamp(0.0, 1.0)
        })
    }

    /// The first bar of every day but the first: where the breaks between sessions are.
    pub(in crate::chart) fn day_starts(&self) -> Vec<usize> {
        (1..self.len()).filter(|&i| self.day(i) != self.day(i - 1)).collect()
    }

    /// Whether an instant is within the days that the bars span.
    pub(in crate::chart) fn holds(&self, at: DateTime<Utc>) -> bool {
        let (first, last) = (self.day(0), self.day(self.len().saturating_sub(1)));
        let day = self.day_of(at);
        first.is_some_and(|first| first <= day) && last.is_some_and(|last| day <= last)
    }

    /// Where sessions have no bars: the first bar after them, and how many they are.
    pub(in crate::chart) fn gaps(&self) -> Vec<(usize, usize)> {
        let missing = |i: &usize| {
            let (before, after) = (self.day(i - 1)?, self.day(*i)?);
            let count = self.sessions.iter().filter(|s| s.date > before && s.date < after).count();
            (count > 0).then_some((*i, count))
        };
        self.day_starts().iter().filter_map(missing).collect()
    }

    /// Runs of intraday bars outside the main hours.
    pub(in crate::chart) fn extended(&self) -> Vec<Slots> {
        let Labels::Instants(bars) = &self.labels else { return Vec::new() };
        let outside = |t: DateTime<Utc>| self.session(self.day_of(t)).is_some_and(|s| !s.regular.contains(t));
        let mut runs: Vec<Slots> = Vec::new();
        let mut last = None;
        for (i, _) in bars.iter().enumerate().filter(|(_, at)| outside(**at)) {
            let end = self.place(i) + 1.0;
            match runs.last_mut() {
                // Minutes without a trade are part of the run.
                Some(run) if last.is_some_and(|last| last + 1 == i) => run.to = end,
                _ => runs.push(Slots { from: self.place(i), to: end }),
            }
            last = Some(i);
        }
        runs
    }
}

#[allow(clippy::cast_precision_loss)] // spans of days, not of ages
fn seconds(span: chrono::TimeDelta) -> f64 {
    span.num_milliseconds() as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{SessionKind, Span};
    use crate::market::Bar;

    const ZONE: Tz = chrono_tz::America::New_York;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 1, d).unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn session(d: u32) -> Session {
        let at = |h, m| day(d).and_hms_opt(h, m, 0).unwrap().and_utc();
        Session {
            date: day(d),
            regular: Span { start: at(14, 30), end: at(21, 0) },
            lunch: None,
            premarket: Some(Span { start: at(9, 0), end: at(14, 30) }),
            overnight: None,
            afterhours: None,
            kind: SessionKind::Regular,
        }
    }

    fn daily(days: &[u32]) -> ChartBars {
        ChartBars::Daily(days.iter().map(|&d| Bar::new(day(d), 1.0, 2.0, 1.0, 1.5, None).unwrap()).collect())
    }

    #[test]
    fn a_saturday_stands_in_the_gap_and_a_session_in_its_column() {
        let bars = daily(&[30, 31]);
        let axis = IndexAxis::new(&bars, &[], ZONE);
        assert_eq!(axis.moment(NewsTime::Day(day(31))), Slots { from: 1.0, to: 2.0 });
        let saturday = NaiveDate::from_ymd_opt(2025, 2, 1).unwrap();
        assert_eq!(axis.moment(NewsTime::Day(saturday)), Slots { from: 2.0, to: 2.0 });
        let bars = daily(&[24, 27]);
        assert_eq!(
            IndexAxis::new(&bars, &[], ZONE).moment(NewsTime::Day(day(25))),
            Slots { from: 1.0, to: 1.0 }
        );
    }

    #[test]
    fn an_instant_stands_within_its_session() {
        let bars = daily(&[29, 30]);
        let sessions = [session(29), session(30)];
        let axis = IndexAxis::new(&bars, &sessions, ZONE);
        let at = |t| axis.moment(NewsTime::Instant(utc(t))).from;
        assert_eq!(at("2025-01-29T10:00:00Z").to_bits(), 0f64.to_bits());
        assert_eq!(at("2025-01-29T17:45:00Z").to_bits(), 0.5f64.to_bits());
        assert_eq!(at("2025-01-29T21:05:00Z").to_bits(), 1f64.to_bits());
    }

    #[test]
    fn keys_find_their_bars() {
        let bars = daily(&[29, 31]);
        let axis = IndexAxis::new(&bars, &[], ZONE);
        assert_eq!(axis.bar_of(ChartAt::Day(day(31))), Some(1));
        assert_eq!(axis.bar_of(ChartAt::Day(day(30))), None);
        // 01:00 UTC is still the evening of the 29th in New York.
        assert_eq!(axis.bar_of(ChartAt::Instant(utc("2025-01-30T01:00:00Z"))), Some(0));
    }

    #[test]
    fn extended_hours_are_runs() {
        let minute = |t| Bar::new(utc(t), 1.0, 1.0, 1.0, 1.0, None).unwrap();
        let bars = ChartBars::Intraday(vec![
            minute("2025-01-29T14:28:00Z"),
            minute("2025-01-29T14:29:00Z"),
            minute("2025-01-29T14:30:00Z"),
            minute("2025-01-29T20:59:00Z"),
            minute("2025-01-29T21:00:00Z"),
        ]);
        let sessions = [session(29)];
        let axis = IndexAxis::new(&bars, &sessions, ZONE);
        assert_eq!(axis.extended(), [Slots { from: 0.0, to: 2.0 }, Slots { from: 4.0, to: 5.0 }]);
        assert_eq!(axis.bar_of(ChartAt::Day(day(29))), Some(3));
        assert_eq!(axis.bar_of(ChartAt::Instant(utc("2025-01-29T14:29:30Z"))), Some(1));
        assert_eq!(axis.bar_of(ChartAt::Instant(utc("2025-01-29T09:00:00Z"))), None);
    }
}
