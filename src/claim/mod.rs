//! Claims: the price moves that a text states, and whether they are true.

mod types;

pub use types::{Claim, ClaimSession, ClaimStatus, ClaimVerdict, Direction, MoveHorizon, Qualifier};
