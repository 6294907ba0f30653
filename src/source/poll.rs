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

use crate::event::{EventKind, PollState, Publication, SourceKind, When};
use crate::instrument::Universe;
use crate::net::Client;
use crate::net::vendor::DailyLimit;

use super::SourceError;

/// The text of an item, in the form in which it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// For readers.
    Text(String),
    /// With marks.
    Html(String),
}

impl Body {
    /// The text as sent, marks included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Html(text) => text,
        }
    }
}

/// What a source said of one piece of news.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawItem {
    /// Its identifier within the source.
    pub guid: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// Its title, without marks; empty where it has none.
    pub title: String,
    /// A few sentences.
    pub summary: Option<Body>,
    /// The whole of it, where the source sends that.
    pub body: Option<Body>,
    /// When the source says that it became public; absent where it says nothing, or where what it
    /// says is no such time (a time of crawling).
    pub publication: Option<Publication>,
    /// Other times of publication that it states and that contradict the first.
    pub conflicts: Vec<Publication>,
    /// When it was last changed: never a time of publication.
    pub updated_at: Option<DateTime<Utc>>,
    /// ISO 639-1 code of its language, as stated.
    pub lang: Option<String>,
    /// Codes of the instruments that it is about by its nature: a filing's company.
    pub about: Vec<String>,
    /// Symbols or ISINs that the source itself tags it with.
    pub symbols: Vec<String>,
    /// Its subjects, as stated.
    pub categories: Vec<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who published it: the outlet, not who passed it on.
    pub outlet: Option<String>,
    /// What kind of news, where the source makes that plain.
    pub kind: Option<EventKind>,
    /// What a reader should know about the reading, each a sentence without a full stop.
    pub notes: Vec<String>,
}

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
