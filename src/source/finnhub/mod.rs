//! Finnhub: news of companies (`query` holds symbols) or of a market (`general`, `forex`, `crypto`,
//! `merger`). <https://finnhub.io/docs/api/company-news>

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use super::service::Endpoint;
use super::{Access, Polling, Source, SourceError};
use crate::event::{PollState, SourceKind, SourceSettings};
use crate::net::{Client, Pace};

const NAME: &str = "finnhub";
const BASE: &str = "https://finnhub.io/api/v1";
const PACE: Pace = Pace::per_minute(60);

/// News of Finnhub.
#[derive(Debug, Clone)]
pub struct Finnhub {
    endpoint: Endpoint,
    query: Option<String>,
}

impl Finnhub {
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

impl Source for Finnhub {
    fn kind(&self) -> SourceKind {
        SourceKind::Finnhub
    }

    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(fetch::poll(self, client, state, now))
    }
}
