//! Two groups of events side by side.

use std::collections::BTreeMap;

use comfy_table::Table;
use serde::Serialize;

use crate::study::{Difference, TwoSample};
use crate::view::format::{decimal, percent_with, signed};
use crate::view::study::SpecRecord;
use crate::view::text::{Width, table};

/// A two-sample test.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct TwoSampleRecord {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom; null for the normal distribution.
    pub df: Option<f64>,
    /// The two-sided p-value.
    pub p: f64,
}

/// The difference up to one day.
#[derive(Debug, Clone, Serialize)]
pub struct DifferenceRecord {
    /// The relative day.
    pub relative_day: i32,
    /// Events of the first group with a cumulated return.
    pub n_a: u64,
    /// Events of the second group with a cumulated return.
    pub n_b: u64,
    /// CAAR of the first group, a fraction.
    pub caar_a: Option<f64>,
    /// CAAR of the second group, a fraction.
    pub caar_b: Option<f64>,
    /// The first group's CAAR less the second's.
    pub difference: Option<f64>,
    /// The lower end of its interval by Welch's t.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Welch's t; null with a `reason`.
    pub welch: Option<TwoSampleRecord>,
    /// Welch's t of the standardised cumulated returns.
    pub welch_standardised: Option<TwoSampleRecord>,
    /// Wilcoxon's rank sum.
    pub rank_sum: Option<TwoSampleRecord>,
    /// The lower end of the interval by resampling.
    pub bootstrap_low: Option<f64>,
    /// The upper end.
    pub bootstrap_high: Option<f64>,
    /// Why there is no test; absent where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// One of the groups.
#[derive(Debug, Clone, Serialize)]
pub struct SideRecord {
    /// The group's name.
    pub name: String,
    /// Number of events given.
    pub given: u64,
    /// Number of events measured.
    pub measured: u64,
    /// Number of events left out.
    pub excluded: u64,
    /// The same by reason.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<String, u64>,
}

/// The comparison.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonDocument {
    /// The specification.
    pub spec: SpecRecord,
    /// The first group.
    pub a: SideRecord,
    /// The second.
    pub b: SideRecord,
    /// The confidence level of the intervals.
    pub confidence: f64,
    /// Number of resamples.
    pub replications: usize,
    /// The seed of the resampling.
    pub seed: u64,
    /// The differences by day, cumulated from the window's first day.
    pub days: Vec<DifferenceRecord>,
}

/// The records of differences, day by day.
#[must_use]
pub fn difference_records(window: impl Iterator<Item = i32>, days: &[Difference]) -> Vec<DifferenceRecord> {
    let test = |t: Option<TwoSample>| t.map(|t| TwoSampleRecord { statistic: t.statistic, df: t.df, p: t.p });
    let known = |v: f64| v.is_finite().then_some(v);
    let one = |(relative_day, d): (i32, &Difference)| DifferenceRecord {
        relative_day,
        n_a: d.n_a,
        n_b: d.n_b,
        caar_a: d.caar_a.and_then(known),
        caar_b: d.caar_b.and_then(known),
        difference: d.difference.and_then(known),
        low: d.band.map(|band| band.0),
        high: d.band.map(|band| band.1),
        welch: test(d.welch),
        welch_standardised: test(d.welch_standardised),
        rank_sum: test(d.rank_sum),
        bootstrap_low: d.bootstrap.map(|b| b.0),
        bootstrap_high: d.bootstrap.map(|b| b.1),
        reason: d.welch.is_none().then_some(if d.n_a < 2 || d.n_b < 2 { "n<2" } else { "no_variance" }),
    };
    window.zip(days).map(one).collect()
}

/// The differences by day.
#[must_use]
pub fn comparison_table(document: &ComparisonDocument, width: Width) -> Table {
    let (a, b) = (&document.a, &document.b);
    let mut grid = table(
        width,
        &["day", a.name.as_str(), b.name.as_str(), "difference", "95 % band", "Welch t", "p", "rank sum p"],
    );
    let measure = document.spec.measure.averaged();
    let share = |v: Option<f64>| v.map_or_else(|| "n/a".to_owned(), |v| measure.value(v, 3));
    for day in &document.days {
        let reason = || day.reason.unwrap_or("n/a").to_owned();
        grid.add_row([
            signed(f64::from(day.relative_day), 0),
            share(day.caar_a),
            share(day.caar_b),
            share(day.difference),
            format!("{} … {}", share(day.low), share(day.high)),
            day.welch.map_or_else(reason, |t| signed(t.statistic, 3)),
            day.welch.map_or_else(reason, |t| small(t.p)),
            day.rank_sum.map_or_else(|| "n/a".to_owned(), |t| small(t.p)),
        ]);
    }
    grid
}

/// A table by day, and a sentence on the whole window.
#[must_use]
pub fn comparison_text(document: &ComparisonDocument, width: Width) -> String {
    let (a, b) = (&document.a, &document.b);
    format!(
        "{} · {} · {} · window {}..{}\n\n{}{}",
        side(a),
        side(b),
        document.spec.model,
        document.spec.window[0],
        document.spec.window[1],
        comparison_table(document, width).trim_fmt(),
        last(document).map_or_else(String::new, |line| format!("\n\n{line}")),
    )
}

/// `Beats: 40 of 42 events (2 short_history)`.
fn side(side: &SideRecord) -> String {
    let reasons: Vec<String> = side.reasons.iter().map(|(why, n)| format!("{n} {why}")).collect();
    let left_out = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join(", ")) };
    format!("{}: {} of {} events{left_out}", side.name, side.measured, side.given)
}

/// A p-value with four decimals, or `<0.0001`.
fn small(p: f64) -> String {
    if p < 0.000_05 { "< 0.0001".to_owned() } else { decimal(p, 4) }
}

fn last(document: &ComparisonDocument) -> Option<String> {
    let day = document.days.last()?;
    Some(format!(
        "Up to day {}: {} less {} {}; by resampling {} times (seed {}) {} … {}",
        day.relative_day,
        document.a.name,
        document.b.name,
        percent_with(day.difference?, 3),
        document.replications,
        document.seed,
        percent_with(day.bootstrap_low?, 3),
        percent_with(day.bootstrap_high?, 3),
    ))
}
