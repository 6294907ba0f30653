//! The answer as sent: <https://www.marketaux.com/documentation>.

use serde::Deserialize;

/// The answer.
///
/// There are also `meta` (`found`, `returned`, `limit`, `page`) and, with a free plan, `warnings`
/// (that it sends three items a page, whatever is asked for).
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    /// Items, each read by itself: one of another shape must not cost the others.
    pub(super) data: Option<Vec<serde_json::Value>>,
    #[serde(default)]
    pub(super) meta: Meta,
}

/// The position of this page among all matches.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Meta {
    /// Number of matching items.
    pub(super) found: u64,
    /// Items of this page.
    pub(super) returned: u64,
    /// From 1.
    pub(super) page: u64,
}

/// One item. Other fields: `keywords`, `image_url`, `relevance_score` (null without a search), and
/// `similar`, whole items of their own that answer to the same words; they come by themselves.
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
    /// RFC 3339 with microseconds, UTC: `2023-03-07T14:07:30.000000Z`.
    #[serde(default)]
    pub(super) published_at: Option<String>,
    /// The outlet's domain.
    #[serde(default)]
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) entities: Option<Vec<Entity>>,
}

/// A company that the item names. Its exchange is null for the United States' main listings.
#[derive(Debug, Deserialize)]
pub(super) struct Entity {
    /// In Yahoo's form: `MSFT`, `SYK.DE`, `SN.L`.
    #[serde(default)]
    pub(super) symbol: Option<String>,
    /// How well the item matches the company, without an upper end.
    #[serde(default)]
    pub(super) match_score: Option<serde_json::Value>,
    /// From -1 to 1.
    #[serde(default)]
    pub(super) sentiment_score: Option<serde_json::Value>,
}
