//! The prices of many instruments, by column, on one calendar.

use super::spec::{ReturnKind, SpecError};

/// One instrument's returns on its own rows, and the positions of these rows on the panel's calendar.
#[derive(Debug, Clone, Default)]
pub struct ReturnSeries {
    /// The instrument's symbol.
    pub symbol: String,
    /// For each row its place on [`Panel::calendar`], increasing.
    pub rows: Vec<u32>,
    /// For each row the return since the row before, a fraction; NaN where it is missing, as in all
    /// columns of this room.
    pub(super) returns: Vec<f64>,
    /// How it differs from the instrument as it was read.
    pub(super) variant: Variant,
}

/// How the events of an instrument are measured that differ from the others: each such way has a series of its
/// own, so that everything computed from a series holds for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Variant {
    /// Returns, and the market's with them, are taken with the opposite sign: of bad news a fall is the expected
    /// direction.
    pub mirrored: bool,
    /// The place among [`Market`]'s further benchmarks; `None` for the study's own.
    pub benchmark: Option<usize>,
}

/// Returns of many instruments on one calendar.
///
/// The calendar's numbers are seconds since 1970-01-01 UTC, dates being their midnights; the computations
/// only ask for their order.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Every date or instant on which any instrument has a row, increasing.
    pub calendar: Vec<i64>,
    /// The instruments.
    pub series: Vec<ReturnSeries>,
    /// How the returns were computed.
    pub returns: ReturnKind,
}

/// The benchmark and factors on the panel's calendar.
///
/// ```
/// use newstape::study::Market;
///
/// // Four dates; the benchmark has no return on the second.
/// let mut market = Market::of_returns([Some(0.01), None, Some(-0.02), Some(0.0)]);
/// market.add_factor("SMB", [Some(0.001), Some(0.002), None, Some(0.003)]);
/// assert!(market.has_benchmark());
/// assert_eq!(market.factor_names().collect::<Vec<_>>(), ["SMB"]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Market {
    /// The benchmark's level on each date (its price, or an index built from returns); NaN: none.
    pub(super) level: Option<Vec<f64>>,
    /// The benchmark's return on each date, where only returns are known.
    pub(super) returns: Option<Vec<f64>>,
    /// Benchmarks of single events: the symbol, and the benchmark as the only one of a market.
    pub(super) further: Vec<(String, Market)>,
    /// Factor columns: name, and a return on each date (fractions).
    pub(super) factors: Vec<(String, Vec<f64>)>,
    /// The risk-free return on each date, taken from the instrument's in the factor model.
    pub(super) risk_free: Option<Vec<f64>>,
}

/// A column of the room from values that may be absent.
fn column(values: impl IntoIterator<Item = Option<f64>>) -> Vec<f64> {
    values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect()
}

impl ReturnSeries {
    /// An instrument from its returns, one for each of its rows.
    ///
    /// ```
    /// use newstape::study::ReturnSeries;
    ///
    /// let series = ReturnSeries::new("SAP", vec![0, 1, 3], [None, Some(0.01), Some(-0.02)]);
    /// assert_eq!(series.returns().flatten().sum::<f64>(), -0.01);
    /// ```
    #[must_use]
    pub fn new(symbol: &str, rows: Vec<u32>, returns: impl IntoIterator<Item = Option<f64>>) -> Self {
        let mut returns = column(returns);
        returns.resize(rows.len(), f64::NAN);
        Self { symbol: symbol.to_owned(), rows, returns, variant: Variant::default() }
    }

    /// The same measured in another way.
    fn varied(&self, variant: Variant) -> Self {
        let mut other = Self { variant, ..self.clone() };
        if variant.mirrored != self.variant.mirrored {
            other.returns.iter_mut().for_each(|value| *value = -*value);
        }
        other
    }

    /// The sign of its returns.
    pub(super) const fn sign(&self) -> f64 {
        if self.variant.mirrored { -1.0 } else { 1.0 }
    }

    /// For each row the return since the row before, a fraction.
    pub fn returns(&self) -> impl Iterator<Item = Option<f64>> + '_ {
        self.returns.iter().map(|value| value.is_finite().then_some(*value))
    }

    /// An instrument from its prices: the first row has no return and is kept as missing.
    #[must_use]
    pub(super) fn from_prices(symbol: &str, rows: Vec<u32>, prices: &[f64], kind: ReturnKind) -> Self {
        let mut returns = vec![f64::NAN; prices.len()];
        for (row, pair) in prices.windows(2).enumerate() {
            returns[row + 1] = kind.or_nan(pair[0], pair[1]);
        }
        Self { symbol: symbol.to_owned(), rows, returns, variant: Variant::default() }
    }
}

impl Panel {
    /// Adds an instrument measured in another way, if the instrument is there and that way is new.
    ///
    /// ```
    /// use newstape::study::{Panel, ReturnSeries, Variant};
    ///
    /// let series = ReturnSeries::new("SAP", vec![0, 1], [None, Some(0.01)]);
    /// let mut panel = Panel { calendar: vec![1, 2], series: vec![series], ..Panel::default() };
    /// panel.vary("SAP", Variant { mirrored: true, benchmark: None });
    /// assert_eq!(panel.series[1].returns().flatten().next(), Some(-0.01));
    /// ```
    pub fn vary(&mut self, symbol: &str, variant: Variant) {
        let is_it = |series: &&ReturnSeries| series.symbol == symbol;
        let known = self.series.iter().any(|series| series.symbol == symbol && series.variant == variant);
        let Some(own) = self.series.iter().find(is_it).filter(|_| !known) else { return };
        let varied = own.varied(variant);
        self.series.push(varied);
    }
}

