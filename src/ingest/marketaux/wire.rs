//! The answer as sent: <https://www.marketaux.com/documentation>.

use serde::Deserialize;

/// The answer, or what comes instead.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) data: Option<Vec<Item>>,
    pub(super) error: Option<Refusal>,
}

/// Why there is no answer.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    /// `invalid_api_token`, `usage_limit_reached`, `rate_limit_reached`, …
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) message: String,
}

/// One item.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) uuid: String,
    pub(super) title: String,
    #[serde(default)]
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) snippet: Option<String>,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) language: Option<String>,
    /// RFC 3339 with microseconds, UTC.
    pub(super) published_at: String,
    /// The outlet's domain.
    #[serde(default)]
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) entities: Vec<Entity>,
}

/// A company that the item names.
#[derive(Debug, Deserialize)]
pub(super) struct Entity {
    pub(super) symbol: String,
}
