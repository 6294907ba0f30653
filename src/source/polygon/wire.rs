//! The answer as sent: <https://massive.com/docs/rest/stocks/news>.

use serde::Deserialize;

/// The answer.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) results: Option<Vec<Item>>,
    /// `OK`, `ERROR`, `NOT_AUTHORIZED`.
    #[serde(default)]
    pub(super) status: String,
    pub(super) next_url: Option<String>,
}

/// One item.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) author: Option<String>,
    /// RFC 3339, UTC.
    pub(super) published_utc: String,
    pub(super) article_url: Option<String>,
    #[serde(default)]
    pub(super) tickers: Vec<String>,
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) keywords: Vec<String>,
    pub(super) publisher: Option<Publisher>,
    #[serde(default)]
    pub(super) insights: Vec<Insight>,
}

/// Who published it.
#[derive(Debug, Deserialize)]
pub(super) struct Publisher {
    pub(super) name: String,
}

/// What the item is said to mean for a company: `positive`, `neutral`, `negative`.
#[derive(Debug, Deserialize)]
pub(super) struct Insight {
    pub(super) ticker: String,
    #[serde(default)]
    pub(super) sentiment: Option<String>,
}
