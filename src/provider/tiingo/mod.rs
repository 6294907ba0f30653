//! Tiingo: as-traded daily bars of United States shares with splits and dividends, and intraday
//! bars of the exchange IEX alone. Needs a key.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;
use secrecy::SecretString;

use super::{BarRequest, Capabilities, Fetching, Keys, Offer, Provider};
use crate::market::{Adjustment, Interval};
use crate::net::Client;

const NAME: &str = "tiingo";

/// Tiingo's price services.
#[derive(Debug, Clone)]
pub struct Tiingo {
    base: String,
    key: Option<SecretString>,
}

impl Tiingo {
    /// The service with the key and address that the settings give.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { base: keys.url_or(NAME, "https://api.tiingo.com"), key: keys.key(NAME).cloned() }
    }
}

const fn offer(interval: Interval, depth_days: Option<u16>) -> Offer {
    Offer { interval, depth_days, adjustment: Adjustment::AsTraded }
}

const OFFERS: [Offer; 5] = [
    offer(Interval::Minute1, Some(2000)),
    offer(Interval::Minute5, Some(2000)),
    offer(Interval::Minute15, Some(2000)),
    offer(Interval::Hour1, Some(2000)),
    offer(Interval::Day1, None),
];

impl Provider for Tiingo {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            offers: &OFFERS,
            extended_hours: true,
            delay: TimeDelta::hours(4),
            needs_key: true,
            daily_calls: Some(1000),
        }
    }

    fn is_configured(&self) -> bool {
        self.key.is_some()
    }

    fn fetch<'a>(&'a self, client: &'a Client, request: &'a BarRequest<'a>) -> Fetching<'a> {
        Box::pin(fetch::fetch(&self.base, self.key.as_ref(), client, request))
    }
}
