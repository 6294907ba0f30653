//! The charts of studies.

use super::Studied;
use crate::app::Failure;
use crate::app::chart::ChartFile;
use crate::chart::{CaarGroup, CaarPoint, CaarSpec, Theme, draw_caar};
use crate::study::Study;
use crate::view::study::{AggregateRecord, caar_series};

/// Pixels of a PNG per point of the drawing.
const SCALE: f32 = 2.0;

/// Draws the CAAR paths to a file.
pub fn draw(studied: &Studied, file: &ChartFile) -> Result<(), Failure> {
    write_chart(&caar_spec(studied), file)
}

/// Draws such a chart to a file.
pub(in crate::app) fn write_chart(spec: &CaarSpec, file: &ChartFile) -> Result<(), Failure> {
    file.write(&draw_caar(spec)?.svg, SCALE)
}

/// One study's path for a chart.
pub(in crate::app) fn caar_path(label: &str, study: &Study) -> CaarGroup {
    CaarGroup {
        label: label.to_owned(),
        events: usize::try_from(study.cross.events).unwrap_or(usize::MAX),
        points: caar_series(study, 0.95)
            .into_iter()
            .map(|day| CaarPoint { relative_day: day.relative_day, caar_fraction: day.caar, band: day.band })
            .collect(),
    }
}

fn caar_spec(studied: &Studied) -> CaarSpec {
    let groups: Vec<CaarGroup> = if studied.groups.is_empty() {
        vec![caar_path("", &studied.whole)]
    } else {
        studied.groups.iter().map(|(name, study)| caar_path(name, study)).collect()
    };
    let spec = &studied.whole.spec;
    CaarSpec {
        theme: Theme::Light,
        title: title(&studied.document.aggregate),
        subtitle: format!(
            "{} events · {} · estimation {} rows, gap {} · cross-sectional band",
            studied.document.aggregate.n,
            spec.model.as_str().replace('_', " "),
            spec.estimation,
            spec.gap
        ),
        groups,
        confidence: 0.95,
        credit: format!("newstape {}", env!("CARGO_PKG_VERSION")),
    }
}

fn title(aggregate: &AggregateRecord) -> String {
    match (aggregate.caar.last().copied().flatten(), aggregate.days.last()) {
        (Some(caar), Some(day)) => format!(
            "Average cumulative abnormal return up to day {day}: {}",
            crate::view::format::percent(caar)
        ),
        _ => "Average cumulative abnormal return".to_owned(),
    }
}
