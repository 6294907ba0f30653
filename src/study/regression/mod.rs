//! The cross-section: what of the events explains their abnormal returns.
//!
//! A regression of the events' cumulative abnormal returns on their characteristics, by least squares, plain or
//! weighted, with standard errors that allow for unequal variances or for events that move together.

mod covariance;
mod design;
mod fit;
mod formula;
mod spec;
#[cfg(test)]
mod tests;

pub use design::{DropReason, Dropped, Observation, Value};
pub use formula::{Factor, Formula, FormulaError, Response, Term};
pub use spec::{ErrorKind, ErrorsError, RegressionSpec, Weighting, WinsoriseError, winsorise_share};

use crate::fault::{Fault, FaultClass};

use super::significance::{f_upper, student_quantile, student_two_sided};

/// An estimated coefficient.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// The term: `intercept`, `surprise`, `C(sector)[energy]`.
    pub term: String,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error; `None` where the estimated variance is not positive.
    pub se: Option<f64>,
    /// The estimate over its standard error.
    pub t: Option<f64>,
    /// The two-sided p-value.
    pub p: Option<f64>,
    /// The ends of the 95 % interval.
    pub interval: Option<(f64, f64)>,
}

/// A test that all coefficients but the intercept are zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JointTest {
    /// The statistic.
    pub f: f64,
    /// Coefficients that are tested.
    pub df1: f64,
    /// Degrees of freedom of the standard errors.
    pub df2: f64,
    /// The p-value.
    pub p: f64,
}

/// An estimated cross-section.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The coefficients in the order of the formula, the intercept first; with fixed effects there is none.
    pub coefficients: Vec<Coefficient>,
    /// Events used.
    pub n: usize,
    /// Residual degrees of freedom: events less all parameters, fixed effects included.
    pub df: usize,
    /// Degrees of freedom of t: those of the residuals, or with clusters one less than the fewest clusters.
    pub df_t: f64,
    /// The share of the (weighted) variance that is explained, by fixed effects too.
    pub r_squared: f64,
    /// The same, adjusted for the number of parameters.
    pub adjusted_r_squared: f64,
    /// The share of what fixed effects leave that the terms explain.
    pub within_r_squared: Option<f64>,
    /// The standard deviation of the (weighted) residuals, √(SSR/df).
    pub root_mse: f64,
    /// The joint test; `None` without a term, or where the clusters are too few for it.
    pub joint: Option<JointTest>,
    /// Fixed effects: the column, and how many values it has.
    pub effects: Vec<(String, usize)>,
    /// Clusters: the column, and how many there are.
    pub clusters: Vec<(String, usize)>,
    /// Events left out, by reason.
    pub dropped: Vec<Dropped>,
    /// Values that were moved to a quantile, by column; the response first.
    pub winsorised: Vec<(String, u64)>,
}

/// Why a cross-section cannot be estimated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegressionError {
    /// Too few events.
    #[error("{rows} events have all values of \"{formula}\"; its {parameters} parameters need more")]
    TooFew {
        /// The formula.
        formula: String,
        /// Events with all values.
        rows: usize,
        /// Parameters, fixed effects included.
        parameters: usize,
    },
    /// What is to be explained does not vary.
    #[error("{0} is the same for all events: there is nothing to explain")]
    NoVariance(&'static str),
    /// A term is constant or a mixture of others.
    #[error("{0} is constant or follows from the other terms: its coefficient cannot be estimated")]
    NotIdentified(String),
    /// A column of which no value is a number.
    #[error("the column {0} has no numbers: C({0}) takes each of its values as a category")]
    NoNumbers(String),
    /// Clusters that are one.
    #[error("all events have the same {0}: clusters need at least two")]
    OneCluster(String),
    /// A category or fixed effect with too many values.
    #[error(
        "{columns} columns for {rows} events are more than can be estimated: take the column with most values as fe:"
    )]
    TooWide {
        /// Columns of the design matrix.
        columns: usize,
        /// Events.
        rows: usize,
    },
}

impl Fault for RegressionError {
    fn class(&self) -> FaultClass {
        match self {
            Self::TooFew { .. }
            | Self::NoVariance(_)
            | Self::NotIdentified(_)
            | Self::NoNumbers(_)
            | Self::OneCluster(_) => FaultClass::Data,
            Self::TooWide { .. } => FaultClass::Input,
        }
    }
}

