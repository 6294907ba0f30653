//! Reactions: what a price did after an event, and how unusual that was.

mod dividend;
mod halt;
mod headline;
mod horizon;
mod leg;
mod measure;
mod types;
mod unusual;
mod wait;

pub use dividend::{Dividend, Paid};
pub use headline::{headline_horizon, headlines};
pub use horizon::{Horizon, UnknownHorizon};
pub use leg::Tape;
pub use measure::{MeasureSpec, OtherEvent, Question, measure};
pub use types::{AbnormalReturn, Halt, Measured, Outcome, PricePoint, Reaction, ReactionStatus, Remark};
pub use unusual::{Basis, UnknownVerdict, Unusualness, VerdictWord};
pub use wait::Wait;
