//! Twelve Data: split-adjusted daily and intraday bars of many venues. Needs a key; the free plan
//! has United States shares, pairs and crypto, without extended hours.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;
use secrecy::SecretString;

use super::{BarRequest, Capabilities, Fetching, Keys, Offer, Provider};
use crate::market::{Adjustment, Interval};
use crate::net::Client;

const NAME: &str = "twelvedata";

/// Twelve Data's time series service.
#[derive(Debug, Clone)]
pub struct TwelveData {
    base: String,
    key: Option<SecretString>,
}

impl TwelveData {
    /// The service with the key and address that the settings give.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { base: keys.url_or(NAME, "https://api.twelvedata.com"), key: keys.key(NAME).cloned() }
    }
}

const fn offer(interval: Interval, depth_days: Option<u16>) -> Offer {
    Offer { interval, depth_days, adjustment: Adjustment::Splits }
}

// Minutes begin on 2020-02-10; the depth is what that leaves at least.
const OFFERS: [Offer; 5] = [
    offer(Interval::Minute1, Some(2000)),
    offer(Interval::Minute5, Some(2000)),
    offer(Interval::Minute15, Some(2000)),
    offer(Interval::Hour1, Some(2000)),
    offer(Interval::Day1, None),
];

impl Provider for TwelveData {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            offers: &OFFERS,
            extended_hours: true,
            delay: TimeDelta::minutes(15),
            needs_key: true,
            daily_calls: Some(800),
        }
    }

    fn is_configured(&self) -> bool {
        self.key.is_some()
    }

    fn fetch<'a>(&'a self, client: &'a Client, request: &'a BarRequest<'a>) -> Fetching<'a> {
        Box::pin(fetch::fetch(&self.base, self.key.as_ref(), client, request))
    }
}
