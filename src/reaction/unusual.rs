//! How unusual a move is, by its rank among the instrument's own moves of the same kind.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The size of a move in one word, from its placebo rank alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum VerdictWord {
    /// Rank below 50 %.
    Muted,
    /// From 50 % to 90 %.
    Ordinary,
    /// Above 90 %, to 99 %.
    Notable,
    /// Above 99 %.
    Extreme,
}

impl VerdictWord {
    /// All words, the smallest first.
    pub const ALL: [Self; 4] = [Self::Muted, Self::Ordinary, Self::Notable, Self::Extreme];

    /// The word for a placebo rank in [0, 1].
    #[must_use]
    pub fn of_rank(rank: f64) -> Self {
        if rank < 0.5 {
            Self::Muted
        } else if rank <= 0.9 {
            Self::Ordinary
        } else if rank <= 0.99 {
            Self::Notable
        } else {
            Self::Extreme
        }
    }

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Muted => "muted",
            Self::Ordinary => "ordinary",
            Self::Notable => "notable",
            Self::Extreme => "extreme",
        }
    }
}

/// The text is no verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a verdict: one of muted, ordinary, notable, extreme")]
pub struct UnknownVerdict(pub String);

impl FromStr for VerdictWord {
    type Err = UnknownVerdict;

    fn from_str(s: &str) -> Result<Self, UnknownVerdict> {
        Self::ALL.into_iter().find(|v| v.as_str() == s).ok_or_else(|| UnknownVerdict(s.to_owned()))
    }
}

/// Which return a rank is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The return less what the model expected.
    Abnormal,
    /// The instrument's own return.
    Raw,
}

/// Where a move stands among moves of the same kind that no event explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unusualness {
    /// The share of the sample with a smaller absolute move, in [0, 1].
    pub placebo_rank: f64,
    /// How many moves the sample holds.
    pub sample_size: usize,
}

impl Unusualness {
    /// Ranks the size of `value` among `sample`; `None` for an empty sample.
    #[must_use]
    pub fn of(value: f64, sample: &[f64]) -> Option<Self> {
        if sample.is_empty() || !value.is_finite() {
            return None;
        }
        let smaller = sample.iter().filter(|m| m.abs() < value.abs()).count();
        #[allow(clippy::cast_precision_loss)] // counts are far below 2^52
        let placebo_rank = smaller as f64 / sample.len() as f64;
        Some(Self { placebo_rank, sample_size: sample.len() })
    }

    /// The size in one word.
    #[must_use]
    pub fn word(&self) -> VerdictWord {
        VerdictWord::of_rank(self.placebo_rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rank_counts_smaller_moves_of_either_sign() {
        let sample = [0.01, -0.02, 0.03, -0.04];
        let u = Unusualness::of(-0.025, &sample).unwrap();
        assert!((u.placebo_rank - 0.5).abs() < 1e-12);
        assert_eq!(u.word(), VerdictWord::Ordinary);
        assert_eq!(Unusualness::of(0.1, &[]), None);
        assert_eq!(VerdictWord::of_rank(0.995), VerdictWord::Extreme);
    }
}
