//! The records of a study's JSON document.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::study::CalendarTime;

use super::{BootstrapRecord, CompatRecord, Measure, RegressionRecord, VolatilityRecord};

/// An event by the names under which it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventLabel {
    /// Its symbol.
    pub symbol: String,
    /// Its date or instant.
    pub date: String,
    /// Its group.
    pub group: Option<String>,
}

/// Where the names of events and days come from. They are asked for where they are written: a table of a
/// million events names none of them.
#[derive(Clone, Copy)]
pub struct StudyNames<'a> {
    /// The event of this number.
    pub event: &'a (dyn Fn(u32) -> EventLabel + Sync),
    /// The date or instant of an instrument's row, by the instrument's place in the panel.
    pub day: &'a (dyn Fn(usize, u32) -> String + Sync),
}

/// What the document needs besides the study: notes on the input, and what the specification leaves open.
#[derive(Debug, Clone, Default)]
pub struct StudyFacts {
    /// How many events were given.
    pub given: u64,
    /// What is studied.
    pub measure: Measure,
    /// Whether the document is to list the events with their days.
    pub every_event: bool,
    /// Whether the rows are bars within days.
    pub intraday: bool,
    /// The benchmark.
    pub benchmark: Option<String>,
    /// The factor columns.
    pub factors: Vec<String>,
    /// Whether the factor model uses returns in excess of the risk-free rate.
    pub excess: bool,
    /// The columns that the prices came from.
    pub value_columns: Vec<String>,
    /// Notes on the input.
    pub notes: Vec<String>,
    /// Rows of the event file that are not events: the line, and why.
    pub rejected: Vec<(u64, String)>,
}

/// The specification.
#[derive(Debug, Clone, Serialize)]
pub struct SpecRecord {
    /// The model.
    pub model: &'static str,
    /// The quantity studied: `return`, `volume` (its logarithm) or `volatility`.
    pub measure: Measure,
    /// Whether the rows are bars within days.
    pub intraday: bool,
    /// `simple` or `log`.
    pub returns: &'static str,
    /// The benchmark's symbol.
    pub benchmark: Option<String>,
    /// The factor columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<String>,
    /// Whether the model is one of returns in excess of the risk-free one.
    pub excess_returns: bool,
    /// Rows of the estimation window.
    pub estimation: usize,
    /// Rows of the gap.
    pub gap: usize,
    /// First and last relative day of the event window.
    pub window: [i32; 2],
    /// First and last relative day of the estimation window.
    pub estimation_window: [i64; 2],
    /// The least number of estimation rows.
    pub min_observations: Option<usize>,
    /// The benchmark of the buy-and-hold abnormal return.
    pub bhar_benchmark: &'static str,
    /// What makes pairs of events count in Kolari and Pynnönen's tests: the overlap of their
    /// `event_windows` or of their `estimation_windows`.
    pub correlation: &'static str,
    /// The columns that the prices came from.
    pub price_columns: Vec<String>,
}

/// One measured event.
#[derive(Debug, Clone, Serialize)]
pub struct EventRecord {
    /// The symbol.
    pub symbol: String,
    /// The date or instant as given.
    pub date: String,
    /// The date or instant of relative day 0.
    pub day_zero: String,
    /// The group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The intercept; absent where the model has none.
    pub alpha: Option<f64>,
    /// The slope on the benchmark; absent where the model has none.
    pub beta: Option<f64>,
    /// The factors' slopes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slopes: Vec<f64>,
    /// The residual standard deviation.
    pub sigma: f64,
    /// Estimation rows with all values.
    pub observations: u32,
    /// Residual degrees of freedom.
    pub df: f64,
    /// Abnormal returns by day of the event window; null where there is none.
    pub ar: Vec<Option<f64>>,
    /// Their standard errors.
    pub ar_se: Vec<Option<f64>>,
    /// Their t-values.
    pub ar_t: Vec<Option<f64>>,
    /// The two-sided p-values of these.
    pub ar_p: Vec<Option<f64>>,
    /// Cumulated from the window's first day.
    pub car: Vec<Option<f64>>,
    /// Their standard errors.
    pub car_se: Vec<Option<f64>>,
    /// Their t-values.
    pub car_t: Vec<Option<f64>>,
    /// The two-sided p-values of these.
    pub car_p: Vec<Option<f64>>,
    /// The buy-and-hold abnormal return over the whole window.
    pub bhar: Option<f64>,
    /// The same from the window's first day to each day.
    pub bhar_path: Vec<Option<f64>>,
    /// Notes on this event: why a number is missing, overlapping windows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A test of one day or sub-window.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CellRecord {
    /// The statistic; null with a `reason`.
    pub statistic: Option<f64>,
    /// Degrees of freedom; null for the normal distribution.
    pub df: Option<f64>,
    /// The two-sided p-value.
    pub p: Option<f64>,
    /// Two-sided p of the exact distribution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_exact: Option<f64>,
    /// Two-sided p by resampling, of the skewness-adjusted t.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_bootstrap: Option<f64>,
    /// Why there is no statistic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// A test on one day.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct DayTestRecord {
    /// The relative day.
    pub relative_day: i32,
    /// The day's average.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aar: Option<CellRecord>,
    /// The average cumulated from the window's first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caar: Option<CellRecord>,
    /// The mean buy-and-hold abnormal return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bhar: Option<CellRecord>,
}

/// A test over the event window.
#[derive(Debug, Clone, Serialize)]
pub struct TestRecord {
    /// The test.
    pub name: &'static str,
    /// By day.
    pub per_day: Vec<DayTestRecord>,
}

