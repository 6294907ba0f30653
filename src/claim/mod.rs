//! Claims: the price moves that a text states, and whether they are true.
//!
//! [`extract`] reads a text; [`check`] holds one claim against a tape. The words of each language
//! are data files (`assets/language`).

mod antecedent;
mod attribute;
mod candidates;
mod check;
mod clause;
mod closing;
mod extract;
mod fact;
mod fields;
mod german;
mod groups;
mod guess;
mod heading;
mod item;
mod lessons;
mod levels;
mod lexicon;
mod lists;
mod merged;
mod name_parts;
mod named;
mod names;
mod number;
mod other_moment;
mod owner;
mod passes;
mod quantity;
mod rank;
mod several;
mod state;
mod stated_time;
mod time;
mod time_words;
mod times;
mod token;
mod trigger;
mod types;
mod when;
mod word_sense;

pub use attribute::{Attribution, Known, attribute};
pub use check::{ClaimTape, check, of_a_brand, of_another_class};
pub use extract::{ClaimRequest, choices, extract, extract_from, extract_without};
pub use passes::Part;
pub use rank::{LabelledClaim, OwnerChoice, Weights, fit};
pub use types::{
    Bound, Claim, ClaimSession, ClaimStatus, ClaimVerdict, DayPoint, Direction, MoveHorizon, MoveTime,
    TimeKind,
};
