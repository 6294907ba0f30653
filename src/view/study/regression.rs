//! A cross-section as records and as text.

use std::fmt::Write as _;

use comfy_table::Table;
use serde::Serialize;

use super::window_name;
use crate::study::Spec;
use crate::study::regression::{Coefficient, DropReason, Regression, RegressionSpec, Weighting};
use crate::view::format::{decimal, signed};
use crate::view::text::{Width, table};

/// An estimated coefficient.
#[derive(Debug, Clone, Serialize)]
pub struct CoefficientRecord {
    /// The term.
    pub term: String,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error; null where the estimated variance is not positive.
    pub se: Option<f64>,
    /// Its t-value.
    pub t: Option<f64>,
    /// The two-sided p-value.
    pub p: Option<f64>,
    /// The lower end of the 95 % interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// The test that all coefficients but the intercept are zero.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct JointRecord {
    /// F.
    pub statistic: f64,
    /// Coefficients that are tested.
    pub df1: f64,
    /// Degrees of freedom of the standard errors.
    pub df2: f64,
    /// The p-value.
    pub p: f64,
}

/// A column and how many of something it has.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnCountRecord {
    /// The column.
    pub column: String,
    /// The number.
    pub count: u64,
}

/// Events left out of a cross-section.
#[derive(Debug, Clone, Serialize)]
pub struct DroppedRecord {
    /// `no_response`, `missing`, `not_a_number`, `not_positive` or `no_weight`.
    pub reason: &'static str,
    /// The column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How many events.
    pub count: u64,
}

/// A cross-section.
#[derive(Debug, Clone, Serialize)]
pub struct RegressionRecord {
    /// The formula.
    pub formula: String,
    /// `car`, `scar` or `bhar`.
    pub response: &'static str,
    /// First and last relative day of its window.
    pub window: [i32; 2],
    /// `ols` or `wls`.
    pub method: &'static str,
    /// `equal`, `patell`, or the column of weights.
    pub weights: String,
    /// The kind of standard errors.
    pub se: String,
    /// The share of each tail that was moved to its quantile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub winsorise: Option<f64>,
    /// Events.
    pub n: usize,
    /// Residual degrees of freedom.
    pub df: usize,
    /// Degrees of freedom of t.
    pub df_t: f64,
    /// R², fixed effects included.
    pub r_squared: f64,
    /// The same, adjusted.
    pub adjusted_r_squared: f64,
    /// R² within fixed effects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within_r_squared: Option<f64>,
    /// √(SSR/df).
    pub root_mse: f64,
    /// The joint test.
    pub f: Option<JointRecord>,
    /// The coefficients.
    pub coefficients: Vec<CoefficientRecord>,
    /// Fixed effects, with the number of values of each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<ColumnCountRecord>,
    /// Clusters, with their number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<ColumnCountRecord>,
    /// Values moved to a quantile, by column.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub winsorised: Vec<ColumnCountRecord>,
    /// Measured events that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<DroppedRecord>,
}

fn coefficient(own: &Coefficient) -> CoefficientRecord {
    CoefficientRecord {
        term: own.term.clone(),
        estimate: own.estimate,
        se: own.se,
        t: own.t,
        p: own.p,
        low: own.interval.map(|interval| interval.0),
        high: own.interval.map(|interval| interval.1),
    }
}

fn dropped(reason: &DropReason, count: u64) -> DroppedRecord {
    let (reason, column) = match reason {
        DropReason::NoResponse => ("no_response", None),
        DropReason::Missing(column) => ("missing", Some(column)),
        DropReason::NotANumber(column) => ("not_a_number", Some(column)),
        DropReason::NotPositive(column) => ("not_positive", Some(column)),
        DropReason::NoWeight => ("no_weight", None),
    };
    DroppedRecord { reason, column: column.cloned(), count }
}

/// The record of a cross-section.
#[must_use]
pub fn regression_record(spec: &RegressionSpec, study: &Spec, found: &Regression) -> RegressionRecord {
    let counts = |all: &[(String, usize)]| {
        all.iter().map(|(column, n)| ColumnCountRecord { column: column.clone(), count: *n as u64 }).collect()
    };
    let moved = found.winsorised.iter();
    RegressionRecord {
        formula: spec.formula.to_string(),
        response: spec.formula.response.as_str(),
        window: [study.window.from, study.window.to],
        method: if spec.weighting == Weighting::Equal { "ols" } else { "wls" },
        weights: spec.weighting.to_string(),
        se: spec.errors.to_string(),
        winsorise: spec.winsorise,
        n: found.n,
        df: found.df,
        df_t: found.df_t,
        r_squared: found.r_squared,
        adjusted_r_squared: found.adjusted_r_squared,
        within_r_squared: found.within_r_squared,
        root_mse: found.root_mse,
        f: found.joint.map(|test| JointRecord { statistic: test.f, df1: test.df1, df2: test.df2, p: test.p }),
        coefficients: found.coefficients.iter().map(coefficient).collect(),
        effects: counts(&found.effects),
        clusters: counts(&found.clusters),
        winsorised: moved
            .map(|(column, n)| ColumnCountRecord { column: column.clone(), count: *n })
            .collect(),
        dropped: found.dropped.iter().map(|left| dropped(&left.reason, left.count)).collect(),
    }
}

