//! The scores of claim reading: the output of `newstape eval claims`.

use std::collections::BTreeMap;

use serde::Serialize;

/// Precision, recall and their harmonic mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Score {
    /// Labelled claims.
    pub n: usize,
    /// The share of the claims found that are right, in [0, 1]; 1 where none was found.
    pub precision: f64,
    /// The share of the labelled claims that were found, in [0, 1]; 1 where there is none.
    pub recall: f64,
    /// 2PR / (P + R).
    pub f1: f64,
}

impl Score {
    /// The score of `right` claims among `found` ones and `labelled` ones.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // counts of claims
    pub fn of(right: usize, found: usize, labelled: usize) -> Self {
        let share = |of: usize| if of == 0 { 1.0 } else { right as f64 / of as f64 };
        let (precision, recall) = (share(found), share(labelled));
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { n: labelled, precision, recall, f1 }
    }
}

/// The share of the aligned pairs in which a field is as labelled, in [0, 1]; absent where no label
/// has the field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct FieldScores {
    /// Size in per cent, ranges included.
    pub percent: Option<f64>,
    /// Level after the move.
    pub price: Option<f64>,
    /// Its currency.
    pub currency: Option<f64>,
    /// Part of the day.
    pub session: Option<f64>,
    /// Span of the move.
    pub horizon: Option<f64>,
    /// Moment of the trading day.
    pub point: Option<f64>,
    /// What the size leaves open.
    pub bound: Option<f64>,
    /// The time, in days.
    pub when: Option<f64>,
}

/// A text whose result differs from its labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongClaims {
    /// The row's name.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Labelled claims that were not found.
    pub missed: Vec<String>,
    /// Claims found that are not labelled.
    pub invented: Vec<String>,
    /// Fields of aligned claims that differ: `company field: labelled, found`.
    pub fields: Vec<String>,
}

/// The scores over files of labelled texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimScores {
    /// The number of texts.
    pub texts: usize,
    /// The score over all texts, on symbol and direction.
    #[serde(flatten)]
    pub all: Score,
    /// The scores by language.
    pub by_lang: BTreeMap<String, Score>,
    /// The scores of shares and of indices.
    pub by_kind: BTreeMap<String, Score>,
    /// The scores by the `tag` of a text: what it is a case of.
    pub by_tag: BTreeMap<String, Score>,
    /// The share of the texts without a labelled claim in which one was found.
    pub false_alarm_rate: f64,
    /// How often each field is right, over the aligned pairs.
    pub fields: FieldScores,
    /// The texts with errors, those with most errors first.
    pub wrong: Vec<WrongClaims>,
}
