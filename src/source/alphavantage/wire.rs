//! The answer as sent: <https://www.alphavantage.co/documentation/#news-sentiment>.

use serde::Deserialize;

/// The answer.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) feed: Option<Vec<Item>>,
}

/// One item.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) title: String,
    pub(super) url: String,
    /// `20250513T130013`; its zone is not stated.
    pub(super) time_published: String,
    #[serde(default)]
    pub(super) authors: Vec<String>,
    #[serde(default)]
    pub(super) summary: String,
    #[serde(default)]
    pub(super) source: String,
    #[serde(default)]
    pub(super) topics: Vec<Topic>,
    #[serde(default)]
    pub(super) ticker_sentiment: Vec<Ticker>,
    /// From -1 to 1; its word is in `overall_sentiment_label`.
    #[serde(default)]
    pub(super) overall_sentiment_score: Option<serde_json::Value>,
    #[serde(default)]
    pub(super) overall_sentiment_label: Option<String>,
}

/// A subject.
#[derive(Debug, Deserialize)]
pub(super) struct Topic {
    pub(super) topic: String,
}

/// A symbol, with `CRYPTO:` or `FOREX:` before those that are no shares.
#[derive(Debug, Deserialize)]
pub(super) struct Ticker {
    #[serde(rename = "ticker")]
    pub(super) symbol: String,
    /// From 0 to 1, as text.
    #[serde(default)]
    pub(super) relevance_score: Option<serde_json::Value>,
    #[serde(default, rename = "ticker_sentiment_score")]
    pub(super) sentiment_score: Option<serde_json::Value>,
    #[serde(default, rename = "ticker_sentiment_label")]
    pub(super) sentiment_label: Option<String>,
}
