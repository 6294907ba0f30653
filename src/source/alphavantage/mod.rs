//! Alpha Vantage: `NEWS_SENTIMENT`, by symbols, or by topics written as `topic:earnings`.
//! <https://www.alphavantage.co/documentation/#news-sentiment>

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use super::service::Endpoint;
use super::{Access, DailyLimit, Polling, Source, SourceError};
use crate::event::{PollState, SourceKind, SourceSettings};
use crate::net::{Client, Pace};

const NAME: &str = "alphavantage";
const BASE: &str = "https://www.alphavantage.co";
const PACE: Pace = Pace::per_minute(5);

/// News of Alpha Vantage.
#[derive(Debug, Clone)]
pub struct AlphaVantage {
    endpoint: Endpoint,
    query: Option<String>,
}

impl AlphaVantage {
    /// The source that the settings describe.
    ///
    /// # Errors
    /// [`SourceError::Setting`] where a setting makes no sense, [`SourceError::KeyMissing`].
    pub fn new(settings: &SourceSettings, access: &Access) -> Result<Self, SourceError> {
        let endpoint = Endpoint::new(NAME, BASE, PACE, settings, access)?;
        endpoint.key()?;
        Ok(Self { endpoint, query: settings.query.clone() })
    }
}

impl Source for AlphaVantage {
    fn kind(&self) -> SourceKind {
        SourceKind::AlphaVantage
    }

    fn daily_limit(&self) -> Option<DailyLimit> {
        Some(DailyLimit { calls: 25, zone: chrono_tz::UTC })
    }

    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(fetch::poll(self, client, state, now))
    }
}
