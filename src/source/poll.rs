//! The interface of a source of news: it is polled, and returns its items.
//!
//! A source returns its items ([`RawItem`]) and the state for the next poll ([`Poll::state`]).
//! Whether an item is wanted, new or a reprint is decided when it is logged, not here.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use crate::event::{PollState, RawItem, SourceKind, When};
use crate::instrument::Universe;
use crate::net::Client;
use crate::net::vendor::DailyLimit;

use super::SourceError;

/// Items by their times; those of one time, and those without, keep their order.
pub(super) fn oldest_first(mut items: Vec<RawItem>) -> Vec<RawItem> {
    items.sort_by_key(|item| match item.publication.as_ref().map(|p| p.when) {
        None => DateTime::<Utc>::MIN_UTC,
        Some(When::Instant { at, .. }) => at,
        Some(When::Day(day)) => day.and_time(chrono::NaiveTime::MIN).and_utc(),
    });
    items
}

/// The result of a poll.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Poll {
    /// The items, oldest first.
    pub items: Vec<RawItem>,
    /// The state for the next poll.
    pub state: PollState,
    /// Calls made, to be counted against the day's limit.
    pub calls: u32,
    /// How long the source asks to be left alone, if it says so.
    pub retry_after: Option<Duration>,
    /// Items that were sent and could not be read, each with its reason.
    pub skipped: Vec<String>,
}

/// A poll in progress.
pub type Polling<'a> = Pin<Box<dyn Future<Output = Result<Poll, SourceError>> + Send + 'a>>;

/// A source of news.
pub trait Source: fmt::Debug + Send + Sync {
    /// Its kind.
    fn kind(&self) -> SourceKind;

    /// Its daily limit, which all sources of its kind share.
    fn daily_limit(&self) -> Option<DailyLimit> {
        None
    }

    /// Whether it will not deliver anything more in this process: a pipe whose other end is closed.
    fn has_ended(&self) -> bool {
        false
    }

    /// Asks for new items. If there are none, the poll has no items; that is not an error.
    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a>;
}

/// What a source may need besides its settings.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// The key of its service.
    pub key: Option<SecretString>,
    /// The User-Agent, for services that require a name and an address (`Jane Doe jane@example.com`).
    pub contact: Option<String>,
    /// The instruments that a setting may name; the built-in ones if absent.
    pub universe: Option<Arc<Universe>>,
}
