//! From what a source said to an event: articles, and later feeds and filings.

pub mod article;
pub mod date;
mod error;
pub mod panel;
pub mod prices;
pub mod source;
mod source_error;

pub use error::IngestError;
