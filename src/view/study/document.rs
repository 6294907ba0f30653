//! From a study to the records of its JSON document.

use std::collections::BTreeMap;

use super::record::{
    AggregateRecord, AttentionRecord, CellRecord, DayTestRecord, DetectableRecord, EventLabel, EventRecord,
    ExcludedRecord, GroupRecord, SpecRecord, StudyDocument, StudyFacts, StudyNames, TestRecord,
};
use super::{Measure, caar_series};
use crate::study::significance::{StudentTails, TestName, TestResult, TestTable, student_quantile};
use crate::study::{EventFit, InstrumentStudy, Moments, Path, SkewnessP, Study};

/// The reason of a row of the event file that cannot be read.
const NOT_AN_EVENT: &str = "not_an_event";

/// Below so many events the normal p of the skewness-adjusted t rejects noticeably too often.
const SKEWNESS_NEEDS: u64 = 200;

/// The document of a study. Its list of events is that of [`Study::instruments`] where it is asked for.
#[must_use]
pub fn document(study: &Study, facts: &StudyFacts, names: StudyNames<'_>) -> StudyDocument {
    let excluded: Vec<ExcludedRecord> = study
        .excluded
        .iter()
        .map(|(event, reason)| {
            let EventLabel { symbol, date, .. } = (names.event)(*event);
            let (code, detail) = (reason.as_str().to_owned(), reason.to_string());
            ExcludedRecord { symbol, date, reason: code, detail }
        })
        .chain(facts.rejected.iter().map(|(line, reason)| ExcludedRecord {
            symbol: String::new(),
            date: String::new(),
            reason: NOT_AN_EVENT.to_owned(),
            detail: format!("line {line} of the event file: {reason}"),
        }))
        .collect();
    StudyDocument {
        spec: spec_record(study, facts),
        events: if facts.every_event {
            let events = MeasuredEvents::of(study, facts, names);
            events.records(0..events.len())
        } else {
            Vec::new()
        },
        aggregate: if facts.measure == Measure::Volume {
            aggregate(study).without_bhar()
        } else {
            aggregate(study)
        },
        windows: Vec::new(),
        regressions: Vec::new(),
        groups: Vec::new(),
        bootstrap: None,
        calendar_time: None,
        volatility: Vec::new(),
        compat: None,
        attention: attention(study, facts, &excluded),
        excluded,
        methods: super::methods(study, facts),
    }
}

/// The record of a study's specification.
#[must_use]
pub fn spec_record(study: &Study, facts: &StudyFacts) -> SpecRecord {
    let spec = &study.spec;
    let (first, last) = spec.estimation_days();
    SpecRecord {
        model: spec.model.as_str(),
        measure: facts.measure,
        intraday: facts.intraday,
        returns: spec.returns.as_str(),
        benchmark: facts.benchmark.clone(),
        factors: facts.factors.clone(),
        excess_returns: facts.excess,
        estimation: spec.estimation,
        gap: spec.gap,
        window: [spec.window.from, spec.window.to],
        estimation_window: [first, last],
        min_observations: spec.min_observations,
        bhar_benchmark: if facts.benchmark.is_some() { "benchmark" } else { "model" },
        correlation: spec.pairs.as_str(),
        price_columns: facts.value_columns.clone(),
    }
}

/// The measured events of a study in the order in which they were given, their records made when asked for.
pub struct MeasuredEvents<'a> {
    study: &'a Study,
    facts: &'a StudyFacts,
    names: StudyNames<'a>,
    /// The event, the place of its instrument's part, and its place in that.
    order: Vec<(u32, u32, u32)>,
}

