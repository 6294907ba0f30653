//! Tabular files: prices, panels, events, factors.

pub mod panel;
pub mod prices;
