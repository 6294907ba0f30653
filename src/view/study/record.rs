//! The JSON document of a study.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{BootstrapRecord, CalendarTimeRecord, CompatRecord, VolatilityRecord, caar_series};
use crate::study::significance::{Outcome, TestTable, student_two_sided};
use crate::study::{EventFit, InstrumentStudy, Moments, Study};

/// What the command knows beside the study: names, dates, what was read.
#[derive(Debug, Clone, Default)]
pub struct StudyFacts {
    /// Each event's symbol.
    pub symbols: Vec<String>,
    /// Each event's date or instant as given.
    pub dates: Vec<String>,
    /// Each event's group.
    pub groups: Vec<Option<String>>,
    /// The panel's dates or instants, for day 0.
    pub calendar: Vec<String>,
    /// For each instrument of the panel its rows on the calendar.
    pub rows: Vec<Vec<u32>>,
    /// What is studied.
    pub measure: Measure,
    /// Whether the rows are bars within days.
    pub intraday: bool,
    /// The benchmark.
    pub benchmark: Option<String>,
    /// The factor columns.
    pub factors: Vec<String>,
    /// Whether a risk-free return is taken off in the factor model.
    pub excess: bool,
    /// The columns that the prices came from.
    pub value_columns: Vec<String>,
    /// Sentences about the input that a reader must know.
    pub notes: Vec<String>,
    /// Rows of the event file that are no events: the row, and why.
    pub rejected: Vec<(u64, String)>,
}

/// What is studied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// Returns.
    #[default]
    Return,
    /// The logarithm of volume: ln(1 + shares traded).
    Volume,
    /// The size of returns, whichever way they go.
    Volatility,
}

impl Measure {
    /// The name, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Volume => "volume",
            Self::Volatility => "volatility",
        }
    }
}

/// The specification.
#[derive(Debug, Clone, Serialize)]
pub struct SpecRecord {
    /// The model.
    pub model: &'static str,
    /// What is studied: `return`, `volume` (its logarithm) or `volatility`.
    pub measure: &'static str,
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
    /// What the buy-and-hold return is held against.
    pub bhar_benchmark: &'static str,
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
    /// Their t.
    pub ar_t: Vec<Option<f64>>,
    /// Two-sided p of these.
    pub ar_p: Vec<Option<f64>>,
    /// Cumulated from the window's first day.
    pub car: Vec<Option<f64>>,
    /// Their standard errors.
    pub car_se: Vec<Option<f64>>,
    /// Their t.
    pub car_t: Vec<Option<f64>>,
    /// Two-sided p of these.
    pub car_p: Vec<Option<f64>>,
    /// The buy-and-hold abnormal return over the whole window.
    pub bhar: Option<f64>,
    /// The same from the window's first day to each day.
    pub bhar_path: Vec<Option<f64>>,
    /// Why a number is missing, or what to know of this event.
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
    /// Two-sided p.
    pub p: Option<f64>,
    /// Two-sided p of the exact distribution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_exact: Option<f64>,
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
    /// The mean share of positive estimation residuals (of the generalised sign test).
    pub positive_rate: Option<f64>,
    /// r̄, the mean correlation of estimation residuals (of Kolari & Pynnönen's tests).
    pub mean_correlation: Option<f64>,
    /// The tests.
    pub tests: Vec<TestRecord>,
}

impl AggregateRecord {
    /// Without buy-and-hold returns, where there is nothing to hold.
    fn without_bhar(mut self) -> Self {
        self.bhar.fill(None);
        for test in &mut self.tests {
            test.per_day.iter_mut().for_each(|day| day.bhar = None);
        }
        self
    }
}

/// A group of events.
#[derive(Debug, Clone, Serialize)]
pub struct GroupRecord {
    /// Its name.
    pub group: String,
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
    /// Why, in a word.
    pub reason: String,
    /// Why, in a sentence.
    pub detail: String,
}

/// What a reader must know before believing the tests.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AttentionRecord {
    /// Events given.
    pub given: u64,
    /// Events measured.
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
    /// The same by group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupRecord>,
    /// Intervals by resampling, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<BootstrapRecord>,
    /// The calendar-time portfolio, where windows overlap or events share days, or if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar_time: Option<CalendarTimeRecord>,
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

/// The document of a study.
#[must_use]
pub fn document(study: &Study, facts: &StudyFacts) -> StudyDocument {
    let excluded: Vec<ExcludedRecord> = study
        .excluded
        .iter()
        .map(|(event, reason)| ExcludedRecord {
            symbol: facts.symbols[*event as usize].clone(),
            date: facts.dates[*event as usize].clone(),
            reason: reason.as_str().to_owned(),
            detail: reason.to_string(),
        })
        .chain(facts.rejected.iter().map(|(line, reason)| ExcludedRecord {
            symbol: String::new(),
            date: String::new(),
            reason: "not_an_event".to_owned(),
            detail: format!("line {line} of the event file: {reason}"),
        }))
        .collect();
    StudyDocument {
        spec: spec_record(study, facts),
        events: event_records(study, facts),
        aggregate: if facts.measure == Measure::Volume {
            aggregate(study).without_bhar()
        } else {
            aggregate(study)
        },
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
        measure: facts.measure.as_str(),
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
        price_columns: facts.value_columns.clone(),
    }
}

