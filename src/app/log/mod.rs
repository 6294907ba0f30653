//! Logging: whatever the source, an item becomes an event once.

pub mod event;
pub mod full_text;
pub mod item;
