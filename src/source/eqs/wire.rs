//! The answer as sent, by what its users have written down of it.

use serde::Deserialize;

/// The answer.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) records: Option<Vec<serde_json::Value>>,
}

/// One release.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Release {
    /// With the language behind it: `…_de`.
    pub(super) id: String,
    pub(super) headline: String,
    /// `2025-01-29 07:00:01`, in UTC.
    #[serde(default)]
    pub(super) date_utc: Option<String>,
    /// The same in Germany.
    #[serde(default)]
    pub(super) date: Option<String>,
    /// `EQS-Adhoc`.
    #[serde(default)]
    pub(super) category: Option<String>,
    /// `adhoc`, `dd`.
    #[serde(default)]
    pub(super) category_code: Option<String>,
    #[serde(default)]
    pub(super) company_name: Option<String>,
    #[serde(default)]
    pub(super) isin: Option<String>,
}
