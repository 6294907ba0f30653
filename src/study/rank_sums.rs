//! Sums of ranks over events, and what goes into them.

use super::cross_section::CrossSection;
use super::spec::Spec;

/// Cross-sectional deviations of the standardised values, by day and by sub-window; NaN where there is none.
#[derive(Debug, Clone)]
pub(super) struct Scales {
    pub(super) sar: Vec<f64>,
    pub(super) scar: Vec<f64>,
}

impl Scales {
    /// The deviations of a complete cross-section.
    #[must_use]
    pub(super) fn of(cross: &CrossSection) -> Self {
        let sd = |moments: &[super::moments::Moments]| {
            moments.iter().map(|m| m.sd().filter(|sd| *sd > 0.0).unwrap_or(f64::NAN)).collect()
        };
        Self { sar: sd(&cross.sar), scar: sd(&cross.scar) }
    }
}

/// Σ over events of a quantity by day of a window of estimation and event days, with counts.
#[derive(Debug, Clone, Default)]
pub(super) struct ByDay {
    /// Σ over events.
    pub(super) sum: Vec<f64>,
    /// How many events have a value.
    pub(super) n: Vec<f64>,
}

impl ByDay {
    pub(super) fn zeros(len: usize) -> Self {
        Self { sum: vec![0.0; len], n: vec![0.0; len] }
    }

    pub(super) fn add(&mut self, day: usize, value: f64) {
        self.add_many(day, value, 1.0);
    }

    /// The sum of a quantity over `n` events.
    pub(super) fn add_many(&mut self, day: usize, sum: f64, n: f64) {
        self.sum[day] += sum;
        self.n[day] += n;
    }

    fn merge(&mut self, other: &Self) {
        self.sum.iter_mut().zip(&other.sum).for_each(|(a, b)| *a += b);
        self.n.iter_mut().zip(&other.n).for_each(|(a, b)| *a += b);
    }
}

/// The generalised ranks of one window: the estimation days and, as one more day, the window itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Grank {
    /// Σ U by estimation day.
    pub(super) estimation: ByDay,
    /// Σ U of the window.
    pub(super) zero: f64,
    /// Events.
    pub(super) n: f64,
    /// Σ (T−1)/(T+1) over events, for the variance of independent ranks.
    pub(super) variance: f64,
}

/// Sums of ranks over events.
#[derive(Debug, Clone, Default)]
pub(super) struct RankSums {
    /// Corrado: estimation days, then event days.
    pub(super) corrado: ByDay,
    /// Corrado & Zivney.
    pub(super) corrado_zivney: ByDay,
    /// GRANK for each single day.
    pub(super) grank_day: Vec<Grank>,
    /// GRANK for each sub-window from the first day.
    pub(super) grank_window: Vec<Grank>,
}

impl RankSums {
    /// Nothing yet.
    #[must_use]
    pub(super) fn empty(spec: &Spec) -> Self {
        let (l, w) = (spec.estimation, spec.window.len());
        let grank = Grank { estimation: ByDay::zeros(l), ..Grank::default() };
        Self {
            corrado: ByDay::zeros(l + w),
            corrado_zivney: ByDay::zeros(l + w),
            grank_day: vec![grank.clone(); w],
            grank_window: vec![grank; w],
        }
    }

    /// Takes in the sums of another set of events.
    pub(super) fn merge(&mut self, other: &Self) {
        self.corrado.merge(&other.corrado);
        self.corrado_zivney.merge(&other.corrado_zivney);
        let pairs = self.grank_day.iter_mut().zip(&other.grank_day);
        for (a, b) in pairs.chain(self.grank_window.iter_mut().zip(&other.grank_window)) {
            a.estimation.merge(&b.estimation);
            a.zero += b.zero;
            a.n += b.n;
            a.variance += b.variance;
        }
    }
}

/// The values of one event window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event<'a> {
    /// Abnormal returns.
    pub(super) ar: &'a [f64],
    /// Standardised ones over their cross-sectional deviation.
    pub(super) sar: &'a [f64],
    /// The same of the cumulative ones.
    pub(super) scar: &'a [f64],
    /// The residual standard deviation.
    pub(super) sigma: f64,
}

impl Event<'_> {
    pub(super) fn is_whole(&self) -> bool {
        // A sum is finite only if every value is.
        self.ar.iter().chain(self.sar).chain(self.scar).sum::<f64>().is_finite()
    }
}
