//! Sources of news, which deliver items.
//!
//! One folder each: `wire` as sent, `parse` answers to wire, `adapt` wire to our types, `fetch` requests to
//! answers. A service also has a constant `PLAN`; its address, its key and what its refusals mean
//! are in [`crate::net::vendor`].

mod alfred;
mod alphavantage;
mod edgar;
mod eqs;
mod error;
mod feed;
mod finnhub;
mod folder;
mod gdelt;
mod gdelt_files;
mod kinds;
mod lines;
mod marketaux;
pub mod opml;
mod poll;
mod polygon;
mod presets;
mod service;

pub use crate::net::vendor::DailyLimit;
pub use error::SourceError;
pub use feed::FEED_OF_PAGE;
pub use kinds::build;
pub use poll::*;
pub use presets::{Preset, presets};

/// The items of a feed (RSS, Atom or JSON) as its publisher sent it from `address`; `content_type` is what
/// came with it.
///
/// # Errors
/// [`SourceError`] where the bytes are no feed.
///
/// ```
/// use newstape::date::DateContext;
/// use newstape::source::read_feed;
///
/// let sent = "<rss version='2.0'><channel><title>Wire</title><item><title>SAP rises</title></item></channel></rss>";
/// let items = read_feed(sent.as_bytes(), None, "https://a.example/feed", &DateContext::default())?;
/// assert_eq!(items[0].title, "SAP rises");
/// # Ok::<(), newstape::source::SourceError>(())
/// ```
pub fn read_feed(
    bytes: &[u8],
    content_type: Option<&str>,
    address: &str,
    dates: &crate::date::DateContext,
) -> Result<Vec<crate::event::RawItem>, SourceError> {
    feed::items(bytes, content_type, address, dates)
}
