//! Sources of news: what a service says, as items.

pub mod alphavantage;
pub mod edgar;
mod error;
pub mod feed;
pub mod finnhub;
pub mod folder;
pub mod gdelt;
pub mod lines;
pub mod marketaux;
pub mod polygon;
mod registry;
mod service;

pub use error::SourceError;
pub use registry::*;
