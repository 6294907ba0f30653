//! From loose observations to a panel.

use std::collections::HashMap;

use rayon::prelude::*;

use super::panel::{Market, Panel, ReturnSeries, Variant};
use super::spec::{ReturnKind, SpecError};

/// What the observed numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValueKind {
    /// Prices.
    #[default]
    Prices,
    /// Returns, as fractions.
    Returns,
    /// Returns in percent.
    ReturnsPct,
    /// Shares traded: what is studied is ln(1 + volume).
    Volume,
}

/// Collects observations in any order.
///
/// ```
/// use newstape::study::{PanelBuilder, ReturnKind, ValueKind};
///
/// let mut builder = PanelBuilder::default();
/// for (symbol, day, close) in [
///     ("SPY", 1, 600.0), ("SPY", 2, 606.0), ("SPY", 3, 603.0),
///     ("MSFT", 1, 440.0), ("MSFT", 3, 418.0), ("MSFT", 3, 418.2),
/// ] {
///     builder.push(symbol, day, close);
/// }
/// let (panel, market, defects) = builder.finish(ReturnKind::Simple, ValueKind::Prices, Some("SPY"))?;
/// assert!(market.has_benchmark());
/// assert_eq!(panel.calendar, [1, 2, 3]);
/// // Microsoft has rows of its own: it did not trade on day 2, and the later price of day 3 counts.
/// assert_eq!(panel.series[1].rows, [0, 2]);
/// assert_eq!(defects.repeated, 1);
/// # Ok::<(), newstape::study::SpecError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct PanelBuilder {
    index: HashMap<String, usize>,
    symbols: Vec<String>,
    points: Vec<Vec<(i64, f64)>>,
    last: usize,
}

/// Two values of one symbol and place that contradict each other: neither counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contradiction {
    /// The place of the symbol among the panel's series.
    pub series: usize,
    /// The place in time.
    pub at: i64,
    /// The values, as observed.
    pub values: [f64; 2],
}

/// What was wrong with the observations, by count.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Defects {
    /// A second value for the same symbol and date, the same but for rounding; the later one in the file was kept.
    pub repeated: u64,
    /// Dates of a symbol with values that contradict each other, of which none was kept.
    pub contradicting: u64,
    /// The first of these.
    pub contradiction: Option<Contradiction>,
    /// Values that are missing, not finite, or prices that are not positive.
    pub unusable: u64,
    /// Rows of instruments on dates on which the benchmark has no value.
    pub benchmark_missing: u64,
}

impl PanelBuilder {
    /// Takes in an observation: the symbol's value at a place in time, or `None` for a place that exists
    /// without one.
    pub fn push(&mut self, symbol: &str, at: i64, value: impl Into<Option<f64>>) {
        let value = value.into().unwrap_or(f64::NAN);
        if self.symbols.get(self.last).is_none_or(|last| last != symbol) {
            self.last = match self.index.get(symbol) {
                Some(&known) => known,
                None => self.add(symbol),
            };
        }
        self.points[self.last].push((at, value));
    }

    /// Takes in the observations of a symbol, which need not be copied if it is new.
    ///
    /// Each is a place in time and a value, as for [`PanelBuilder::push`], with NaN for an absent one: such
    /// columns hold millions. A symbol that was there before keeps its values.
    pub(crate) fn extend(&mut self, symbol: &str, points: Vec<(i64, f64)>) {
        let at = self.index.get(symbol).copied().unwrap_or_else(|| self.add(symbol));
        if self.points[at].is_empty() {
            self.points[at] = points;
        } else {
            self.points[at].extend(points);
        }
    }

    fn add(&mut self, symbol: &str) -> usize {
        self.index.insert(symbol.to_owned(), self.symbols.len());
        self.symbols.push(symbol.to_owned());
        self.points.push(Vec::new());
        self.symbols.len() - 1
    }

    /// The panel, the benchmark on its calendar, and what was wrong.
    ///
    /// Values missing before an instrument's first and after its last are not rows of it; those between
    /// are rows without a value.
    ///
    /// # Errors
    /// [`SpecError::UnknownBenchmark`], [`SpecError::EmptyPanel`].
    pub fn finish(
        self,
        kind: ReturnKind,
        values: ValueKind,
        benchmark: Option<&str>,
    ) -> Result<(Panel, Market, Defects), SpecError> {
        self.finish_with(kind, values, benchmark, &[])
    }

