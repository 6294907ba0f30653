//! Fetches, imports, checks and exports bars.

pub mod archive;
pub mod check;
pub mod decide;
mod disagreements;
pub mod export;
pub mod fetch;
mod future;
pub mod import;
pub mod report;
pub mod settle;
pub mod supply;
