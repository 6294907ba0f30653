//! Fetches, imports and checks bars.

pub mod check;
mod disagreements;
pub mod fetch;
pub mod import;
