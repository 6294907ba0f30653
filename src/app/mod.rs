//! Use cases, one file per verb: the only place where edges meet.

pub mod eval_dates;
mod failure;

pub use failure::Failure;
