//! How unusual a move is, by its rank among the instrument's own moves of the same kind.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The size of a move in one word, from its placebo rank alone.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
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

/// Where a move stands among moves of the same kind before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unusualness {
    /// The share of the sample with a smaller absolute move, in [0, 1].
    pub placebo_rank: f64,
    /// How many moves the sample holds.
    pub sample_size: usize,
    /// How many of them do not overlap; `None` in a rank that an older version recorded.
    pub independent: Option<usize>,
}

impl Unusualness {
    /// Fewer moves that do not overlap than this cannot tell one in a hundred.
    pub const LEAST_FOR_EXTREME: usize = 100;
    /// Fewer moves that do not overlap than this cannot tell one in ten.
    pub const LEAST_FOR_NOTABLE: usize = 10;

    /// Ranks the size of `value` among a sample of moves no two of which overlap; `None` for an
    /// empty sample.
    ///
    /// ```
    /// use newstape::reaction::Unusualness;
    ///
    /// // Nine of ten earlier moves were smaller, whichever way they went.
    /// let sample = [0.001, -0.002, 0.003, -0.004, 0.005, -0.006, 0.007, -0.008, 0.009, -0.030];
    /// let rank = Unusualness::of(-0.021, &sample).expect("there is a sample");
    /// assert_eq!(rank.placebo_rank, 0.9);
    /// assert_eq!(Unusualness::of(-0.021, &[]), None);
    /// ```
    #[must_use]
    pub fn of(value: f64, sample: &[f64]) -> Option<Self> {
        Self::among(value, sample, sample.len())
    }

    /// Ranks the size of `value` among a sample that holds so many moves that do not overlap; `None`
    /// for an empty sample.
    #[must_use]
    pub fn among(value: f64, sample: &[f64], independent: usize) -> Option<Self> {
        if sample.is_empty() || !value.is_finite() {
            return None;
        }
        let smaller = sample.iter().filter(|m| m.abs() < value.abs()).count();
        #[allow(clippy::cast_precision_loss)] // counts are far below 2^52
        let placebo_rank = smaller as f64 / sample.len() as f64;
        Some(Self { placebo_rank, sample_size: sample.len(), independent: Some(independent) })
    }

    /// The size in one word: the rank's own, or the next lower one that the sample can tell.
    ///
    /// ```
    /// use newstape::reaction::{Unusualness, VerdictWord};
    ///
    /// let of = |independent| {
    ///     Unusualness { placebo_rank: 0.999, sample_size: 1000, independent: Some(independent) }.word()
    /// };
    /// assert_eq!(of(100), VerdictWord::Extreme);
    /// assert_eq!(of(50), VerdictWord::Notable);
    /// assert_eq!(of(9), VerdictWord::Ordinary);
    /// ```
    #[must_use]
    pub fn word(&self) -> VerdictWord {
        let by_rank = VerdictWord::of_rank(self.placebo_rank);
        match self.independent {
            Some(n) if n < Self::LEAST_FOR_NOTABLE => by_rank.min(VerdictWord::Ordinary),
            Some(n) if n < Self::LEAST_FOR_EXTREME => by_rank.min(VerdictWord::Notable),
            _ => by_rank,
        }
    }

    /// The rank's own word, where the sample is too small to tell it.
    ///
    /// ```
    /// use newstape::reaction::{Unusualness, VerdictWord};
    ///
    /// // Larger than all fifty: by its rank extreme, which fifty spans cannot tell from notable.
    /// let rank = Unusualness { placebo_rank: 1.0, sample_size: 50, independent: Some(50) };
    /// assert_eq!((rank.word(), rank.held_back()), (VerdictWord::Notable, Some(VerdictWord::Extreme)));
    /// ```
    #[must_use]
    pub fn held_back(&self) -> Option<VerdictWord> {
        let by_rank = VerdictWord::of_rank(self.placebo_rank);
        (by_rank != self.word()).then_some(by_rank)
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
