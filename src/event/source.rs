//! Sources of news, as the user sets them up.

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

/// The kind of a source.
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
    /// GDELT's files of every quarter of an hour.
    #[serde(rename = "gdelt-files")]
    GdeltFiles,
    /// Releases of issuers by EQS.
    Eqs,
    /// Figures of the economy as first published.
    Alfred,
    /// A folder into which articles are put.
    Folder,
    /// JSON lines on standard input.
    Lines,
}

impl SourceKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Feed,
        Self::Edgar,
        Self::Finnhub,
        Self::AlphaVantage,
        Self::Polygon,
        Self::Marketaux,
        Self::Gdelt,
        Self::GdeltFiles,
        Self::Eqs,
        Self::Alfred,
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
            Self::GdeltFiles => "gdelt-files",
            Self::Eqs => "eqs",
            Self::Alfred => "alfred",
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
    "\"{0}\" is not a kind of source: one of feed, edgar, finnhub, alphavantage, polygon, marketaux, gdelt, gdelt-files, eqs, alfred, folder, lines"
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
    /// The kind of source.
    pub kind: SourceKind,
    /// A feed's address, a folder, or another address of an API than the usual one.
    pub url: Option<String>,
    /// What a service is asked for: symbols, words, form types.
    pub query: Option<String>,
    /// Seconds between two polls.
    pub interval_s: u32,
    /// The zone of times that state none.
    pub zone: Option<Tz>,
    /// ISO 639-1 code of its language.
    pub lang: Option<String>,
    /// Symbols of instruments of which at least one must be linked; empty for no restriction.
    pub watch_list: Vec<String>,
    /// Words or phrases of which at least one must occur in title or text; empty for no restriction.
    pub include: Vec<String>,
    /// Words or phrases of which none may occur.
    pub exclude: Vec<String>,
    /// Whether the page that an item links to is fetched for its text.
    pub full_text: bool,
    /// Whether polling is paused.
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

/// The state for the next poll, so that a source need not send the same items again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PollState {
    /// The `ETag` of its last answer.
    pub etag: Option<String>,
    /// The `Last-Modified` of its last answer.
    pub last_modified: Option<String>,
    /// Further state of its kind; `null` at first.
    pub cursor: serde_json::Value,
}

/// The polling state of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceState {
    /// The state for the next poll.
    pub poll: PollState,
    /// When it was last polled.
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// When it last answered successfully.
    pub last_success_at: Option<DateTime<Utc>>,
    /// When it is polled next; `None` if it is due now.
    pub next_poll_at: Option<DateTime<Utc>>,
    /// Number of consecutive failures since.
    pub error_streak: u32,
    /// The message of the last failure, until a success.
    pub last_error: Option<String>,
    /// Number of events logged from it.
    pub items_logged: u64,
}