fn event_records(study: &Study, facts: &StudyFacts) -> Vec<EventRecord> {
    let mut records: Vec<(u32, EventRecord)> = Vec::new();
    for (instrument, part) in &study.instruments {
        for (i, fit) in part.fits.iter().enumerate() {
            let day_zero = facts.calendar[facts.rows[*instrument][fit.pair.row as usize] as usize].clone();
            let mut record = event_record(part, i, fit, study, facts, day_zero);
            if study.moved.binary_search(&fit.pair.event).is_ok() {
                record.notes.push("the date is no session: day 0 is another".to_owned());
            }
            if study.overlapping.binary_search(&fit.pair.event).is_ok() {
                record.notes.push("the window overlaps that of another event of the instrument".to_owned());
            }
            records.push((fit.pair.event, record));
        }
    }
    records.sort_by_key(|(event, _)| *event);
    records.into_iter().map(|(_, record)| record).collect()
}

fn event_record(
    part: &InstrumentStudy,
    i: usize,
    fit: &EventFit,
    study: &Study,
    facts: &StudyFacts,
    day_zero: String,
) -> EventRecord {
    let range = i * part.days..(i + 1) * part.days;
    let known = |column: &[f64]| column[range.clone()].iter().map(|v| number(*v)).collect::<Vec<_>>();
    let ratio = |value: &[f64], se: &[f64]| {
        let pairs = value[range.clone()].iter().zip(&se[range.clone()]);
        pairs.map(|(v, se)| number(v / se)).collect::<Vec<_>>()
    };
    let p = |t: &[Option<f64>]| t.iter().map(|t| t.map(|t| student_two_sided(t, fit.df()))).collect();
    let (ar_t, car_t) = (ratio(&part.ar, &part.ar_se), ratio(&part.car, &part.car_se));
    // Volume is not held: it has no buy-and-hold return.
    let held = facts.measure != Measure::Volume;
    let bhar_path = if held { known(&part.bhar) } else { vec![None; part.days] };
    let mut notes = Vec::new();
    if fit.sigma == 0.0 {
        notes.push("no residual variance: no t, and not in standardised and rank tests".to_owned());
    }
    let missing: Vec<String> = study
        .spec
        .window
        .days()
        .zip(&part.ar[range.clone()])
        .filter(|(_, ar)| ar.is_nan())
        .map(|(day, _)| day.to_string())
        .collect();
    if !missing.is_empty() {
        notes.push(format!("no return on relative day {}", missing.join(", ")));
    }
    let event = fit.pair.event as usize;
    let estimated = fit.parameters > 0;
    EventRecord {
        symbol: facts.symbols[event].clone(),
        date: facts.dates[event].clone(),
        day_zero,
        group: facts.groups[event].clone(),
        alpha: estimated.then_some(fit.alpha),
        beta: (fit.parameters > 1 && fit.slopes().is_empty()).then_some(fit.beta),
        slopes: fit.slopes().to_vec(),
        sigma: fit.sigma,
        observations: fit.n,
        df: fit.df(),
        ar: known(&part.ar),
        ar_se: known(&part.ar_se),
        ar_p: p(&ar_t),
        ar_t,
        car: known(&part.car),
        car_se: known(&part.car_se),
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

/// The averages and tests of a study.
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
        positive_rate: cross.positive_rate(),
        mean_correlation: cross.mean_correlation(),
        tests: study.tests.iter().map(|test| test_record(test, study)).collect(),
    }
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

fn cell(outcome: &Outcome) -> CellRecord {
    match outcome {
        Ok(s) => {
            CellRecord { statistic: Some(s.value), df: s.df, p: Some(s.p), p_exact: s.p_exact, reason: None }
        }
        Err(why) => {
            CellRecord { statistic: None, df: None, p: None, p_exact: None, reason: Some(why.as_str()) }
        }
    }
}

/// A group's record; `adjusted` comes from the caller, who knows all groups.
#[must_use]
pub fn group_record(group: &str, study: &Study, adjusted: BTreeMap<&'static str, [f64; 2]>) -> GroupRecord {
    GroupRecord { group: group.to_owned(), aggregate: aggregate(study), adjusted }
}

fn attention(study: &Study, facts: &StudyFacts, excluded: &[ExcludedRecord]) -> AttentionRecord {
    let mut record = AttentionRecord {
        given: (facts.symbols.len() + facts.rejected.len()) as u64,
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
    record.with_missing_days = study
        .instruments
        .iter()
        .flat_map(|(_, part)| part.ar.chunks(part.days.max(1)))
        .filter(|days| days.iter().any(|ar| ar.is_nan()))
        .count() as u64;
    if study.clustered * 2 > study.cross.events && study.cross.events > 1 {
        record.notes.push(
            "more than half of the events share their day with another: prefer kp_bmp, grank_t or the crude \
             dependence adjustment, which allow for cross-correlation"
                .to_owned(),
        );
    }
    record
}
