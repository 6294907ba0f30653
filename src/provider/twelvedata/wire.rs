//! The document as sent: <https://twelvedata.com/docs>, `GET /time_series`. Refusals come with
//! status 200 or with the status that they name.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) meta: Option<Meta>,
    pub(super) values: Vec<Quote>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Meta {
    pub(super) currency: Option<String>,
}

/// Numbers are sent as text.
#[derive(Debug, Deserialize)]
pub(super) struct Quote {
    /// Daily: the session's date. Intraday: the start of the bar in the zone asked for, no offset.
    pub(super) datetime: String,
    pub(super) open: Option<String>,
    pub(super) high: Option<String>,
    pub(super) low: Option<String>,
    pub(super) close: Option<String>,
    pub(super) volume: Option<String>,
}
