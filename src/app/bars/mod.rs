//! Fetches, imports, checks and exports bars.

pub mod check;
pub mod decide;
mod disagreements;
pub mod export;
pub mod fetch;
pub mod import;
pub mod settle;
pub mod supply;
