//! Sources of bars, one folder each: a constant `PLAN` for what it can give, `wire` as sent, `parse` answers
//! to wire, `adapt` wire to our types, `fetch` requests to answers. A service's address, its key and what its
//! refusals mean are in [`crate::net::vendor`].
//!
//! A provider declares what it offers ([`Capabilities`]); [`fetch_first`] asks the first one that
//! is configured and able, and says why the others were skipped. A bar is labelled by the
//! exchange's own day or by its start, whatever the provider writes.

mod access;
mod answer;
mod capability;
mod error;
mod plan;
mod rows;
mod select;
mod standing;
mod zone;

mod alpaca;
mod alphavantage;
mod coinbase;
mod ecb;
mod finnhub;
mod kraken;
mod polygon;
mod stooq;
mod tiingo;
mod twelvedata;
mod yahoo;

pub use access::Keys;
pub use answer::{BarRequest, Fetched, FetchedBars, Skipped};
pub use capability::{Capabilities, Offer};
pub use error::{PassedOver, ProviderError};
pub use plan::{Fetching, Provider};
pub use select::{Answer, MissingRanges, fetch_first, select};

/// All providers, in the order in which they are asked: Alpaca, whose free plan has the whole tape of the United
/// States with minutes, the exchanges of crypto pairs, then Yahoo, which needs no key and has the world but refuses many clients, then the others
/// by what their free plans offer, the reference rates of the euro, and Stooq last, because its prices are dividend-adjusted.
#[must_use]
pub fn registry(keys: &Keys) -> Vec<Provider> {
    let plans = [
        &alpaca::PLAN,
        &coinbase::PLAN,
        &kraken::PLAN,
        &yahoo::PLAN,
        &tiingo::PLAN,
        &polygon::PLAN,
        &twelvedata::PLAN,
        &alphavantage::PLAN,
        &finnhub::PLAN,
        &ecb::PLAN,
        &stooq::PLAN,
    ];
    plans.into_iter().map(|plan| Provider::new(plan, keys)).collect()
}
