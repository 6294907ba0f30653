//! Massive, formerly Polygon: reference news, of all companies or of those whose symbols `query` holds.
//! <https://massive.com/docs/rest/stocks/news>

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

const NAME: &str = "polygon";
const BASE: &str = "https://api.massive.com";
const PACE: Pace = Pace::per_minute(5);

/// News of Massive (Polygon).
#[derive(Debug, Clone)]
pub struct Polygon {
    endpoint: Endpoint,
    query: Option<String>,
}

impl Polygon {
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

impl Source for Polygon {
    fn kind(&self) -> SourceKind {
        SourceKind::Polygon
    }

    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(fetch::poll(self, client, state, now))
    }
}
