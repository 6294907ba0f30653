//! What a source of news is: asked from time to time, it says what it has.
//!
//! A source says what it has ([`RawItem`]) and what it is to be asked with next time ([`Poll::state`]).
//! Whether an item is wanted, new or a reprint is decided by who logs it, not here.

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

/// What one poll brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Poll {
    /// The items, oldest first.
    pub items: Vec<RawItem>,
    /// What to ask with next time.
    pub state: PollState,
    /// Calls made, to be counted against the day's limit.
    pub calls: u32,
    /// How long the source asks to be left alone, if it says so.
    pub retry_after: Option<Duration>,
    /// Items that were sent and could not be read, each with its reason.
    pub skipped: Vec<String>,
}

/// A poll under way.
pub type Polling<'a> = Pin<Box<dyn Future<Output = Result<Poll, SourceError>> + Send + 'a>>;

/// A source of news.
pub trait Source: fmt::Debug + Send + Sync {
    /// What it speaks.
    fn kind(&self) -> SourceKind;

    /// Its daily limit, which all sources of its kind share.
    fn daily_limit(&self) -> Option<DailyLimit> {
        None
    }

    /// Whether it will never say anything more in this process: a pipe whose other end is closed.
    fn has_ended(&self) -> bool {
        false
    }

    /// Asks for what is new. Nothing new is a poll without items, not an error.
    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a>;
}

/// What a source may need beside its settings.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// The key of its service.
    pub key: Option<SecretString>,
    /// Who asks, for services that want a name and an address (`Jane Doe jane@example.com`).
    pub contact: Option<String>,
    /// The instruments that a setting may name; the built-in ones where it is absent.
    pub universe: Option<Arc<Universe>>,
}
