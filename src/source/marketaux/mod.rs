//! Marketaux: news with the companies that they name, of all or of the symbols in `query`.
//! <https://www.marketaux.com/documentation>

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

const NAME: &str = "marketaux";
const BASE: &str = "https://api.marketaux.com";
const PACE: Pace = Pace::per_minute(30);

/// News of Marketaux.
#[derive(Debug, Clone)]
pub struct Marketaux {
    endpoint: Endpoint,
    query: Option<String>,
    lang: Option<String>,
}

impl Marketaux {
    /// The source that the settings describe.
    ///
    /// # Errors
    /// [`SourceError::Setting`] where a setting makes no sense, [`SourceError::KeyMissing`].
    pub fn new(settings: &SourceSettings, access: &Access) -> Result<Self, SourceError> {
        let endpoint = Endpoint::new(NAME, BASE, PACE, settings, access)?;
        endpoint.key()?;
        Ok(Self { endpoint, query: settings.query.clone(), lang: settings.lang.clone() })
    }
}

impl Source for Marketaux {
    fn kind(&self) -> SourceKind {
        SourceKind::Marketaux
    }

    fn daily_limit(&self) -> Option<DailyLimit> {
        Some(DailyLimit { calls: 100, zone: chrono_tz::UTC })
    }

    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(fetch::poll(self, client, state, now))
    }
}
