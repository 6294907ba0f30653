//! Use cases, one file per verb: the only place where edges meet.

mod failure;

pub use failure::Failure;
