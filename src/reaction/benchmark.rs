//! What the market did meanwhile, and how much of that a share follows.
//!
//! # Source
//! The market model of Sharpe (1963) and MacKinlay (1997), J. Econ. Literature 35(1), section 5. The
//! constant is estimated and left out: over a span of days it is the share's luck of the year before,
//! not what is to be expected.

use chrono::NaiveDate;

use super::Estimation;
use super::leg::{Stamp, Tape};
use super::span::{Leg, Priced};
use crate::calendar::Calendar;
use crate::normal_return::{Expectation, Model};

/// Fewer daily returns than this do not make a beta.
pub(super) const LEAST_FOR_BETA: usize = 60;

/// The benchmark's own leg over a span of an instrument that follows the calendar `own`.
///
/// Where the two venues open and close together it is the same leg. Else each end is paired by its
/// instant with the benchmark's last regular close by then, so that no session of the benchmark
/// counts that had not ended. `None` where both ends meet the same close.
pub(super) fn paired(leg: Leg, own: &Calendar, benchmark: &Calendar) -> Option<Leg> {
    let (from, to) = (stamp(leg.from, own, benchmark)?, stamp(leg.to, own, benchmark)?);
    (from != to).then_some(Leg { from, to, end: leg.end })
}

fn stamp(stamp: Stamp, own: &Calendar, benchmark: &Calendar) -> Option<Stamp> {
    let at = stamp.instant(own)?;
    let same = |date: NaiveDate| benchmark.session(date).ok().flatten().filter(|s| s.regular.start == at);
    match stamp {
        Stamp::At(_) => Some(stamp),
        Stamp::Open(date) if same(date).is_some() => Some(stamp),
        Stamp::BeforeOpen(date) => Some(same(date).map_or(Stamp::At(at), |_| stamp)),
        Stamp::Open(_) | Stamp::Close(_) => Some(Stamp::Close(benchmark.at(at).ok()?.last_closed.date)),
    }
}

/// The benchmark's prices over an earlier span of the instrument: between sessions by daily bars.
pub(super) fn over(leg: Leg, own: &Calendar, tape: &Tape<'_>) -> Option<Priced> {
    let of_sessions = if leg.is_of_sessions() { tape.of_sessions() } else { *tape };
    of_sessions.priced(paired(leg, own, tape.calendar)?)
}

/// The benchmark's prices over the span that is measured: by whatever bars it has.
pub(super) fn over_on_any(leg: Leg, own: &Calendar, tape: &Tape<'_>) -> Option<Priced> {
    tape.priced_on_any(paired(leg, own, tape.calendar)?)
}

/// One session's returns of an instrument and its benchmark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DailyPair {
    /// The session.
    pub date: NaiveDate,
    /// The instrument's return from the close before to that day's, a fraction.
    pub own: f64,
    /// The benchmark's, over the span between the same instants.
    pub market: f64,
}

/// The daily returns of the `sessions` sessions that end with `last`, oldest first; those without
/// both returns are left out.
pub(super) fn daily_pairs(
    tape: &Tape<'_>,
    benchmark: &Tape<'_>,
    last: NaiveDate,
    sessions: u16,
) -> Vec<DailyPair> {
    let tape = tape.of_sessions();
    let close = |n: i64| tape.calendar.nth_session_after(last, -n).ok().map(|s| Stamp::Close(s.date));
    let pair = |n: i64| {
        let leg = Leg::of_sessions(close(n + 1)?, close(n)?);
        let Stamp::Close(date) = leg.to else { return None };
        let own = tape.priced(leg)?.total_return()?.fraction();
        let market = over(leg, tape.calendar, benchmark)?.total_return()?.fraction();
        Some(DailyPair { date, own, market })
    };
    (0..i64::from(sessions)).rev().filter_map(pair).collect()
}

/// What is expected of a share without the news.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expected {
    pub(super) model: Model,
    pub(super) by: Expectation,
    pub(super) estimation: Option<Estimation>,
}

impl Expected {
    /// The market's return times a beta of these daily returns; times one where they are too few.
    pub(super) fn of_market(pairs: &[DailyPair]) -> Self {
        let (own, market): (Vec<f64>, Vec<f64>) = pairs.iter().map(|p| (p.own, p.market)).unzip();
        let fit = (pairs.len() >= LEAST_FOR_BETA)
            .then(|| Expectation::of_spans(Model::MarketModel, &own, &market))
            .flatten();
        match (fit, pairs) {
            (Some(fit), [first, .., last]) => Self {
                model: Model::MarketModel,
                by: Expectation { alpha: 0.0, beta: fit.beta },
                estimation: Some(Estimation { n: pairs.len(), from: first.date, to: last.date }),
            },
            _ => Self { model: Model::MarketAdjusted, by: Expectation::MARKET, estimation: None },
        }
    }
}
