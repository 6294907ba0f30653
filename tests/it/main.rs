//! The one integration binary.

mod calendar;
#[path = "../support/mod.rs"]
mod support;
