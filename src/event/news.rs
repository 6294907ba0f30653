//! One piece of news.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{EventText, Publication};

/// The number of an event in its store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub i64);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A text that is not the number of an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not the number of an event")]
pub struct NotAnEventId(String);

impl FromStr for EventId {
    type Err = NotAnEventId;

    /// Reads a whole number from 1.
    fn from_str(text: &str) -> Result<Self, NotAnEventId> {
        let number = text.parse().ok().filter(|number| *number > 0);
        number.map(Self).ok_or_else(|| NotAnEventId(text.to_owned()))
    }
}

/// The number of a story: the first event of several that tell the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoryId(pub i64);

/// Which version of its text an event is at, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RevisionNo(pub u32);

/// What kind of news it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// A report.
    News,
    /// Results of a period.
    Earnings,
    /// A document filed with a regulator.
    Filing,
    /// Economy-wide figures and decisions.
    Macro,
    /// A company's own outlook.
    Guidance,
    /// Mergers, takeovers, disposals.
    #[serde(rename = "m&a")]
    MergersAndAcquisitions,
    /// A decision or inquiry of an authority.
    Regulatory,
    /// A rating or target of an analyst.
    Analyst,
    /// Anything else.
    Other,
}

impl EventKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::News,
        Self::Earnings,
        Self::Filing,
        Self::Macro,
        Self::Guidance,
        Self::MergersAndAcquisitions,
        Self::Regulatory,
        Self::Analyst,
        Self::Other,
    ];

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Earnings => "earnings",
            Self::Filing => "filing",
            Self::Macro => "macro",
            Self::Guidance => "guidance",
            Self::MergersAndAcquisitions => "m&a",
            Self::Regulatory => "regulatory",
            Self::Analyst => "analyst",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no kind of event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a kind of event: one of news, earnings, filing, macro, guidance, m&a, regulatory, analyst, other"
)]
pub struct UnknownKind(pub String);

impl FromStr for EventKind {
    type Err = UnknownKind;

    fn from_str(s: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|k| k.as_str() == s).ok_or_else(|| UnknownKind(s.to_owned()))
    }
}

/// A stored piece of news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewsEvent {
    /// Its number.
    pub id: EventId,
    /// Title and text, as of the latest revision.
    pub text: EventText,
    /// When it was published.
    pub publication: Publication,
    /// When this system first saw it.
    pub seen_at: DateTime<Utc>,
    /// Who published it.
    pub source: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// ISO 639-1 language code.
    pub lang: Option<String>,
    /// The kind of news.
    pub kind: EventKind,
    /// The user's tags.
    pub tags: Vec<String>,
    /// The story it belongs to.
    pub story: StoryId,
    /// Which version of its text this is.
    pub revision: RevisionNo,
}
