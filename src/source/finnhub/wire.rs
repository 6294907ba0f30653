//! Items as sent: <https://finnhub.io/docs/api/company-news>.

use serde::Deserialize;

/// One item.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    /// Seconds since 1970, UTC; 0 where it is unknown.
    pub(super) datetime: i64,
    pub(super) headline: String,
    #[serde(default)]
    pub(super) id: i64,
    /// The symbol asked for; empty for news of a market.
    #[serde(default)]
    pub(super) related: String,
    #[serde(default)]
    pub(super) source: String,
    #[serde(default)]
    pub(super) summary: String,
    /// A redirector of theirs, mostly.
    #[serde(default)]
    pub(super) url: String,
    #[serde(default)]
    pub(super) category: String,
}
