//! The charts of studies.

use std::path::Path;

use super::{Studied, StudyRefusal};
use crate::app::Failure;
use crate::chart::{CaarGroup, CaarPoint, CaarSpec, Theme, draw_caar, png};
use crate::study::Study;
use crate::view::study::{AggregateRecord, caar_series};

/// Draws the CAAR paths to a file, SVG or PNG according to its name.
pub fn draw(studied: &Studied, file: &Path) -> Result<(), Failure> {
    write_chart(&caar_spec(studied), file)
}

/// Writes a chart, SVG or PNG according to the file's name.
pub(in crate::app) fn write_chart(spec: &CaarSpec, file: &Path) -> Result<(), Failure> {
    let svg = draw_caar(spec)?.svg;
    let bytes = if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("png")) {
        png(&svg, 2.0)?
    } else {
        svg.into_bytes()
    };
    std::fs::write(file, bytes)
        .map_err(|source| StudyRefusal::Unwritable { file: file.display().to_string(), source })?;
    Ok(())
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