/// The averages and their tests.
#[derive(Debug, Clone, Serialize)]
pub struct AggregateRecord {
    /// Events.
    pub n: u64,
    /// The relative days.
    pub days: Vec<i32>,
    /// Events with an abnormal return on each day.
    pub n_aar: Vec<u64>,
    /// Events with a cumulative one up to each day.
    pub n_caar: Vec<u64>,
    /// Average abnormal returns.
    pub aar: Vec<Option<f64>>,
    /// Their average cumulated.
    pub caar: Vec<Option<f64>>,
    /// The lower end of CAAR's cross-sectional 95 % band.
    pub caar_low: Vec<Option<f64>>,
    /// The upper end.
    pub caar_high: Vec<Option<f64>>,
    /// Mean buy-and-hold abnormal returns.
    pub bhar: Vec<Option<f64>>,
    /// The share of events whose cumulative abnormal return over the whole window is positive.
    pub positive: Option<f64>,
    /// The smallest effects that so many events can show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detectable: Option<DetectableRecord>,
    /// The mean share of positive estimation residuals (of the generalised sign test).
    pub positive_rate: Option<f64>,
    /// r̄, the mean correlation of two events over the whole window (of Kolari & Pynnönen's tests); null where
    /// none of them was asked for.
    pub mean_correlation: Option<f64>,
    /// The same over one day.
    pub mean_correlation_day: Option<f64>,
    /// The tests.
    pub tests: Vec<TestRecord>,
}

/// The smallest true averages that the cross-sectional t would find with this power, as these events vary.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DetectableRecord {
    /// The level of the test, two-sided.
    pub level: f64,
    /// The share of studies that would find it.
    pub power: f64,
    /// Of the cumulative average over the whole window.
    pub caar: Option<f64>,
    /// Of the average of day 0.
    pub aar: Option<f64>,
}

impl AggregateRecord {
    /// Removes buy-and-hold returns where nothing can be held.
    pub(super) fn without_bhar(mut self) -> Self {
        self.bhar.fill(None);
        for test in &mut self.tests {
            test.per_day.iter_mut().for_each(|day| day.bhar = None);
        }
        self
    }
}

/// A test of one whole window.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct WindowTestRecord {
    /// The test.
    pub name: &'static str,
    /// Of the average cumulated over the window.
    #[serde(flatten)]
    pub cell: CellRecord,
}

/// The averages over one whole window.
#[derive(Debug, Clone, Serialize)]
pub struct WindowRecord {
    /// Its first and last relative day.
    pub window: [i32; 2],
    /// Events with a cumulative abnormal return over the window.
    pub n: u64,
    /// Events that could not be measured, or lack a day of it.
    pub left_out: u64,
    /// The average cumulative abnormal return.
    pub caar: Option<f64>,
    /// The lower end of its cross-sectional 95 % band.
    pub caar_low: Option<f64>,
    /// The upper end.
    pub caar_high: Option<f64>,
    /// The mean buy-and-hold abnormal return.
    pub bhar: Option<f64>,
    /// The share of positive cumulative abnormal returns.
    pub positive: Option<f64>,
    /// The tests.
    pub tests: Vec<WindowTestRecord>,
}

/// A group of events.
#[derive(Debug, Clone, Serialize)]
pub struct GroupRecord {
    /// The group's name.
    pub group: String,
    /// Number of events given.
    pub given: u64,
    /// Its events that were left out, by reason.
    pub excluded: BTreeMap<String, u64>,
    /// Its averages and tests.
    pub aggregate: AggregateRecord,
    /// For each test of the whole window's CAAR the p after Holm's and after Benjamini & Hochberg's
    /// control over the groups.
    pub adjusted: BTreeMap<&'static str, [f64; 2]>,
}

/// An event that is not in the study.
#[derive(Debug, Clone, Serialize)]
pub struct ExcludedRecord {
    /// The symbol.
    pub symbol: String,
    /// The date as given.
    pub date: String,
    /// The reason, as a code.
    pub reason: String,
    /// The reason, in a sentence.
    pub detail: String,
}

/// Facts that affect how far the tests can be trusted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AttentionRecord {
    /// Number of events given.
    pub given: u64,
    /// Number of events measured.
    pub measured: u64,
    /// Events left out, by reason.
    pub excluded: BTreeMap<String, u64>,
    /// Events whose date was no session and that were moved.
    pub moved_to_a_session: u64,
    /// Events whose event window overlaps another one of the same instrument.
    pub overlapping_windows: u64,
    /// Events that share day 0 with another.
    pub clustered_days: u64,
    /// Events without residual variance: without standardised values.
    pub without_variance: u64,
    /// Events with a missing day in the event window.
    pub with_missing_days: u64,
    /// Sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The whole document.
#[derive(Debug, Clone, Serialize)]
pub struct StudyDocument {
    /// The specification.
    pub spec: SpecRecord,
    /// The measured events.
    pub events: Vec<EventRecord>,
    /// The averages and their tests.
    pub aggregate: AggregateRecord,
    /// The averages over each event window, where there are several; the first is that of `aggregate`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<WindowRecord>,
    /// The cross-section over each event window, if asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regressions: Vec<RegressionRecord>,
    /// The same by group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupRecord>,
    /// Intervals by resampling, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<BootstrapRecord>,
    /// The calendar-time portfolio, where windows overlap or events share days, or if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar_time: Option<CalendarTime>,
    /// Abnormal volatility by day, if asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volatility: Vec<VolatilityRecord>,
    /// A peer's numbers, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compat: Option<CompatRecord>,
    /// The events left out.
    pub excluded: Vec<ExcludedRecord>,
    /// Counts and warnings.
    pub attention: AttentionRecord,
    /// A paragraph for the methods section of a paper.
    pub methods: String,
}
