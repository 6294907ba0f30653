//! From what a source said to an event: articles, and later feeds and filings.

pub mod article;
pub mod date;
mod error;

pub use error::IngestError;
