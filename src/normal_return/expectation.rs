//! What a model expects, estimated by whichever means the model has.

use super::Model;
use super::line::{LineFit, fit_line, fit_mean, fit_offset};
use super::sums::RunningSums;
use super::thin::{dimson_beta, scholes_williams_beta};

/// What a model expects of one span: `alpha + beta · market`.
///
/// Reactions, whose spans are any length, and studies, whose rows are sessions, take their
/// expectations from here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expectation {
    /// The constant, a fraction.
    pub alpha: f64,
    /// The part of the market's return.
    pub beta: f64,
}

impl Expectation {
    /// The market's return itself.
    pub const MARKET: Self = Self { alpha: 0.0, beta: 1.0 };

    /// What `model` expects, estimated on pairs of own and market returns over spans of one kind.
    ///
    /// `None` where it cannot be estimated on them: too few, a market that does not vary, or a model
    /// that needs more than such pairs: factor columns, or returns that follow one another
    /// (Scholes–Williams, Dimson).
    ///
    /// ```
    /// use newstape::normal_return::{Expectation, Model};
    ///
    /// let (own, market) = ([0.011, -0.009, 0.021], [0.01, -0.01, 0.02]);
    /// let line = Expectation::of_spans(Model::MarketModel, &own, &market).unwrap();
    /// assert!((line.of(0.03) - 0.031).abs() < 1e-12);
    /// assert_eq!(Expectation::of_spans(Model::MarketAdjusted, &[], &[]), Some(Expectation::MARKET));
    /// assert_eq!(Expectation::of_spans(Model::Factors, &own, &market), None);
    /// ```
    #[must_use]
    pub fn of_spans(model: Model, own: &[f64], market: &[f64]) -> Option<Self> {
        let fit = match model {
            // Nothing is estimated, so that no span is needed.
            Model::MarketAdjusted => return Some(Self::MARKET),
            Model::MeanAdjusted | Model::MarketModel => fit_model(model, own, market)?,
            Model::Factors | Model::ScholesWilliams | Model::Dimson => return None,
        };
        Some(Self { alpha: fit.alpha, beta: fit.beta })
    }

    /// The return expected beside this return of the market.
    #[must_use]
    pub fn of(self, market: f64) -> f64 {
        self.alpha + self.beta * market
    }
}

/// A model with at most one regressor, estimated on rows that follow one another; `None` where it is
/// not identified, and for [`Model::Factors`].
#[must_use]
pub fn fit_model(model: Model, y: &[f64], x: &[f64]) -> Option<LineFit> {
    match model {
        Model::MeanAdjusted => fit_mean(y),
        Model::MarketAdjusted => fit_offset(y, x, 0.0, 1.0),
        Model::ScholesWilliams => {
            let beta = scholes_williams_beta(y, x)?;
            let inner = |v: &[f64]| fit_mean(&v[1..v.len() - 1]).map(|fit| fit.alpha);
            fit_offset(y, x, inner(y)? - beta * inner(x)?, beta)
        }
        Model::Dimson => {
            let beta = dimson_beta(y, x, 1)?;
            fit_offset(y, x, fit_mean(y)?.alpha - beta * fit_mean(x)?.alpha, beta)
        }
        Model::MarketModel => fit_line(&RunningSums::of(y, x), y, x, 0, y.len()),
        Model::Factors => None,
    }
}
