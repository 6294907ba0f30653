//! Parametric tests, from moments.

use super::{Statistic, TestResult, Undefined};
use crate::study::cross_section::CrossSection;
use crate::study::moments::Moments;

fn at_least(n: f64, need: f64) -> Result<(), Undefined> {
    if n < 1.0 {
        Err(Undefined::NoEvents)
    } else if n < need {
        Err(Undefined::FewerThanTwo)
    } else {
        Ok(())
    }
}

/// √N·x̄/sd ~ T(N−1). On standardised values it is the test of Boehmer, Musumeci & Poulsen.
///
/// # Source
/// Brown & Warner (1980), J. Financial Economics 8; Boehmer, Musumeci & Poulsen (1991), JFE 30.
pub(super) fn cross_sectional(x: &Moments) -> TestResult {
    at_least(x.n, 2.0)?;
    Statistic::student(x.t().ok_or(Undefined::NoVariance)?, x.n - 1.0)
}

/// Mean over the standard deviation of the portfolio of events in the estimation window, ~ T(L−1).
///
/// # Source
/// Brown & Warner (1985), J. Financial Economics 14, section 2.
pub(super) fn crude_dependence(cross: &CrossSection, x: &Moments, days: usize) -> TestResult {
    at_least(x.n, 1.0)?;
    let (sd, df) = cross.portfolio_sd().ok_or(Undefined::NoVariance)?;
    Statistic::student(x.mean / (sd * (days as f64).sqrt()), df)
}

/// Σ SAR/√Σ q ~ N(0,1); for sub-windows the same on standardised cumulative abnormal returns.
///
/// # Source
/// Patell (1976), J. Accounting Research 14.
pub(super) fn patell(x: &Moments, variance: f64) -> TestResult {
    at_least(x.n, 1.0)?;
    Statistic::normal(x.sum() / variance.sqrt())
}

/// 1 + (N−1)·r̄ and r̄, if the first is positive.
fn inflation(correlation: Option<f64>, n: f64) -> Result<(f64, f64), Undefined> {
    at_least(n, 2.0)?;
    let r = correlation.ok_or(Undefined::FewerThanTwo)?;
    let factor = 1.0 + (n - 1.0) * r;
    if factor > 0.0 { Ok((factor, r)) } else { Err(Undefined::NegativeCorrelation) }
}

/// Patell's z over √(1 + (N−1)r̄).
///
/// # Source
/// Kolari & Pynnönen (2010), Review of Financial Studies 23.
pub(super) fn kp_patell(correlation: Option<f64>, x: &Moments, variance: f64) -> TestResult {
    let (factor, _) = inflation(correlation, x.n)?;
    Statistic::normal(patell(x, variance)?.value / factor.sqrt())
}

/// BMP's t times √((1−r̄)/(1 + (N−1)r̄)).
///
/// # Source
/// Kolari & Pynnönen (2010), Review of Financial Studies 23, eq. 12.
pub(super) fn kp_bmp(correlation: Option<f64>, x: &Moments) -> TestResult {
    let (factor, r) = inflation(correlation, x.n)?;
    Statistic::student(cross_sectional(x)?.value * ((1.0 - r) / factor).sqrt(), x.n - 1.0)
}

/// Hall's transformation of the t, which takes the skewness out, ~ N(0,1).
///
/// # Source
/// Hall (1992), J. Royal Statistical Society B 54; Johnson (1978), JASA 73.
pub(super) fn skewness_adjusted(x: &Moments) -> TestResult {
    at_least(x.n, 2.0)?;
    x.t().ok_or(Undefined::NoVariance)?;
    let sd = x.sd().ok_or(Undefined::FewerThanTwo)?;
    Statistic::normal(hall(x.n, x.mean, sd, x.m3))
}

/// Hall's statistic of `n` values from their mean, standard deviation and Σ(x − mean)³.
pub(in crate::study) fn hall(n: f64, mean: f64, sd: f64, cubes: f64) -> f64 {
    let s = mean / sd;
    let g = cubes / n / sd.powi(3);
    n.sqrt() * (s + g * s * s / 3.0 + g * g * s.powi(3) / 27.0 + g / (6.0 * n))
}
