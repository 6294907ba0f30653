//! Claims: the price moves that a text states, and whether they are true.
//!
//! [`extract`] reads a text; [`check`] holds one claim against a tape. The words of each language
//! are data files (`assets/claims`).

mod attribute;
mod check;
mod clause;
mod extract;
mod fact;
mod fields;
mod german;
mod groups;
mod guess;
mod item;
mod lexicon;
mod merged;
mod names;
mod number;
mod owner;
mod part;
mod quantity;
mod token;
mod trigger;
mod types;
mod when;

pub use attribute::{Attribution, Known, attribute};
pub use check::{Tape, check};
pub use extract::{extract, extract_without};
pub use part::Part;
pub use types::{Claim, ClaimSession, ClaimStatus, ClaimVerdict, Direction, MoveHorizon, Qualifier};
