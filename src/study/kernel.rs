//! The part of a study that knows one instrument: estimate, predict, subtract.
//!
//! Its only input from outside the instrument is the market (benchmark and factors), so that any
//! number of threads or machines can run it side by side.

use crate::normal_return::{
    FactorFit, LineFit, Model, RunningSums, dimson_beta, fit_factors, fit_line, fit_mean, fit_offset,
    scholes_williams_beta,
};

use super::outcome::Exclusion;
use super::panel::{Market, Series};
use super::spec::{OffData, ReturnKind, Spec};

/// One event of an instrument: which event of the study, and the row of its day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The event's number in the study.
    pub event: u32,
    /// The instrument's row of relative day 0.
    pub row: u32,
}

/// The estimated model of one event.
#[derive(Debug, Clone)]
pub struct EventFit {
    /// Which event, and its day 0.
    pub pair: Pair,
    /// Estimation rows with all values (L).
    pub n: u32,
    /// Estimated parameters (p).
    pub parameters: u32,
    /// The intercept.
    pub alpha: f64,
    /// The slope on the benchmark; 1 in the market-adjusted model, 0 in the mean-adjusted one.
    pub beta: f64,
    /// The residual standard deviation √(SSR/(L − p)); 0 where the residuals do not vary.
    pub sigma: f64,
    mean_x: f64,
    sxx: f64,
    factors: Option<Box<FactorFit>>,
}

impl EventFit {
    /// Residual degrees of freedom, L − p.
    #[must_use]
    pub fn df(&self) -> f64 {
        f64::from(self.n - self.parameters)
    }

    /// The variance of a standardised abnormal return under the null, (L−p)/(L−p−2).
    #[must_use]
    pub fn student_variance(&self) -> f64 {
        self.df() / (self.df() - 2.0)
    }

    /// The factor slopes, for the factor model.
    #[must_use]
    pub fn slopes(&self) -> &[f64] {
        self.factors.as_ref().map_or(&[], |fit| &fit.coefficients[1..])
    }
}

/// What the kernel finds for one instrument: one entry for each measured event, and `days` numbers for
/// each in every column, event by event.
#[derive(Debug, Clone, Default)]
pub struct InstrumentStudy {
    /// Days of the event window.
    pub days: usize,
    /// The estimated models.
    pub fits: Vec<EventFit>,
    /// Abnormal returns; NaN on a day without one.
    pub ar: Vec<f64>,
    /// Their prediction-error-corrected standard errors.
    pub ar_se: Vec<f64>,
    /// Abnormal returns cumulated from the window's first day; NaN from the first missing day on.
    pub car: Vec<f64>,
    /// Their standard errors, with the covariance that shared parameters cause.
    pub car_se: Vec<f64>,
    /// Buy-and-hold abnormal returns from the window's first day.
    pub bhar: Vec<f64>,
    /// Events that could not be measured, with the reason.
    pub excluded: Vec<(u32, Exclusion)>,
}

/// One instrument's returns beside the market's over the same spans.
#[derive(Debug, Default)]
pub struct Aligned {
    raw: Vec<f64>,
    y: Vec<f64>,
    market: Vec<f64>,
    factors: Vec<Vec<f64>>,
    risk_free: Vec<f64>,
    sums: RunningSums,
    has_benchmark: bool,
}

impl Aligned {
    /// Lays a series beside the market, reusing the memory of the last one.
    pub fn refill(&mut self, series: &Series, market: &Market, spec: &Spec) {
        self.has_benchmark = market.has_benchmark();
        self.raw.clone_from(&series.returns);
        market.align(&series.rows, spec.returns, &mut self.market);
        let pick =
            |column: &Vec<f64>| series.rows.iter().map(|&row| column[row as usize]).collect::<Vec<f64>>();
        self.y.clone_from(&series.returns);
        self.factors.clear();
        self.risk_free.clear();
        if spec.model == Model::Factors {
            self.factors.extend(market.factors.iter().map(|(_, column)| pick(column)));
            if let Some(risk_free) = &market.risk_free {
                self.risk_free = pick(risk_free);
                self.y.iter_mut().zip(&self.risk_free).for_each(|(y, rf)| *y -= rf);
            }
        }
        if spec.model == Model::MarketModel {
            self.sums.refill(&self.y, &self.market);
        }
    }

    fn expected(&self, fit: &EventFit, row: usize) -> f64 {
        match &fit.factors {
            Some(factors) => factors.expect(self.factors.iter().map(|column| column[row])),
            None if fit.beta == 0.0 && fit.parameters == 1 => fit.alpha,
            None => fit.alpha + fit.beta * self.market[row],
        }
    }

