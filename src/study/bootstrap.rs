//! Confidence intervals by resampling events.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use rayon::prelude::*;

use super::detail::EventDetail;
use super::moments::Moments;
use super::random::Random;

/// How events are resampled. Events that share day 0 stay together in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bootstrap {
    /// Each cluster keeps or flips the sign of its centred values; an interval by the distribution of t.
    Wild,
    /// Whole clusters are drawn with replacement; a percentile interval.
    Block,
}

impl Bootstrap {
    /// The name, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wild => "wild",
            Self::Block => "block",
        }
    }
}

impl fmt::Display for Bootstrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Bootstrap {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s.trim() {
            "wild" => Ok(Self::Wild),
            "block" => Ok(Self::Block),
            other => Err(format!("\"{other}\" is not a bootstrap (wild, block)")),
        }
    }
}

/// What to resample and how often.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BootstrapSpec {
    /// The kind of bootstrap.
    pub kind: Bootstrap,
    /// How many resamples (B).
    pub replications: usize,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The interval's coverage, a fraction.
    pub confidence: f64,
}

/// The interval of one average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConfidenceInterval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Two-sided p of a mean of zero: (1 + #{|t*| ≥ |t|})/(B + 1) in the wild bootstrap; in the block
    /// bootstrap twice the smaller share of resampled means on one side of zero, at least 1/(B + 1).
    pub p: f64,
}

/// Intervals by day of the event window; `None` below two clusters or without variance.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BootstrapTable {
    /// Of the average abnormal return.
    pub aar: Vec<Option<ConfidenceInterval>>,
    /// Of the average cumulated from the window's first day.
    pub caar: Vec<Option<ConfidenceInterval>>,
    /// Days 0 that were drawn, each with all its events.
    pub clusters: usize,
}

/// Resamples a study's events, every day of the window with the same draws, so that cumulated averages
/// keep their covariance over days.
///
/// ```
/// use newstape::normal_return::Model;
/// use newstape::study::{self, Bootstrap, BootstrapSpec, PanelBuilder, ReturnKind, Spec, StudyEvent, ValueKind, Window};
///
/// // Twenty instruments without news but for day 6, on which each gains between 1.0 and 2.9 per cent.
/// let mut builder = PanelBuilder::default();
/// for number in 0..20 {
///     for day in 0..8 {
///         let usual = if (day + number) % 2 == 0 { 0.1 } else { -0.1 };
///         let value = if day == 6 { 1.0 + f64::from(number) / 10.0 } else { usual };
///         // Each on days of its own: events of one day would be drawn together.
///         builder.push(&format!("S{number}"), i64::from(100 * number + day), value);
///     }
/// }
/// let (panel, market, _) = builder.finish(ReturnKind::Simple, ValueKind::ReturnsPct, None)?;
/// let spec = Spec { model: Model::MeanAdjusted, estimation: 5, gap: 0, window: Window { from: 0, to: 0 }, ..Spec::default() };
/// let event = |number: i64| StudyEvent { symbol: format!("S{number}"), at: 100 * number + 6, reach: None, group: None };
/// let study = study::run(&panel, &market, &(0..20).map(event).collect::<Vec<_>>(), &spec, &[])?;
///
/// let events = study::details(&panel, &market, &study);
/// let wild = BootstrapSpec { kind: Bootstrap::Wild, replications: 499, seed: 1, confidence: 0.95 };
/// let table = study::bootstrap(&events, &wild);
/// let interval = table.aar[0].expect("twenty events that differ");
/// assert_eq!(table.clusters, 20);
/// assert!(interval.low > 0.01 && interval.high < 0.03 && interval.p == 1.0 / 500.0);
/// # Ok::<(), newstape::study::SpecError>(())
/// ```
///
/// # Source
/// Wild: Wu (1986), Annals of Statistics 14; Mammen (1993), Annals of Statistics 21; the sign per cluster:
/// Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90. Block: Efron & Tibshirani (1993),
/// An Introduction to the Bootstrap, ch. 13.
#[must_use]
pub fn bootstrap(events: &[EventDetail], spec: &BootstrapSpec) -> BootstrapTable {
    let clusters = clusters(events);
    let days = events.first().map_or(0, |event| event.ar.len());
    let column = |day: usize, pick: fn(&EventDetail) -> &[f64]| {
        let values: Vec<f64> = events.iter().map(|event| pick(event)[day]).collect();
        interval(&values, &clusters, spec)
    };
    let all = |pick: fn(&EventDetail) -> &[f64]| (0..days).into_par_iter().map(|d| column(d, pick)).collect();
    BootstrapTable { aar: all(|e| &e.ar), caar: all(|e| &e.car), clusters: clusters.len() }
}

