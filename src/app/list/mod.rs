//! Lists and shows stored events.

pub mod events;
pub mod explain;
pub mod expression;
pub mod notices;
pub mod pages;
pub mod show;
