//! Models with at most one regressor.

use super::sums::RunningSums;

/// Where the rounding error of two subtracted running totals could reach 1e-10 of the result, the
/// window is summed afresh.
const CANCELLATION_LIMIT: f64 = 1e4;
/// A sum of squares below this part of the uncentred one is rounding noise: the series is constant.
const CONSTANT: f64 = 1e-22;

/// An estimated model with at most one regressor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineFit {
    /// How many rows had both values.
    pub n: u32,
    /// The intercept (a fraction per row).
    pub alpha: f64,
    /// The slope.
    pub beta: f64,
    /// The sum of squared residuals.
    pub ssr: f64,
    /// The regressor's spread over the rows used; `None` where it has no part in the model.
    pub regressor: Option<Spread>,
}

/// The mean and variation of a regressor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Its mean.
    pub mean: f64,
    /// Its sum of squares about that mean.
    pub sum_of_squares: f64,
}

/// Least squares of y on x over rows `from..to`; `None` if fewer than two rows have both values or
/// x does not vary (β is not identified).
///
/// # Source
/// MacKinlay (1997), J. Econ. Literature 35(1), section 5; computed from centred sums.
#[must_use]
pub(crate) fn fit_line(sums: &RunningSums, y: &[f64], x: &[f64], from: usize, to: usize) -> Option<LineFit> {
    let (d, total) = sums.window(from, to);
    if d.n < 2 {
        return None;
    }
    let n = f64::from(d.n);
    let (my, mx) = (d.y / n, d.x / n);
    let (syy, sxy, sxx) = (d.yy - d.y * my, d.xy - d.x * my, d.xx - d.x * mx);
    let ssr = syy - sxy * sxy / sxx;
    if !(total.yy < CANCELLATION_LIMIT * ssr && total.xx < CANCELLATION_LIMIT * sxx) {
        return fit_line_afresh(&y[from..to], &x[from..to]);
    }
    let beta = sxy / sxx;
    let mean_x = mx + sums.centre_x;
    let alpha = my + sums.centre_y - beta * mean_x;
    Some(LineFit { n: d.n, alpha, beta, ssr, regressor: Some(Spread { mean: mean_x, sum_of_squares: sxx }) })
}

/// The same by two passes over the window itself.
fn fit_line_afresh(y: &[f64], x: &[f64]) -> Option<LineFit> {
    let pairs = || y.iter().zip(x).filter(|(y, x)| y.is_finite() && x.is_finite());
    let count = pairs().count();
    if count < 2 {
        return None;
    }
    let n = count as f64;
    let (sy, sx) = pairs().fold((0.0, 0.0), |(a, b), (y, x)| (a + y, b + x));
    let (my, mx) = (sy / n, sx / n);
    let (mut sxy, mut sxx) = (0.0, 0.0);
    for (y, x) in pairs() {
        sxy += (y - my) * (x - mx);
        sxx += (x - mx) * (x - mx);
    }
    if sxx <= CONSTANT * (sxx + n * mx * mx) {
        return None;
    }
    let beta = sxy / sxx;
    let alpha = my - beta * mx;
    let (mut ssr, mut size) = (0.0, 0.0);
    for (y, x) in pairs() {
        let e = y - my - beta * (x - mx);
        ssr += e * e;
        size += y * y;
    }
    let ssr = if ssr <= CONSTANT * size { 0.0 } else { ssr };
    let regressor = Some(Spread { mean: mx, sum_of_squares: sxx });
    Some(LineFit { n: u32::try_from(count).ok()?, alpha, beta, ssr, regressor })
}

/// The mean over rows `from..to`; `None` without a value.
///
/// # Source
/// Brown & Warner (1980), J. Financial Economics 8.
#[must_use]
pub(super) fn fit_mean(y: &[f64]) -> Option<LineFit> {
    let values = || y.iter().filter(|v| v.is_finite());
    let n = u32::try_from(values().count()).ok()?;
    if n == 0 {
        return None;
    }
    let mean = values().sum::<f64>() / f64::from(n);
    let (ssr, size) = values().fold((0.0, 0.0), |(s, z), v| (s + (v - mean) * (v - mean), z + v * v));
    let ssr = if ssr <= CONSTANT * size { 0.0 } else { ssr };
    Some(LineFit { n, alpha: mean, beta: 0.0, ssr, regressor: None })
}

