//! Rejection rates of simulated studies, as JSON, as a table and as Markdown.

use std::fmt::Write as _;

use serde::Serialize;

use crate::study::{Rejections, SimulationSpec, Spec};
use crate::view::format::share;
use crate::view::text::{Width, table};

/// One simulation with what it found.
#[derive(Debug, Clone)]
pub struct SimulationRun {
    /// The heading of its column.
    pub label: String,
    /// What was asked for.
    pub how: SimulationSpec,
    /// The mean correlation of made-up returns.
    pub correlation: Option<f64>,
    /// The date that was found.
    pub found: Vec<Rejections>,
}

/// How often a test rejected.
#[derive(Debug, Clone, Serialize)]
pub struct RejectionRecord {
    /// The test.
    pub name: &'static str,
    /// Whether it rejected by a p from resampling.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub resampled: bool,
    /// Share of samples in which the test of day 0's AAR rejected; null without a statistic.
    pub day_zero: Option<f64>,
    /// Samples in which it had a statistic.
    pub day_zero_tested: u64,
    /// Share of samples in which the test of the whole window's CAAR rejected.
    pub window: Option<f64>,
    /// Samples in which it had a statistic.
    pub window_tested: u64,
}

/// One column of rejection rates.
#[derive(Debug, Clone, Serialize)]
pub struct SimulationRecord {
    /// Its heading.
    pub label: String,
    /// The return added on day 0, a fraction.
    pub shock: f64,
    /// The mean correlation of made-up returns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation: Option<f64>,
    /// The tests.
    pub tests: Vec<RejectionRecord>,
}

/// Rejection rates of simulated studies.
#[derive(Debug, Clone, Serialize)]
pub struct SimulationDocument {
    /// The model.
    pub model: &'static str,
    /// `simple` or `log`.
    pub returns: &'static str,
    /// The benchmark's symbol.
    pub benchmark: Option<String>,
    /// Rows of the estimation window.
    pub estimation: usize,
    /// Rows of the gap.
    pub gap: usize,
    /// First and last relative day of the event window.
    pub window: [i32; 2],
    /// Instruments that events were drawn from.
    pub instruments: usize,
    /// Dates of the panel.
    pub days: usize,
    /// Studies in each simulation.
    pub samples: usize,
    /// Events in each study.
    pub events: usize,
    /// Whether the events of a study share one day.
    pub same_day: bool,
    /// The level of the tests.
    pub level: f64,
    /// Half of the 95 % interval that a test of exact size would have over these samples.
    pub level_half_width: f64,
    /// The seed of the resampling.
    pub seed: u64,
    /// The simulations.
    pub simulations: Vec<SimulationRecord>,
}

/// The document of simulations that differ in shock or correlation alone.
#[must_use]
#[allow(clippy::cast_precision_loss)] // counts of samples
pub fn simulation_document(
    spec: &Spec,
    benchmark: Option<&str>,
    instruments: usize,
    days: usize,
    runs: Vec<SimulationRun>,
) -> SimulationDocument {
    let how = runs.first().map(|run| run.how.clone()).unwrap_or_default();
    let rate = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    let test = |r: &Rejections| RejectionRecord {
        name: r.test.as_str(),
        resampled: r.resampled,
        day_zero: rate(r.day_zero_rejected, r.day_zero_tested),
        day_zero_tested: r.day_zero_tested,
        window: rate(r.window_rejected, r.window_tested),
        window_tested: r.window_tested,
    };
    let one = |run: SimulationRun| SimulationRecord {
        label: run.label,
        shock: run.how.shock,
        correlation: run.correlation,
        tests: run.found.iter().map(test).collect(),
    };
    SimulationDocument {
        model: spec.model.as_str(),
        returns: spec.returns.as_str(),
        benchmark: benchmark.map(str::to_owned),
        estimation: spec.estimation,
        gap: spec.gap,
        window: [spec.window.from, spec.window.to],
        instruments,
        days,
        samples: how.samples,
        events: how.events,
        same_day: how.same_day,
        level: how.level,
        level_half_width: 1.96 * (how.level * (1.0 - how.level) / how.samples.max(1) as f64).sqrt(),
        seed: how.seed,
        simulations: runs.into_iter().map(one).collect(),
    }
}

/// A sentence that says what was simulated.
fn head(document: &SimulationDocument) -> String {
    format!(
        "{} samples of {} {}; {} instruments, {} dates; {}, {} returns, estimation {} rows, gap {}, window {}..{}; \
         seed {}. Rejections at {}; a test of exact size lies within ± {} points.",
        document.samples,
        document.events,
        if document.same_day { "events on one day" } else { "events on random days" },
        document.instruments,
        document.days,
        document.model,
        document.returns,
        document.estimation,
        document.gap,
        document.window[0],
        document.window[1],
        document.seed,
        share(document.level),
        crate::view::format::decimal(document.level_half_width * 100.0, 2),
    )
}

/// Rows of a table: the test, then day 0 and the whole window for each simulation.
fn rows(document: &SimulationDocument) -> (Vec<String>, Vec<Vec<String>>) {
    let both = document.window[0] != document.window[1];
    let mut titles = vec!["test".to_owned()];
    for simulation in &document.simulations {
        titles.push(format!("{}, day 0", simulation.label));
        if both {
            titles.push(format!("{}, window", simulation.label));
        }
    }
    let names = document.simulations.first().map_or(&[][..], |s| &s.tests);
    let body = names.iter().enumerate().map(|(i, test)| {
        let resampled = if test.resampled { ", p by resampling" } else { "" };
        let mut row = vec![format!("{}{resampled}", test.name)];
        for simulation in &document.simulations {
            row.push(rate(simulation.tests[i].day_zero, simulation.tests[i].day_zero_tested));
            if both {
                row.push(rate(simulation.tests[i].window, simulation.tests[i].window_tested));
            }
        }
        row
    });
    (titles, body.collect())
}

/// `7.6 ± 0.7`: a rate in percent, with half of its 95 % interval.
#[allow(clippy::cast_precision_loss)] // counts of samples
fn rate(value: Option<f64>, tested: u64) -> String {
    let Some(rate) = value else { return "n/a".to_owned() };
    let half = 1.96 * (rate * (1.0 - rate) / tested.max(1) as f64).sqrt();
    let percent = |v: f64| crate::view::format::decimal(v * 100.0, 1);
    format!("{} ± {}", percent(rate), percent(half))
}

/// Rejection rates in percent, as a table for a terminal.
#[must_use]
pub fn simulation_text(document: &SimulationDocument, width: Width) -> String {
    let (titles, body) = rows(document);
    let mut grid = table(width, &titles.iter().map(String::as_str).collect::<Vec<_>>());
    for row in body {
        grid.add_row(row);
    }
    format!("{}\n\nRejections in percent, with 95 % intervals\n{}", head(document), grid.trim_fmt())
}

/// The same as Markdown, for a page of a repository.
#[must_use]
pub fn simulation_markdown(document: &SimulationDocument) -> String {
    let (titles, body) = rows(document);
    let mut out = format!("{}\n\n| {} |\n|", head(document), titles.join(" | "));
    titles.iter().enumerate().for_each(|(i, _)| out.push_str(if i == 0 { " --- |" } else { " ---: |" }));
    for row in body {
        let _ = write!(out, "\n| {} |", row.join(" | "));
    }
    out
}
