//! What is to be said of a row beside its figures.

use chrono::{DateTime, Utc};

use super::Row;
use crate::event::When;
use crate::instrument::InstrumentId;
use crate::market::{Adjustment, Interval};
use crate::normal_return::Model;
use crate::reaction::benchmark;
use crate::reaction::sample::Sample;
use crate::reaction::span::Leg;
use crate::reaction::{Basis, Horizon, Measured, PricePoint, Remark, Tape};

impl Row<'_, '_, '_> {
    pub(super) fn remarks(&self, leg: Leg, measured: &Measured, sample: &Sample) -> Vec<Remark> {
        let found = sample.placebos.len();
        let mut remarks = Vec::new();
        if measured.standing.is_none() {
            remarks.push(Remark::TooFewSpans { found, needed: sample.needed });
        }
        if let Some((rank, word)) = measured.standing.and_then(|s| Some((s.rank, s.rank.held_back()?))) {
            remarks.push(Remark::held_back(rank, word));
        }
        if sample.with_news > 0 {
            remarks.push(Remark::SpansWithNews { with_news: sample.with_news, of: found });
        }
        remarks.extend(self.on_the_end(measured));
        remarks.extend(self.on_the_bars(leg, measured));
        remarks.extend(self.on_the_benchmark(leg, measured));
        remarks.extend(self.on_the_time());
        remarks
    }

    /// That the end is that of a shorter horizon: the longest of those whose end was not traded after.
    fn on_the_end(&self, measured: &Measured) -> Option<Remark> {
        let Horizon::Minutes(minutes) = self.horizon else { return None };
        let ends_after = |shorter: &u16| {
            let leg = self.minutes_leg(*shorter);
            let due = leg.and_then(|leg| leg.to.instant(self.question.tape.calendar));
            due.is_some_and(|due| measured.end.at <= due)
        };
        let shorter = self.shared.spec.horizons.iter().filter_map(|h| match h {
            Horizon::Minutes(m) if *m < minutes => Some(*m),
            _ => None,
        });
        shorter.filter(ends_after).max().map(|m| Remark::EndOf(Horizon::Minutes(m)))
    }

    /// The bars within the span that take no part: the instrument's own, then the benchmark's.
    fn on_the_bars(&self, leg: Leg, measured: &Measured) -> Vec<Remark> {
        let own = self.suspect_bars(self.question.instrument, &self.question.tape, leg, measured.anchor.at);
        let of_market = || {
            let ((id, tape), abnormal) = (self.question.benchmark.as_ref()?, measured.abnormal.as_ref()?);
            let leg = benchmark::paired(leg, self.question.tape.calendar, tape.calendar)?;
            self.suspect_bars(id, tape, leg, abnormal.prices.as_ref()?[0].at)
        };
        own.into_iter().chain(of_market()).collect()
    }

    fn suspect_bars(
        &self,
        id: &InstrumentId,
        tape: &Tape<'_>,
        leg: Leg,
        from: DateTime<Utc>,
    ) -> Option<Remark> {
        let clock = |at: DateTime<Utc>| at.with_timezone(&tape.calendar.zone()).fixed_offset();
        let remark = |interval, first, count| {
            (count > 0).then(|| Remark::SuspectBars { instrument: id.clone(), interval, first, count })
        };
        if leg.is_of_sessions() {
            let (first, last) = leg.dates(tape.calendar)?;
            let mut inside = tape.suspects.iter().filter(|s| first < s.day && s.day <= last).peekable();
            let day = inside.peek()?.day;
            let opens = tape.calendar.session(day).ok().flatten()?.regular.start;
            return remark(Interval::Day1, clock(opens), inside.count());
        }
        // A bar that was left out right before the news would have been the anchor.
        let inside = tape.left_out_in(from, leg.to.instant(tape.calendar)?);
        remark(tape.intraday?.key().interval, clock(*inside.first()?), inside.len())
    }

    /// What is to be said of the comparison with the benchmark.
    pub(super) fn on_the_benchmark(&self, leg: Leg, measured: &Measured) -> Vec<Remark> {
        let model = self.shared.spec.model;
        let Some((_, tape)) = &self.question.benchmark else { return Vec::new() };
        let mut remarks = Vec::new();
        match &measured.abnormal {
            None if benchmark::paired(leg, self.question.tape.calendar, tape.calendar).is_none() => {
                remarks.push(Remark::BenchmarkNotOpen);
            }
            None if self.over_benchmark(leg).is_none() => remarks.push(Remark::NoBenchmarkPrice),
            None => remarks.push(Remark::ModelNotEstimated(model)),
            Some(abnormal) => {
                if model == Model::MarketModel && abnormal.estimation.is_none() {
                    let found = self.shared.pairs().len();
                    remarks.push(Remark::BetaNotEstimated { found, needed: benchmark::LEAST_FOR_BETA });
                }
                let adjusted = |p: &PricePoint| p.adjustment == Adjustment::SplitsAndDividends;
                let knows = !tape.dividends.is_empty()
                    || abnormal.prices.as_ref().is_some_and(|prices| adjusted(&prices[0]));
                if !measured.dividends.is_empty() && !knows {
                    remarks.push(Remark::BenchmarkWithoutDividends);
                }
            }
        }
        if measured.basis == Basis::Raw && measured.raw.is_some() {
            remarks.push(Remark::RankOfRaw);
        }
        remarks
    }

    /// What is to be said of the time of the news.
    pub(super) fn on_the_time(&self) -> Option<Remark> {
        let calendar = self.question.tape.calendar;
        let from_a_close = matches!(self.horizon, Horizon::Open | Horizon::Close)
            || matches!(self.horizon, Horizon::Sessions(n) if n > 0);
        match self.question.when {
            When::Instant { at, .. } if from_a_close => {
                let session = calendar.at(at).ok()?.session?;
                let within = session.regular.start < at && at < session.regular.end;
                within.then_some(Remark::SessionBeforeNews(session.date))
            }
            When::Day(day) if matches!(self.horizon, Horizon::Close | Horizon::Sessions(1 | 2)) => {
                calendar.session(day).ok().flatten().map(|session| Remark::TimeOfDayUnknown(session.date))
            }
            When::Instant { .. } | When::Day(_) => None,
        }
    }
}
