//! The documents as sent: <https://www.alphavantage.co/documentation/>, `TIME_SERIES_DAILY` and
//! `TIME_SERIES_INTRADAY`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub(super) struct Document {
    #[serde(rename = "Meta Data")]
    pub(super) meta: Option<Meta>,
    /// The series, under a name that contains its interval.
    #[serde(flatten)]
    pub(super) rest: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Meta {
    /// Intraday: `US/Eastern`, the zone of the stamps.
    #[serde(rename = "6. Time Zone")]
    pub(super) zone: Option<String>,
}

/// Numbers are sent as text.
#[derive(Debug, Deserialize)]
pub(super) struct Quote {
    #[serde(rename = "1. open")]
    pub(super) open: Option<String>,
    #[serde(rename = "2. high")]
    pub(super) high: Option<String>,
    #[serde(rename = "3. low")]
    pub(super) low: Option<String>,
    #[serde(rename = "4. close")]
    pub(super) close: Option<String>,
    #[serde(rename = "5. volume")]
    pub(super) volume: Option<String>,
}

/// Quotes by stamp: `2025-01-31`, or `2025-01-31 19:59:00`.
pub(super) type Quotes = BTreeMap<String, Quote>;
