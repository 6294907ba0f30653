//! A whole study: every instrument on its own, then two rounds of merging.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use crate::normal_return::Model;

use super::cross_section::CrossSection;
use super::day_zero::{DayFinder, Reach};
use super::kernel::{InstrumentStudy, Pair};
use super::outcome::Exclusion;
use super::panel::{Market, Panel, Variant};
use super::rounds::{Keep, Rounds, SignedRanks};
use super::shared_days::SharedCorrelation;
use super::significance::{Evidence, TestName, TestTable};
use super::spec::{PairsBy, Spec, SpecError};

/// An event as the user gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudyEvent {
    /// The instrument's symbol.
    pub symbol: String,
    /// The first place in calendar time at which the market could react, in the panel's own numbers.
    pub at: i64,
    /// Between which places day 0 must lie, where the calendar of the instrument's venue says so.
    pub reach: Option<Reach>,
    /// Free labels by column, for groups.
    pub group: Option<String>,
}

/// An event on the panel: the pair, or why there is none.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    /// For each instrument of the panel its events.
    pub pairs: Vec<Vec<Pair>>,
    /// Events without a place, and duplicates.
    pub excluded: Vec<(u32, Exclusion)>,
    /// Events whose date is not a session and that were moved to another day.
    pub moved: Vec<u32>,
    /// Events whose event window overlaps that of another event of the same instrument.
    pub overlapping: Vec<u32>,
    /// Events that share their day 0 with an event of another instrument.
    pub clustered: u64,
}

/// Finds each event's instrument and day 0.
///
/// ```
/// use newstape::study::{DayZero, Exclusion, PanelBuilder, ReturnKind, Spec, StudyEvent, ValueKind, assign};
///
/// let mut builder = PanelBuilder::default();
/// for day in [1, 2, 5] {
///     builder.push("SAP", day, 250.0);
/// }
/// let (panel, _, _) = builder.finish(ReturnKind::Simple, ValueKind::Prices, None)?;
/// let event = |symbol: &str, at| StudyEvent { symbol: symbol.to_owned(), at, reach: None, group: None };
/// let events = [event("SAP", 3), event("SAP", 6), event("BMW", 2)];
///
/// // News of day 3 meets the market on day 5, which is row 2.
/// let placed = assign(&panel, &events, &Spec::default());
/// assert_eq!((placed.pairs[0][0].row, placed.moved), (2, vec![0]));
/// assert_eq!(placed.excluded, [(1, Exclusion::AfterLastSession), (2, Exclusion::UnknownSymbol)]);
///
/// let exact = assign(&panel, &events[..1], &Spec { day_zero: DayZero::Exact, ..Spec::default() });
/// assert_eq!(exact.excluded, [(0, Exclusion::NotASession)]);
/// # Ok::<(), newstape::study::SpecError>(())
/// ```
#[must_use]
pub fn assign(panel: &Panel, events: &[StudyEvent], spec: &Spec) -> Assignment {
    let event = |number: usize| {
        let event = &events[number];
        Placement { symbol: &event.symbol, at: event.at, reach: event.reach, variant: Variant::default() }
    };
    assign_at(panel, events.len(), event, spec)
}

/// Where an event is to be placed.
#[derive(Debug, Clone, Copy)]
pub struct Placement<'e> {
    /// The instrument's symbol.
    pub symbol: &'e str,
    /// See [`StudyEvent::at`].
    pub at: i64,
    /// See [`StudyEvent::reach`].
    pub reach: Option<Reach>,
    /// How it is measured; the panel has a series for each way.
    pub variant: Variant,
}

