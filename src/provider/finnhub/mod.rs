//! Finnhub's candles. Needs a key, and a paid plan for candles.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;
use secrecy::SecretString;

use super::{BarRequest, Capabilities, Fetching, Keys, Offer, Provider};
use crate::market::{Adjustment, Interval};
use crate::net::Client;

const NAME: &str = "finnhub";

/// Finnhub's candle service.
#[derive(Debug, Clone)]
pub struct Finnhub {
    base: String,
    key: Option<SecretString>,
}

impl Finnhub {
    /// The service with the key and address that the settings give.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { base: keys.url_or(NAME, "https://finnhub.io"), key: keys.key(NAME).cloned() }
    }
}

/// By its documentation daily candles are divided by later splits and intraday ones are not.
const fn adjustment(interval: Interval) -> Adjustment {
    match interval {
        Interval::Day1 => Adjustment::Splits,
        Interval::Minute1 | Interval::Minute5 | Interval::Minute15 | Interval::Hour1 => Adjustment::AsTraded,
    }
}

const fn offer(interval: Interval) -> Offer {
    Offer { interval, depth_days: None, adjustment: adjustment(interval) }
}

const OFFERS: [Offer; 5] = [
    offer(Interval::Minute1),
    offer(Interval::Minute5),
    offer(Interval::Minute15),
    offer(Interval::Hour1),
    offer(Interval::Day1),
];

impl Provider for Finnhub {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            offers: &OFFERS,
            extended_hours: false,
            delay: TimeDelta::minutes(15),
            needs_key: true,
            daily_calls: None,
        }
    }

    fn is_configured(&self) -> bool {
        self.key.is_some()
    }

    fn fetch<'a>(&'a self, client: &'a Client, request: &'a BarRequest<'a>) -> Fetching<'a> {
        Box::pin(fetch::fetch(&self.base, self.key.as_ref(), client, request))
    }
}
