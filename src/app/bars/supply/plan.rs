//! What bars are needed, as values: nothing twice, each instrument's spans joined.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::app::bars::fetch::FetchBars;
use crate::calendar::Calendars;
use crate::instrument::{Instrument, InstrumentId, Universe, plain_instrument};
use crate::market::Interval;
use crate::provider::{BarRequest, Provider, select};

/// Two spans of days with less than this between them are fetched as one: a quarter of a year is one answer
/// everywhere.
const DAYS_JOINED: TimeDelta = TimeDelta::days(92);
/// Two spans of minutes that a weekend parts.
const MINUTES_JOINED: TimeDelta = TimeDelta::days(4);

/// Bars of one instrument that something needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// The instrument.
    pub instrument: InstrumentId,
    /// [`Interval::Day1`], or the finest interval; with intraday bars, extended hours are wanted too.
    pub interval: Interval,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The day without which the rest is of no use.
    pub heart: NaiveDate,
}

/// All bars that something needs, in the order in which they are fetched: days first, since every figure
/// needs them, then minutes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FetchPlan {
    wants: Vec<Want>,
}

impl FetchPlan {
    /// The plan for these wants: of each instrument and interval, spans that overlap or nearly meet are one.
    #[must_use]
    pub fn of(wants: impl IntoIterator<Item = Want>) -> Self {
        let mut all: Vec<Want> = wants.into_iter().filter(|w| w.from <= w.to).collect();
        all.sort_by(|a, b| rank(a).cmp(&rank(b)));
        all.dedup_by(|next, last| joins(last, next));
        Self { wants: all }
    }

    /// The wants, none of which overlaps another.
    #[must_use]
    pub fn wants(&self) -> &[Want] {
        &self.wants
    }

    /// Whether nothing is needed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.wants.is_empty()
    }

    /// The part that some provider could serve: minutes are of no use where nobody who is set up keeps them
    /// as far back as their heart. Days are always asked for, so that the reason can be told.
    #[must_use]
    pub fn within_reach(
        self,
        universe: &Universe,
        calendars: &Calendars,
        providers: &[Provider],
        now: DateTime<Utc>,
    ) -> (Self, Vec<Want>) {
        let reaches = |want: &Want| {
            want.interval == Interval::Day1
                || instrument(universe, &want.instrument).is_some_and(|of| {
                    let request = BarRequest {
                        instrument: &of,
                        present: None,
                        interval: want.interval,
                        from: want.heart,
                        to: want.heart,
                        extended: true,
                        as_of: now,
                        known: None,
                        calendar: calendars.get(of.id.mic).ok(),
                    };
                    select(providers, &request, None).is_ok_and(|(able, _)| !able.is_empty())
                })
        };
        let (wants, beyond) = self.wants.into_iter().partition(reaches);
        (Self { wants }, beyond)
    }

    /// The fetches that serve the plan: what has the same interval and span is asked for together.
    #[must_use]
    pub(in crate::app) fn fetches(
        &self,
        universe: &Arc<Universe>,
        calendars: &Calendars,
        tolerance: f64,
        as_of: DateTime<Utc>,
    ) -> Vec<FetchBars> {
        let mut batches: BTreeMap<_, Vec<Instrument>> = BTreeMap::new();
        for want in &self.wants {
            // Without a currency nobody could be asked; the row says that its bars are missing.
            let Some(of) = instrument(universe, &want.instrument) else { continue };
            let is_intraday = want.interval != Interval::Day1;
            batches.entry((is_intraday, want.interval, want.from, want.to)).or_default().push(of);
        }
        let fetch = |((extended, interval, from, to), instruments)| FetchBars {
            instruments,
            interval,
            from,
            to,
            extended,
            provider: None,
            again: false,
            tolerance,
            universe: Arc::clone(universe),
            calendars: calendars.clone(),
            as_of,
        };
        batches.into_iter().map(fetch).collect()
    }
}

/// The instrument, known or not.
fn instrument(universe: &Universe, id: &InstrumentId) -> Option<Instrument> {
    universe.get(id).cloned().or_else(|| plain_instrument(id.clone(), id.symbol.as_str(), None))
}

fn rank(want: &Want) -> (bool, &InstrumentId, Interval, NaiveDate, NaiveDate) {
    (want.interval != Interval::Day1, &want.instrument, want.interval, want.from, want.to)
}

