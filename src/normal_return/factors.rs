//! Models with any number of factor columns, by Householder QR.

use nalgebra::{DMatrix, DVector};

/// A diagonal of R below this part of the largest means that the columns are not independent.
const RANK_TOLERANCE: f64 = 1e-11;

/// The factor columns do not identify the slopes: one is constant or a mixture of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the factor columns are not independent in the estimation window")]
pub struct NotIdentified;

/// An estimated factor model.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorFit {
    /// How many rows had all values.
    pub n: u32,
    /// The intercept, then one slope for each column.
    pub coefficients: Vec<f64>,
    /// The sum of squared residuals.
    pub ssr: f64,
    /// R of the factorisation of the design matrix: R'R = X'X.
    r: DMatrix<f64>,
}

/// Least squares of y on an intercept and `columns` over the rows where all are present.
///
/// ```
/// use newstape::normal_return::fit_factors;
///
/// // 0.1 % a day, 1.2 times the market and −0.5 times the size factor, exactly.
/// let market = [0.01, -0.02, 0.015, 0.0, -0.01];
/// let size = [0.002, 0.004, -0.001, 0.003, -0.005];
/// let own: Vec<f64> = market.iter().zip(size).map(|(m, s)| 0.001 + 1.2 * m - 0.5 * s).collect();
/// let fit = fit_factors(&own, &[&market, &size])?;
/// assert!(fit.coefficients.iter().zip([0.001, 1.2, -0.5]).all(|(got, put_in)| (got - put_in).abs() < 1e-12));
/// assert!(fit_factors(&own, &[&market, &market]).is_err(), "twice the same column");
/// # Ok::<(), newstape::normal_return::NotIdentified>(())
/// ```
///
/// # Errors
/// [`NotIdentified`] if there are fewer rows than parameters or the columns are not independent.
///
/// # Source
/// Fama & French (1993), J. Financial Economics 33; solved by Householder QR (Golub 1965).
pub fn fit_factors(y: &[f64], columns: &[&[f64]]) -> Result<FactorFit, NotIdentified> {
    let rows: Vec<usize> = (0..y.len())
        .filter(|&row| y[row].is_finite() && columns.iter().all(|column| column[row].is_finite()))
        .collect();
    let p = columns.len() + 1;
    if rows.len() < p {
        return Err(NotIdentified);
    }
    let x = DMatrix::from_fn(rows.len(), p, |i, j| if j == 0 { 1.0 } else { columns[j - 1][rows[i]] });
    let target = DVector::from_iterator(rows.len(), rows.iter().map(|&row| y[row]));
    let qr = x.clone().qr();
    let r = qr.r();
    // A column is judged by its own length, so that a factor in fractions and one in percent are equal.
    let independent =
        (0..p).all(|j| r[(j, j)].abs() > RANK_TOLERANCE * x.column(j).norm() && r[(j, j)].is_finite());
    if !independent {
        return Err(NotIdentified);
    }
    let rotated = qr.q().tr_mul(&target);
    let b = r.solve_upper_triangular(&rotated).ok_or(NotIdentified)?;
    let ssr = (&target - &x * &b).norm_squared();
    let ssr = if ssr <= 1e-22 * target.norm_squared() { 0.0 } else { ssr };
    let n = u32::try_from(rows.len()).map_err(|_| NotIdentified)?;
    Ok(FactorFit { n, coefficients: b.iter().copied().collect(), ssr, r })
}

impl FactorFit {
    /// What the model expects on a row with these factors; NaN where one is missing.
    #[must_use]
    pub fn expect(&self, factors: impl Iterator<Item = f64>) -> f64 {
        self.coefficients[0] + self.coefficients[1..].iter().zip(factors).map(|(b, f)| b * f).sum::<f64>()
    }

    /// z with z'z = x'(X'X)⁻¹x for the row x = (1, factors): its square is the part of the prediction
    /// error that the estimated parameters cause, and sums of z over days give that of their sum.
    #[must_use]
    pub fn leverage(&self, factors: impl Iterator<Item = f64>) -> Vec<f64> {
        let x: Vec<f64> = std::iter::once(1.0).chain(factors).collect();
        let mut z = vec![0.0; x.len()];
        for i in 0..x.len() {
            let known: f64 = (0..i).map(|j| self.r[(j, i)] * z[j]).sum();
            z[i] = (x[i] - known) / self.r[(i, i)];
        }
        z
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_factor_gives_the_line_and_its_leverage() {
        let x = [0.01, -0.02, 0.03, 0.005, -0.01];
        let y = [0.02, -0.01, 0.05, 0.0, -0.02];
        let fit = fit_factors(&y, &[&x]).unwrap();
        let sums = crate::normal_return::RunningSums::of(&y, &x);
        let line = crate::normal_return::fit_line(&sums, &y, &x, 0, 5).unwrap();
        assert!((fit.coefficients[1] - line.beta).abs() < 1e-12);
        assert!((fit.ssr - line.ssr).abs() < 1e-15);
        let z = fit.leverage(std::iter::once(0.04));
        let h: f64 = z.iter().map(|z| z * z).sum();
        let market = line.regressor.unwrap();
        assert!((h - (0.2 + (0.04 - market.mean).powi(2) / market.sum_of_squares)).abs() < 1e-10);
    }

    #[test]
    fn a_repeated_column_is_refused() {
        let x = [0.01, -0.02, 0.03, 0.005];
        let y = [0.02, -0.01, 0.05, 0.0];
        let twice = x.map(|v| 2.0 * v);
        assert_eq!(fit_factors(&y, &[&x, &twice]), Err(NotIdentified));
    }
}
