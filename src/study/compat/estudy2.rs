//! R estudy2 0.10.0: residual deviations with ddof 1 in Patell's and BMP's standardisation, the market's
//! mean and sum of squares over all its days where a stock has fewer, and (δ−2)/(δ−4).

use super::{Columns, PeerInput, day, each_day, mean, present, ranks, sd, t};
use crate::study::detail::EventDetail;

pub(super) fn table(input: &PeerInput<'_>) -> Columns {
    let (events, days, l) = (input.events, input.spec.window.len(), input.spec.estimation);
    let n = events.len() as f64;
    let ar = |d: usize| day(events, |e| e.ar[d]);
    let sds: Vec<f64> = events.iter().map(|e| sd(&present(e.estimation.iter().copied()))).collect();
    let independent = (sds.iter().map(|s| s * s).sum::<f64>()).sqrt() / n;
    let portfolio = sd(&present((0..l).map(|at| mean(&day(events, |e| e.estimation[at])))));
    let markets: Vec<MarketSums> = market_sums(input);
    let factor = |i: usize, count: f64, d: usize| {
        let gap = events[i].market[d] - markets[i].mean;
        (1.0 + 1.0 / count + gap * gap / markets[i].squares).sqrt()
    };
    let sar = |d: usize| {
        let one = |(i, e): (usize, &EventDetail)| e.ar[d] / sds[i] / factor(i, f64::from(e.n), d);
        present(events.iter().enumerate().map(one))
    };
    let q: f64 = events.iter().map(|e| (f64::from(e.n) - 2.0) / (f64::from(e.n) - 4.0)).sum();
    let bw_1985 = each_day(days, |d| mean(&ar(d)) / portfolio);
    // One common event day: the market is that of the first event, L the mean over events.
    let rows = mean(&events.iter().map(|e| f64::from(e.n)).collect::<Vec<f64>>());
    let lamb = each_day(days, |d| mean(&ar(d)) / (portfolio * factor(0, rows, d)));
    let over = |daily: &[f64]| daily.iter().sum::<f64>() / (days as f64).sqrt();
    // The share of positive residuals is that of all of them pooled, not the mean over events.
    let pooled = present(events.iter().flat_map(|e| e.estimation.iter().copied()));
    let positive = |values: &[f64]| values.iter().filter(|v| **v > 0.0).count() as f64;
    let p = positive(&pooled) / pooled.len() as f64;
    let gsign = |x: &[f64]| {
        let count = x.len() as f64;
        (positive(x) - count * p) / (count * p * (1.0 - p)).sqrt()
    };
    let signs = Signed::new(events, &|full| {
        let known = present(full.iter().copied());
        let centre = median(&known);
        full.iter().map(|v| sign(v - centre)).collect()
    });
    let plain = Signed::new(events, &|full| {
        let ranks = ranks(full);
        let centre = mean(&present(ranks.iter().copied()));
        ranks.iter().map(|r| r - centre).collect()
    });
    let modified = Signed::new(events, &|full| {
        let ranks = ranks(full);
        let count = present(ranks.iter().copied()).len() as f64;
        ranks.iter().map(|r| r / (count + 1.0) - 0.5).collect()
    });
    let rank = plain.statistic(1.0, l);
    Columns {
        whole: vec![
            ("car_lamb", over(&lamb)),
            ("car_brown_warner_1985", over(&bw_1985)),
            ("car_rank_test", car_rank(events, l)),
        ],
        per_day: vec![
            ("mean", each_day(days, |d| mean(&ar(d)))),
            ("bw_1980_stat", each_day(days, |d| mean(&ar(d)) / independent)),
            ("bw_1985_stat", bw_1985),
            ("t_test_stat", each_day(days, |d| t(&ar(d)))),
            ("pt_stat", each_day(days, |d| mean(&sar(d)) * n / q.sqrt())),
            ("bh_stat", each_day(days, |d| t(&sar(d)))),
            ("lmb_stat", lamb),
            ("gsign_stat", each_day(days, |d| gsign(&ar(d)))),
            ("csign_stat", signs.statistic(0.5, l)),
            ("rank_stat", rank),
            ("mrank_stat", modified.statistic(0.5, l)),
            ("wlcx_stat", each_day(days, |d| crate::study::significance::signed_rank(&ar(d)).w_plus)),
        ],
        ..Columns::default()
    }
}

