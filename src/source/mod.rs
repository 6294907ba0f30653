//! Sources of news, which deliver items.
//!
//! One folder each: `wire` as sent, `parse` answers to wire, `adapt` wire to our types, `fetch` requests to
//! answers. A service also has a constant `PLAN`; its address, its key and what its refusals mean
//! are in [`crate::net::vendor`].

mod alphavantage;
mod edgar;
mod error;
mod feed;
mod finnhub;
mod folder;
mod gdelt;
mod kinds;
mod lines;
mod marketaux;
mod poll;
mod polygon;
mod service;

pub use crate::net::vendor::DailyLimit;
pub use error::SourceError;
pub use kinds::build;
pub use poll::*;
