//! RSS, Atom and JSON Feed.
//!
//! `wire` is the model of feed-rs with the dates as written, `parse` takes bytes to that, `adapt`
//! takes that to items, `fetch` asks politely: with the `ETag` and date of the last answer.

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use super::{Poll, Polling, Source, SourceError};
use crate::date::DateContext;
use crate::event::{PollState, SourceKind, SourceSettings, drop_shared_guids};
use crate::net::Client;

/// A feed at an address.
#[derive(Debug, Clone)]
pub(super) struct Feed {
    url: String,
    lang: Option<String>,
    zone: Option<chrono_tz::Tz>,
}

impl Feed {
    /// The feed that the settings describe.
    ///
    /// # Errors
    /// [`SourceError::Setting`] where the address is missing.
    pub(super) fn new(settings: &SourceSettings) -> Result<Self, SourceError> {
        let url =
            settings.url.clone().ok_or_else(|| SourceError::setting("url", "a feed needs its address"))?;
        crate::net::Request::get(&url)?;
        Ok(Self { url, lang: settings.lang.clone(), zone: settings.zone })
    }

    /// How its dates are read.
    fn dates(&self, now: DateTime<Utc>) -> DateContext {
        DateContext { lang: self.lang.clone(), fetched_at: Some(now), default_zone: self.zone }
    }

    async fn ask(&self, client: &Client, state: &PollState, now: DateTime<Utc>) -> Result<Poll, SourceError> {
        let fetch::Answer { wait, changed } = fetch::fetch(client, &self.url, state).await?;
        let Some(answer) = changed else {
            return Ok(Poll { state: state.clone(), calls: 1, retry_after: wait, ..Poll::default() });
        };
        let feed = parse::parse(&answer.bytes, answer.content_type.as_deref(), &answer.url)?;
        let mut items = adapt::adapt(&feed, &self.dates(now));
        drop_shared_guids(&mut items);
        Ok(Poll {
            items,
            state: answer.state,
            calls: 1,
            retry_after: fetch::wait(wait, feed.time_to_live()),
            ..Poll::default()
        })
    }
}

impl Source for Feed {
    fn kind(&self) -> SourceKind {
        SourceKind::Feed
    }

    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(self.ask(client, state, now))
    }
}

/// The items of a feed that another source brought.
pub(super) fn items(
    bytes: &[u8],
    content_type: Option<&str>,
    address: &str,
    dates: &DateContext,
) -> Result<Vec<crate::event::RawItem>, SourceError> {
    Ok(adapt::adapt(&parse::parse(bytes, content_type, address)?, dates))
}