impl Market {
    /// A benchmark from its returns on each date of the calendar.
    #[must_use]
    pub fn of_returns(returns: impl IntoIterator<Item = Option<f64>>) -> Self {
        Self { returns: Some(column(returns)), ..Self::default() }
    }

    /// Adds a factor: its return on each date of the calendar, a fraction.
    pub fn add_factor(&mut self, name: &str, returns: impl IntoIterator<Item = Option<f64>>) {
        self.factors.push((name.to_owned(), column(returns)));
    }

    /// The risk-free return on each date of the calendar, a fraction.
    pub fn set_risk_free(&mut self, returns: impl IntoIterator<Item = Option<f64>>) {
        self.risk_free = Some(column(returns));
    }

    /// The names of the factors, in the order in which they were added.
    pub fn factor_names(&self) -> impl Iterator<Item = &str> {
        self.factors.iter().map(|(name, _)| name.as_str())
    }

    /// The values of all factors that are there.
    pub fn factor_values(&self) -> impl Iterator<Item = f64> + '_ {
        self.factors.iter().flat_map(|(_, values)| values).copied().filter(|value| value.is_finite())
    }

    /// Whether returns are taken in excess of a risk-free one.
    #[must_use]
    pub const fn has_risk_free(&self) -> bool {
        self.risk_free.is_some()
    }

    /// The benchmark's returns on each date, where only returns are known of it.
    pub fn returns(&self) -> impl Iterator<Item = Option<f64>> + '_ {
        self.returns.iter().flatten().map(|value| value.is_finite().then_some(*value))
    }

    /// A benchmark from the prices of one instrument.
    #[must_use]
    pub(super) fn from_prices(calendar_len: usize, rows: &[u32], prices: &[f64]) -> Self {
        let mut level = vec![f64::NAN; calendar_len];
        for (&row, &price) in rows.iter().zip(prices) {
            level[row as usize] = price;
        }
        Self { level: Some(level), ..Self::default() }
    }

    /// A benchmark from returns, by date.
    ///
    /// # Errors
    /// [`SpecError::EmptyPanel`] if there is none.
    pub(super) fn from_returns(calendar_len: usize, series: &ReturnSeries) -> Result<Self, SpecError> {
        if series.rows.is_empty() {
            return Err(SpecError::EmptyPanel);
        }
        let mut returns = vec![f64::NAN; calendar_len];
        for (&row, &value) in series.rows.iter().zip(&series.returns) {
            returns[row as usize] = value;
        }
        Ok(Self { returns: Some(returns), ..Self::default() })
    }

    /// The place of a further benchmark.
    #[must_use]
    pub fn further(&self, symbol: &str) -> Option<usize> {
        self.further.iter().position(|(own, _)| own == symbol)
    }

    /// The market of a series: with its own benchmark, if it has one.
    pub(super) fn of(&self, variant: Variant) -> &Self {
        let further = variant.benchmark.and_then(|place| self.further.get(place));
        further.map_or(self, |(_, market)| market)
    }

    /// The benchmark's returns over the spans of a series, with the sign of that series.
    pub(super) fn align_series(&self, series: &ReturnSeries, kind: ReturnKind, into: &mut Vec<f64>) {
        self.of(series.variant).align(&series.rows, kind, into);
        if series.variant.mirrored {
            for value in into.iter_mut() {
                *value = -*value;
            }
        }
    }

    /// Whether there is a benchmark.
    #[must_use]
    pub fn has_benchmark(&self) -> bool {
        self.level.is_some() || self.returns.is_some()
    }

    /// The benchmark's returns over exactly the spans of an instrument's rows.
    ///
    /// With prices the benchmark is measured between the same two dates as the instrument, so that a
    /// day which the instrument did not trade does not pair two days with one; a date on which the
    /// benchmark has no price leaves both adjoining spans missing. Nothing is filled in.
    pub(super) fn align(&self, rows: &[u32], kind: ReturnKind, into: &mut Vec<f64>) {
        into.clear();
        if let Some(level) = &self.level {
            into.push(f64::NAN);
            into.extend(
                rows.windows(2).map(|pair| kind.or_nan(level[pair[0] as usize], level[pair[1] as usize])),
            );
            into.truncate(rows.len());
        } else if let Some(returns) = &self.returns {
            into.extend(rows.iter().map(|&row| returns[row as usize]));
        } else {
            into.resize(rows.len(), f64::NAN);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_benchmark_is_measured_over_the_instruments_own_spans() {
        let market = Market::from_prices(4, &[0, 1, 2, 3], &[100.0, 110.0, 121.0, 121.0]);
        let mut m = Vec::new();
        market.align(&[0, 2, 3], ReturnKind::Simple, &mut m);
        assert!(m[0].is_nan());
        assert!((m[1] - 0.21).abs() < 1e-12 && m[2] == 0.0);
    }

    #[test]
    fn a_bad_price_leaves_no_number() {
        let s = ReturnSeries::from_prices(
            "A",
            vec![0, 1, 2, 3],
            &[1.0, f64::INFINITY, 0.0, 2.0],
            ReturnKind::Log,
        );
        assert!(s.returns.iter().all(|r| r.is_nan()));
    }
}
