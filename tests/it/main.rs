//! The one integration binary.

mod architecture;
mod calendar;

#[path = "../support/mod.rs"]
mod support;

mod net;
mod chart;