/// The interval of one average; the draws depend on the seed and the replication alone.
fn interval(values: &[f64], clusters: &[Vec<usize>], spec: &BootstrapSpec) -> Option<ConfidenceInterval> {
    let moments = Moments::of(values.iter().copied());
    let t = moments.t()?;
    if clusters.len() < 2 {
        return None;
    }
    match spec.kind {
        Bootstrap::Wild => Some(wild(values, clusters, spec, &moments, t)),
        Bootstrap::Block => block(values, clusters, spec),
    }
}

fn wild(
    values: &[f64],
    clusters: &[Vec<usize>],
    spec: &BootstrapSpec,
    moments: &Moments,
    t: f64,
) -> ConfidenceInterval {
    let mut sizes: Vec<f64> = (0..spec.replications)
        .map(|replication| {
            let mut random = Random::new(spec.seed, replication as u64);
            let mut draw = Moments::default();
            for cluster in clusters {
                let sign = if random.bits() >> 63 == 0 { 1.0 } else { -1.0 };
                for &i in cluster {
                    draw.push(sign * (values[i] - moments.mean));
                }
            }
            draw.t().map_or(f64::INFINITY, f64::abs)
        })
        .collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let beyond = sizes.len() - sizes.partition_point(|size| *size < t.abs());
    let half = quantile(&sizes, spec.confidence) * (moments.mean / t).abs();
    ConfidenceInterval {
        low: moments.mean - half,
        high: moments.mean + half,
        p: (1 + beyond) as f64 / (spec.replications + 1) as f64,
    }
}

fn block(values: &[f64], clusters: &[Vec<usize>], spec: &BootstrapSpec) -> Option<ConfidenceInterval> {
    let mut means = block_means(values, clusters, spec);
    if means.is_empty() {
        return None;
    }
    means.sort_unstable_by(f64::total_cmp);
    let below = means.partition_point(|mean| *mean < 0.0);
    let upto = means.partition_point(|mean| *mean <= 0.0);
    let tail = (1 + upto.min(means.len() - below)) as f64 / (means.len() + 1) as f64;
    let outside = (1.0 - spec.confidence) / 2.0;
    Some(ConfidenceInterval {
        low: quantile(&means, outside),
        high: quantile(&means, 1.0 - outside),
        p: (2.0 * tail).min(1.0),
    })
}

/// The means of resampled clusters, in the order of the replications.
fn block_means(values: &[f64], clusters: &[Vec<usize>], spec: &BootstrapSpec) -> Vec<f64> {
    // Σ and count of each cluster: a draw then costs one addition for each of them.
    let sums: Vec<(f64, f64)> = clusters
        .iter()
        .map(|own| {
            let known = own.iter().map(|&i| values[i]).filter(|v| !v.is_nan());
            known.fold((0.0, 0.0), |(sum, n), v| (sum + v, n + 1.0))
        })
        .collect();
    (0..spec.replications)
        .filter_map(|replication| {
            let mut random = Random::new(spec.seed, replication as u64);
            let (mut sum, mut n) = (0.0, 0.0);
            for _ in 0..sums.len() {
                let (s, c) = sums[random.below(sums.len())];
                sum += s;
                n += c;
            }
            (n > 0.0).then(|| sum / n)
        })
        .collect()
}

