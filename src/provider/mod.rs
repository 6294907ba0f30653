//! Sources of bars behind one trait, one folder each: `wire` as sent, `parse` bytes to wire,
//! `adapt` wire to our types, `fetch` request to bytes.
//!
//! A source declares what it can give ([`Capabilities`]); [`fetch_first`] asks the first one that
//! is configured and able, and says why the others were passed over. A bar is labelled by the
//! exchange's own day or by the start of its span, whatever the source writes.

mod access;
mod answer;
mod capability;
mod error;
mod reply;
mod rows;
mod select;
mod symbols;
mod zone;

pub mod alpaca;
pub mod alphavantage;
pub mod finnhub;
pub mod polygon;
pub mod stooq;
pub mod tiingo;
pub mod twelvedata;
pub mod yahoo;

use std::fmt;
use std::pin::Pin;

pub use access::Keys;
pub use answer::{BarRequest, Fetched, FetchedBars, Skipped};
pub use capability::{Capabilities, Offer};
pub use error::ProviderError;
pub use select::{Answer, Missing, PassedOver, fetch_first, select};

use crate::net::Client;

/// A fetch under way.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Fetched, ProviderError>> + Send + 'a>>;

/// A source of bars.
pub trait Provider: fmt::Debug + Send + Sync {
    /// Its name, as in settings, series keys and output.
    fn name(&self) -> &'static str;

    /// What it can give.
    fn capabilities(&self) -> Capabilities;

    /// Whether it has the key it needs, if it needs one.
    fn is_configured(&self) -> bool;

    /// Asks for the bars and corporate actions of one instrument.
    ///
    /// An empty range is an answer without bars, not an error.
    fn fetch<'a>(&'a self, client: &'a Client, request: &'a BarRequest<'a>) -> Fetching<'a>;
}

/// All providers, in the order in which they are asked: Yahoo, which needs no key and has the whole
/// world, then those with keys by what their free plans give, and Stooq last, because its prices
/// have dividends taken out.
#[must_use]
pub fn registry(keys: &Keys) -> Vec<Box<dyn Provider>> {
    vec![
        Box::new(yahoo::Yahoo::new(keys)),
        Box::new(alpaca::Alpaca::new(keys)),
        Box::new(tiingo::Tiingo::new(keys)),
        Box::new(polygon::Polygon::new(keys)),
        Box::new(twelvedata::TwelveData::new(keys)),
        Box::new(alphavantage::AlphaVantage::new(keys)),
        Box::new(finnhub::Finnhub::new(keys)),
        Box::new(stooq::Stooq::new(keys)),
    ]
}
