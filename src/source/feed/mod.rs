//! RSS, Atom and JSON Feed.
//!
//! `wire` is the model of feed-rs with the dates as written, `parse` takes bytes to that, `adapt`
//! takes that to items, `fetch` asks politely: with the `ETag` and date of the last answer.

mod adapt;
mod dialect;
mod discover;
mod fetch;
mod halt;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Poll, Polling, Source, SourceError};
use crate::date::DateContext;
use crate::event::{PollState, SourceKind, SourceSettings, drop_shared_guids};
use crate::net::Client;

/// Under what the address of the feed is remembered that a page named.
pub const FEED_OF_PAGE: &str = "feed";

/// A feed at an address, or at the one that a page there names.
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
        // The feed that a page named when it was first asked.
        let known = state.cursor.get(FEED_OF_PAGE).and_then(Value::as_str);
        let url = known.unwrap_or(&self.url);
        let fetch::Answer { wait, changed } = fetch::fetch(client, url, state, self.is_foreign(url)).await?;
        let Some(answer) = changed else {
            return Ok(Poll { state: state.clone(), calls: 1, retry_after: wait, ..Poll::default() });
        };
        let named = discover::feed_of_page(&answer.bytes, &answer.url).filter(|_| known.is_none());
        let Some(named) = named else { return self.read(answer, wait, 1, now) };
        let asked = PollState { cursor: serde_json::json!({ FEED_OF_PAGE: named }), ..PollState::default() };
        let fetch::Answer { wait, changed } =
            fetch::fetch(client, &named, &asked, self.is_foreign(&named)).await?;
        match changed {
            Some(answer) => self.read(answer, wait, 2, now),
            None => Ok(Poll { state: asked, calls: 2, retry_after: wait, ..Poll::default() }),
        }
    }

    /// Whether an address is on another machine than the one that the user named.
    fn is_foreign(&self, url: &str) -> bool {
        let origin = |url: &str| url::Url::parse(url).ok().map(|url| url.origin());
        origin(url) != origin(&self.url)
    }

    fn read(
        &self,
        answer: fetch::Changed,
        wait: Option<Duration>,
        calls: u32,
        now: DateTime<Utc>,
    ) -> Result<Poll, SourceError> {
        let feed = parse::parse(&answer.bytes, answer.content_type.as_deref(), &answer.url)?;
        let mut items = adapt::adapt(&feed, &self.dates(now));
        drop_shared_guids(&mut items);
        let mut skipped = feed.skipped();
        let wordless = feed.feed.entries.len() - items.len();
        if wordless > 0 {
            skipped.push(format!("items without a title or a text: {wordless}"));
        }
        Ok(Poll {
            items,
            state: answer.state,
            calls,
            retry_after: fetch::wait(wait, feed.time_to_live()),
            skipped,
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
