//! Bars: fetched, imported, checked.

pub mod check;
mod disagreements;
pub mod fetch;
pub mod import;
