//! Alpha Vantage: as-traded daily and intraday bars, United States and some other venues. Needs a
//! key; the free one allows 25 requests a day.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;
use secrecy::SecretString;

use super::{BarRequest, Capabilities, Fetching, Keys, Offer, Provider};
use crate::market::{Adjustment, Interval};
use crate::net::Client;

const NAME: &str = "alphavantage";

/// Alpha Vantage's query service.
#[derive(Debug, Clone)]
pub struct AlphaVantage {
    base: String,
    key: Option<SecretString>,
}

impl AlphaVantage {
    /// The service with the key and address that the settings give.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { base: keys.url_or(NAME, "https://www.alphavantage.co"), key: keys.key(NAME).cloned() }
    }
}

const fn offer(interval: Interval) -> Offer {
    Offer { interval, depth_days: None, adjustment: Adjustment::AsTraded }
}

const OFFERS: [Offer; 5] = [
    offer(Interval::Minute1),
    offer(Interval::Minute5),
    offer(Interval::Minute15),
    offer(Interval::Hour1),
    offer(Interval::Day1),
];

impl Provider for AlphaVantage {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            offers: &OFFERS,
            extended_hours: true,
            delay: TimeDelta::hours(12),
            needs_key: true,
            daily_calls: Some(25),
        }
    }

    fn is_configured(&self) -> bool {
        self.key.is_some()
    }

    fn fetch<'a>(&'a self, client: &'a Client, request: &'a BarRequest<'a>) -> Fetching<'a> {
        Box::pin(fetch::fetch(&self.base, self.key.as_ref(), client, request))
    }
}
