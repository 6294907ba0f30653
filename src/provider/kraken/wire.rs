//! The document as sent: <https://docs.kraken.com/api/docs/rest-api/get-ohlc-data>. Refusals come with status 200,
//! as a list of sentences.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub(super) struct Document {
    #[serde(default)]
    pub(super) error: Vec<String>,
    /// The candles under Kraken's own name of the pair (`XXBTZUSD`), beside `last`.
    #[serde(default)]
    pub(super) result: BTreeMap<String, Value>,
}

/// Start in seconds since 1970 UTC, open, high, low, close, volume-weighted price, volume, trades.
#[derive(Debug, Deserialize)]
pub(super) struct Candle(
    pub(super) i64,
    pub(super) Option<String>,
    pub(super) Option<String>,
    pub(super) Option<String>,
    pub(super) Option<String>,
    #[allow(dead_code)] // its place in the row
    pub(super)  Option<String>,
    pub(super) Option<String>,
    #[allow(dead_code)] // likewise
    pub(super)  i64,
);
