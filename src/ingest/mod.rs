//! From what a source said to an event: articles, and later feeds and filings.

pub mod alphavantage;
pub mod article;
pub mod date;
pub mod edgar;
mod error;
pub mod feed;
pub mod finnhub;
pub mod folder;
pub mod gdelt;
pub mod lines;
pub mod marketaux;
mod markup;
pub mod panel;
pub mod polygon;
pub mod prices;
mod service;
pub mod source;
mod source_error;

pub use error::IngestError;
pub use markup::plain_text;

/// The ISO 639-1 code of the language that a text itself tells, if it does so reliably.
#[must_use]
pub fn language_of(text: &str) -> Option<String> {
    article::language_of(text)
}
