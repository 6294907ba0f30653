//! The rows as sent: <https://www.tiingo.com/documentation/end-of-day> and `/documentation/iex`.

use chrono::{DateTime, Utc};
use serde::Deserialize;

/// One row; the document is a list of them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Quote {
    /// Daily: the session's date at 00:00 UTC. Intraday: the start of the bar.
    pub(super) date: DateTime<Utc>,
    pub(super) open: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) close: Option<f64>,
    pub(super) volume: Option<f64>,
    /// Daily: cash per share that went ex on this day.
    #[serde(default)]
    pub(super) div_cash: f64,
    /// Daily: new shares for each old one from this day on.
    #[serde(default = "one")]
    pub(super) split_factor: f64,
}

const fn one() -> f64 {
    1.0
}