/// Estimates a cross-section. The values of each observation are in the order of
/// [`RegressionSpec::columns`].
///
/// ```
/// use newstape::study::EventTotal;
/// use newstape::study::regression::{ErrorKind, Observation, RegressionSpec, Value, regress};
///
/// // Each point of surprise moves the price by 2 %, on top of 1 %.
/// let spec = RegressionSpec { errors: ErrorKind::Classic, ..RegressionSpec::new("car ~ surprise".parse()?) };
/// let observed = [(0.0, 0.011), (1.0, 0.029), (2.0, 0.051), (3.0, 0.069)];
/// let observations = observed.map(|(surprise, car)| Observation {
///     total: EventTotal { car: Some(car), ..EventTotal::default() },
///     values: vec![Value::number(surprise)],
/// });
/// let found = regress(&spec, &observations)?;
/// assert!((found.coefficients[1].estimate - 0.0196).abs() < 1e-12);
/// assert_eq!((found.n, found.df), (4, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RegressionError`]: too few events, a term that is not identified, a column without numbers.
///
/// # Source
/// HC0 to HC3: White (1980), Econometrica 48; `MacKinnon` & White (1985), J. Econometrics 29. Clusters: Liang &
/// Zeger (1986), Biometrika 73; in two ways: Cameron, Gelbach & Miller (2011), J. Business & Economic Statistics 29.
pub fn regress(spec: &RegressionSpec, observations: &[Observation]) -> Result<Regression, RegressionError> {
    let design = design::design(spec, observations)?;
    let fit = fit::fit(&design, &spec.formula)?;
    if fit.total <= 0.0 {
        return Err(RegressionError::NoVariance(spec.formula.response.as_str()));
    }
    let covariance = covariance::covariance(&fit, &design, &spec.errors);
    let df_t = match design.clusters.iter().map(|cluster| cluster.levels).min() {
        Some(fewest) => fewest as f64 - 1.0,
        None => fit.df as f64,
    };
    let quantile = student_quantile(0.05, df_t);
    let coefficient = |(at, term): (usize, &String)| {
        let estimate = fit.estimates[at];
        let variance = covariance[(at, at)];
        let se = (variance > 0.0 && variance.is_finite()).then(|| variance.sqrt());
        let t = se.map(|se| estimate / se);
        Coefficient {
            term: term.clone(),
            estimate,
            se,
            t,
            p: t.map(|t| student_two_sided(t, df_t)),
            interval: se.map(|se| (estimate - quantile * se, estimate + quantile * se)),
        }
    };
    let n = design.y.len();
    let r_squared = 1.0 - fit.ssr / fit.total;
    let counts = |codes: &[design::Codes]| codes.iter().map(|c| (c.column.clone(), c.levels)).collect();
    Ok(Regression {
        coefficients: design.terms.iter().enumerate().map(coefficient).collect(),
        n,
        df: fit.df,
        df_t,
        r_squared,
        adjusted_r_squared: 1.0 - (n as f64 - 1.0) / fit.df as f64 * (1.0 - r_squared),
        within_r_squared: fit.within.map(|within| 1.0 - fit.ssr / within),
        root_mse: (fit.ssr / fit.df as f64).sqrt(),
        joint: joint(&fit, &covariance, usize::from(design.has_intercept()), df_t),
        effects: counts(&design.effects),
        clusters: counts(&design.clusters),
        dropped: design.dropped,
        winsorised: design.winsorised,
    })
}

/// Wald's test of the coefficients from the `first` one on, as F.
fn joint(fit: &fit::Fit, covariance: &nalgebra::DMatrix<f64>, first: usize, df2: f64) -> Option<JointTest> {
    let tested = fit.estimates.len() - first;
    if tested == 0 || df2 < 1.0 {
        return None;
    }
    let slopes = fit.estimates.rows(first, tested).into_owned();
    let own = covariance.view((first, first), (tested, tested)).into_owned();
    // Scaled to correlations, so that the units of the columns do not decide whether it can be inverted.
    let scale = nalgebra::DVector::from_iterator(tested, own.diagonal().iter().map(|v| v.sqrt()));
    let correlation = nalgebra::DMatrix::from_fn(tested, tested, |i, j| own[(i, j)] / (scale[i] * scale[j]));
    let z = slopes.component_div(&scale);
    let solved = correlation.cholesky()?.solve(&z);
    let f = z.dot(&solved) / tested as f64;
    let df1 = tested as f64;
    f.is_finite().then(|| JointTest { f, df1, df2, p: f_upper(f, df1, df2) })
}
