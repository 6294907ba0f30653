//! The scores of linking: the output of `newstape eval link`.

use std::collections::BTreeMap;

use serde::Serialize;

/// Counts of links over a set of rows, and the scores derived from them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct LinkCount {
    /// Number of rows.
    pub n: usize,
    /// Links found that are labelled.
    pub right: usize,
    /// Links found that are not labelled.
    pub wrong: usize,
    /// Labelled links that were not found.
    pub missed: usize,
    /// `right / (right + wrong)`, a fraction; 1 if no link was found.
    pub precision: f64,
    /// `right / (right + missed)`, a fraction; 1 if none was labelled.
    pub recall: f64,
    /// The harmonic mean of precision and recall.
    pub f1: f64,
}

impl LinkCount {
    /// Computes the fractions from the counts.
    #[must_use]
    pub fn with_fractions(mut self) -> Self {
        self.precision = fraction(self.right, self.right + self.wrong);
        self.recall = fraction(self.right, self.right + self.missed);
        let sum = self.precision + self.recall;
        self.f1 = if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 };
        self
    }
}

/// How often a right link has the labelled role: subject or mentioned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct RoleCount {
    /// Right links.
    pub n: usize,
    /// Right links that have the labelled role.
    pub right: usize,
    /// `right / n`, a fraction; 1 if there are none.
    pub accuracy: f64,
}

impl RoleCount {
    /// Counts one link.
    pub fn add(&mut self, labelled_subject: bool, given_subject: bool) {
        self.n += 1;
        self.right += usize::from(labelled_subject == given_subject);
    }

    /// Computes the fraction from the counts.
    #[must_use]
    pub fn with_fraction(self) -> Self {
        Self { accuracy: fraction(self.right, self.n), ..self }
    }
}

#[allow(clippy::cast_precision_loss)] // counts of rows
fn fraction(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// One bin of the reliability table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// Lower end of the confidence, inclusive.
    pub from: f64,
    /// Links in the bin.
    pub n: usize,
    /// Mean confidence of the links in the bin.
    pub mean_confidence: f64,
    /// The share of the links in the bin that are right.
    pub share_right: f64,
}

/// The reliability table of pairs (confidence, right) and its expected calibration error.
#[must_use]
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small counts
pub fn reliability(judged: &[(f64, bool)]) -> (Vec<ReliabilityBin>, f64) {
    let mut bins = Vec::new();
    let mut error = 0.0;
    for bin in 0..10_usize {
        let inside: Vec<_> =
            judged.iter().filter(|(c, _)| ((c * 10.0).floor() as usize).min(9) == bin).collect();
        if inside.is_empty() {
            continue;
        }
        let n = inside.len() as f64;
        let mean_confidence = inside.iter().map(|(c, _)| c).sum::<f64>() / n;
        let share_right = inside.iter().filter(|(_, right)| *right).count() as f64 / n;
        error += n / judged.len() as f64 * (mean_confidence - share_right).abs();
        bins.push(ReliabilityBin { from: bin as f64 / 10.0, n: inside.len(), mean_confidence, share_right });
    }
    (bins, error)
}

/// A row with a wrong or missing link.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkMistake {
    /// The row's name.
    pub id: String,
    /// The text.
    pub text: String,
    /// Links found that are not labelled, as `MSFT:XNAS 0.95 "Microsoft"`.
    pub wrong: Vec<String>,
    /// Labelled links that were not found.
    pub missed: Vec<String>,
    /// The highest confidence of a wrong link; 0 if there is none.
    pub worst: f64,
}

/// The scores of files of labelled links.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkScores {
    /// `newstape/eval-link/1`.
    pub schema: &'static str,
    /// Counts over all rows.
    #[serde(flatten)]
    pub all: LinkCount,
    /// Counts by language.
    pub by_lang: BTreeMap<String, LinkCount>,
    /// How often the role is right.
    pub roles: RoleCount,
    /// Expected calibration error of the confidence.
    pub ece: f64,
    /// The reliability table, empty bins left out.
    pub reliability: Vec<ReliabilityBin>,
    /// Rows with a mistake, the most confident wrong links first.
    pub mistakes: Vec<LinkMistake>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calibration_error_is_the_weighted_gap() {
        let (bins, ece) = reliability(&[(0.9, true), (0.9, false), (0.55, true)]);
        assert_eq!(bins.len(), 2);
        assert!((ece - (2.0 / 3.0 * 0.4 + 1.0 / 3.0 * 0.45)).abs() < 1e-12, "{ece}");
    }

    #[test]
    fn fractions_of_nothing_are_one() {
        let empty = LinkCount::default().with_fractions();
        assert!((empty.precision - 1.0).abs() < f64::EPSILON && (empty.recall - 1.0).abs() < f64::EPSILON);
    }
}
