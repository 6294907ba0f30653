//! The answer as sent: <https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/>.

use serde::Deserialize;

/// The answer; without `articles` where nothing was found.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    #[serde(default)]
    pub(super) articles: Vec<Article>,
}

/// One article.
#[derive(Debug, Deserialize)]
pub(super) struct Article {
    pub(super) url: String,
    /// Its words are set apart by spaces: `Microsoft 's profit`.
    pub(super) title: String,
    /// When GDELT saw it, on a grid of 15 minutes: `20250129T081500Z`. Not its publication.
    pub(super) seendate: String,
    #[serde(default)]
    pub(super) domain: String,
    /// In English: `German`.
    #[serde(default)]
    pub(super) language: String,
}
