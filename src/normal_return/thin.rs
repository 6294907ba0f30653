//! Betas for thinly traded instruments.

use super::factors::fit_factors;
use super::line::fit_line;
use super::sums::RunningSums;

/// β of Scholes & Williams: (β₋₁ + β₀ + β₊₁)/(1 + 2ρ), each β a simple regression of the return on the
/// market's return of the day before, the day and the day after, ρ the market's first autocorrelation.
/// `None` where the market does not vary.
///
/// # Source
/// Scholes & Williams (1977), J. Financial Economics 5, eq. 20.
#[must_use]
pub fn scholes_williams_beta(y: &[f64], x: &[f64]) -> Option<f64> {
    let slope = |y: &[f64], x: &[f64]| fit_line(&RunningSums::of(y, x), y, x, 0, y.len()).map(|fit| fit.beta);
    let last = y.len().checked_sub(1)?;
    let lagged = slope(&y[1..], &x[..last])?;
    let same = slope(y, x)?;
    let leading = slope(&y[..last], &x[1..])?;
    let rho = correlation(&x[1..], &x[..last])?;
    let beta = (lagged + same + leading) / (1.0 + 2.0 * rho);
    beta.is_finite().then_some(beta)
}

/// β of Dimson: the sum of the slopes of one regression on the market's returns of the `lags` days
/// before, the day, and the `lags` days after. `None` where the slopes are not identified.
///
/// ```
/// use newstape::normal_return::dimson_beta;
///
/// // Four tenths of the market's move on the day, six tenths on the day after: the beta is 1.
/// let market = [0.01, -0.02, 0.015, 0.0, -0.01, 0.02, 0.005, -0.015, 0.01, 0.0];
/// let own: Vec<f64> = (0..10).map(|day| 0.4 * market[day] + if day > 0 { 0.6 * market[day - 1] } else { 0.0 }).collect();
/// let beta = dimson_beta(&own, &market, 1).expect("the market varies");
/// assert!((beta - 1.0).abs() < 1e-9);
/// ```
///
/// # Source
/// Dimson (1979), J. Financial Economics 7.
#[must_use]
pub fn dimson_beta(y: &[f64], x: &[f64], lags: usize) -> Option<f64> {
    let inner = y.len().checked_sub(2 * lags)?;
    let columns: Vec<&[f64]> = (0..=2 * lags).map(|shift| &x[shift..shift + inner]).collect();
    let fit = fit_factors(&y[lags..lags + inner], &columns).ok()?;
    Some(fit.coefficients[1..].iter().sum())
}

/// Pearson's correlation over the rows where both are present.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let fit = |y: &[f64], x: &[f64]| fit_line(&RunningSums::of(y, x), y, x, 0, y.len());
    let (ab, ba) = (fit(a, b)?, fit(b, a)?);
    Some((ab.beta * ba.beta).max(0.0).sqrt().copysign(ab.beta))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stock_that_follows_a_day_late_gets_its_beta_back() {
        let x: Vec<f64> =
            (0..400).map(|i| ((f64::from(i) * 12.9898).sin() * 43_758.545_3).fract() * 0.01).collect();
        let y: Vec<f64> = (0..400).map(|i| if i == 0 { 0.0 } else { 0.4 * x[i] + 0.6 * x[i - 1] }).collect();
        assert!((dimson_beta(&y, &x, 1).unwrap() - 1.0).abs() < 1e-2);
        let sw = scholes_williams_beta(&y[..250], &x[..250]).unwrap();
        assert!(sw.is_finite());
    }

    #[test]
    fn too_short_a_window_has_none() {
        assert_eq!(dimson_beta(&[0.1], &[0.1], 1), None);
        assert_eq!(scholes_williams_beta(&[], &[]), None);
    }
}