/// The same with so many events of any form.
#[must_use]
pub fn assign_at<'e>(
    panel: &Panel,
    events: usize,
    event: impl Fn(usize) -> Placement<'e> + Sync,
    spec: &Spec,
) -> Assignment {
    let mut out = Assignment { pairs: vec![Vec::new(); panel.series.len()], ..Assignment::default() };
    for (number, place) in (0u32..).zip(place_all(panel, events, event, spec)) {
        match place {
            Ok((instrument, row, exact)) => {
                out.pairs[instrument].push(Pair { event: number, row });
                if !exact {
                    out.moved.push(number);
                }
            }
            Err(reason) => out.excluded.push((number, reason)),
        }
    }
    out.drop_duplicates();
    out.count(panel, spec);
    out
}

/// Of each event its series, the row of its day 0, and whether that is the very date; or why it has none.
#[must_use]
pub fn place_all<'e>(
    panel: &Panel,
    events: usize,
    event: impl Fn(usize) -> Placement<'e> + Sync,
    spec: &Spec,
) -> Vec<Result<(usize, u32, bool), Exclusion>> {
    let series = || panel.series.iter().enumerate();
    let (own, varied): (Vec<_>, Vec<_>) =
        series().partition(|(_, series)| series.variant == Variant::default());
    let own: HashMap<&str, usize> = own.into_iter().map(|(i, series)| (series.symbol.as_str(), i)).collect();
    let varied: HashMap<(&str, Variant), usize> =
        varied.into_iter().map(|(i, series)| ((series.symbol.as_str(), series.variant), i)).collect();
    let finder = DayFinder::new(panel);
    let place = |number: usize| {
        let Placement { symbol, at, reach, variant } = event(number);
        let found =
            if variant == Variant::default() { own.get(symbol) } else { varied.get(&(symbol, variant)) };
        let instrument = *found.ok_or(Exclusion::UnknownSymbol)?;
        finder.find(instrument, at, spec.day_zero, reach).map(|(row, exact)| (instrument, row, exact))
    };
    (0..events).into_par_iter().map(place).collect()
}

impl Assignment {
    /// Leaves out events for a reason of the caller's.
    pub fn leave_out(
        &mut self,
        panel: &Panel,
        spec: &Spec,
        mut reason: impl FnMut(usize, Pair) -> Option<Exclusion>,
    ) {
        for (instrument, pairs) in self.pairs.iter_mut().enumerate() {
            pairs.retain(|pair| {
                let reason = reason(instrument, *pair);
                self.excluded.extend(reason.map(|reason| (pair.event, reason)));
                reason.is_none()
            });
        }
        self.excluded.sort_unstable();
        let excluded = &self.excluded;
        self.moved.retain(|event| excluded.binary_search_by_key(event, |(own, _)| *own).is_err());
        self.count(panel, spec);
    }

    /// Counts overlaps and clusters.
    fn count(&mut self, panel: &Panel, spec: &Spec) {
        self.find_overlaps(panel, spec);
        self.count_clusters(panel);
    }

    fn drop_duplicates(&mut self) {
        let repeated = self.pairs.par_iter_mut().flat_map_iter(|pairs| {
            pairs.sort_unstable_by_key(|pair| (pair.row, pair.event));
            let (mut last, mut repeated) = (None, Vec::new());
            pairs.retain(|pair| {
                let first = last != Some(pair.row);
                last = Some(pair.row);
                if !first {
                    repeated.push((pair.event, Exclusion::Duplicate));
                }
                first
            });
            repeated
        });
        let repeated: Vec<(u32, Exclusion)> = repeated.collect();
        self.excluded.extend(repeated);
        self.excluded.sort_unstable();
    }

    fn find_overlaps(&mut self, panel: &Panel, spec: &Spec) {
        let mut overlapping = Vec::new();
        for pairs in &self.by_instrument(panel) {
            for (i, pair) in pairs.iter().enumerate() {
                let near = |other: &Pair| (pair.row.abs_diff(other.row) as usize) < spec.window.len();
                let before = i > 0 && near(&pairs[i - 1]);
                if before || pairs.get(i + 1).is_some_and(near) {
                    overlapping.push(pair.event);
                }
            }
        }
        overlapping.sort_unstable();
        self.overlapping = overlapping;
    }

