//! Stooq's daily bars as CSV. Needs no key. Since July 2026 it may answer with a page that asks the
//! browser for work; that page is told apart and never read as "no bars".

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;

use super::{BarRequest, Capabilities, Fetching, Keys, Offer, Provider};
use crate::market::{Adjustment, Interval};
use crate::net::Client;

const NAME: &str = "stooq";

/// Stooq's download service.
#[derive(Debug, Clone)]
pub struct Stooq {
    base: String,
}

impl Stooq {
    /// The service at its usual address, or the one that `NEWSTAPE_STOOQ_URL` names.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { base: keys.url_or(NAME, "https://stooq.com") }
    }
}

impl Provider for Stooq {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            // Dividends are taken out too: SPY's close of 2015-01-02 comes as 172.07, traded at 205.43.
            offers: &[Offer {
                interval: Interval::Day1,
                depth_days: None,
                adjustment: Adjustment::SplitsAndDividends,
            }],
            extended_hours: false,
            delay: TimeDelta::hours(12),
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
