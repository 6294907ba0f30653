//! The covariance of the coefficients.

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use super::design::{Codes, Design};
use super::fit::Fit;
use super::spec::ErrorKind;

/// An event with this leverage decides its own residual, which is 0: it says nothing of variances.
const FULL_LEVERAGE: f64 = 1.0 - 1e-12;

/// The covariance of the reported coefficients.
pub(super) fn covariance(fit: &Fit, design: &Design, errors: &ErrorKind) -> DMatrix<f64> {
    let (n, df) = (design.y.len() as f64, fit.df as f64);
    let meat = match errors {
        ErrorKind::Classic => DMatrix::identity(fit.q.ncols(), fit.q.ncols()) * (fit.ssr / df),
        ErrorKind::Hc0 => by_event(fit, |_| 1.0),
        ErrorKind::Hc1 => by_event(fit, |_| n / df),
        ErrorKind::Hc2 => by_event(fit, |leverage| 1.0 / (1.0 - leverage)),
        ErrorKind::Hc3 => by_event(fit, |leverage| (1.0 - leverage).powi(-2)),
        ErrorKind::Cluster(_) => match design.clusters.as_slice() {
            [one] => by_cluster(fit, one, (n - 1.0) / df),
            [a, b] => {
                let both = crossed(a, b);
                let part = |codes: &Codes| by_cluster(fit, codes, (n - 1.0) / df);
                part(a) + part(b) - part(&both)
            }
            _ => DMatrix::from_element(fit.q.ncols(), fit.q.ncols(), f64::NAN),
        },
    };
    let whole = &fit.inverse * meat * fit.inverse.transpose();
    let own = fit.estimates.len();
    whole.view((fit.hidden, fit.hidden), (own, own)).into_owned()
}

/// Σ qᵢqᵢ′eᵢ²·scale(leverage).
fn by_event(fit: &Fit, scale: impl Fn(f64) -> f64) -> DMatrix<f64> {
    let mut scores = fit.q.clone();
    for (i, mut row) in scores.row_iter_mut().enumerate() {
        let leverage = fit.leverage[i];
        row *= if leverage < FULL_LEVERAGE { fit.residuals[i] * scale(leverage).sqrt() } else { 0.0 };
    }
    scores.tr_mul(&scores)
}

/// Σ over clusters of the outer square of their Σ qᵢeᵢ, times G/(G − 1) and `scale`.
fn by_cluster(fit: &Fit, clusters: &Codes, scale: f64) -> DMatrix<f64> {
    let p = fit.q.ncols();
    let mut sums = DMatrix::<f64>::zeros(clusters.levels, p);
    for (i, code) in clusters.places.iter().enumerate() {
        let score: DVector<f64> = fit.q.row(i).transpose() * fit.residuals[i];
        let mut sum = sums.row_mut(*code as usize);
        sum += score.transpose();
    }
    let groups = clusters.levels as f64;
    sums.tr_mul(&sums) * (groups / (groups - 1.0) * scale)
}

/// The clusters that two ways of clustering make together.
fn crossed(a: &Codes, b: &Codes) -> Codes {
    let mut known: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let pairs = a.places.iter().copied().zip(b.places.iter().copied());
    let codes: Vec<u32> = pairs
        .map(|pair| {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            *known.entry(pair).or_insert(next)
        })
        .collect();
    Codes::crossed(&a.column, &b.column, codes, known.len())
}
