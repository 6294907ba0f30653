//! Bars: fetched, imported, checked, exported.

pub mod check;
mod disagreements;
pub mod export;
pub mod fetch;
pub mod import;
