//! A line as sent: `Date,Open,High,Low,Close,Volume`, in Polish for visitors from Poland.
//! `GET /q/d/l/?s={symbol}&d1={yyyymmdd}&d2={yyyymmdd}&i=d`; not documented by its owner.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Line {
    #[serde(rename = "Date", alias = "Data")]
    pub(super) date: String,
    #[serde(rename = "Open", alias = "Otwarcie")]
    pub(super) open: String,
    #[serde(rename = "High", alias = "Najwyzszy")]
    pub(super) high: String,
    #[serde(rename = "Low", alias = "Najnizszy")]
    pub(super) low: String,
    #[serde(rename = "Close", alias = "Zamkniecie")]
    pub(super) close: String,
    /// Indices and currencies have no volume.
    #[serde(rename = "Volume", alias = "Wolumen")]
    pub(super) volume: Option<String>,
}