    /// The same with benchmarks of single events.
    ///
    /// # Errors
    /// As [`PanelBuilder::finish`].
    pub fn finish_with(
        mut self,
        kind: ReturnKind,
        values: ValueKind,
        benchmark: Option<&str>,
        further: &[String],
    ) -> Result<(Panel, Market, Defects), SpecError> {
        let tidied = self.points.par_iter_mut().enumerate().map(|(series, points)| {
            let mut defects = Defects::default();
            tidy(series, points, values, &mut defects);
            defects
        });
        let mut defects = tidied.reduce(Defects::default, Defects::and);
        let mut calendar: Vec<i64> = Vec::new();
        if let Some(longest) = self.points.iter().max_by_key(|points| points.len()) {
            merge_dates(&mut calendar, longest);
        }
        // Most instruments bring nothing new, which threads can find out side by side.
        let bring_new = self.points.par_iter().filter(|points| !are_known(&calendar, points));
        for points in bring_new.collect::<Vec<_>>() {
            merge_dates(&mut calendar, points);
        }
        let mut market = match benchmark {
            Some(name) => self.benchmark(name, &calendar, values)?,
            None => Market::default(),
        };
        for name in further {
            market.further.push((name.clone(), self.benchmark(name, &calendar, values)?));
        }
        let one = |(symbol, points): (String, Vec<(i64, f64)>)| {
            let rows = places(&calendar, &points);
            let numbers: Vec<f64> = points.into_iter().map(|(_, value)| value).collect();
            if values == ValueKind::Prices {
                ReturnSeries::from_prices(&symbol, rows, &numbers, kind)
            } else {
                ReturnSeries { symbol, rows, returns: numbers, variant: Variant::default() }
            }
        };
        let series: Vec<ReturnSeries> = self.symbols.into_par_iter().zip(self.points).map(one).collect();
        if series.iter().all(|series| series.rows.len() < 2) {
            return Err(SpecError::EmptyPanel);
        }
        defects.benchmark_missing = benchmark_missing(&series, &market);
        Ok((Panel { calendar, series, returns: kind }, market, defects))
    }
}

impl PanelBuilder {
    /// A market whose benchmark is one of the symbols.
    fn benchmark(&self, name: &str, calendar: &[i64], values: ValueKind) -> Result<Market, SpecError> {
        let unknown = || SpecError::UnknownBenchmark(name.to_owned());
        let points = &self.points[*self.index.get(name).ok_or_else(unknown)?];
        let rows = places(calendar, points);
        let numbers: Vec<f64> = points.iter().map(|(_, value)| *value).collect();
        if values == ValueKind::Prices {
            return Ok(Market::from_prices(calendar.len(), &rows, &numbers));
        }
        let series = ReturnSeries { rows, returns: numbers, ..ReturnSeries::default() };
        Market::from_returns(calendar.len(), &series)
    }
}

impl Defects {
    fn and(self, other: Self) -> Self {
        let first = [self.contradiction, other.contradiction].into_iter().flatten();
        Self {
            contradicting: self.contradicting + other.contradicting,
            contradiction: first.min_by_key(|contradiction| (contradiction.series, contradiction.at)),
            repeated: self.repeated + other.repeated,
            unusable: self.unusable + other.unusable,
            benchmark_missing: self.benchmark_missing + other.benchmark_missing,
        }
    }
}

/// The largest part of a value by which another of the same place may differ and be the same, rounded.
const ROUNDING: f64 = 0.001;

/// Whether two values of one place cannot both be right. A return has no size of its own to be held against.
fn contradict(a: f64, b: f64, values: ValueKind) -> bool {
    let difference = (a - b).abs();
    match values {
        ValueKind::Prices => difference > ROUNDING * a.abs().max(b.abs()),
        ValueKind::Returns | ValueKind::ReturnsPct => difference > ROUNDING,
        ValueKind::Volume => false,
    }
}

/// Sorts by date, keeps the last of equal dates, marks unusable and contradicting values, and trims the ends.
fn tidy(series: usize, points: &mut Vec<(i64, f64)>, values: ValueKind, defects: &mut Defects) {
    if !points.is_sorted_by_key(|point| point.0) {
        points.sort_by_key(|point| point.0);
    }
    for (_, value) in points.iter_mut() {
        let usable = value.is_finite()
            && match values {
                ValueKind::Prices => *value > 0.0,
                ValueKind::Volume => *value >= 0.0,
                ValueKind::Returns | ValueKind::ReturnsPct => true,
            };
        if !usable {
            *value = f64::NAN;
        } else if values == ValueKind::ReturnsPct {
            *value /= 100.0;
        } else if values == ValueKind::Volume {
            *value = value.ln_1p();
        }
    }
    let first = points.iter().position(|(_, value)| !value.is_nan()).unwrap_or(points.len());
    let last = points.iter().rposition(|(_, value)| !value.is_nan()).map_or(0, |last| last + 1);
    points.truncate(last.max(first));
    points.drain(..first.min(points.len()));
    defects.unusable += points.iter().filter(|(_, value)| value.is_nan()).count() as u64;
    let before = points.len();
    points.reverse();
    let mut torn: Option<i64> = None;
    points.dedup_by(|earlier, later| {
        if earlier.0 != later.0 {
            return false;
        }
        if contradict(earlier.1, later.1, values) {
            let values = [earlier.1, later.1];
            if torn != Some(later.0) {
                defects.contradicting += 1;
                torn = Some(later.0);
            }
            // The points run backwards: what is noted last comes first.
            defects.contradiction = Some(Contradiction { series, at: later.0, values });
            later.1 = f64::NAN;
        }
        true
    });
    points.reverse();
    defects.repeated += (before - points.len()) as u64 - defects.contradicting;
}

