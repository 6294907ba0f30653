//! Alpaca: as-traded bars of United States shares from the consolidated tape, extended hours
//! included, free for everything older than a quarter of an hour. Needs a pair of keys.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;
use secrecy::SecretString;

use super::{BarRequest, Capabilities, Fetching, Keys, Offer, Provider};
use crate::market::{Adjustment, Interval};
use crate::net::Client;

const NAME: &str = "alpaca";

/// Alpaca's market data service.
#[derive(Debug, Clone)]
pub struct Alpaca {
    base: String,
    key: Option<SecretString>,
    secret: Option<SecretString>,
}

impl Alpaca {
    /// The service with the keys and address that the settings give.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self {
            base: keys.url_or(NAME, "https://data.alpaca.markets"),
            key: keys.key(NAME).cloned(),
            secret: keys.secret(NAME).cloned(),
        }
    }
}

const fn offer(interval: Interval) -> Offer {
    // The tape begins in January 2016; what is older comes back empty.
    Offer { interval, depth_days: None, adjustment: Adjustment::AsTraded }
}

const OFFERS: [Offer; 5] = [
    offer(Interval::Minute1),
    offer(Interval::Minute5),
    offer(Interval::Minute15),
    offer(Interval::Hour1),
    offer(Interval::Day1),
];

impl Provider for Alpaca {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            offers: &OFFERS,
            extended_hours: true,
            delay: TimeDelta::minutes(16),
            needs_key: true,
            daily_calls: None,
        }
    }

    fn is_configured(&self) -> bool {
        self.key.is_some() && self.secret.is_some()
    }

    fn fetch<'a>(&'a self, client: &'a Client, request: &'a BarRequest<'a>) -> Fetching<'a> {
        let keys = self.key.as_ref().zip(self.secret.as_ref());
        Box::pin(fetch::fetch(&self.base, keys, client, request))
    }
}