    /// The residuals of the estimation window by relative day, NaN where a value is missing.
    pub(super) fn residuals(&self, fit: &EventFit, spec: &Spec, into: &mut Vec<f64>) {
        into.clear();
        let first = i64::from(fit.pair.row) + spec.estimation_days().0;
        let whole = usize::try_from(first).ok().filter(|_| fit.factors.is_none());
        if let (Some(first), true) = (whole, fit.parameters != 1) {
            let rows = first..first + spec.estimation;
            let (alpha, beta) = (fit.alpha, fit.beta);
            into.extend(
                self.y[rows.clone()].iter().zip(&self.market[rows]).map(|(y, m)| y - alpha - beta * m),
            );
            return;
        }
        into.extend((0..spec.estimation as i64).map(|day| {
            usize::try_from(first + day).map_or(f64::NAN, |row| self.y[row] - self.expected(fit, row))
        }));
    }

    /// The residual of one row; NaN where there is none.
    pub(super) fn residual_at(&self, fit: &EventFit, row: i64) -> f64 {
        let row = usize::try_from(row).ok().filter(|&row| row < self.y.len());
        row.map_or(f64::NAN, |row| self.y[row] - self.expected(fit, row))
    }

    fn fit(&self, pair: Pair, spec: &Spec) -> Result<EventFit, Exclusion> {
        let (first, last) = spec.estimation_days();
        let (first, end) = (i64::from(pair.row) + first, i64::from(pair.row) + last + 1);
        // Row 0 has no return: there is nothing before it.
        let have = usize::try_from(end.max(0))
            .unwrap_or(0)
            .saturating_sub(usize::try_from(first.max(1)).unwrap_or(1));
        let need = spec.min_observations.unwrap_or(spec.estimation);
        if have < need.max(3) {
            return Err(Exclusion::ShortHistory { have, need: need.max(3) });
        }
        let (from, to) = (first.max(0) as usize, end as usize);
        let need = spec.min_observations.unwrap_or(spec.estimation.div_ceil(2)).max(3);
        let too_few = |n: u32| Exclusion::ShortHistory { have: n as usize, need };
        let (line, factors) = if spec.model == Model::Factors {
            let columns: Vec<&[f64]> = self.factors.iter().map(|column| &column[from..to]).collect();
            let fit = fit_factors(&self.y[from..to], &columns).map_err(|_| Exclusion::NotIdentified)?;
            let line = LineFit {
                n: fit.n,
                alpha: fit.coefficients[0],
                beta: fit.coefficients[1],
                ssr: fit.ssr,
                mean_x: 0.0,
                sxx: 0.0,
            };
            (line, Some(Box::new(fit)))
        } else {
            (self.fit_line(spec.model, from, to).ok_or_else(|| self.why_not(from, to, need))?, None)
        };
        let parameters = u32::try_from(spec.model.parameters(self.factors.len())).unwrap_or(u32::MAX);
        if (line.n as usize) < need || line.n < parameters + 3 {
            return Err(too_few(line.n));
        }
        Ok(EventFit {
            pair,
            n: line.n,
            parameters,
            alpha: line.alpha,
            beta: line.beta,
            sigma: (line.ssr / f64::from(line.n - parameters)).sqrt(),
            mean_x: line.mean_x,
            sxx: line.sxx,
            factors,
        })
    }

    fn fit_line(&self, model: Model, from: usize, to: usize) -> Option<LineFit> {
        let (y, x) = (&self.y[from..to], &self.market[from..to]);
        let with_beta = |beta: Option<f64>| {
            let beta = beta?;
            let inner = |v: &[f64]| fit_mean(&v[1..v.len() - 1]).map(|fit| fit.alpha);
            fit_offset(y, x, inner(y)? - beta * inner(x)?, beta)
        };
        match model {
            Model::MeanAdjusted => fit_mean(y),
            Model::MarketAdjusted => fit_offset(y, x, 0.0, 1.0),
            Model::ScholesWilliams => with_beta(scholes_williams_beta(y, x)),
            Model::Dimson => {
                let beta = dimson_beta(y, x, 1)?;
                fit_offset(y, x, fit_mean(y)?.alpha - beta * fit_mean(x)?.alpha, beta)
            }
            Model::MarketModel | Model::Factors => fit_line(&self.sums, &self.y, &self.market, from, to),
        }
    }

    fn why_not(&self, from: usize, to: usize, need: usize) -> Exclusion {
        let both = |row: &usize| self.y[*row].is_finite() && self.market[*row].is_finite();
        let have = (from..to).filter(both).count();
        if have < need { Exclusion::ShortHistory { have, need } } else { Exclusion::ConstantMarket }
    }

