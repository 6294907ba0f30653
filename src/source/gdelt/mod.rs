//! GDELT DOC 2.0: what the world's press wrote on the words in `query`.
//! <https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/>

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

const NAME: &str = "gdelt";
const BASE: &str = "https://api.gdeltproject.org";
/// One request in five seconds is allowed by its own clock; at exactly that pace it still refuses.
const PACE: Pace = Pace::per_minute(9);

/// Articles that GDELT has seen.
#[derive(Debug, Clone)]
pub struct Gdelt {
    endpoint: Endpoint,
    query: Option<String>,
}

impl Gdelt {
    /// The source that the settings describe.
    ///
    /// # Errors
    /// [`SourceError::Setting`] where a setting makes no sense, [`SourceError::KeyMissing`].
    pub fn new(settings: &SourceSettings, access: &Access) -> Result<Self, SourceError> {
        let endpoint = Endpoint::new(NAME, BASE, PACE, settings, access)?;
        if settings.query.is_none() {
            return Err(SourceError::setting("query", "GDELT needs words to look for"));
        }
        Ok(Self { endpoint, query: settings.query.clone() })
    }
}

impl Source for Gdelt {
    fn kind(&self) -> SourceKind {
        SourceKind::Gdelt
    }

    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(fetch::poll(self, client, state, now))
    }
}
