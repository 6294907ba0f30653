//! Fetches, imports, checks and exports bars.

pub mod check;
mod disagreements;
pub mod export;
pub mod fetch;
pub mod import;
