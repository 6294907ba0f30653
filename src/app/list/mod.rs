//! Lists and shows stored events.

pub mod events;
pub mod pages;
pub mod show;
