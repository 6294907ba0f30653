//! What the figures of an event are made of, as JSON: enough to redo every one of them.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::event::EventDocument;
use super::format::utc;
use super::reaction::PaidRecord;
use crate::instrument::{InstrumentId, Mic, Symbol};
use crate::reaction::{DailyPair, Horizon, PricePoint, SpanReturn};

/// An event with what its figures are made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainDocument {
    /// The event as it is stored.
    #[serde(flatten)]
    pub event: EventDocument,
    /// What the figures of its rows are made of, instrument by instrument.
    pub workings: Vec<WorkingsRecord>,
}

/// What the rows of one instrument are made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkingsRecord {
    /// Whose rows.
    #[schema(value_type = String)]
    pub symbol: Symbol,
    /// Its venue.
    #[schema(value_type = String)]
    pub mic: Mic,
    /// What it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub benchmark: Option<Symbol>,
    /// The benchmark's venue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub benchmark_mic: Option<Mic>,
    /// The version of the method.
    pub method: u32,
    /// The daily returns on which the beta is the slope of a least-squares line, oldest first.
    pub estimation: Vec<DayRecord>,
    /// The rows.
    pub rows: Vec<RowWorkingsRecord>,
}

/// One session's returns, fractions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct DayRecord {
    /// The session.
    pub date: NaiveDate,
    /// The instrument's return from the close before.
    #[serde(rename = "return")]
    pub own: f64,
    /// The benchmark's return over the span between the same instants.
    pub benchmark_return: f64,
}

impl From<DailyPair> for DayRecord {
    fn from(DailyPair { date, own, market }: DailyPair) -> Self {
        Self { date, own, benchmark_return: market }
    }
}

/// What one row is made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowWorkingsRecord {
    /// Which row.
    #[schema(value_type = String)]
    pub horizon: Horizon,
    /// Whether the recorded row has the same figures as the bars give now.
    pub as_recorded: bool,
    /// The price before the news.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<TracedPriceRecord>,
    /// The price at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<TracedPriceRecord>,
    /// The dividends inside the span; the return is
    /// `end / anchor × Π (1 + amount / reinvested_at) − 1`.
    pub dividends: Vec<PaidRecord>,
    /// The benchmark's price at the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benchmark_anchor: Option<TracedPriceRecord>,
    /// The benchmark's price at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benchmark_end: Option<TracedPriceRecord>,
    /// The benchmark's dividends inside the span.
    pub benchmark_dividends: Vec<PaidRecord>,
    /// What was traded over the span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<f64>,
    /// The earlier spans, the latest first. Of the returns on the row's basis come mean and deviation,
    /// z and placebo rank; of the volumes the median behind the volume ratio.
    pub spans: Vec<SpanRecord>,
}

/// A price, and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TracedPriceRecord {
    /// When it was known.
    pub at: String,
    /// The price that is calculated with.
    pub price: f64,
    /// The price as it is stored: as traded, or as the provider adjusted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored: Option<f64>,
    /// `stored × split_factor = price`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split_factor: Option<f64>,
    /// Who gave it.
    pub provider: String,
    /// The file or address that it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched_at: Option<String>,
}

/// What is known of where a price comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced<'a> {
    /// The price as it is stored.
    pub stored: f64,
    /// What it was multiplied by.
    pub factor: f64,
    /// When it arrived.
    pub fetched_at: chrono::DateTime<chrono::Utc>,
    /// The file or address.
    pub source: &'a str,
}

impl TracedPriceRecord {
    /// The record of a price and of what is known of where it comes from.
    #[must_use]
    pub fn new(point: &PricePoint, traced: Option<&Traced<'_>>) -> Self {
        Self {
            at: utc(point.at),
            price: point.price.amount,
            stored: traced.map(|t| t.stored),
            split_factor: traced.map(|t| t.factor),
            provider: point.provider.clone(),
            source: traced.map(|t| t.source.to_owned()).filter(|source| !source.is_empty()),
            fetched_at: traced.map(|t| utc(t.fetched_at)),
        }
    }
}

/// One earlier span.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct SpanRecord {
    /// The trading day on which it begins.
    pub from: NaiveDate,
    /// The trading day on which it ends.
    pub to: NaiveDate,
    /// The instrument's return.
    #[serde(rename = "return")]
    pub own: f64,
    /// The benchmark's return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benchmark_return: Option<f64>,
    /// What was traded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<f64>,
}

impl From<SpanReturn> for SpanRecord {
    fn from(SpanReturn { from, to, own, market, volume }: SpanReturn) -> Self {
        Self { from, to, own, benchmark_return: market, volume }
    }
}

/// The symbol and venue of a benchmark.
#[must_use]
pub fn named(benchmark: Option<&InstrumentId>) -> (Option<Symbol>, Option<Mic>) {
    (benchmark.map(|id| id.symbol.clone()), benchmark.map(|id| id.mic))
}