impl<'a> MeasuredEvents<'a> {
    /// Those of [`Study::instruments`]; none where they were not kept.
    #[must_use]
    pub fn of(study: &'a Study, facts: &'a StudyFacts, names: StudyNames<'a>) -> Self {
        let parts = (0..).zip(&study.instruments);
        let of_part = |(at, (_, part)): (u32, &'a (usize, InstrumentStudy))| {
            (0..).zip(&part.fits).map(move |(i, fit)| (fit.pair.event, at, i))
        };
        let mut order: Vec<(u32, u32, u32)> = parts.flat_map(of_part).collect();
        order.sort_unstable();
        Self { study, facts, names, order }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The records of some of them, by their places.
    #[must_use]
    pub fn records(&self, which: std::ops::Range<usize>) -> Vec<EventRecord> {
        let mut tails = StudentTails::default();
        let which = self.order.get(which).unwrap_or_default();
        which.iter().map(|(_, part, i)| self.record(*part as usize, *i as usize, &mut tails)).collect()
    }

    fn record(&self, part: usize, i: usize, tails: &mut StudentTails) -> EventRecord {
        let (instrument, part) = &self.study.instruments[part];
        let fit = &part.fits[i];
        let (study, event) = (self.study, fit.pair.event);
        let day_zero = (self.names.day)(*instrument, fit.pair.row);
        let label = (self.names.event)(event);
        let mut record = event_record(part, i, fit, (study, self.facts), (label, day_zero), tails);
        if study.moved.binary_search(&event).is_ok() {
            record.notes.push("the date is not a session: day 0 is another day".to_owned());
        }
        if study.overlapping.binary_search(&event).is_ok() {
            record.notes.push("the window overlaps that of another event of the instrument".to_owned());
        }
        record
    }
}

fn event_record(
    part: &InstrumentStudy,
    i: usize,
    fit: &EventFit,
    (study, facts): (&Study, &StudyFacts),
    (label, day_zero): (EventLabel, String),
    tails: &mut StudentTails,
) -> EventRecord {
    let known = |path| part.path(path, i).collect::<Vec<_>>();
    let ratio = |value, se| {
        let pairs = part.path(value, i).zip(part.path(se, i));
        pairs.map(|(v, se)| number(v? / se?)).collect::<Vec<_>>()
    };
    let mut p = |t: &[Option<f64>]| t.iter().map(|t| t.map(|t| tails.two_sided(t, fit.df()))).collect();
    let (ar_t, car_t) = (ratio(Path::Ar, Path::ArSe), ratio(Path::Car, Path::CarSe));
    // Volume is not held: it has no buy-and-hold return.
    let held = facts.measure != Measure::Volume;
    let bhar_path = if held { known(Path::Bhar) } else { vec![None; part.days] };
    let mut notes = Vec::new();
    if fit.scale().is_none() {
        notes.push("no residual variance: no t, and not in standardised and rank tests".to_owned());
    }
    let missing: Vec<String> = study
        .spec
        .window
        .days()
        .zip(part.path(Path::Ar, i))
        .filter(|(_, ar)| ar.is_none())
        .map(|(day, _)| day.to_string())
        .collect();
    if !missing.is_empty() {
        notes.push(format!("no abnormal return on relative day {}", missing.join(", ")));
    }
    let estimated = fit.parameters > 0;
    EventRecord {
        symbol: label.symbol,
        date: label.date,
        day_zero,
        group: label.group,
        alpha: estimated.then_some(fit.alpha),
        beta: (fit.parameters > 1 && fit.slopes().is_empty()).then_some(fit.beta),
        slopes: fit.slopes().to_vec(),
        sigma: fit.sigma,
        observations: fit.n,
        df: fit.df(),
        ar: known(Path::Ar),
        ar_se: known(Path::ArSe),
        ar_p: p(&ar_t),
        ar_t,
        car: known(Path::Car),
        car_se: known(Path::CarSe),
        car_p: p(&car_t),
        car_t,
        bhar: bhar_path.last().copied().flatten(),
        bhar_path,
        notes,
    }
}

fn number(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// The record of a study's averages and tests.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts that were added up in floats
pub fn aggregate(study: &Study) -> AggregateRecord {
    let cross = &study.cross;
    let mean = |moments: &[Moments]| {
        moments.iter().map(|m| (m.n > 0.0).then_some(m.mean)).collect::<Vec<Option<f64>>>()
    };
    let count = |moments: &[Moments]| moments.iter().map(|m| m.n as u64).collect::<Vec<u64>>();
    let band: BTreeMap<i32, Option<(f64, f64)>> =
        caar_series(study, 0.95).into_iter().map(|day| (day.relative_day, day.band)).collect();
    let end = |pick: fn((f64, f64)) -> f64| {
        study.spec.window.days().map(|day| band.get(&day).copied().flatten().map(pick)).collect()
    };
    AggregateRecord {
        n: cross.events,
        days: study.spec.window.days().collect(),
        n_aar: count(&cross.ar),
        n_caar: count(&cross.car),
        aar: mean(&cross.ar),
        caar: mean(&cross.car),
        caar_low: end(|band| band.0),
        caar_high: end(|band| band.1),
        bhar: mean(&cross.bhar),
        positive: cross.share_positive(),
        detectable: detectable(study),
        positive_rate: cross.positive_rate(),
        mean_correlation: study.mean_correlation(study.spec.window.len()),
        mean_correlation_day: study.mean_correlation(1),
        tests: study.tests.iter().map(|test| test_record(test, study)).collect(),
    }
}

/// The smallest effects that the events can show: (t₁₋ₐ/₂ + t₁₋ᵦ)·s/√N.
///
/// # Source
/// Bloom (1995), Evaluation Review 19: minimum detectable effects.
fn detectable(study: &Study) -> Option<DetectableRecord> {
    const LEVEL: f64 = 0.05;
    const POWER: f64 = 0.8;
    let least = |moments: &Moments| {
        let sd = moments.sd().filter(|sd| *sd > 0.0)?;
        let df = moments.n - 1.0;
        let quantiles = student_quantile(LEVEL, df) + student_quantile(2.0 * (1.0 - POWER), df);
        Some(quantiles * sd / moments.n.sqrt())
    };
    let zero = study.spec.window.days().position(|day| day == 0);
    let caar = study.cross.car.last().and_then(least);
    let aar = zero.and_then(|day| study.cross.ar.get(day)).and_then(least);
    (caar.is_some() || aar.is_some()).then_some(DetectableRecord { level: LEVEL, power: POWER, caar, aar })
}

fn test_record(test: &TestTable, study: &Study) -> TestRecord {
    let days = study.spec.window.days().enumerate().map(|(i, relative_day)| DayTestRecord {
        relative_day,
        aar: test.aar.get(i).map(cell),
        caar: test.caar.get(i).map(cell),
        bhar: test.bhar.as_ref().and_then(|column| column.get(i)).map(cell),
    });
    TestRecord { name: test.name.as_str(), per_day: days.collect() }
}

pub(super) fn cell(outcome: &TestResult) -> CellRecord {
    match outcome {
        Ok(s) => {
            let (statistic, p) = (Some(s.value), Some(s.p));
            CellRecord { statistic, df: s.df, p, p_exact: s.p_exact, p_bootstrap: None, reason: None }
        }
        Err(why) => {
            let reason = Some(why.as_str());
            CellRecord { statistic: None, df: None, p: None, p_exact: None, p_bootstrap: None, reason }
        }
    }
}

/// A group's record; `adjusted` comes from the caller, who knows all groups.
#[must_use]
pub fn group_record(group: &str, study: &Study, adjusted: BTreeMap<&'static str, [f64; 2]>) -> GroupRecord {
    let excluded = excluded_by_reason(study, 0);
    let given = study.cross.events + study.excluded.len() as u64;
    GroupRecord { group: group.to_owned(), given, excluded, aggregate: aggregate(study), adjusted }
}

/// How many events a study left out for each reason; `rejected` counts rows that were not events.
#[must_use]
pub fn excluded_by_reason(study: &Study, rejected: u64) -> BTreeMap<String, u64> {
    let mut out: BTreeMap<String, u64> = BTreeMap::new();
    for (_, reason) in &study.excluded {
        *out.entry(reason.as_str().to_owned()).or_default() += 1;
    }
    if rejected > 0 {
        out.insert(NOT_AN_EVENT.to_owned(), rejected);
    }
    out
}

/// Adds resampled p-values to the skewness-adjusted t, if it is among the tests.
pub fn add_skewness_p(record: &mut AggregateRecord, p: &SkewnessP) {
    let name = TestName::SkewnessAdjustedT.as_str();
    let Some(test) = record.tests.iter_mut().find(|test| test.name == name) else { return };
    for (i, day) in test.per_day.iter_mut().enumerate() {
        for (cell, p) in [(&mut day.aar, &p.aar), (&mut day.caar, &p.caar), (&mut day.bhar, &p.bhar)] {
            if let Some(cell) = cell.as_mut().filter(|cell| cell.statistic.is_some()) {
                cell.p_bootstrap = p.get(i).copied().flatten();
            }
        }
    }
}

fn attention(study: &Study, facts: &StudyFacts, excluded: &[ExcludedRecord]) -> AttentionRecord {
    let mut record = AttentionRecord {
        given: facts.given + facts.rejected.len() as u64,
        measured: study.cross.events,
        moved_to_a_session: study.moved.len() as u64,
        overlapping_windows: study.overlapping.len() as u64,
        clustered_days: study.clustered,
        without_variance: study.cross.events - study.cross.standardised,
        notes: facts.notes.clone(),
        ..AttentionRecord::default()
    };
    for entry in excluded {
        *record.excluded.entry(entry.reason.clone()).or_default() += 1;
    }
    record.with_missing_days = study.with_missing_days;
    if study.clustered * 2 > study.cross.events && study.cross.events > 1 {
        record.notes.push(
            "more than half of the events share their day with another: prefer kp_bmp, grank_t or the crude \
             dependence adjustment, which allow for cross-correlation"
                .to_owned(),
        );
    }
    if study.cross.events < SKEWNESS_NEEDS
        && study.tests.iter().any(|test| test.name == TestName::SkewnessAdjustedT)
    {
        record.notes.push(format!(
            "the p of skewness_adjusted_t is that of large samples: below about {SKEWNESS_NEEDS} events it is \
             too small, and the one by resampling (p_bootstrap) is to be preferred"
        ));
    }
    record
}
