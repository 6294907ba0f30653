//! What is to be said of a row beside its figures.

use super::Row;
use crate::event::When;
use crate::market::Adjustment;
use crate::normal_return::Model;
use crate::reaction::benchmark;
use crate::reaction::sample::Sample;
use crate::reaction::span::Leg;
use crate::reaction::{Basis, Horizon, Measured, PricePoint, Remark};

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
        remarks.extend(self.on_the_benchmark(leg, measured));
        remarks.extend(self.on_the_time());
        remarks
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
