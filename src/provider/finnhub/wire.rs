//! Candles as sent: <https://finnhub.io/docs/api/stock-candles>, columns of equal length.

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Candles {
    /// `ok` or `no_data`.
    pub(super) s: Option<String>,
    pub(super) o: Vec<Option<f64>>,
    pub(super) h: Vec<Option<f64>>,
    pub(super) l: Vec<Option<f64>>,
    pub(super) c: Vec<Option<f64>>,
    pub(super) v: Vec<Option<f64>>,
    /// Seconds since 1970 UTC.
    pub(super) t: Vec<i64>,
}
