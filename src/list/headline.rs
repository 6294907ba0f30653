//! The one move that a list shows of an event, and whose it is.

use crate::instrument::InstrumentId;
use crate::reaction::{Basis, Horizon, Reaction, ReactionStatus, VerdictWord};
use crate::units::Return;

/// The move of one instrument over one horizon: of the instrument that was asked for, else of the
/// event's first subject that has a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    /// Whose move.
    pub instrument: InstrumentId,
    /// Over which span.
    pub horizon: Horizon,
    /// Whether it is measured.
    pub status: ReactionStatus,
    /// The return.
    pub return_fraction: Option<Return>,
    /// The return less what the model expected.
    pub abnormal_return: Option<Return>,
    /// The placebo rank, in [0, 1].
    pub placebo_rank: Option<f64>,
    /// The rank in a word.
    pub verdict: Option<VerdictWord>,
    /// Which return the rank is of.
    pub basis: Option<Basis>,
}

impl From<&Reaction> for Headline {
    fn from(row: &Reaction) -> Self {
        Self {
            instrument: row.instrument.clone(),
            horizon: row.horizon,
            status: row.status(),
            return_fraction: row.return_fraction(),
            abnormal_return: row.measured().and_then(|m| m.abnormal.as_ref()).map(|a| a.abnormal_return),
            placebo_rank: row.unusualness().map(|u| u.placebo_rank),
            verdict: row.verdict(),
            basis: row.basis(),
        }
    }
}
