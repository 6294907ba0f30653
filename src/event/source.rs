//! Where events come from by themselves: a source, as the user set it up.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The number of a source in its store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub i64);

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a source speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// SEC EDGAR: current filings, or those of companies.
    Edgar,
    /// Finnhub company and market news.
    Finnhub,
    /// Alpha Vantage news.
    AlphaVantage,
    /// Massive (Polygon) news.
    Polygon,
    /// Marketaux news.
    Marketaux,
    /// GDELT DOC 2.0.
    Gdelt,
    /// A folder into which articles are put.
    Folder,
    /// JSON lines on standard input.
    Lines,
}

impl SourceKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Feed,
        Self::Edgar,
        Self::Finnhub,
        Self::AlphaVantage,
        Self::Polygon,
        Self::Marketaux,
        Self::Gdelt,
        Self::Folder,
        Self::Lines,
    ];

    /// The name, which is also the owner of its daily quota and of its key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Edgar => "edgar",
            Self::Finnhub => "finnhub",
            Self::AlphaVantage => "alphavantage",
            Self::Polygon => "polygon",
            Self::Marketaux => "marketaux",
            Self::Gdelt => "gdelt",
            Self::Folder => "folder",
            Self::Lines => "lines",
        }
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no kind of source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a kind of source: one of feed, edgar, finnhub, alphavantage, polygon, marketaux, gdelt, folder, lines"
)]
pub struct UnknownSourceKind(pub String);

impl FromStr for SourceKind {
    type Err = UnknownSourceKind;

    fn from_str(s: &str) -> Result<Self, UnknownSourceKind> {
        Self::ALL.into_iter().find(|k| k.as_str() == s).ok_or_else(|| UnknownSourceKind(s.to_owned()))
    }
}

/// A source as the user set it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSettings {
    /// The user's name for it.
    pub name: String,
    /// What it speaks.
    pub kind: SourceKind,
    /// A feed's address, a folder, or another address of an API than the usual one.
    pub url: Option<String>,
    /// What an API is asked: symbols, words, form types.
    pub query: Option<String>,
    /// Seconds between two polls.
    pub interval_s: u32,
    /// The zone of times that state none.
    pub zone: Option<Tz>,
    /// ISO 639-1 code of its language.
    pub lang: Option<String>,
    /// Symbols of the instruments of which one must be linked; empty takes every item.
    pub watch_list: Vec<String>,
    /// Words or phrases of which one must occur in title or text; empty takes every item.
    pub include: Vec<String>,
    /// Words or phrases of which none may occur.
    pub exclude: Vec<String>,
    /// Whether the page that an item points to is fetched for its text.
    pub full_text: bool,
    /// Whether it rests.
    pub paused: bool,
}

impl SourceSettings {
    /// A source with nothing but name, kind and address.
    #[must_use]
    pub fn new(name: &str, kind: SourceKind, url: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            url: url.map(str::to_owned),
            query: None,
            interval_s: 300,
            zone: None,
            lang: None,
            watch_list: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            full_text: false,
            paused: false,
        }
    }
}

/// What a source is asked with next time, so that it need not send again what it has sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PollState {
    /// The `ETag` of its last answer.
    pub etag: Option<String>,
    /// The `Last-Modified` of its last answer.
    pub last_modified: Option<String>,
    /// What its kind remembers beside that; `null` at first.
    pub cursor: serde_json::Value,
}

/// Where the polling of a source stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceState {
    /// What it is asked with next time.
    pub poll: PollState,
    /// When it was last asked.
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// When it last answered with sense.
    pub last_success_at: Option<DateTime<Utc>>,
    /// When it is to be asked next; absent for at once.
    pub next_poll_at: Option<DateTime<Utc>>,
    /// Failures in a row since.
    pub error_streak: u32,
    /// The last failure's sentence, until a success.
    pub last_error: Option<String>,
    /// Events that it brought.
    pub items_logged: u64,
}