    /// One event's event window into the columns.
    fn predict(&self, fit: &EventFit, spec: &Spec, out: &mut InstrumentStudy) {
        let first = i64::from(fit.pair.row) + i64::from(spec.window.from);
        let n = f64::from(fit.n);
        let root_sxx = fit.sxx.sqrt();
        let (mut car, mut count, mut shift) = (0.0, 0.0, 0.0);
        let mut shifts = fit.factors.as_ref().map_or(Vec::new(), |f| vec![0.0; f.coefficients.len()]);
        let mut hold = Holding::new(spec.returns);
        for day in 0..spec.window.len() as i64 {
            let row = usize::try_from(first + day).ok().filter(|&row| row < self.y.len());
            let Some(row) = row else {
                car = f64::NAN;
                hold.take(f64::NAN, f64::NAN);
                for column in [&mut out.ar, &mut out.ar_se, &mut out.car, &mut out.car_se, &mut out.bhar] {
                    column.push(f64::NAN);
                }
                continue;
            };
            let expected = self.expected(fit, row);
            let ar = self.y[row] - expected;
            car += ar;
            count += 1.0;
            let (own, cumulated) = if let Some(factors) = &fit.factors {
                let z = factors.leverage(self.factors.iter().map(|column| column[row]));
                shifts.iter_mut().zip(&z).for_each(|(sum, z)| *sum += z);
                (1.0 + square_sum(&z), count + square_sum(&shifts))
            } else if fit.parameters == 0 {
                (1.0, count)
            } else if fit.parameters == 1 {
                (1.0 + 1.0 / n, count + count * count / n)
            } else {
                let z = (self.market[row] - fit.mean_x) / root_sxx;
                shift += z;
                (1.0 + 1.0 / n + z * z, count + count * count / n + shift * shift)
            };
            let risk_free = self.risk_free.get(row).copied().unwrap_or(0.0);
            let held_against = if self.has_benchmark { self.market[row] } else { expected + risk_free };
            hold.take(self.raw[row], held_against);
            out.ar.push(ar);
            out.ar_se.push(fit.sigma * own.sqrt());
            out.car.push(car);
            out.car_se.push(fit.sigma * cumulated.sqrt());
            out.bhar.push(hold.difference());
        }
    }
}

fn square_sum(values: &[f64]) -> f64 {
    values.iter().map(|v| v * v).sum()
}

/// Two holdings that grow side by side.
struct Holding {
    kind: ReturnKind,
    own: f64,
    other: f64,
}

impl Holding {
    fn new(kind: ReturnKind) -> Self {
        let start = if kind == ReturnKind::Simple { 1.0 } else { 0.0 };
        Self { kind, own: start, other: start }
    }

    fn take(&mut self, own: f64, other: f64) {
        match self.kind {
            ReturnKind::Simple => {
                self.own *= 1.0 + own;
                self.other *= 1.0 + other;
            }
            ReturnKind::Log => {
                self.own += own;
                self.other += other;
            }
        }
    }

    fn difference(&self) -> f64 {
        match self.kind {
            ReturnKind::Simple => self.own - self.other,
            ReturnKind::Log => self.own.exp() - self.other.exp(),
        }
    }
}

/// Measures all events of one instrument.
///
/// # Source
/// MacKinlay (1997), J. Econ. Literature 35(1), eqs. 7–12; the variance of a cumulated abnormal return
/// with the covariance of shared parameters: Salinger (1992), J. Financial and Quantitative Analysis 27.
pub fn study_instrument(aligned: &Aligned, pairs: &[Pair], spec: &Spec, out: &mut InstrumentStudy) {
    out.days = spec.window.len();
    out.fits.clear();
    out.excluded.clear();
    for column in [&mut out.ar, &mut out.ar_se, &mut out.car, &mut out.car_se, &mut out.bhar] {
        column.clear();
        column.reserve(pairs.len() * spec.window.len());
    }
    for &pair in pairs {
        if spec.off_data == OffData::Drop {
            let first = i64::from(pair.row) + i64::from(spec.window.from);
            let last = i64::from(pair.row) + i64::from(spec.window.to);
            if first < 1 || last >= aligned.y.len() as i64 {
                out.excluded.push((pair.event, Exclusion::EventWindowOffData));
                continue;
            }
        }
        match aligned.fit(pair, spec) {
            Ok(fit) => {
                aligned.predict(&fit, spec, out);
                out.fits.push(fit);
            }
            Err(reason) => out.excluded.push((pair.event, reason)),
        }
    }
}