    /// The events of each instrument, however they are measured, by day 0.
    fn by_instrument(&self, panel: &Panel) -> Vec<Cow<'_, [Pair]>> {
        let mut out: Vec<Cow<'_, [Pair]>> = self.pairs.iter().map(Into::into).collect();
        let varied = |i: &usize| panel.series[*i].variant != Variant::default();
        for i in (0..panel.series.len()).filter(varied) {
            let own =
                panel.series.iter().position(|series| series.symbol == panel.series[i].symbol).unwrap_or(i);
            let more = std::mem::take(&mut out[i]).into_owned();
            let all = out[own].to_mut();
            all.extend(more);
            all.sort_unstable_by_key(|pair| (pair.row, pair.event));
        }
        out
    }

    fn count_clusters(&mut self, panel: &Panel) {
        let mut by_date = vec![0u64; panel.calendar.len()];
        for (series, pairs) in panel.series.iter().zip(&self.pairs) {
            for pair in pairs {
                by_date[series.rows[pair.row as usize] as usize] += 1;
            }
        }
        self.clustered = by_date.iter().filter(|n| **n > 1).sum();
    }
}

/// The result of a study.
#[derive(Debug, Clone)]
pub struct Study {
    /// The specification.
    pub spec: Spec,
    /// Each instrument's events: its place in the panel, and what the kernel found.
    pub instruments: Vec<(usize, InstrumentStudy)>,
    /// The merged cross-section.
    pub cross: CrossSection,
    /// The correlations of events that share days, if a test asked for them.
    pub shared: Option<SharedCorrelation>,
    /// The tests asked for.
    pub tests: Vec<TestTable>,
    /// Every event that is not in the study.
    pub excluded: Vec<(u32, Exclusion)>,
    /// Events moved to a session.
    pub moved: Vec<u32>,
    /// Events whose windows overlap.
    pub overlapping: Vec<u32>,
    /// Events that share day 0 with another.
    pub clustered: u64,
    /// The measured events by instrument, as a place in the panel.
    pub measured: Vec<(usize, Vec<Pair>)>,
    /// Measured events without an abnormal return on some day of the event window.
    pub with_missing_days: u64,
}

impl Study {
    /// r̄, the mean correlation of two events in Kolari and Pynnönen's tests, over so many days of the event
    /// window; `None` below two events, or if no test asked for it.
    #[must_use]
    pub fn mean_correlation(&self, days: usize) -> Option<f64> {
        match self.spec.pairs {
            PairsBy::EventWindows => self.shared.as_ref()?.mean(days),
            PairsBy::EstimationWindows => self.cross.mean_correlation(),
        }
    }
}

/// Checks that the specification matches the market.
///
/// # Errors
/// [`SpecError`] names what is missing.
pub fn check(spec: &Spec, market: &Market) -> Result<(), SpecError> {
    spec.check(market.factors.len())?;
    if spec.model.needs_benchmark() && !market.has_benchmark() && market.further.is_empty() {
        return Err(SpecError::NoBenchmark(spec.model));
    }
    if spec.model == Model::Factors && market.factors.is_empty() {
        return Err(SpecError::NoFactors);
    }
    Ok(())
}

