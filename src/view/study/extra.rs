//! The optional parts of a study's document: intervals by resampling, the calendar-time
//! portfolio, a peer's table.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::study::compat::{Peer, PeerTable};
use crate::study::{BootstrapSpec, BootstrapTable, ConfidenceInterval, Spec, Volatility};

/// An interval of an average.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct IntervalRecord {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Two-sided p of a mean of zero.
    pub p: f64,
}

/// Intervals by resampling.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BootstrapRecord {
    /// `wild` or `block`.
    pub kind: &'static str,
    /// Number of resamples.
    pub replications: usize,
    /// The seed of the resampling.
    pub seed: u64,
    /// The confidence level of the intervals.
    pub confidence: f64,
    /// Days 0 that were drawn, each with all its events.
    pub clusters: usize,
    /// The relative days.
    pub days: Vec<i32>,
    /// Intervals of AAR by day; null below two clusters or without variance.
    pub aar: Vec<Option<IntervalRecord>>,
    /// Intervals of CAAR, cumulated from the window's first day.
    pub caar: Vec<Option<IntervalRecord>>,
}

/// Squared standardised abnormal returns of one day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct VolatilityRecord {
    /// The relative day.
    pub relative_day: i32,
    /// Events with a value.
    pub n: u64,
    /// Their mean, scaled to 1 under the null; null without a value.
    pub ratio: Option<f64>,
    /// Its z-value under the null.
    pub z: Option<f64>,
    /// The two-sided p-value.
    pub p: Option<f64>,
    /// The cross-sectional t of the ratios less 1.
    pub t: Option<f64>,
    /// The two-sided p-value of that t.
    pub t_p: Option<f64>,
}

/// The records of abnormal volatility, day by day.
#[must_use]
pub fn volatility_records(days: &[Option<Volatility>], spec: &Spec) -> Vec<VolatilityRecord> {
    let one = |(relative_day, v): (i32, &Option<Volatility>)| VolatilityRecord {
        relative_day,
        n: v.map_or(0, |v| v.n),
        ratio: v.map(|v| v.ratio),
        z: v.map(|v| v.z),
        p: v.map(|v| v.p),
        t: v.and_then(|v| v.t),
        t_p: v.and_then(|v| v.t_p),
    };
    spec.window.days().zip(days).map(one).collect()
}

/// Another program's numbers, under that program's names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompatRecord {
    /// The name of the program.
    pub peer: &'static str,
    /// The relative days.
    pub days: Vec<i32>,
    /// Columns by day.
    pub per_day: BTreeMap<&'static str, Vec<Option<f64>>>,
    /// Numbers over the whole window.
    pub whole: BTreeMap<&'static str, Option<f64>>,
    /// Columns by event, in the order of `events`, and by day.
    pub per_event: BTreeMap<&'static str, Vec<Vec<Option<f64>>>>,
}

/// The record of intervals.
#[must_use]
pub fn bootstrap_record(table: &BootstrapTable, how: &BootstrapSpec, spec: &Spec) -> BootstrapRecord {
    let one = |interval: &Option<ConfidenceInterval>| {
        interval.map(|i| IntervalRecord { low: i.low, high: i.high, p: i.p })
    };
    BootstrapRecord {
        kind: how.kind.as_str(),
        replications: how.replications,
        seed: how.seed,
        confidence: how.confidence,
        clusters: table.clusters,
        days: spec.window.days().collect(),
        aar: table.aar.iter().map(one).collect(),
        caar: table.caar.iter().map(one).collect(),
    }
}

/// The record of a peer's table.
#[must_use]
pub fn compat_record(peer: Peer, table: &PeerTable, spec: &Spec) -> CompatRecord {
    CompatRecord {
        peer: peer.as_str(),
        days: spec.window.days().collect(),
        per_day: table.per_day.iter().cloned().collect(),
        whole: table.whole.iter().copied().collect(),
        per_event: table.per_event.iter().cloned().collect(),
    }
}
