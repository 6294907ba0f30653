//! Which tests hold their size on a panel, and what they find: studies of random events.
//!
//! Each sample is a whole study of events drawn at random from the panel, with a known return added on
//! day 0; the share of samples in which a test rejects is its size (without the shock) or power (with it).

use std::collections::HashSet;

use rayon::prelude::*;

use super::bootstrap::BootstrapSpec;
use super::kernel::Pair;
use super::panel::{Market, Panel, ReturnSeries};
use super::random::Random;
use super::run::{Assignment, Study, run_assigned};
use super::significance::{TestName, TestResult};
use super::skewness::skewness_p_on;
use super::spec::{Spec, SpecError};

/// What to simulate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SimulationSpec {
    /// Number of studies.
    pub samples: usize,
    /// Number of events in each study.
    pub events: usize,
    /// The abnormal return added on day 0, a fraction.
    pub shock: f64,
    /// The level at which a test rejects, two-sided.
    pub level: f64,
    /// The seed of the random numbers.
    pub seed: u64,
    /// Whether all events of a sample share one calendar day.
    pub same_day: bool,
    /// How to resample for the p of the skewness-adjusted t, if that is wanted.
    pub bootstrap: Option<BootstrapSpec>,
}

/// How often a test rejected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rejections {
    /// The test.
    pub test: TestName,
    /// Whether it rejected by the resampled p.
    pub resampled: bool,
    /// Samples in which the test of day 0's AAR had a statistic.
    pub day_zero_tested: u64,
    /// Of these, those that rejected.
    pub day_zero_rejected: u64,
    /// The same of the whole window's CAAR.
    pub window_tested: u64,
    /// Of these, those that rejected.
    pub window_rejected: u64,
}

impl Rejections {
    fn none(test: TestName, resampled: bool) -> Self {
        Self {
            test,
            resampled,
            day_zero_tested: 0,
            day_zero_rejected: 0,
            window_tested: 0,
            window_rejected: 0,
        }
    }

    /// All tests, and once more those whose p is resampled.
    fn of_none(tests: &[TestName], simulation: &SimulationSpec) -> Vec<Self> {
        let again = |test: &TestName| resampled(*test, simulation).then(|| Self::none(*test, true));
        tests.iter().flat_map(|test| [Some(Self::none(*test, false)), again(test)]).flatten().collect()
    }

    fn add(&mut self, other: &Self) {
        self.day_zero_tested += other.day_zero_tested;
        self.day_zero_rejected += other.day_zero_rejected;
        self.window_tested += other.window_tested;
        self.window_rejected += other.window_rejected;
    }
}

/// Places at which an event can be studied: an instrument and the rows of day 0.
#[derive(Debug, Clone, Default)]
struct Places {
    /// For each instrument of the panel the first and one past the last possible row.
    ranges: Vec<(usize, usize)>,
    total: usize,
}

impl Places {
    /// All rows whose estimation and event windows are within the data; `skip` (the benchmark) is left out.
    #[must_use]
    fn of(panel: &Panel, spec: &Spec, skip: Option<&str>) -> Self {
        let first = usize::try_from(-spec.estimation_days().0).unwrap_or(0) + 1;
        let after = usize::try_from(spec.window.to.max(0)).unwrap_or(0);
        let range = |series: &ReturnSeries| {
            let end = series.rows.len().saturating_sub(after);
            if Some(series.symbol.as_str()) == skip || end <= first { (0, 0) } else { (first, end) }
        };
        let ranges: Vec<(usize, usize)> = panel.series.iter().map(range).collect();
        let total = ranges.iter().map(|(from, to)| to - from).sum();
        Self { ranges, total }
    }

    /// Whether there is none.
    #[must_use]
    const fn is_empty(&self) -> bool {
        self.total == 0
    }

    fn at(&self, mut number: usize) -> (usize, usize) {
        for (instrument, (from, to)) in self.ranges.iter().enumerate() {
            if number < to - from {
                return (instrument, from + number);
            }
            number -= to - from;
        }
        (0, 0)
    }

