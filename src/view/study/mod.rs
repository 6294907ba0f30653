//! A study as its documents: JSON, table, CSV, a methods paragraph, the points of a chart.

mod csv;
mod document;
mod events_table;
mod extra;
mod latex;
mod measure;
mod methods;
mod record;
mod regression;
mod report;
mod simulation;
mod text;
mod windows;

pub use self::csv::{DayRows, day_rows, days_csv};
pub use document::{
    MeasuredEvents, add_skewness_p, aggregate, document, excluded_by_reason, group_record, spec_record,
};
pub use events_table::{Column, EventsTable, events_table};
pub use extra::{
    BootstrapRecord, CompatRecord, IntervalRecord, VolatilityRecord, bootstrap_record, compat_record,
    volatility_records,
};
pub use latex::{Stars, StarsError, latex};
pub use measure::Measure;
pub use methods::{add_further_methods, methods};
pub use record::{
    AggregateRecord, AttentionRecord, CellRecord, DayTestRecord, DetectableRecord, EventLabel, EventRecord,
    ExcludedRecord, GroupRecord, SpecRecord, StudyDocument, StudyFacts, StudyNames, TestRecord, WindowRecord,
    WindowTestRecord,
};
pub use regression::{
    CoefficientRecord, ColumnCountRecord, DroppedRecord, JointRecord, RegressionRecord, regression_record,
};
pub use report::{ReportParts, report_html};
pub use simulation::{
    RejectionRecord, SimulationDocument, SimulationRecord, SimulationRun, simulation_document,
    simulation_markdown, simulation_text,
};
pub use text::{days_table, tests_table, text};
pub use windows::{window_record, windows_table};

use crate::study::Study;
use crate::study::significance::student_quantile;

/// One day of a CAAR path with its confidence band, for a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaarDay {
    /// The relative day.
    pub relative_day: i32,
    /// The average, a fraction.
    pub caar: f64,
    /// The ends of its cross-sectional confidence band; `None` below two events.
    pub band: Option<(f64, f64)>,
}

/// The CAAR path of a study: days without an event are left out.
#[must_use]
pub fn caar_series(study: &Study, confidence: f64) -> Vec<CaarDay> {
    let days = study.spec.window.days().zip(&study.cross.car).filter(|(_, moments)| moments.n > 0.0);
    let day = |(relative_day, moments): (i32, &crate::study::Moments)| {
        let half = moments
            .sd()
            .map(|sd| student_quantile(1.0 - confidence, moments.n - 1.0) * sd / moments.n.sqrt());
        let band = half.map(|half| (moments.mean - half, moments.mean + half));
        CaarDay { relative_day, caar: moments.mean, band }
    };
    days.map(day).collect()
}

/// A window as it is written: `−1..+1`.
fn window_name([from, to]: [i32; 2]) -> String {
    let day = |day: i32| crate::view::format::signed(f64::from(day), 0);
    format!("{}..{}", day(from), day(to))
}
