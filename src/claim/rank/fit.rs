//! The weights, and how they are learned.

use std::fmt;

use rust_decimal::Decimal;

use super::{COUNT, Features, NAMES};
use crate::claim::Direction;

/// A labelled claim, as far as a lesson needs it.
#[derive(Debug, Clone)]
pub struct LabelledClaim {
    /// The symbols that are right for its owner; empty where the owner has none.
    pub symbols: Vec<String>,
    /// The owner's name.
    pub company: String,
    /// Which way.
    pub direction: Direction,
    /// The size, or the upper end of a range.
    pub percent: Option<Decimal>,
    /// The level after the move.
    pub price: Option<Decimal>,
}

/// One choice between candidates, and which of them are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerChoice {
    pub(in crate::claim) candidates: Vec<(Features, bool)>,
}

/// The weights of all features.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights([f64; COUNT]);

/// How strongly weights are drawn to zero: one over the variance of their Gaussian prior.
const PRIOR: f64 = 0.15;

/// Steps of the ascent. The likelihood is concave; a step more changes no weight as it is written.
const STEPS: usize = 3000;

/// The weights under which the right candidates of all choices are most likely, with a Gaussian
/// prior around zero.
///
/// A conditional logit model: the chance of a candidate is the exponential of its score over the sum
/// of those of all candidates. Gradient ascent in a fixed order from zero, so that the same
/// choices give the same weights.
///
/// ```
/// use newstape::claim::{ClaimRequest, Direction, LabelledClaim, choices, fit};
///
/// // Two names, one move: a person says whose it is.
/// let text = "Marlow said on Monday that shares of Halvorsen fell 3%.";
/// let request = ClaimRequest { text, lang: Some("en"), mentions: &[], published: None };
/// let told = LabelledClaim {
///     symbols: Vec::new(),
///     company: "Halvorsen".to_owned(),
///     direction: Direction::Down,
///     percent: Some("3".parse()?),
///     price: None,
/// };
/// let weights = fit(&choices(&request, &[told]));
/// // One line a feature, as in the file of weights; what is never seen weighs nothing.
/// assert!(weights.to_string().lines().any(|line| line == "index.money\t0.000"));
/// # Ok::<(), rust_decimal::Error>(())
/// ```
///
/// # Source
/// `McFadden` (1974), "Conditional logit analysis of qualitative choice behavior".
#[must_use]
#[allow(clippy::cast_precision_loss)] // counts of choices
pub fn fit(choices: &[OwnerChoice]) -> Weights {
    let mut weights = [0.0; COUNT];
    let learnable: Vec<&OwnerChoice> = choices.iter().filter(|d| d.candidates.iter().any(|c| c.1)).collect();
    let rate = 4.0 / (learnable.len() as f64 + 1.0);
    for _ in 0..STEPS {
        let mut slope: [f64; COUNT] = std::array::from_fn(|n| -PRIOR * weights[n]);
        for choice in &learnable {
            add_slope(choice, &weights, &mut slope);
        }
        for (weight, slope) in weights.iter_mut().zip(slope) {
            *weight += rate * slope;
        }
    }
    Weights(weights)
}

/// Adds the slope of the log likelihood of one choice: what is expected among the right ones, less
/// what is expected among all.
fn add_slope(choice: &OwnerChoice, weights: &[f64; COUNT], slope: &mut [f64; COUNT]) {
    let chances: Vec<f64> = choice.candidates.iter().map(|(f, _)| f.score(weights).exp()).collect();
    let all: f64 = chances.iter().sum();
    let right: f64 = chances.iter().zip(&choice.candidates).filter(|(_, c)| c.1).map(|(p, _)| p).sum();
    for (chance, (features, is_right)) in chances.iter().zip(&choice.candidates) {
        let pull = if *is_right { chance / right } else { 0.0 } - chance / all;
        for (number, slope) in slope.iter_mut().enumerate() {
            if features.has(number) {
                *slope += pull;
            }
        }
    }
}

impl Weights {
    pub(super) const fn values(&self) -> &[f64; COUNT] {
        &self.0
    }

    /// The weights of a file as [`fmt::Display`] writes it; a feature that it lacks weighs nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let value = |name: &str| {
            let line = text.lines().find_map(|l| l.split_once('\t').filter(|(n, _)| *n == name))?;
            line.1.parse::<f64>().ok().filter(|w| w.is_finite())
        };
        Self(std::array::from_fn(|n| value(NAMES[n]).unwrap_or(0.0)))
    }
}

impl fmt::Display for Weights {
    /// One feature a line: its name, a tab, its weight with three decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, weight) in NAMES.iter().zip(self.0) {
            writeln!(f, "{name}\t{weight:.3}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Feature;
    use super::*;

    fn features(all: &[Feature]) -> Features {
        let mut features = Features::default();
        for feature in all {
            features.note(*feature, true);
        }
        features
    }

    #[test]
    fn what_the_right_candidates_share_gains_weight() {
        let choice = OwnerChoice {
            candidates: vec![
                (features(&[Feature::Nobody]), false),
                (features(&[Feature::Subject, Feature::Here]), true),
                (features(&[Feature::Here]), false),
            ],
        };
        let weights = fit(&[choice.clone(), choice]);
        let of = |feature: Feature| weights.0[feature as usize];
        assert!(of(Feature::Subject) > 1.0 && of(Feature::Nobody) < 0.0, "{weights}");
        assert!(of(Feature::Back1).abs() < 1e-12, "never seen");
        assert_eq!(Weights::read(&weights.to_string()).to_string(), weights.to_string());
    }

    #[test]
    fn a_choice_without_a_right_candidate_teaches_nothing() {
        let lost = OwnerChoice { candidates: vec![(features(&[Feature::Nobody]), false)] };
        assert_eq!(fit(&[lost]), Weights([0.0; COUNT]));
    }
}
