//! The part of a study that knows one instrument: estimate, predict, subtract.
//!
//! Its only input from outside the instrument is the market (benchmark and factors), so that any
//! number of threads or machines can run it side by side.

use crate::normal_return::{
    FactorFit, LineFit, Model, RunningSums, Spread, fit_factors, fit_line, fit_model,
};

use super::outcome::Exclusion;
use super::panel::{Market, ReturnSeries};
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
    /// The residual standard deviation √(SSR/(L − p)). It is 0 for residuals that do not vary, by which
    /// nothing can be divided: [`Self::scale`].
    pub sigma: f64,
    /// The market's spread in the estimation window, where a slope on it is estimated.
    market: Option<Spread>,
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
    pub(super) fn student_variance(&self) -> f64 {
        self.df() / (self.df() - 2.0)
    }

    /// What abnormal returns are standardised by, the residual standard deviation; `None` where the
    /// residuals do not vary.
    #[must_use]
    pub fn scale(&self) -> Option<f64> {
        (self.sigma > 0.0).then_some(self.sigma)
    }

    /// Whether it is a model with at most one regressor.
    pub(super) fn is_line(&self) -> bool {
        self.factors.is_none()
    }

    /// The factor slopes, for the factor model.
    #[must_use]
    pub fn slopes(&self) -> &[f64] {
        self.factors.as_ref().map_or(&[], |fit| &fit.coefficients[1..])
    }
}

/// How much is written down for each event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Every column by day.
    #[default]
    Paths,
    /// Abnormal returns by day; of the cumulative one only its value over the whole window and that value's
    /// standard error. The other columns stay empty.
    Totals,
    /// Abnormal returns by day and nothing else.
    Returns,
}

/// Which figures of the event window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// Abnormal returns; absent on a day without one.
    Ar,
    /// Their prediction-error-corrected standard errors.
    ArSe,
    /// Abnormal returns cumulated from the window's first day; absent from the first missing day on.
    Car,
    /// Their standard errors, with the covariance that shared parameters cause.
    CarSe,
    /// Buy-and-hold abnormal returns from the window's first day.
    Bhar,
}

/// What the kernel finds for one instrument: one entry for each measured event, and `days` numbers for
/// each in every column, event by event.
///
/// Within this room a number that is absent is NaN in its column, so that sums run over whole
/// columns without a branch; [`InstrumentStudy::path`] is where they are read from outside.
#[derive(Debug, Clone, Default)]
pub struct InstrumentStudy {
    /// Which columns are to be written.
    pub detail: Detail,
    /// Days of the event window.
    pub days: usize,
    /// The estimated models.
    pub fits: Vec<EventFit>,
    pub(super) ar: Vec<f64>,
    pub(super) ar_se: Vec<f64>,
    pub(super) car: Vec<f64>,
    pub(super) car_se: Vec<f64>,
    pub(super) bhar: Vec<f64>,
    pub(super) total: Vec<f64>,
    pub(super) total_se: Vec<f64>,
    /// Events that could not be measured, with the reason.
    pub excluded: Vec<(u32, Exclusion)>,
}

impl InstrumentStudy {
    /// Nothing yet, to be filled in this much detail.
    #[must_use]
    pub fn with_detail(detail: Detail) -> Self {
        Self { detail, ..Self::default() }
    }

