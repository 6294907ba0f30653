//! Use cases, one file per verb: the only place where edges meet.

pub mod check_prices;
pub mod eval_dates;
mod failure;
pub mod fetch_bars;
mod hours;
pub mod import_prices;

pub use failure::Failure;
