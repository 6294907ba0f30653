//! The first round of merging: everything about the cross-section that is a sum.

use super::kernel::{Aligned, EventFit, InstrumentStudy};
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

    /// Takes in one instrument's events, measured with all columns.
    pub(super) fn take(
        &mut self,
        study: &InstrumentStudy,
        aligned: &Aligned,
        rows: &[u32],
        spec: &Spec,
        scratch: &mut CrossScratch,
    ) {
        self.events += study.fits.len() as u64;
        let tables = [(&mut self.ar, &study.ar), (&mut self.car, &study.car), (&mut self.bhar, &study.bhar)];
        for (columns, table) in tables {
            Moments::push_rows(columns, table);
        }
        for (counts, table) in [(&mut self.ar_positive, &study.ar), (&mut self.car_positive, &study.car)] {
            for row in table.chunks_exact(study.days) {
                counts.iter_mut().zip(row).for_each(|(count, x)| *count += u64::from(*x > 0.0));
            }
        }
        self.take_standardised(study, scratch);
        scratch.clear(rows.len());
        let mut whole = 0;
        for fit in &study.fits {
            aligned.residuals(fit, spec, &mut scratch.residuals);
            if fit.is_line() && fit.n as usize == spec.estimation {
                whole += 1;
                self.take_whole(fit, spec, scratch);
            } else {
                self.take_residuals(fit, rows, spec, &scratch.residuals);
            }
        }
        self.estimation_n.iter_mut().for_each(|n| *n += whole);
        scratch.by_row(aligned, |row, value| self.by_date[rows[row] as usize] += value);
    }

    fn take_standardised(&mut self, study: &InstrumentStudy, scratch: &mut CrossScratch) {
        let days = study.days;
        let tables = [
            (&study.ar, &study.ar_se, &mut self.sar, &mut self.sar_variance),
            (&study.car, &study.car_se, &mut self.scar, &mut self.scar_variance),
        ];
        for (values, errors, moments, variance) in tables {
            scratch.standardised.clear();
            for (i, fit) in study.fits.iter().enumerate().filter(|(_, fit)| fit.scale().is_some()) {
                let row = i * days..(i + 1) * days;
                let (values, errors) = (&values[row.clone()], &errors[row]);
                scratch.standardised.extend(values.iter().zip(errors).map(|(x, se)| x / se));
                let q = fit.student_variance();
                let present = variance.iter_mut().zip(values);
                present.for_each(|(sum, x)| *sum += if x.is_nan() { 0.0 } else { q });
            }
            Moments::push_rows(moments, &scratch.standardised);
        }
    }

    /// An estimation window that misses nothing, of a model with at most one regressor.
    fn take_whole(&mut self, fit: &EventFit, spec: &Spec, scratch: &mut CrossScratch) {
        let residuals = &scratch.residuals;
        self.estimation_sum.iter_mut().zip(residuals).for_each(|(sum, e)| *sum += e);
        let positive: i32 = residuals.iter().map(|e| i32::from(*e > 0.0)).sum();
        self.positive_share += f64::from(positive) / f64::from(fit.n);
        if fit.scale().is_some() {
            self.standardised += 1;
            let (sum, squares) = sum_and_squares(residuals);
            let mean = sum / f64::from(fit.n);
            let first = (i64::from(fit.pair.row) + spec.estimation_days().0) as usize;
            scratch.cover(first..first + spec.estimation, fit, mean, 1.0 / (squares - sum * mean).sqrt());
        }
    }

    /// An estimation window with holes, or of a factor model.
    fn take_residuals(&mut self, fit: &EventFit, rows: &[u32], spec: &Spec, residuals: &[f64]) {
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
        if fit.scale().is_none() {
            return;
        }
        self.standardised += 1;
        let mean = sum / n;
        let scale = 1.0 / (squares - sum * mean).sqrt();
        let first = i64::from(fit.pair.row) + spec.estimation_days().0;
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
    pub(super) fn portfolio_sd(&self) -> Option<(f64, f64)> {
        let days = self.estimation_sum.iter().zip(&self.estimation_n).filter(|(_, n)| **n > 0);
        let moments = Moments::of(days.map(|(sum, n)| sum / *n as f64));
        moments.sd().filter(|sd| *sd > 0.0).map(|sd| (sd, moments.n - 1.0))
    }

    /// The share of events whose abnormal return over the whole window is positive.
    #[must_use]
    pub fn share_positive(&self) -> Option<f64> {
        let (positive, all) = (self.car_positive.last()?, self.car.last()?.n);
        (all > 0.0).then(|| *positive as f64 / all)
    }

    /// The mean share of positive residuals in the estimation window.
    #[must_use]
    pub fn positive_rate(&self) -> Option<f64> {
        (self.events > 0).then(|| self.positive_share / self.events as f64)
    }
}

/// Scratch memory of [`CrossSection::take`].
///
/// The standardised residuals of one event are scale·(y − shift − β·m) on every row of its estimation
/// window, so the sum over an instrument's events needs only the running sums of the three coefficients:
/// each event enters at its window's first row and leaves after the last.
#[derive(Debug, Default)]
pub(super) struct CrossScratch {
    residuals: Vec<f64>,
    standardised: Vec<f64>,
    changes: Vec<Coefficients>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Coefficients {
    events: i32,
    scale: f64,
    shift: f64,
    slope: f64,
}

impl Coefficients {
    fn add(&mut self, other: &Self, sign: f64) {
        self.events += if sign > 0.0 { other.events } else { -other.events };
        self.scale += sign * other.scale;
        self.shift += sign * other.shift;
        self.slope += sign * other.slope;
    }
}

impl CrossScratch {
    fn clear(&mut self, rows: usize) {
        self.changes.clear();
        self.changes.resize(rows + 1, Coefficients::default());
    }

    fn cover(&mut self, rows: std::ops::Range<usize>, fit: &EventFit, mean: f64, scale: f64) {
        let shift = scale * (fit.alpha + mean);
        let own = Coefficients { events: 1, scale, shift, slope: scale * fit.beta };
        self.changes[rows.start].add(&own, 1.0);
        self.changes[rows.end].add(&own, -1.0);
    }

    fn by_row(&self, aligned: &Aligned, mut add: impl FnMut(usize, f64)) {
        let mut now = Coefficients::default();
        for (row, change) in self.changes.iter().enumerate() {
            now.add(change, 1.0);
            if now.events == 0 {
                // Nothing is left of sums but their rounding.
                now = Coefficients::default();
            } else {
                let (y, market) = aligned.row(row);
                let market = if now.slope == 0.0 { 0.0 } else { now.slope * market };
                add(row, now.scale * y - now.shift - market);
            }
        }
    }
}

/// Σe and Σe², four running sums at a time.
fn sum_and_squares(residuals: &[f64]) -> (f64, f64) {
    let (fours, rest) = residuals.as_chunks::<4>();
    let (mut sums, mut squares) = ([0.0; 4], [0.0; 4]);
    for four in fours {
        for lane in 0..4 {
            sums[lane] += four[lane];
            squares[lane] += four[lane] * four[lane];
        }
    }
    let more = rest.iter().fold((0.0, 0.0), |(sum, square), e| (sum + e, square + e * e));
    (sums.iter().sum::<f64>() + more.0, squares.iter().sum::<f64>() + more.1)
}
