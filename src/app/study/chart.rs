//! The charts of studies.

use super::Studied;
use crate::app::Failure;
use crate::app::chart::ChartFile;
use crate::chart::{CaarGroup, CaarPoint, CaarSpec, ChartSpec, Frame, draw_caar};
use crate::study::{InstrumentStudy, Path as StudyPath, Study};
use crate::view::study::{CaarDay, Measure, StudyDocument, VolatilityRecord, caar_series};

/// Pixels of a PNG per point of the drawing.
const SCALE: f32 = 2.0;

/// Draws the CAAR paths to a file.
pub fn draw(studied: &Studied, file: &ChartFile) -> Result<(), Failure> {
    write_chart(&caar_spec(studied), file)
}

/// Draws such a chart to a file.
pub(in crate::app) fn write_chart(spec: &CaarSpec, file: &ChartFile) -> Result<(), Failure> {
    let svg = draw_caar(spec)?.svg;
    file.write(&ChartSpec::Study(spec.clone()), &svg, SCALE)
}

const CONFIDENCE: f64 = 0.95;

/// The path with its band and the average of each day.
fn points(study: &Study) -> Vec<CaarPoint> {
    let days: Vec<i32> = study.spec.window.days().collect();
    let average = |day: i32| {
        let at = days.iter().position(|own| *own == day)?;
        study.cross.ar.get(at).filter(|moments| moments.n > 0.0).map(|moments| moments.mean)
    };
    let point = |day: CaarDay| CaarPoint {
        relative_day: day.relative_day,
        caar_fraction: day.caar,
        band: day.band,
        aar_fraction: average(day.relative_day),
    };
    caar_series(study, CONFIDENCE).into_iter().map(point).collect()
}

/// The events' cumulated abnormal returns on the last day.
fn of_events(study: &Study) -> Vec<f64> {
    let last = |(_, part): &(usize, InstrumentStudy)| -> Vec<f64> {
        let events = 0..part.fits.len();
        events.filter_map(|event| part.path(StudyPath::Car, event).last().flatten()).collect()
    };
    study.instruments.iter().flat_map(last).filter(|car| car.is_finite()).collect()
}

/// One study's path for a chart.
pub(in crate::app) fn caar_path(label: &str, study: &Study) -> CaarGroup {
    CaarGroup {
        label: label.to_owned(),
        events: usize::try_from(study.cross.events).unwrap_or(usize::MAX),
        points: points(study),
        of_events: of_events(study),
        is_difference: false,
    }
}

pub(super) fn caar_spec(studied: &Studied) -> CaarSpec {
    let document = &studied.document;
    let measure = document.spec.measure;
    let groups: Vec<CaarGroup> = match measure {
        Measure::Volatility => vec![volatility_path(document)],
        _ if studied.groups.is_empty() => vec![caar_path("", &studied.whole)],
        _ => studied.groups.iter().map(|(name, study)| caar_path(name, study)).collect(),
    };
    let spec = &studied.whole.spec;
    let band = if measure == Measure::Volatility { "" } else { " · cross-sectional band" };
    CaarSpec {
        measure,
        frame: frame(
            title(document, groups.first().filter(|_| groups.len() == 1).and_then(|g| g.points.last()?.band)),
            format!(
                "{} events · {} · estimation {} rows, gap {}{band}",
                document.aggregate.n,
                spec.model.as_str().replace('_', " "),
                spec.estimation,
                spec.gap
            ),
        ),
        groups,
        confidence: 0.95,
    }
}

/// The frame of a study's chart.
pub(in crate::app) fn frame(title: String, subtitle: String) -> Frame {
    let credit = format!("newstape {}", env!("CARGO_PKG_VERSION"));
    Frame { subtitle: vec![subtitle.into()], credit, ..Frame::titled(title) }
}

/// The ratios by day; they have no band.
fn volatility_path(document: &StudyDocument) -> CaarGroup {
    let point = |day: &VolatilityRecord| {
        Some(CaarPoint {
            relative_day: day.relative_day,
            caar_fraction: day.ratio?,
            band: None,
            aar_fraction: None,
        })
    };
    CaarGroup {
        label: String::new(),
        events: usize::try_from(document.aggregate.n).unwrap_or(usize::MAX),
        points: document.volatility.iter().filter_map(point).collect(),
        of_events: Vec::new(),
        is_difference: false,
    }
}

/// What an estimate is worth whose interval holds zero.
pub(in crate::app) fn weighed(band: Option<(f64, f64)>) -> &'static str {
    match band {
        Some((low, high)) if low <= 0.0 && high >= 0.0 => ", not distinguishable from zero",
        Some(_) | None => "",
    }
}

/// What the chart shows, with its last value; of volatility that of day 0.
fn title(document: &StudyDocument, band: Option<(f64, f64)>) -> String {
    let (all, measure) = (&document.aggregate, document.spec.measure);
    if measure == Measure::Volatility {
        let zero = document.volatility.iter().find(|day| day.relative_day == 0).and_then(|day| day.ratio);
        return zero.map_or_else(
            || "Abnormal volatility".to_owned(),
            |ratio| format!("Abnormal volatility on day 0: {} times the usual", measure.value(ratio, 1)),
        );
    }
    let what = match measure {
        Measure::Volume => "Average cumulative abnormal log volume",
        Measure::Return | Measure::Volatility => "Average cumulative abnormal return",
    };
    match (all.caar.last().copied().flatten(), all.days.last()) {
        (Some(caar), Some(day)) => {
            format!("{what} up to day {day}: {}{}", measure.value(caar, 2), weighed(band))
        }
        _ => what.to_owned(),
    }
}
