//! A provider's answer for a report of a fault, as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::market::Interval;

/// What a provider was asked and what it said, without keys and sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportRecord {
    /// The program and its version.
    pub program: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// The provider.
    pub provider: String,
    /// Symbol and venue.
    pub symbol: String,
    /// The span of the bars.
    pub interval: Interval,
    /// First session date.
    pub from: NaiveDate,
    /// Last session date.
    pub to: NaiveDate,
    /// What the program made of it.
    pub outcome: String,
    /// The requests with their answers, in their order.
    pub exchanges: Vec<ExchangeRecord>,
}

/// A request and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExchangeRecord {
    /// The address, without keys.
    pub url: String,
    /// The status; absent where no answer came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The headers of the answer, without cookies.
    pub headers: Vec<(String, String)>,
    /// The body, if it is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The body, if it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
    /// Why there is no answer, or why it was not accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}
