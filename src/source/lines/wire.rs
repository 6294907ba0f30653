//! One line.

use serde::Deserialize;

/// One line; other names for its fields are those of common exports.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Line {
    #[serde(default, alias = "headline")]
    pub(super) title: String,
    #[serde(default, alias = "body", alias = "content")]
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) html: Option<String>,
    #[serde(default, alias = "description")]
    pub(super) summary: Option<String>,
    #[serde(default, alias = "link")]
    pub(super) url: Option<String>,
    #[serde(default, alias = "guid")]
    pub(super) id: Option<serde_json::Value>,
    /// Text, or seconds or milliseconds since 1970.
    #[serde(default, alias = "published", alias = "at", alias = "date")]
    pub(super) published_at: Option<serde_json::Value>,
    #[serde(default)]
    pub(super) source: Option<String>,
    #[serde(default, alias = "language")]
    pub(super) lang: Option<String>,
    #[serde(default, alias = "tickers")]
    pub(super) symbols: Vec<String>,
    #[serde(default)]
    pub(super) author: Option<String>,
    #[serde(default)]
    pub(super) kind: Option<String>,
}
