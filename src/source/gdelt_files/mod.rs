//! GDELT's files of every quarter of an hour (GKG 2.1): the world's press, a row for each article.
//!
//! <https://data.gdeltproject.org/documentation/GDELT-Global_Knowledge_Graph_Codebook-V2.1.pdf>. `query` holds, between
//! commas, words or phrases of which a title, an organisation or a name must have one, themes
//! (`theme:ECON_STOCKMARKET`) and outlets (`domain:example.com`). With a language other than English the files of the
//! articles that GDELT translates are read, whose titles are as published.

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use super::service::endpoint;
use super::{Access, Polling, Source, SourceError};
use crate::event::{PollState, SourceKind, SourceSettings};
use crate::net::Client;
use crate::net::vendor::{Endpoint, GDELT_FILES};

/// The files, as the user set them up.
#[derive(Debug, Clone)]
pub(super) struct Files {
    endpoint: Endpoint,
    wanted: adapt::Wanted,
}

impl Files {
    /// The source that the settings describe.
    ///
    /// # Errors
    /// [`SourceError::Setting`] where nothing says which of a thousand articles a quarter of an hour are wanted.
    pub(super) fn new(settings: &SourceSettings, access: &Access) -> Result<Self, SourceError> {
        let wanted = adapt::Wanted::new(settings.query.as_deref(), settings.lang.as_deref());
        if wanted.is_anything() && settings.watch_list.is_empty() && settings.include.is_empty() {
            let why = "GDELT's files hold all news of the world: give words, themes, or instruments to watch";
            return Err(SourceError::setting("query", why));
        }
        Ok(Self { endpoint: endpoint(&GDELT_FILES, GDELT_FILES.base, settings, access)?, wanted })
    }
}

impl Source for Files {
    fn kind(&self) -> SourceKind {
        SourceKind::GdeltFiles
    }

    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(fetch::poll(self, client, state, now))
    }
}
