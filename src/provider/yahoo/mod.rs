//! Yahoo's chart service: the world's daily bars, and the last weeks' intraday bars with extended
//! hours. It needs no key, is not official, and may refuse at any time.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;

use super::{BarRequest, Capabilities, Fetching, Keys, Offer, Provider};
use crate::market::{Adjustment, Interval};
use crate::net::Client;

const NAME: &str = "yahoo";

/// Yahoo's chart service, version 8.
#[derive(Debug, Clone)]
pub struct Yahoo {
    base: String,
}

impl Yahoo {
    /// The service at its usual address, or the one that `NEWSTAPE_YAHOO_URL` names.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { base: keys.url_or(NAME, "https://query2.finance.yahoo.com") }
    }
}

const fn offer(interval: Interval, depth_days: Option<u16>) -> Offer {
    // Open, high, low and close come divided by later splits, daily and intraday alike.
    Offer { interval, depth_days, adjustment: Adjustment::Splits }
}

const OFFERS: [Offer; 5] = [
    offer(Interval::Minute1, Some(29)),
    offer(Interval::Minute5, Some(59)),
    offer(Interval::Minute15, Some(59)),
    offer(Interval::Hour1, Some(729)),
    offer(Interval::Day1, None),
];

impl Provider for Yahoo {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            offers: &OFFERS,
            extended_hours: true,
            delay: TimeDelta::minutes(15),
            needs_key: false,
            daily_calls: None,
        }
    }

    fn is_configured(&self) -> bool {
        true
    }

    fn fetch<'a>(&'a self, client: &'a Client, request: &'a BarRequest<'a>) -> Fetching<'a> {
        Box::pin(fetch::fetch(&self.base, client, request))
    }
}