    /// Distinct places, each as likely as any other.
    fn draw(&self, events: usize, random: &mut Random) -> Vec<(usize, usize)> {
        let mut seen = HashSet::new();
        while seen.len() < events.min(self.total) {
            seen.insert(random.below(self.total));
        }
        let mut numbers: Vec<usize> = seen.into_iter().collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|number| self.at(number)).collect()
    }

    /// One place, and as many other instruments as possible on its calendar day.
    fn draw_day(&self, panel: &Panel, events: usize, random: &mut Random) -> Vec<(usize, usize)> {
        let (instrument, row) = self.at(random.below(self.total));
        let date = panel.series[instrument].rows[row];
        let mut on_day: Vec<(usize, usize)> = (0..panel.series.len())
            .filter_map(|i| {
                let row = panel.series[i].rows.binary_search(&date).ok()?;
                (self.ranges[i].0..self.ranges[i].1).contains(&row).then_some((i, row))
            })
            .collect();
        // The first of a random order.
        for i in 0..events.min(on_day.len()) {
            let other = i + random.below(on_day.len() - i);
            on_day.swap(i, other);
        }
        on_day.truncate(events);
        on_day.sort_unstable();
        on_day
    }
}

/// Runs the samples; `progress` is called after each. The result depends on the seed, not on the threads.
///
/// ```
/// use newstape::study::significance::TestName;
/// use newstape::study::{SimulationSpec, Spec, Window, clustered_panel, simulate};
///
/// // Fifty studies of ten random events each, of independent instruments: a test of 5 % should reject in
/// // few of them, and with 10 % added on day 0 in all.
/// let (panel, market) = clustered_panel(12, 120, 0.0, 7);
/// let spec = Spec { estimation: 40, gap: 0, window: Window { from: 0, to: 0 }, ..Spec::default() };
/// let rejected = |shock| {
///     let samples = SimulationSpec {
///         samples: 50, events: 10, shock, level: 0.05, seed: 1, same_day: false, bootstrap: None,
///     };
///     simulate(&panel, &market, None, &spec, &[TestName::Bmp], &samples, &|| ())
///         .map(|tests| (tests[0].day_zero_rejected, tests[0].day_zero_tested))
/// };
/// assert!(rejected(0.0)?.0 <= 8);
/// assert_eq!(rejected(0.1)?, (50, 50));
/// # Ok::<(), newstape::study::SpecError>(())
/// ```
///
/// # Errors
/// [`SpecError`] if the specification does not match the panel, or the panel has no place for an event.
///
/// # Source
/// The design is that of Brown & Warner (1980, 1985), J. Financial Economics 8 and 14.
pub fn simulate(
    panel: &Panel,
    market: &Market,
    skip: Option<&str>,
    spec: &Spec,
    tests: &[TestName],
    simulation: &SimulationSpec,
    progress: &(dyn Fn() + Sync),
) -> Result<Vec<Rejections>, SpecError> {
    super::run::check(spec, market)?;
    let places = Places::of(panel, spec, skip);
    if places.is_empty() {
        return Err(SpecError::EmptyPanel);
    }
    let sample = |number: usize| {
        let mut random = Random::new(simulation.seed, number as u64);
        let drawn = if simulation.same_day {
            places.draw_day(panel, simulation.events, &mut random)
        } else {
            places.draw(simulation.events, &mut random)
        };
        let (small, assignment) = shocked(panel, &drawn, simulation.shock);
        let study = run_assigned(&small, market, assignment, spec, tests);
        progress();
        judge(&small, &study, simulation)
    };
    Ok((0..simulation.samples).into_par_iter().map(sample).reduce(
        || Rejections::of_none(tests, simulation),
        |mut a, b| {
            a.iter_mut().zip(&b).for_each(|(a, b)| a.add(b));
            a
        },
    ))
}

/// The instruments drawn, with the shock on their days 0, and their events.
fn shocked(panel: &Panel, drawn: &[(usize, usize)], shock: f64) -> (Panel, Assignment) {
    let mut small = Panel { calendar: panel.calendar.clone(), series: Vec::new(), returns: panel.returns };
    let mut assignment = Assignment::default();
    let mut last = None;
    for ((instrument, row), event) in drawn.iter().zip(0u32..) {
        if last != Some(*instrument) {
            last = Some(*instrument);
            small.series.push(panel.series[*instrument].clone());
            assignment.pairs.push(Vec::new());
        }
        if let (Some(series), Some(pairs)) = (small.series.last_mut(), assignment.pairs.last_mut()) {
            series.returns[*row] += shock;
            pairs.push(Pair { event, row: *row as u32 });
        }
    }
    (small, assignment)
}

/// Whether a test is judged a second time, by its resampled p.
fn resampled(test: TestName, simulation: &SimulationSpec) -> bool {
    test == TestName::SkewnessAdjustedT && simulation.bootstrap.is_some()
}

