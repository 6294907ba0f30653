//! The chart document as sent. Not documented by its owner; the shape is that of recorded answers:
//! `GET /v8/finance/chart/{symbol}?period1&period2&interval&includePrePost&events`.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) chart: Chart,
}

#[derive(Debug, Deserialize)]
pub(super) struct Chart {
    pub(super) result: Option<Vec<Charted>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Charted {
    pub(super) meta: Meta,
    /// Starts of the bars, seconds since 1970 UTC; absent if the range has none.
    #[serde(default)]
    pub(super) timestamp: Vec<i64>,
    pub(super) indicators: Indicators,
    #[serde(default)]
    pub(super) events: Events,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Meta {
    pub(super) currency: Option<String>,
    pub(super) exchange_timezone_name: Option<String>,
    /// The last trade's time.
    pub(super) regular_market_time: Option<i64>,
    pub(super) current_trading_period: Option<CurrentPeriods>,
    pub(super) trading_periods: Option<TradingPeriods>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CurrentPeriods {
    pub(super) regular: Period,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Period {
    pub(super) start: i64,
    pub(super) end: i64,
}

/// Sent with intraday bars: by part of the day with extended hours, else a plain list of days.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum TradingPeriods {
    Parts {
        #[serde(default)]
        regular: Vec<Vec<Period>>,
    },
    Days(Vec<Vec<Period>>),
}

#[derive(Debug, Deserialize)]
pub(super) struct Indicators {
    #[serde(default)]
    pub(super) quote: Vec<Quote>,
}

/// Columns of equal length; empty if the range has no data.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Quote {
    pub(super) open: Vec<Option<f64>>,
    pub(super) high: Vec<Option<f64>>,
    pub(super) low: Vec<Option<f64>>,
    pub(super) close: Vec<Option<f64>>,
    pub(super) volume: Vec<Option<f64>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Events {
    pub(super) dividends: BTreeMap<String, Dividend>,
    pub(super) splits: BTreeMap<String, Split>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Dividend {
    pub(super) amount: f64,
    pub(super) date: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Split {
    pub(super) date: i64,
    pub(super) numerator: f64,
    pub(super) denominator: f64,
}
