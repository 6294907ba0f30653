//! Stored events, listed and shown.

pub mod events;
pub mod explain;
pub mod pages;
pub mod show;
