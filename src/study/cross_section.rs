//! The first round of merging: everything about the cross-section that is a sum.

use super::kernel::{Aligned, InstrumentStudy};
use super::moments::Moments;
use super::spec::Spec;

/// Sums over events for each day of the event window (`ar`, `sar`, …) and for each sub-window from its
/// first day (`car`, `scar`, …), and over the estimation window by relative and by calendar day.
///
/// Two of them merge into the one of both sets of events; that is all that instruments share.
#[derive(Debug, Clone, Default)]
pub struct CrossSection {
    /// Events measured.
    pub events: u64,
    /// Abnormal returns.
    pub ar: Vec<Moments>,
    /// Cumulative abnormal returns.
    pub car: Vec<Moments>,
    /// Buy-and-hold abnormal returns.
    pub bhar: Vec<Moments>,
    /// Standardised abnormal returns.
    pub sar: Vec<Moments>,
    /// Standardised cumulative abnormal returns.
    pub scar: Vec<Moments>,
    /// Σ of the variances of the standardised values, by day.
    pub sar_variance: Vec<f64>,
    /// The same by sub-window.
    pub scar_variance: Vec<f64>,
    /// How many abnormal returns are positive.
    pub ar_positive: Vec<u64>,
    /// How many cumulative ones are.
    pub car_positive: Vec<u64>,
    /// Σ AR over events by relative day of the estimation window.
    pub estimation_sum: Vec<f64>,
    /// How many events have an AR on it.
    pub estimation_n: Vec<u64>,
    /// Σ over events of the share of positive estimation residuals.
    pub positive_share: f64,
    /// Σ over events of the standardised residual, by calendar day: Kolari & Pynnönen's correlation.
    pub by_date: Vec<f64>,
    /// Events with a variance, that is, with standardised values.
    pub standardised: u64,
}

impl CrossSection {
    /// Nothing yet.
    #[must_use]
    pub fn empty(spec: &Spec, calendar_len: usize) -> Self {
        let days = spec.window.len();
        let moments = vec![Moments::default(); days];
        Self {
            ar: moments.clone(),
            car: moments.clone(),
            bhar: moments.clone(),
            sar: moments.clone(),
            scar: moments,
            sar_variance: vec![0.0; days],
            scar_variance: vec![0.0; days],
            ar_positive: vec![0; days],
            car_positive: vec![0; days],
            estimation_sum: vec![0.0; spec.estimation],
            estimation_n: vec![0; spec.estimation],
            by_date: vec![0.0; calendar_len],
            ..Self::default()
        }
    }

    /// Takes in one instrument's events. `residuals` is scratch memory.
    pub fn take(
        &mut self,
        study: &InstrumentStudy,
        aligned: &Aligned,
        rows: &[u32],
        spec: &Spec,
        residuals: &mut Vec<f64>,
    ) {
        for (i, fit) in study.fits.iter().enumerate() {
            self.events += 1;
            let at = i * study.days;
            for day in 0..study.days {
                let (ar, car) = (study.ar[at + day], study.car[at + day]);
                self.ar[day].push(ar);
                self.car[day].push(car);
                self.bhar[day].push(study.bhar[at + day]);
                self.ar_positive[day] += u64::from(ar > 0.0);
                self.car_positive[day] += u64::from(car > 0.0);
                if fit.sigma > 0.0 {
                    let q = fit.student_variance();
                    self.sar[day].push(ar / study.ar_se[at + day]);
                    self.scar[day].push(car / study.car_se[at + day]);
                    self.sar_variance[day] += if ar.is_nan() { 0.0 } else { q };
                    self.scar_variance[day] += if car.is_nan() { 0.0 } else { q };
                }
            }
            aligned.residuals(fit, spec, residuals);
            self.take_residuals(residuals, fit.sigma > 0.0, i64::from(fit.pair.row), rows, spec);
        }
    }

    fn take_residuals(&mut self, residuals: &[f64], varies: bool, row: i64, rows: &[u32], spec: &Spec) {
        let (mut n, mut positive, mut sum, mut squares) = (0.0, 0.0, 0.0, 0.0);
        for (day, &e) in residuals.iter().enumerate() {
            if !e.is_nan() {
                self.estimation_sum[day] += e;
                self.estimation_n[day] += 1;
                n += 1.0;
                positive += f64::from(u8::from(e > 0.0));
                sum += e;
                squares += e * e;
            }
        }
        self.positive_share += positive / n;
        if !varies {
            return;
        }
        self.standardised += 1;
        let mean = sum / n;
        let scale = 1.0 / (squares - sum * mean).sqrt();
        let first = row + spec.estimation_days().0;
        for (day, &e) in residuals.iter().enumerate().filter(|(_, e)| !e.is_nan()) {
            let date = rows[(first + day as i64) as usize] as usize;
            self.by_date[date] += (e - mean) * scale;
        }
    }

    /// Takes in the sums of another set of events.
    pub fn merge(&mut self, other: &Self) {
        let moments = [
            (&mut self.ar, &other.ar),
            (&mut self.car, &other.car),
            (&mut self.bhar, &other.bhar),
            (&mut self.sar, &other.sar),
            (&mut self.scar, &other.scar),
        ];
        for (mine, theirs) in moments {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| a.merge(b));
        }
        let sums = [
            (&mut self.sar_variance, &other.sar_variance),
            (&mut self.scar_variance, &other.scar_variance),
            (&mut self.estimation_sum, &other.estimation_sum),
            (&mut self.by_date, &other.by_date),
        ];
        for (mine, theirs) in sums {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        }
        let counts = [
            (&mut self.ar_positive, &other.ar_positive),
            (&mut self.car_positive, &other.car_positive),
            (&mut self.estimation_n, &other.estimation_n),
        ];
        for (mine, theirs) in counts {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        }
        self.events += other.events;
        self.standardised += other.standardised;
        self.positive_share += other.positive_share;
    }

    /// r̄: the mean correlation between the estimation residuals of two events, paired by calendar day;
    /// `None` below two events.
    ///
    /// With standardised residuals u the sum over pairs of Σ uᵢuⱼ is (Σᵢuᵢ)² − Σᵢuᵢ² on each date, so it
    /// merges. Two events whose estimation windows share every date give Pearson's correlation; with
    /// partial overlap each pair counts in proportion to what it shares, without overlap 0.
    ///
    /// # Source
    /// Kolari & Pynnönen (2010), Review of Financial Studies 23, eq. 5.
    #[must_use]
    pub fn mean_correlation(&self) -> Option<f64> {
        let n = self.standardised as f64;
        let squares: f64 = self.by_date.iter().map(|sum| sum * sum).sum();
        (self.standardised >= 2).then(|| (squares - n) / (n * (n - 1.0)))
    }

    /// The standard deviation over the estimation window of the mean abnormal return of the events, and
    /// its degrees of freedom; `None` below two days.
    ///
    /// # Source
    /// Brown & Warner (1980), J. Financial Economics 8, p. 251 (crude dependence adjustment).
    #[must_use]
    pub fn portfolio_sd(&self) -> Option<(f64, f64)> {
        let days = self.estimation_sum.iter().zip(&self.estimation_n).filter(|(_, n)| **n > 0);
        let moments = Moments::of(days.map(|(sum, n)| sum / *n as f64));
        moments.sd().filter(|sd| *sd > 0.0).map(|sd| (sd, moments.n - 1.0))
    }

    /// The mean share of positive residuals in the estimation window.
    #[must_use]
    pub fn positive_rate(&self) -> Option<f64> {
        (self.events > 0).then(|| self.positive_share / self.events as f64)
    }
}