/// The means of one quantity over resampled events, days 0 as clusters; `None` below two of them.
pub(super) fn bootstrap_means(
    events: &[EventDetail],
    pick: impl Fn(&EventDetail) -> f64,
    spec: &BootstrapSpec,
) -> Option<Vec<f64>> {
    let values: Vec<f64> = events.iter().map(pick).collect();
    let clusters = clusters(events);
    (clusters.len() >= 2).then(|| block_means(&values, &clusters, spec))
}

/// Events by day 0.
fn clusters(events: &[EventDetail]) -> Vec<Vec<usize>> {
    let mut by_date: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, event) in events.iter().enumerate() {
        by_date.entry(event.date).or_default().push(i);
    }
    by_date.into_values().collect()
}

/// The quantile of sorted values, linear between them (type 7).
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(top) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = share.clamp(0.0, 1.0) * top as f64;
    let low = at.floor() as usize;
    let rest = at - low as f64;
    // An infinite neighbour must not turn a weight of nothing into a missing number.
    if rest == 0.0 { sorted[low] } else { sorted[low] + rest * (sorted[(low + 1).min(top)] - sorted[low]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::significance::{student_quantile, student_two_sided};

    fn events(n: u32, per_date: u32, mean: f64) -> Vec<EventDetail> {
        let mut random = Random::new(11, 3);
        (0..n)
            .map(|i| {
                let x = mean + 0.02 * random.normal();
                EventDetail {
                    event: i,
                    date: i / per_date,
                    ar: vec![x],
                    car: vec![x],
                    ..EventDetail::default()
                }
            })
            .collect()
    }

    fn run(kind: Bootstrap, events: &[EventDetail]) -> ConfidenceInterval {
        let spec = BootstrapSpec { kind, replications: 4000, seed: 5, confidence: 0.95 };
        bootstrap(events, &spec).caar[0].unwrap()
    }

    #[test]
    fn on_independent_normal_values_both_agree_with_student() {
        let events = events(200, 1, 0.002);
        let moments = Moments::of(events.iter().map(|e| e.ar[0]));
        let half = student_quantile(0.05, 199.0) * moments.sd().unwrap() / 200f64.sqrt();
        let p = student_two_sided(moments.t().unwrap(), 199.0);
        for kind in [Bootstrap::Wild, Bootstrap::Block] {
            let got = run(kind, &events);
            assert!((got.high - moments.mean - half).abs() < 0.08 * half, "{kind}: {got:?}");
            assert!((got.low - moments.mean + half).abs() < 0.08 * half, "{kind}: {got:?}");
            assert!((got.p - p).abs() < 0.02, "{kind}: {} against {p}", got.p);
        }
    }

    #[test]
    fn events_of_one_day_stay_together_and_widen_the_interval() {
        let mut same = events(40, 1, 0.0);
        for i in 0..40 {
            same[i].date = (i / 10) as u32;
            same[i].ar[0] = same[i / 10 * 10].ar[0] + 1e-4 * i as f64;
            same[i].car[0] = same[i].ar[0];
        }
        let mut apart = same.clone();
        (0..40).for_each(|i| apart[i].date = i as u32);
        let width = |e: &[EventDetail]| {
            let i = run(Bootstrap::Block, e);
            i.high - i.low
        };
        assert!(width(&same) > 1.5 * width(&apart));
    }

    #[test]
    fn a_seed_gives_the_same_interval_and_one_cluster_none() {
        let events = events(30, 1, 0.01);
        assert_eq!(run(Bootstrap::Wild, &events), run(Bootstrap::Wild, &events));
        let spec = BootstrapSpec { kind: Bootstrap::Wild, replications: 99, seed: 1, confidence: 0.95 };
        let one: Vec<EventDetail> = events.into_iter().map(|e| EventDetail { date: 0, ..e }).collect();
        assert_eq!(bootstrap(&one, &spec).caar, [None]);
    }
}
