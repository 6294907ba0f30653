//! What lies behind the figures of a row: every earlier span and every daily return that went into
//! them, for readers who redo them.

use chrono::NaiveDate;

use super::Reaction;
pub use super::benchmark::DailyPair;

/// The version of the method by which rows are measured. Version 1 ranked raw returns and measured all
/// rows of an event from its last price before the news.
pub const METHOD: u32 = 2;

/// One earlier span of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpanReturn {
    /// The trading day on which it begins.
    pub from: NaiveDate,
    /// The trading day on which it ends.
    pub to: NaiveDate,
    /// The instrument's return, a fraction.
    pub own: f64,
    /// The benchmark's; `None` where it has no price over the span.
    pub market: Option<f64>,
    /// What was traded.
    pub volume: Option<f64>,
}

/// A row measured anew, with what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Workings {
    /// The row.
    pub reaction: Reaction,
    /// What was traded over its span.
    pub volume: Option<f64>,
    /// The spans of its sample, the latest first; none where it is not measured.
    pub spans: Vec<SpanReturn>,
}
