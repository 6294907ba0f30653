//! Reactions: what a price did after an event, and how unusual that was.

mod horizon;
mod types;
mod unusual;

pub use horizon::{Horizon, UnknownHorizon};
pub use types::{PricePoint, Reaction, ReactionStatus};
pub use unusual::{Unusualness, VerdictWord};