/// A number with four digits that count.
pub(super) fn four_digits(value: f64) -> String {
    const MOST: f64 = 12.0;
    if value == 0.0 || !value.is_finite() {
        return signed(value, 0);
    }
    let decimals = (3.0 - value.abs().log10().floor()).clamp(0.0, MOST);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 0 and 12
    signed(value, decimals as u8)
}

/// The coefficients of a cross-section.
pub(super) fn coefficients_table(record: &RegressionRecord, width: Width) -> Table {
    let mut table = table(width, &["term", "estimate", "se", "t", "p", "95 % interval"]);
    let known =
        |value: Option<f64>, write: &dyn Fn(f64) -> String| value.map_or_else(|| "n/a".to_owned(), write);
    for own in &record.coefficients {
        let ends = own.low.zip(own.high);
        let interval = ends.map(|(low, high)| format!("{} … {}", four_digits(low), four_digits(high)));
        table.add_row([
            own.term.clone(),
            four_digits(own.estimate),
            known(own.se, &|se| four_digits(se).trim_start_matches('+').to_owned()),
            known(own.t, &|t| signed(t, 3)),
            known(own.p, &|p| decimal(p, 4)),
            interval.unwrap_or_default(),
        ]);
    }
    table
}

/// How it was estimated, in a line.
fn manner(record: &RegressionRecord) -> String {
    let mut out = format!("{}, {}", weighting(record), errors(record));
    if let Some(share) = record.winsorise {
        let _ = write!(out, ", winsorised at {} % of each tail", decimal(share * 100.0, 1));
    }
    out
}

/// What stands below the coefficients, line by line.
pub(super) fn summary(record: &RegressionRecord) -> Vec<String> {
    let mut fit =
        format!("R² {}, adjusted {}", decimal(record.r_squared, 4), decimal(record.adjusted_r_squared, 4));
    if let Some(within) = record.within_r_squared {
        let _ = write!(fit, ", within {}", decimal(within, 4));
    }
    if let Some(f) = &record.f {
        let _ = write!(fit, "; F({}, {}) {}, p {}", f.df1, f.df2, decimal(f.statistic, 3), decimal(f.p, 4));
    }
    let effects = record.effects.iter().map(|e| format!("fixed effects of {}: {} values", e.column, e.count));
    let moved = record.winsorised.iter().filter(|moved| moved.count > 0);
    let moved =
        moved.map(|m| format!("{}: {} values moved to the quantile of their tail", m.column, m.count));
    let dropped = record.dropped.iter().map(|left| format!("left out: {}", left_out(left)));
    std::iter::once(fit).chain(effects).chain(moved).chain(dropped).collect()
}

/// A cross-section as text.
pub(super) fn text(record: &RegressionRecord, width: Width) -> String {
    format!(
        "Cross-section of {} events, window {}: {}\n{}\n{}\n{}",
        record.n,
        window_name(record.window),
        record.formula,
        manner(record),
        coefficients_table(record, width).trim_fmt(),
        summary(record).join("\n"),
    )
}

fn weighting(record: &RegressionRecord) -> String {
    match (record.method, record.weights.as_str()) {
        ("ols", _) => "least squares".to_owned(),
        (_, "patell") => "least squares weighted by the inverse variance of each CAR".to_owned(),
        (_, column) => format!("least squares weighted by {column}"),
    }
}

/// The standard errors in words.
pub(super) fn errors(record: &RegressionRecord) -> String {
    if record.clusters.is_empty() {
        return match record.se.as_str() {
            "classic" => "classic standard errors".to_owned(),
            kind => format!("standard errors {}", kind.to_uppercase()),
        };
    }
    let clusters: Vec<String> =
        record.clusters.iter().map(|cluster| format!("{} ({})", cluster.column, cluster.count)).collect();
    format!("standard errors clustered by {}", clusters.join(" and "))
}

/// Events left out, in words.
pub(super) fn left_out(left: &DroppedRecord) -> String {
    let column = left.column.as_deref().unwrap_or_default();
    let count = left.count;
    match left.reason {
        "no_response" => format!("{count} without an abnormal return over the whole window"),
        "missing" => format!("{count} without {column}"),
        "not_a_number" => format!("{count} whose {column} is not a number"),
        "not_positive" => format!("{count} whose {column} is not positive and has no logarithm"),
        _ => format!("{count} without a positive weight"),
    }
}