/// Takes the next want into the last one, if they are of one kind and meet.
fn joins(last: &mut Want, next: &Want) -> bool {
    let gap = if last.interval == Interval::Day1 { DAYS_JOINED } else { MINUTES_JOINED };
    let is_one = last.instrument == next.instrument
        && last.interval == next.interval
        && next.from.signed_duration_since(last.to) <= gap;
    if is_one {
        last.to = last.to.max(next.to);
        last.heart = last.heart.max(next.heart);
    }
    is_one
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{Keys, registry};

    fn want(id: &str, interval: Interval, from: &str, to: &str) -> Want {
        let to = to.parse().unwrap();
        Want { instrument: id.parse().unwrap(), interval, from: from.parse().unwrap(), to, heart: to }
    }

    fn spans(plan: &FetchPlan) -> Vec<String> {
        plan.wants().iter().map(|w| format!("{} {} {} {}", w.instrument, w.interval, w.from, w.to)).collect()
    }

    #[test]
    fn spans_that_meet_are_one_and_days_come_first() {
        let (days, minutes) = (Interval::Day1, Interval::Minute1);
        let plan = FetchPlan::of([
            want("SPY:ARCX", minutes, "2025-01-20", "2025-01-31"),
            want("SPY:ARCX", days, "2023-01-01", "2025-01-31"),
            want("MSFT:XNAS", days, "2023-03-01", "2025-03-31"),
            want("SPY:ARCX", days, "2023-03-01", "2025-03-31"),
            want("SPY:ARCX", days, "2012-03-01", "2015-03-31"),
            want("SPY:ARCX", minutes, "2025-02-03", "2025-02-07"),
            want("SPY:ARCX", minutes, "2025-03-03", "2025-03-07"),
            want("SPY:ARCX", minutes, "2025-03-07", "2025-03-03"),
        ]);
        assert_eq!(
            spans(&plan),
            [
                "MSFT:XNAS 1d 2023-03-01 2025-03-31",
                "SPY:ARCX 1d 2012-03-01 2015-03-31",
                "SPY:ARCX 1d 2023-01-01 2025-03-31",
                "SPY:ARCX 1m 2025-01-20 2025-02-07",
                "SPY:ARCX 1m 2025-03-03 2025-03-07",
            ]
        );
        assert_eq!(plan.wants()[3].heart, "2025-02-07".parse::<NaiveDate>().unwrap());
    }

    #[test]
    fn the_order_of_the_wants_makes_no_difference_and_nothing_is_in_it_twice() {
        let day = |n: i64| NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + TimeDelta::days(n);
        let wants: Vec<Want> = (0..60_i64)
            .map(|n| {
                let (from, to) = (day(n * 37 % 900), day(n * 37 % 900 + n % 40));
                let id = ["MSFT:XNAS", "SPY:ARCX"][usize::try_from(n % 2).unwrap()].parse().unwrap();
                let interval = if n % 3 == 0 { Interval::Minute1 } else { Interval::Day1 };
                Want { instrument: id, interval, from, to, heart: to }
            })
            .collect();
        let plan = FetchPlan::of(wants.clone());
        assert_eq!(plan, FetchPlan::of(wants.iter().rev().cloned()));
        assert_eq!(plan, FetchPlan::of(plan.wants().to_vec()), "a plan of a plan is the plan");
        for (i, a) in plan.wants().iter().enumerate() {
            let same = |b: &&Want| a.instrument == b.instrument && a.interval == b.interval;
            for b in plan.wants()[i + 1..].iter().filter(same) {
                assert!(a.to < b.from, "{a:?} {b:?}");
            }
        }
        let covered = |w: &Want| {
            let holds = |p: &&Want| p.instrument == w.instrument && p.interval == w.interval;
            plan.wants().iter().filter(holds).any(|p| p.from <= w.from && w.to <= p.to)
        };
        assert!(wants.iter().all(covered));
    }

    #[test]
    fn minutes_that_nobody_keeps_are_not_asked_for() {
        let plan = || {
            FetchPlan::of([
                want("MSFT:XNAS", Interval::Minute1, "2025-01-02", "2025-01-31"),
                want("MSFT:XNAS", Interval::Minute1, "2026-11-02", "2026-11-24"),
                want("MSFT:XNAS", Interval::Day1, "1990-01-02", "1990-01-31"),
            ])
        };
        let now = "2026-11-28T12:00:00Z".parse().unwrap();
        let reach = |keys: &Keys| {
            plan().within_reach(Universe::builtin(), &Calendars::builtin(), &registry(keys), now)
        };
        let (kept, beyond) = reach(&Keys::default());
        assert_eq!(
            spans(&kept),
            ["MSFT:XNAS 1d 1990-01-02 1990-01-31", "MSFT:XNAS 1m 2026-11-02 2026-11-24"]
        );
        assert_eq!(beyond.len(), 1);
        let mut keys = Keys::default();
        keys.set_key("alpaca", "K".into());
        keys.set_secret("alpaca", "S".into());
        assert!(reach(&keys).1.is_empty(), "alpaca keeps them for years");
    }
}
