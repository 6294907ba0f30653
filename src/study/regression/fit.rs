//! Least squares by Householder QR, fixed effects taken out first.

use nalgebra::{DMatrix, DVector};

use super::RegressionError;
use super::design::{Codes, Design};
use super::formula::Formula;

/// A diagonal of R below this part of its column's length means that the column follows from those before it.
const RANK_TOLERANCE: f64 = 1e-10;

/// An estimated regression, in the rotated coordinates from which all covariances follow.
pub(super) struct Fit {
    /// The reported coefficients.
    pub(super) estimates: DVector<f64>,
    /// The weighted residuals.
    pub(super) residuals: DVector<f64>,
    /// Rows of the orthonormal factor.
    pub(super) q: DMatrix<f64>,
    /// The inverse of R: the covariance is R⁻¹ M R⁻ᵀ with M in the coordinates of `q`.
    pub(super) inverse: DMatrix<f64>,
    /// For each event its leverage.
    pub(super) leverage: Vec<f64>,
    pub(super) ssr: f64,
    /// The weighted sum of squares about the mean.
    pub(super) total: f64,
    /// What of it fixed effects leave.
    pub(super) within: Option<f64>,
    pub(super) df: usize,
    /// Columns of fixed effects before the reported ones.
    pub(super) hidden: usize,
}

/// Estimates the coefficients.
pub(super) fn fit(design: &Design, formula: &Formula) -> Result<Fit, RegressionError> {
    let n = design.y.len();
    let weights = design.weights.clone().unwrap_or_else(|| vec![1.0; n]);
    let mut columns: Vec<Column> = indicators(design.effects.get(1..).unwrap_or_default());
    let reported = design.columns.iter().zip(&design.terms);
    columns.extend(reported.map(|(values, term)| Column { values: values.clone(), term: Some(term) }));
    let mut y = design.y.clone();
    let lengths: Vec<f64> = columns.iter().map(|column| length(&column.values, &weights)).collect();
    let mut shares = vec![0.0; n];
    if let Some(first) = design.effects.first() {
        let means = GroupMeans::new(first, &weights);
        means.take_out(&mut y);
        for column in &mut columns {
            means.take_out(&mut column.values);
        }
        shares = means.shares();
    }
    let root: Vec<f64> = weights.iter().map(|weight| weight.sqrt()).collect();
    let target = DVector::from_iterator(n, y.iter().zip(&root).map(|(y, w)| y * w));
    let (columns, x, q, r) = independent(columns, lengths, &root)?;
    let p = x.ncols();
    let rotated = q.tr_mul(&target);
    let inverse =
        r.clone().try_inverse().ok_or_else(|| RegressionError::NotIdentified(formula.to_string()))?;
    let all = r
        .solve_upper_triangular(&rotated)
        .ok_or_else(|| RegressionError::NotIdentified(formula.to_string()))?;
    let residuals = &target - &x * &all;
    let hidden = columns.iter().filter(|column| column.term.is_none()).count();
    let absorbed = design.effects.first().map_or(0, |effect| effect.levels);
    let df = n.checked_sub(p + absorbed).filter(|df| *df > 0);
    let too_few =
        || RegressionError::TooFew { formula: formula.to_string(), rows: n, parameters: p + absorbed };
    let explained_by_effects: f64 = rotated.iter().take(hidden).map(|v| v * v).sum();
    let leverage = (0..n).map(|i| q.row(i).norm_squared() + shares[i]).collect();
    Ok(Fit {
        estimates: all.rows(hidden, p - hidden).into_owned(),
        ssr: residuals.norm_squared(),
        residuals,
        leverage,
        q,
        inverse,
        total: about_mean(&design.y, &weights),
        within: (absorbed > 0).then(|| target.norm_squared() - explained_by_effects),
        df: df.ok_or_else(too_few)?,
        hidden,
    })
}

/// A column of the design matrix; a fixed effect's has no term.
#[derive(Clone)]
struct Column<'a> {
    values: Vec<f64>,
    term: Option<&'a String>,
}

/// Indicators of each value but the first.
fn indicators(effects: &[Codes]) -> Vec<Column<'static>> {
    let of_effect = |effect: &Codes| -> Vec<Column<'static>> {
        let of_level = |level: usize| {
            let is_own = |code: &u32| f64::from(u8::from(*code as usize == level));
            Column { values: effect.places.iter().map(is_own).collect(), term: None }
        };
        (1..effect.levels).map(of_level).collect()
    };
    effects.iter().flat_map(of_effect).collect()
}

type Factored<'a> = (Vec<Column<'a>>, DMatrix<f64>, DMatrix<f64>, DMatrix<f64>);

/// The factorisation of the columns that do not follow from those before them. A fixed effect's that does is left
/// out; a reported one is refused.
fn independent<'a>(
    mut columns: Vec<Column<'a>>,
    mut lengths: Vec<f64>,
    root: &[f64],
) -> Result<Factored<'a>, RegressionError> {
    loop {
        let x = DMatrix::from_fn(root.len(), columns.len(), |i, j| columns[j].values[i] * root[i]);
        let qr = x.clone().qr();
        let r = qr.r();
        let stands = |j: usize| r[(j, j)].abs() > RANK_TOLERANCE * lengths[j];
        let follows = |j: &usize| !stands(*j);
        let Some(at) = (0..columns.len()).find(follows) else {
            let q = qr.q();
            return Ok((columns, x, q, r));
        };
        if let Some(term) = columns[at].term {
            return Err(RegressionError::NotIdentified(term.clone()));
        }
        columns.remove(at);
        lengths.remove(at);
    }
}

fn length(values: &[f64], weights: &[f64]) -> f64 {
    values.iter().zip(weights).map(|(value, weight)| value * value * weight).sum::<f64>().sqrt()
}

/// The weighted sum of squares about the weighted mean.
fn about_mean(values: &[f64], weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    let mean = values.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>() / sum;
    values.iter().zip(weights).map(|(value, weight)| weight * (value - mean) * (value - mean)).sum()
}

/// Weighted means by the values of a fixed effect.
struct GroupMeans<'a> {
    codes: &'a [u32],
    weights: &'a [f64],
    sums: Vec<f64>,
}

impl<'a> GroupMeans<'a> {
    fn new(effect: &'a Codes, weights: &'a [f64]) -> Self {
        let mut sums = vec![0.0; effect.levels];
        effect.places.iter().zip(weights).for_each(|(code, weight)| sums[*code as usize] += weight);
        Self { codes: &effect.places, weights, sums }
    }

    fn take_out(&self, values: &mut [f64]) {
        let mut means = vec![0.0; self.sums.len()];
        for ((code, weight), value) in self.codes.iter().zip(self.weights).zip(values.iter()) {
            means[*code as usize] += weight * value;
        }
        means.iter_mut().zip(&self.sums).for_each(|(mean, sum)| *mean /= sum);
        values.iter_mut().zip(self.codes).for_each(|(value, code)| *value -= means[*code as usize]);
    }

    /// Each event's part of its group: what the effect adds to its leverage.
    fn shares(&self) -> Vec<f64> {
        self.codes.iter().zip(self.weights).map(|(code, weight)| weight / self.sums[*code as usize]).collect()
    }
}
