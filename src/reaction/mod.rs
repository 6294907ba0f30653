//! Reactions: what a price did after an event, and how unusual that was.

mod unusual;

pub use unusual::{Unusualness, VerdictWord};
