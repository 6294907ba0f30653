//! Reactions: what a price did after an event, and how unusual that was.

mod benchmark;
mod cause;
mod confounder;
mod dividend;
mod halt;
mod headline;
mod horizon;
mod leg;
mod measure;
mod sample;
mod span;
mod types;
mod unusual;
mod wait;
mod workings;

pub use cause::{Cause, Surroundings};
pub use confounder::OtherEvent;
pub use dividend::{Dividend, Paid};
pub use headline::{headline_horizon, headlines};
pub use horizon::{Horizon, UnknownHorizon};
pub use leg::{StoredAs, Suspect, Tape};
pub use measure::{MeasureSpec, Question, explained, measure};
pub use types::{
    AbnormalReturn, Confounder, Estimation, Halt, Measured, Outcome, PricePoint, Reaction, ReactionStatus,
    Remark, SampleExtent, SampleSpread, Standing,
};
pub use unusual::{Basis, UnknownVerdict, Unusualness, VerdictWord};
pub use wait::Wait;
pub use workings::{DailyPair, METHOD, SpanReturn, Workings};