    /// The figures of the n-th measured event by day of the window; empty where that much detail was
    /// not asked for.
    pub fn path(&self, path: Path, event: usize) -> impl Iterator<Item = Option<f64>> + '_ {
        let column = match path {
            Path::Ar => &self.ar,
            Path::ArSe => &self.ar_se,
            Path::Car => &self.car,
            Path::CarSe => &self.car_se,
            Path::Bhar => &self.bhar,
        };
        let days = column.get(event * self.days..(event + 1) * self.days).unwrap_or_default();
        days.iter().map(|value| value.is_finite().then_some(*value))
    }

    /// With [`Detail::Totals`]: for each measured event the cumulative abnormal return over the whole
    /// window, and its standard error; `None` where a day is missing.
    pub fn totals(&self) -> impl Iterator<Item = Option<(f64, f64)>> + '_ {
        let pairs = self.total.iter().zip(&self.total_se);
        pairs.map(|(total, error)| (total.is_finite() && error.is_finite()).then_some((*total, *error)))
    }

    fn clear(&mut self, days: usize, events: usize) {
        self.days = days;
        self.fits.clear();
        self.excluded.clear();
        self.fits.reserve(events);
        let paths = [&mut self.ar_se, &mut self.car, &mut self.car_se, &mut self.bhar];
        let wanted = if self.detail == Detail::Paths { events * days } else { 0 };
        for column in paths {
            column.clear();
            column.reserve(wanted);
        }
        self.ar.clear();
        self.ar.reserve(events * days);
        let wanted = if self.detail == Detail::Totals { events } else { 0 };
        for column in [&mut self.total, &mut self.total_se] {
            column.clear();
            column.reserve(wanted);
        }
    }
}

/// One instrument's returns with the market's over the same spans.
#[derive(Debug, Default)]
pub struct Aligned {
    /// The returns less the risk-free ones, where the model wants that.
    y: Vec<f64>,
    market: Vec<f64>,
    factors: Vec<Vec<f64>>,
    risk_free: Vec<f64>,
    sums: RunningSums,
    has_benchmark: bool,
    /// −1 where all of these are mirrored.
    sign: f64,
}