/// A model with given coefficients: y is expected to be `alpha + beta·x`. With 0 and 1 it is the
/// market-adjusted model. Nothing is estimated here; `None` without a row that has both values.
#[must_use]
pub(super) fn fit_offset(y: &[f64], x: &[f64], alpha: f64, beta: f64) -> Option<LineFit> {
    let pairs = || y.iter().zip(x).filter(|(y, x)| y.is_finite() && x.is_finite());
    let n = u32::try_from(pairs().count()).ok()?;
    if n == 0 {
        return None;
    }
    let mean_x = pairs().map(|(_, x)| x).sum::<f64>() / f64::from(n);
    let (mut ssr, mut sxx, mut size) = (0.0, 0.0, 0.0);
    for (y, x) in pairs() {
        let e = y - alpha - beta * x;
        ssr += e * e;
        sxx += (x - mean_x) * (x - mean_x);
        size += y * y;
    }
    let ssr = if ssr <= CONSTANT * size { 0.0 } else { ssr };
    Some(LineFit { n, alpha, beta, ssr, regressor: Some(Spread { mean: mean_x, sum_of_squares: sxx }) })
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // nothing is exactly nothing
mod tests {
    use super::*;

    /// Numbers without a pattern, the same on every machine.
    fn noise(seed: u64, len: usize) -> Vec<f64> {
        let mut state = seed;
        let step = |s: &mut u64| {
            *s = s.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((*s >> 33) as f64) / f64::from(1u32 << 31) - 0.5
        };
        (0..len).map(|_| step(&mut state) * 0.02).collect()
    }

    #[test]
    fn a_known_line_is_found() {
        let x = [0.01, -0.02, 0.03, 0.00];
        let y: Vec<f64> = x.iter().map(|x| 0.001 + 1.5 * x).collect();
        let fit = fit_line(&RunningSums::of(&y, &x), &y, &x, 0, 4).unwrap();
        assert!((fit.beta - 1.5).abs() < 1e-12 && (fit.alpha - 0.001).abs() < 1e-15);
        assert!(fit.ssr < 1e-25);
    }

    #[test]
    fn running_sums_agree_with_two_passes_even_after_a_wild_value() {
        let (mut y, x) = (noise(7, 900), noise(9, 900));
        y[3] = 1e4; // a bad print long before the window
        let fit = fit_line(&RunningSums::of(&y, &x), &y, &x, 600, 850).unwrap();
        let two = fit_line_afresh(&y[600..850], &x[600..850]).unwrap();
        assert!((fit.ssr / two.ssr - 1.0).abs() < 1e-11, "{} {}", fit.ssr, two.ssr);
        assert!((fit.beta - two.beta).abs() < 1e-11);
    }

    #[test]
    fn a_constant_market_identifies_no_slope_and_a_constant_price_has_no_variance() {
        let (y, x) = (noise(1, 50), vec![0.001; 50]);
        assert_eq!(fit_line(&RunningSums::of(&y, &x), &y, &x, 0, 50), None);
        let flat = vec![0.0; 50];
        let fit = fit_line(&RunningSums::of(&flat, &y), &flat, &y, 0, 50).unwrap();
        assert_eq!(fit.ssr, 0.0);
        assert_eq!(fit_mean(&[0.1; 9]).unwrap().ssr, 0.0);
    }

    #[test]
    fn missing_rows_count_nothing() {
        let (mut y, x) = (noise(3, 60), noise(4, 60));
        y[20] = f64::NAN;
        let fit = fit_line(&RunningSums::of(&y, &x), &y, &x, 0, 60).unwrap();
        let keep = |v: &[f64]| [&v[..20], &v[21..]].concat();
        let without = fit_line_afresh(&keep(&y), &keep(&x)).unwrap();
        assert_eq!(fit.n, 59);
        assert!((fit.beta - without.beta).abs() < 1e-12);
    }
}
