//! Logging. Items of users and of sources take the same path ([`crate::road`]); here they
//! meet the network, the database and the prices.

pub mod full_text;
mod input;
mod items;
mod known;
mod users;
mod write;

#[cfg(test)]
mod tests;

pub use input::Input;
pub use items::{ItemLogger, ReadyItem, is_known};
pub use users::{LogRequest, LoggedEvent, log_event, tag_name, user_time};