impl Aligned {
    /// Aligns a series with the market, reusing the memory of the last one.
    pub fn refill(&mut self, series: &ReturnSeries, market: &Market, spec: &Spec) {
        self.has_benchmark = market.of(series.variant).has_benchmark();
        self.sign = series.sign();
        market.align_series(series, spec.returns, &mut self.market);
        let sign = self.sign;
        let pick = |column: &Vec<f64>| {
            series.rows.iter().map(|&row| sign * column[row as usize]).collect::<Vec<f64>>()
        };
        self.y.clear();
        // An infinite return cannot be used.
        self.y.extend(series.returns.iter().map(|r| if r.is_finite() { *r } else { f64::NAN }));
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

    /// The return of a row, and the market's.
    pub(super) fn row(&self, row: usize) -> (f64, f64) {
        (self.y[row], self.market[row])
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
        let (line, factors) = if spec.model == Model::Factors {
            let columns: Vec<&[f64]> = self.factors.iter().map(|column| &column[from..to]).collect();
            let fit =
                fit_factors(&self.y[from..to], &columns).map_err(|_| self.why_no_factors(from, to, need))?;
            if (fit.n as usize) < need {
                return Err(self.why_no_factors(from, to, need));
            }
            let line = LineFit {
                n: fit.n,
                alpha: fit.coefficients[0],
                beta: fit.coefficients[1],
                ssr: fit.ssr,
                regressor: None,
            };
            (line, Some(Box::new(fit)))
        } else {
            (
                self.fit_line(spec.model, from, to)
                    .ok_or_else(|| self.why_not(spec.model, from, to, need))?,
                None,
            )
        };
        let parameters = u32::try_from(spec.model.parameters(self.factors.len())).unwrap_or(u32::MAX);
        let need = need.max(parameters as usize + 3);
        if (line.n as usize) < need {
            return Err(self.why_not(spec.model, from, to, need));
        }
        Ok(EventFit {
            pair,
            n: line.n,
            parameters,
            alpha: line.alpha,
            beta: line.beta,
            sigma: (line.ssr / f64::from(line.n - parameters)).sqrt(),
            market: line.regressor.filter(|_| parameters > 1),
            factors,
        })
    }

    fn fit_line(&self, model: Model, from: usize, to: usize) -> Option<LineFit> {
        let (y, x) = (&self.y[from..to], &self.market[from..to]);
        match model {
            // The running sums spare it a pass over the window.
            Model::MarketModel => fit_line(&self.sums, &self.y, &self.market, from, to),
            other => fit_model(other, y, x),
        }
    }

    fn why_not(&self, model: Model, from: usize, to: usize, need: usize) -> Exclusion {
        let own = self.complete(from, to, |_| true);
        if own < need || !model.needs_benchmark() {
            return Exclusion::ShortHistory { have: own, need };
        }
        let have = self.complete(from, to, |row| self.market[row].is_finite());
        if have >= need { Exclusion::ConstantMarket } else { Exclusion::NoBenchmarkValues { have, need } }
    }

    fn why_no_factors(&self, from: usize, to: usize, need: usize) -> Exclusion {
        let risk_free = |row: usize| self.risk_free.get(row).is_none_or(|rate| rate.is_finite());
        let known = |row: usize| risk_free(row) && self.factors.iter().all(|column| column[row].is_finite());
        let need = need.max(self.factors.len() + 4);
        let have = (from..to).filter(|row| known(*row)).count();
        match self.complete(from, to, known) {
            both if both >= need => Exclusion::NotIdentified,
            both if have < need => Exclusion::NoFactorValues { have: both, need },
            both => Exclusion::ShortHistory { have: both, need },
        }
    }

    /// Rows of a span with a return and what else is asked for.
    fn complete(&self, from: usize, to: usize, known: impl Fn(usize) -> bool) -> usize {
        (from..to).filter(|row| self.y[*row].is_finite() && known(*row)).count()
    }

    /// One event's event window into the columns.
    fn predict(&self, fit: &EventFit, spec: &Spec, out: &mut InstrumentStudy) {
        let first = i64::from(fit.pair.row) + i64::from(spec.window.from);
        let start = usize::try_from(first).ok().filter(|start| start + spec.window.len() <= self.y.len());
        match start {
            Some(start) if fit.is_line() => self.predict_line(fit, spec, start, out),
            _ => self.predict_any(fit, spec, first, out),
        }
    }

    /// A window within the data, of a model with at most one regressor: column by column.
    fn predict_line(&self, fit: &EventFit, spec: &Spec, start: usize, out: &mut InstrumentStudy) {
        let rows = start..start + spec.window.len();
        let (y, market) = (&self.y[rows.clone()], &self.market[rows]);
        let at = out.ar.len();
        if fit.parameters == 1 {
            out.ar.extend(y.iter().map(|y| y - fit.alpha));
        } else {
            let (alpha, beta) = (fit.alpha, fit.beta);
            out.ar.extend(y.iter().zip(market).map(|(y, m)| y - (alpha + beta * m)));
        }
        let error = PredictionError::of(fit);
        match out.detail {
            Detail::Returns => {}
            Detail::Totals => {
                out.total.push(out.ar[at..].iter().sum());
                let shift = market.iter().map(|m| error.shift(*m)).sum::<f64>();
                out.total_se.push(error.of_sum(y.len() as f64, shift));
            }
            Detail::Paths => {
                out.ar_se.extend(market.iter().map(|m| error.of_sum(1.0, error.shift(*m))));
                let mut car = 0.0;
                out.car.extend(out.ar[at..].iter().map(|ar| {
                    car += ar;
                    car
                }));
                let mut shift = 0.0;
                out.car_se.extend(market.iter().map(|m| {
                    shift += error.shift(*m);
                    shift
                }));
                for (day, se) in out.car_se[at..].iter_mut().enumerate() {
                    *se = error.of_sum((day + 1) as f64, *se);
                }
                let mut hold = Holding::new(spec.returns, self.sign);
                out.bhar.extend(y.iter().zip(market).map(|(y, m)| {
                    hold.take(*y, if self.has_benchmark { *m } else { fit.alpha });
                    hold.difference()
                }));
            }
        }
    }

    /// Any window and any model, day by day; days beyond the data are missing.
    fn predict_any(&self, fit: &EventFit, spec: &Spec, first: i64, out: &mut InstrumentStudy) {
        let error = PredictionError::of(fit);
        let (mut car, mut count, mut shift) = (0.0, 0.0, 0.0);
        let mut car_se = 0.0;
        let mut shifts = fit.factors.as_ref().map_or(Vec::new(), |f| vec![0.0; f.coefficients.len()]);
        let mut hold = Holding::new(spec.returns, self.sign);
        for day in 0..spec.window.len() as i64 {
            let row = usize::try_from(first + day).ok().filter(|&row| row < self.y.len());
            let (mut ar, mut ar_se) = (f64::NAN, f64::NAN);
            if let Some(row) = row {
                let expected = self.expected(fit, row);
                ar = self.y[row] - expected;
                count += 1.0;
                (ar_se, car_se) = if let Some(factors) = &fit.factors {
                    let z = factors.leverage(self.factors.iter().map(|column| column[row]));
                    shifts.iter_mut().zip(&z).for_each(|(sum, z)| *sum += z);
                    let se = |days: f64, z: &[f64]| fit.sigma * (days + square_sum(z)).sqrt();
                    (se(1.0, &z), se(count, &shifts))
                } else {
                    let own = error.shift(self.market[row]);
                    shift += own;
                    (error.of_sum(1.0, own), error.of_sum(count, shift))
                };
                let risk_free = self.risk_free.get(row).copied().unwrap_or(0.0);
                let other = if self.has_benchmark { self.market[row] } else { expected + risk_free };
                hold.take(self.y[row] + risk_free, other);
            } else {
                car_se = f64::NAN;
                hold.take(f64::NAN, f64::NAN);
            }
            car += ar;
            out.ar.push(ar);
            if out.detail == Detail::Paths {
                out.ar_se.push(ar_se);
                out.car.push(car);
                out.car_se.push(car_se);
                out.bhar.push(hold.difference());
            }
        }
        if out.detail == Detail::Totals {
            out.total.push(car);
            out.total_se.push(car_se);
        }
    }
}

/// The standard error of a sum of abnormal returns over k days, σ·√(k + k²/L + (Σ(m − m̄))²/Sxx), without the
/// terms of parameters that the model does not estimate.
#[derive(Debug, Clone, Copy)]
struct PredictionError {
    sigma: f64,
    /// 1/L if a constant was estimated.
    constant: f64,
    mean_x: f64,
    /// 1/√Sxx if a slope was estimated; a slope that was not adds nothing.
    slope: f64,
}

impl PredictionError {
    fn of(fit: &EventFit) -> Self {
        let constant = if fit.parameters == 0 { 0.0 } else { 1.0 / f64::from(fit.n) };
        let spread = |market: Spread| (market.mean, 1.0 / market.sum_of_squares.sqrt());
        let (mean_x, slope) = fit.market.map_or((0.0, 0.0), spread);
        Self { sigma: fit.sigma, constant, mean_x, slope }
    }

    /// The market's distance from its mean, in roots of its sum of squares; 0 if no slope was estimated.
    fn shift(&self, market: f64) -> f64 {
        if self.slope == 0.0 { 0.0 } else { (market - self.mean_x) * self.slope }
    }

    /// The standard error of a sum over `days` whose shifts add up to `shift`.
    fn of_sum(&self, days: f64, shift: f64) -> f64 {
        self.sigma * (days + days * days * self.constant + shift * shift).sqrt()
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
    /// That of the returns: what is held is held, whatever direction is expected.
    sign: f64,
}

impl Holding {
    fn new(kind: ReturnKind, sign: f64) -> Self {
        let start = if kind == ReturnKind::Simple { 1.0 } else { 0.0 };
        Self { kind, own: start, other: start, sign }
    }

    fn take(&mut self, own: f64, other: f64) {
        match self.kind {
            ReturnKind::Simple => {
                self.own *= 1.0 + self.sign * own;
                self.other *= 1.0 + self.sign * other;
            }
            ReturnKind::Log => {
                self.own += self.sign * own;
                self.other += self.sign * other;
            }
        }
    }

    fn difference(&self) -> f64 {
        self.sign
            * match self.kind {
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
    out.clear(spec.window.len(), pairs.len());
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