/// Runs a study over all instruments that have events.
///
/// The result does not depend on the order of events or on the number of threads: pieces are merged in
/// the panel's order.
///
/// ```
/// use newstape::normal_return::Model;
/// use newstape::study::significance::TestName;
/// use newstape::study::{self, PanelBuilder, Path, ReturnKind, Spec, StudyEvent, ValueKind, Window};
///
/// // Returns in per cent. A and B follow the market; on day 8 they gain 4 and 2 more than it does.
/// let mut builder = PanelBuilder::default();
/// for (symbol, returns) in [
///     ("M", [0.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, 1.0, 0.0]),
///     ("A", [0.0, 1.1, -1.1, 0.9, -0.9, 1.1, -1.1, 0.9, 5.0, 0.0]),
///     ("B", [0.0, 1.2, -1.2, 0.8, -0.8, 1.2, -1.2, 0.8, 3.0, 1.0]),
/// ] {
///     for (day, value) in (0..).zip(returns) {
///         builder.push(symbol, day, value);
///     }
/// }
/// let (panel, market, _) = builder.finish(ReturnKind::Simple, ValueKind::ReturnsPct, Some("M"))?;
/// let spec = Spec {
///     model: Model::MarketAdjusted,
///     estimation: 6,
///     gap: 1,
///     window: Window { from: 0, to: 1 },
///     ..Spec::default()
/// };
/// let events = ["A", "B"].map(|symbol| StudyEvent { symbol: symbol.to_owned(), at: 8, reach: None, group: None });
/// let study = study::run(&panel, &market, &events, &spec, &[TestName::CrossSectionalT])?;
///
/// let in_pct = |fraction: f64| (fraction * 1e4).round() / 1e2;
/// let (_, b) = &study.instruments[1];
/// let car: Vec<_> = b.path(Path::Car, 0).flatten().map(in_pct).collect();
/// assert_eq!(car, [2.0, 3.0]);
/// // AAR of day 0: (4 + 2) / 2; its t: 3 / (√2 / √2).
/// assert_eq!(in_pct(study.cross.ar[0].mean), 3.0);
/// let t = study.tests[0].aar[0].expect("two events that differ");
/// assert!((t.value - 3.0).abs() < 1e-9 && t.df == Some(1.0));
/// # Ok::<(), newstape::study::SpecError>(())
/// ```
///
/// # Errors
/// [`SpecError`] if the specification cannot be carried out at all.
pub fn run(
    panel: &Panel,
    market: &Market,
    events: &[StudyEvent],
    spec: &Spec,
    tests: &[TestName],
) -> Result<Study, SpecError> {
    check(spec, market)?;
    let assignment = assign(panel, events, spec);
    Ok(run_assigned(panel, market, assignment, spec, tests))
}

/// The same with events whose places are known.
#[must_use]
pub fn run_assigned(
    panel: &Panel,
    market: &Market,
    assignment: Assignment,
    spec: &Spec,
    tests: &[TestName],
) -> Study {
    run_keeping(panel, market, assignment, spec, tests, Keep::Events)
}

/// The same; with [`Keep::Sums`] [`Study::instruments`] stays empty, and memory does not grow with events.
#[must_use]
pub fn run_keeping(
    panel: &Panel,
    market: &Market,
    assignment: Assignment,
    spec: &Spec,
    tests: &[TestName],
    keep: Keep,
) -> Study {
    let rounds = Rounds { panel, market, pairs: &assignment.pairs, spec };
    let mut first = rounds.first(keep);
    let ranks = tests.iter().any(|test| test.ranks_within_events()).then(|| rounds.second(&first));
    let wilcoxon = tests.contains(&TestName::Wilcoxon);
    let signed = if wilcoxon { rounds.signed_ranks(&first) } else { SignedRanks::default() };
    let correlates = spec.pairs == PairsBy::EventWindows && tests.iter().any(|test| test.correlates_events());
    let shared = correlates.then(|| rounds.shared_days(&first).correlations(spec));
    let cross = &first.cross;
    let evidence =
        Evidence { cross, ranks: ranks.as_ref(), shared: shared.as_ref(), ar: &signed.ar, car: &signed.car };
    let tests = tests.par_iter().map(|&name| evidence.test(name)).collect();
    let mut excluded = assignment.excluded;
    excluded.append(&mut first.excluded);
    excluded.sort_unstable();
    Study {
        spec: spec.clone(),
        instruments: first.kept,
        cross: first.cross,
        shared,
        tests,
        excluded,
        moved: assignment.moved,
        overlapping: assignment.overlapping,
        clustered: assignment.clustered,
        measured: first.measured,
        with_missing_days: first.with_missing_days,
    }
}
