//! The documents as sent: aggregates `/v2/aggs/ticker/…`, and `/stocks/v1/splits` and `/stocks/v1/dividends`,
//! which took the place of `/v3/reference/…` in February 2026:
//! <https://massive.com/blog/new-splits-and-dividends-endpoints>.

use chrono::NaiveDate;
use serde::Deserialize;

/// A page of anything.
#[derive(Debug, Deserialize)]
pub(super) struct Page<T> {
    /// `OK`, `DELAYED`, or a word for what is wrong.
    pub(super) status: Option<String>,
    /// Whether the prices are divided by later splits.
    pub(super) adjusted: Option<bool>,
    pub(super) results: Option<Vec<T>>,
    /// The address of the next page.
    pub(super) next_url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Aggregate {
    /// Start of the bar, milliseconds since 1970 UTC.
    pub(super) t: i64,
    pub(super) o: Option<f64>,
    pub(super) h: Option<f64>,
    pub(super) l: Option<f64>,
    pub(super) c: Option<f64>,
    pub(super) v: Option<f64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Split {
    pub(super) execution_date: NaiveDate,
    #[serde(rename = "split_from")]
    pub(super) old: f64,
    #[serde(rename = "split_to")]
    pub(super) new: f64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Dividend {
    pub(super) ex_dividend_date: NaiveDate,
    pub(super) cash_amount: f64,
}