/// The market's mean and sum of squares over the dates of the longest estimation window.
struct MarketSums {
    mean: f64,
    squares: f64,
}

/// estudy2 takes every market day of the estimation period, also those on which the stock has no row.
fn market_sums(input: &PeerInput<'_>) -> Vec<MarketSums> {
    let (first, last) = input.spec.estimation_days();
    let sums = |event: &EventDetail| {
        let zero = i64::from(event.date);
        let days = (zero + first).max(0)..zero + last + 1;
        let known = present(days.filter_map(|at| *input.market_calendar.get(at as usize)?));
        let mean = mean(&known);
        MarketSums { mean, squares: known.iter().map(|m| (m - mean) * (m - mean)).sum() }
    };
    input.events.iter().map(sums).collect()
}

/// Scores of estimation and event days, by event.
struct Signed {
    scores: Vec<Vec<f64>>,
    observations: f64,
}

impl Signed {
    fn new(events: &[EventDetail], score: &dyn Fn(&[f64]) -> Vec<f64>) -> Self {
        let full = |e: &EventDetail| -> Vec<f64> { e.estimation.iter().chain(&e.ar).copied().collect() };
        let scores: Vec<Vec<f64>> = events.iter().map(|e| score(&full(e))).collect();
        let counts: Vec<f64> = scores.iter().map(|s| present(s.iter().copied()).len() as f64).collect();
        Self { scores, observations: mean(&counts) }
    }

    /// Each event day's sum over n^`power`, over the root mean square of the same on all days; a mean over
    /// fewer events than all is scaled up to all of them first.
    fn statistic(&self, power: f64, estimation: usize) -> Vec<f64> {
        let all = self.scores.len() as f64;
        let days = self.scores.first().map_or(0, Vec::len);
        let each: Vec<f64> = (0..days)
            .map(|d| {
                let known = present(self.scores.iter().map(|s| s[d]));
                mean(&known) * all / (known.len() as f64).powf(power)
            })
            .collect();
        let squares: f64 = each.iter().filter(|v| !v.is_nan()).map(|v| v * v).sum();
        let scale = (squares / self.observations).sqrt();
        each[estimation..].iter().map(|v| v / scale).collect()
    }
}

/// Ranks about one mean of all events, days weighing the same whatever the number of events on them.
fn car_rank(events: &[EventDetail], estimation: usize) -> f64 {
    let full = |e: &EventDetail| -> Vec<f64> { e.estimation.iter().chain(&e.ar).copied().collect() };
    let ranked: Vec<Vec<f64>> = events.iter().map(|e| ranks(&full(e))).collect();
    let known = |own: &Vec<f64>| present(own.iter().copied());
    let centre = mean(&ranked.iter().map(|own| mean(&known(own))).collect::<Vec<f64>>());
    let observations = mean(&ranked.iter().map(|own| known(own).len() as f64).collect::<Vec<f64>>());
    let days = ranked.first().map_or(0, Vec::len);
    let by_day: Vec<f64> =
        (0..days).map(|d| mean(&present(ranked.iter().map(|own| own[d]))) - centre).collect();
    let squares: f64 = by_day.iter().filter(|v| !v.is_nan()).map(|v| v * v).sum();
    let event = present(ranked.iter().flat_map(|own| own[estimation..].iter().copied()));
    ((days - estimation) as f64).sqrt() * (mean(&event) - centre) / (squares / observations).sqrt()
}

fn sign(value: f64) -> f64 {
    if value.is_nan() || value == 0.0 { value } else { value.signum() }
}

/// The median of values without gaps; NaN of nothing.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]),
    }
}