fn judge(panel: &Panel, study: &Study, simulation: &SimulationSpec) -> Vec<Rejections> {
    let level = simulation.level;
    let zero = usize::try_from(-study.spec.window.from).ok();
    let counts = |p: Option<f64>| p.map_or((0, 0), |p| (1, u64::from(p < level)));
    let p = |outcome: Option<&TestResult>| Some(outcome?.ok()?.p);
    let one = |test, resampled, day: Option<f64>, window: Option<f64>| {
        let (day_zero_tested, day_zero_rejected) = counts(day);
        let (window_tested, window_rejected) = counts(window);
        Rejections { test, resampled, day_zero_tested, day_zero_rejected, window_tested, window_rejected }
    };
    let mut out = Vec::new();
    for table in &study.tests {
        let day = zero.and_then(|zero| table.aar.get(zero));
        out.push(one(table.name, false, p(day), p(table.caar.last())));
        if let (true, Some(how)) = (resampled(table.name, simulation), &simulation.bootstrap) {
            let last = table.caar.len().saturating_sub(1);
            let day = zero.and_then(|zero| skewness_p_on(panel, study, false, zero, how));
            out.push(one(table.name, true, day, skewness_p_on(panel, study, true, last, how)));
        }
    }
    out
}

/// A panel of instruments whose residuals share a factor, and a market: normal returns with the given mean
/// correlation between residuals, for the size of tests under clustering.
#[must_use]
pub fn clustered_panel(instruments: usize, days: usize, correlation: f64, seed: u64) -> (Panel, Market) {
    let mut random = Random::new(seed, 0);
    let market: Vec<f64> = (0..days).map(|_| 0.01 * random.normal()).collect();
    let common: Vec<f64> = (0..days).map(|_| correlation.sqrt() * random.normal()).collect();
    let own = (1.0 - correlation).sqrt();
    let rows: Vec<u32> = (0..days as u32).collect();
    let one = |number: usize| {
        let mut random = Random::new(seed, number as u64 + 1);
        let beta = 0.5 + random.unit();
        let pairs = market.iter().zip(&common);
        let returns = pairs.map(|(m, c)| beta * m + 0.02 * (c + own * random.normal())).collect();
        ReturnSeries { symbol: format!("S{number}"), rows: rows.clone(), returns, ..ReturnSeries::default() }
    };
    let series = (0..instruments).map(one).collect();
    let calendar = (0..days as i64).map(|day| day * 86_400).collect();
    let panel = Panel { calendar, series, returns: super::spec::ReturnKind::Simple };
    (panel, Market { returns: Some(market), ..Market::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Window;

    fn spec() -> Spec {
        Spec { estimation: 60, gap: 0, window: Window { from: 0, to: 0 }, ..Spec::default() }
    }

    fn rates(correlation: f64, same_day: bool, shock: f64) -> Vec<f64> {
        let (panel, market) = clustered_panel(30, 400, correlation, 9);
        let tests = [TestName::Bmp, TestName::KpBmp];
        let simulation = SimulationSpec {
            samples: 150,
            events: 30,
            shock,
            level: 0.05,
            seed: 3,
            same_day,
            bootstrap: None,
        };
        let out = simulate(&panel, &market, None, &spec(), &tests, &simulation, &|| ()).unwrap();
        out.iter().map(|r| r.day_zero_rejected as f64 / r.day_zero_tested as f64).collect()
    }

    #[test]
    fn clustering_spoils_bmp_and_kolari_and_pynnönen_mend_it() {
        let rates = rates(0.1, true, 0.0);
        assert!(rates[0] > 0.25, "{rates:?}");
        assert!(rates[1] < 0.12, "{rates:?}");
    }

    #[test]
    fn a_shock_is_found_and_its_absence_is_not() {
        assert!(rates(0.0, false, 0.0)[0] < 0.12);
        assert!(rates(0.0, false, 0.02)[0] > 0.95);
    }

    #[test]
    fn a_panel_too_short_for_any_event_is_refused() {
        let (panel, market) = clustered_panel(2, 30, 0.0, 1);
        let simulation = SimulationSpec {
            samples: 1,
            events: 1,
            shock: 0.0,
            level: 0.05,
            seed: 1,
            same_day: false,
            bootstrap: None,
        };
        assert!(simulate(&panel, &market, None, &spec(), &[TestName::Bmp], &simulation, &|| ()).is_err());
    }
}
