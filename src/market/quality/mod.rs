//! Quality gates: what is suspicious about bars when they arrive.
//!
//! Nothing is thrown away here: a bar that breaks the rules of [`crate::market::Bar::new`] never
//! becomes one, and a bar that is merely odd is kept with its [`Flags`].

mod bad_print;
mod dividend;
mod flag;
mod gates;
mod home;
mod inspect;
mod judge;
mod level;
#[cfg(test)]
mod tests;

pub use bad_print::bad_prints;
pub use dividend::{JudgedAction, Trust};
pub use flag::{Flag, Flags};
pub use gates::{Disagreement, disagreements};
pub use inspect::{inspect_daily, inspect_intraday};
pub use judge::{
    Arrived, Judged, Repair, days_of_suspect_actions, judge_actions, judge_daily, judge_intraday, state_of,
};
pub use level::Claimed;