/// Whether the calendar has all dates of an instrument.
fn are_known(calendar: &[i64], points: &[(i64, f64)]) -> bool {
    let mut at = 0;
    points.iter().all(|(date, _)| {
        while calendar.get(at).is_some_and(|known| known < date) {
            at += 1;
        }
        calendar.get(at) == Some(date)
    })
}

/// Takes an instrument's dates into the calendar.
fn merge_dates(calendar: &mut Vec<i64>, points: &[(i64, f64)]) {
    let mut at = 0;
    let mut fresh = Vec::new();
    for &(date, _) in points {
        while calendar.get(at).is_some_and(|known| *known < date) {
            at += 1;
        }
        if calendar.get(at) != Some(&date) {
            fresh.push(date);
        }
    }
    if !fresh.is_empty() {
        calendar.extend(fresh);
        calendar.sort_unstable();
    }
}

fn places(calendar: &[i64], points: &[(i64, f64)]) -> Vec<u32> {
    let mut at = 0usize;
    let place = |&(date, _): &(i64, f64)| {
        // Most instruments have a row on every date.
        if calendar.get(at).is_some_and(|known| *known < date) {
            at += 1;
        }
        if calendar.get(at).is_some_and(|known| *known < date) {
            at += calendar[at..].partition_point(|known| *known < date);
        }
        u32::try_from(at).unwrap_or(u32::MAX)
    };
    points.iter().map(place).collect()
}

fn benchmark_missing(series: &[ReturnSeries], market: &Market) -> u64 {
    let Some(column) = market.level.as_ref().or(market.returns.as_ref()) else { return 0 };
    let missing =
        |series: &ReturnSeries| series.rows.iter().filter(|&&row| column[row as usize].is_nan()).count();
    series.iter().map(|series| missing(series) as u64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_rows_does_not_matter_and_defects_are_counted() {
        let mut builder = PanelBuilder::default();
        for (symbol, at, value) in [
            ("A", 3, 12.0),
            ("B", 1, 5.0),
            ("A", 1, 10.0),
            ("A", 2, f64::INFINITY),
            ("B", 3, 6.0),
            ("A", 4, 14.01),
            ("A", 4, 14.0),
        ] {
            builder.push(symbol, at, value);
        }
        builder.push("A", 5, None);
        let (panel, market, defects) =
            builder.finish(ReturnKind::Simple, ValueKind::Prices, Some("B")).unwrap();
        assert_eq!(panel.calendar, [1, 2, 3, 4]);
        assert_eq!(panel.series[0].rows, [0, 1, 2, 3]);
        assert!((panel.series[0].returns[3] - (14.0 / 12.0 - 1.0)).abs() < 1e-15);
        assert!(panel.series[0].returns[2].is_nan());
        assert_eq!(market.level.as_ref().unwrap()[2], 6.0);
        let found = Defects { repeated: 1, unusable: 1, benchmark_missing: 2, ..Defects::default() };
        assert_eq!(defects, found);
    }

    #[test]
    fn of_values_that_contradict_each_other_none_counts() {
        let mut builder = PanelBuilder::default();
        let closes =
            [("A", 1, 10.0), ("A", 2, 10.1), ("A", 2, 15.2), ("A", 2, 10.1), ("A", 3, 10.2), ("A", 4, 10.4)];
        for (symbol, at, value) in closes {
            builder.push(symbol, at, value);
        }
        let (panel, _, defects) = builder.finish(ReturnKind::Simple, ValueKind::Prices, None).unwrap();
        let returns = &panel.series[0].returns;
        assert!(returns[1].is_nan() && returns[2].is_nan(), "{returns:?}");
        assert!((returns[3] - (10.4 / 10.2 - 1.0)).abs() < 1e-15);
        assert_eq!((defects.contradicting, defects.repeated), (1, 1));
        let first = defects.contradiction.unwrap();
        assert_eq!((first.series, first.at, first.values), (0, 2, [15.2, 10.1]));
    }

    #[test]
    fn an_unknown_benchmark_is_named() {
        let mut builder = PanelBuilder::default();
        builder.push("A", 1, 1.0);
        builder.push("A", 2, 1.0);
        let refusal = builder.finish(ReturnKind::Simple, ValueKind::Prices, Some("SPY")).unwrap_err();
        assert_eq!(refusal.to_string(), "the benchmark SPY is not in the prices");
    }
}
