//! Bars: fetched, imported, checked.

pub mod check;
mod disagreements;
pub mod fetch;
mod hours;
pub mod import;
