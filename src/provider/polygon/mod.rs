//! Polygon, since 2025 under the name Massive: as-traded bars of United States shares with extended
//! hours, splits and dividends. Needs a key.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;
use secrecy::SecretString;

use super::{BarRequest, Capabilities, Fetching, Keys, Offer, Provider};
use crate::market::{Adjustment, Interval};
use crate::net::Client;

const NAME: &str = "polygon";

/// Polygon's aggregates service.
#[derive(Debug, Clone)]
pub struct Polygon {
    base: String,
    key: Option<SecretString>,
}

impl Polygon {
    /// The service with the key and address that the settings give.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { base: keys.url_or(NAME, "https://api.massive.com"), key: keys.key(NAME).cloned() }
    }
}

const fn offer(interval: Interval) -> Offer {
    // The free plan reaches back two years.
    Offer { interval, depth_days: Some(730), adjustment: Adjustment::AsTraded }
}

const OFFERS: [Offer; 5] = [
    offer(Interval::Minute1),
    offer(Interval::Minute5),
    offer(Interval::Minute15),
    offer(Interval::Hour1),
    offer(Interval::Day1),
];

impl Provider for Polygon {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            offers: &OFFERS,
            extended_hours: true,
            delay: TimeDelta::hours(12),
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
