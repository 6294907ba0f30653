//! What is to be studied, and how.

use std::str::FromStr;

use crate::fault::{Fault, FaultClass, Remedy};
use crate::normal_return::Model;

/// The farthest day of an event window: twenty years of sessions. The tests compare every day with every other.
const FARTHEST_DAY: i32 = 5_000;

/// How a return is computed from two prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReturnKind {
    /// P₁/P₀ − 1.
    #[default]
    Simple,
    /// ln(P₁/P₀).
    Log,
}

impl ReturnKind {
    /// The name, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Log => "log",
        }
    }

    /// The return between two prices; `None` unless both are positive and finite.
    ///
    /// ```
    /// use newstape::study::ReturnKind;
    ///
    /// assert_eq!(ReturnKind::Simple.between(200.0, 250.0), Some(0.25));
    /// assert_eq!(ReturnKind::Log.between(200.0, 250.0), Some(1.25_f64.ln()));
    /// assert_eq!(ReturnKind::Simple.between(0.0, 190.0), None);
    /// ```
    #[must_use]
    pub fn between(self, from: f64, to: f64) -> Option<f64> {
        Some(self.or_nan(from, to)).filter(|value| value.is_finite())
    }

    /// The same as a number of a column, which is NaN where there is none.
    pub(super) fn or_nan(self, from: f64, to: f64) -> f64 {
        if !(from.is_finite() && to.is_finite() && from > 0.0 && to > 0.0) {
            return f64::NAN;
        }
        match self {
            Self::Simple => to / from - 1.0,
            Self::Log => (to / from).ln(),
        }
    }
}

/// A closed range of relative days; day 0 is the first session in which the market could react.
///
/// ```
/// use newstape::study::Window;
///
/// let window: Window = "-1..1".parse()?;
/// assert_eq!(window.days().collect::<Vec<_>>(), [-1, 0, 1]);
/// assert!("1..-1".parse::<Window>().is_err());
/// # Ok::<(), newstape::study::SpecError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// The first relative day.
    pub from: i32,
    /// The last relative day.
    pub to: i32,
}

impl Window {
    /// Number of days.
    #[must_use]
    pub const fn len(self) -> usize {
        (self.to - self.from + 1) as usize
    }

    /// Never: a window has at least one day.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.to < self.from
    }

    /// Its days.
    pub fn days(self) -> impl Iterator<Item = i32> {
        self.from..=self.to
    }
}

impl FromStr for Window {
    type Err = SpecError;

    /// `-10..10`, also `-10..=10` and `-10,10`.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let refuse = || SpecError::Window(s.to_owned());
        let (from, to) = s.split_once("..").or_else(|| s.split_once(',')).ok_or_else(refuse)?;
        let to = to.strip_prefix('=').unwrap_or(to);
        let day = |text: &str| text.trim().parse::<i32>().map_err(|_| refuse());
        let window = Self { from: day(from)?, to: day(to)? };
        let sane =
            window.from <= window.to && [window.from, window.to].iter().all(|day| day.abs() <= FARTHEST_DAY);
        if sane { Ok(window) } else { Err(refuse()) }
    }
}

/// What happens with an event date on which the instrument has no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DayZero {
    /// The next session of the instrument.
    #[default]
    Next,
    /// The session before.
    Previous,
    /// The event is left out.
    Exact,
}

/// What happens with an event whose event window leaves the instrument's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OffData {
    /// The event is left out, with its reason.
    #[default]
    Drop,
    /// The event stays, its days beyond the data missing.
    Keep,
}

/// Which pairs of events the mean correlation of Kolari and Pynnönen's tests counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PairsBy {
    /// Each pair in proportion to the overlap of its event windows: the tests correct for correlation
    /// between the returns that they average, and returns of different days have none.
    #[default]
    EventWindows,
    /// Each pair in proportion to the overlap of its estimation windows, as in a study whose events all
    /// share one day. With events on different days the tests then almost never reject.
    EstimationWindows,
}

impl PairsBy {
    /// The name, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EventWindows => "event_windows",
            Self::EstimationWindows => "estimation_windows",
        }
    }
}

/// The specification of a study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// The expected-return model.
    pub model: Model,
    /// How returns are computed.
    pub returns: ReturnKind,
    /// Rows of the estimation window.
    pub estimation: usize,
    /// Rows between the estimation window and the event window.
    pub gap: usize,
    /// The event window.
    pub window: Window,
    /// The least number of estimation rows with all values. `None`: the whole estimation window must
    /// be within the data, and half of its rows must have all values.
    pub min_observations: Option<usize>,
    /// Event dates without a session.
    pub day_zero: DayZero,
    /// Event windows that leave the data.
    pub off_data: OffData,
    /// Pairs in Kolari and Pynnönen's tests.
    pub pairs: PairsBy,
    /// The relative day before which the gap and the estimation window lie, where several event windows share
    /// one; `None` for the first day of the event window.
    pub estimate_before: Option<i32>,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            model: Model::MarketModel,
            returns: ReturnKind::Simple,
            estimation: 250,
            gap: 20,
            window: Window { from: -10, to: 10 },
            min_observations: None,
            day_zero: DayZero::Next,
            off_data: OffData::Drop,
            pairs: PairsBy::EventWindows,
            estimate_before: None,
        }
    }
}

impl Spec {
    /// Checks that the numbers make sense together.
    ///
    /// ```
    /// use newstape::normal_return::Model;
    /// use newstape::study::Spec;
    ///
    /// // Three factors and an intercept are four parameters; three rows more leave a variance to estimate.
    /// let spec = |estimation| Spec { model: Model::Factors, estimation, ..Spec::default() };
    /// assert!(spec(7).check(3).is_ok());
    /// assert_eq!(
    ///     spec(6).check(3).unwrap_err().to_string(),
    ///     "an estimation window of 6 rows: the model needs at least 7 and no more than 100000"
    /// );
    /// ```
    ///
    /// # Errors
    /// [`SpecError::Estimation`] for an estimation window too short for the model.
    pub fn check(&self, factors: usize) -> Result<(), SpecError> {
        let need = self.model.parameters(factors) + 3;
        if self.estimation < need || self.estimation > 100_000 {
            return Err(SpecError::Estimation { got: self.estimation, need });
        }
        if self.gap > 100_000 {
            return Err(SpecError::Gap(self.gap));
        }
        Ok(())
    }

    /// The estimation window in relative days: `first..=last`.
    ///
    /// ```
    /// use newstape::study::{Spec, Window};
    ///
    /// // 120 days, of which the last is eleven days before the first day of the event window.
    /// let spec = Spec { estimation: 120, gap: 10, window: Window { from: -5, to: 5 }, ..Spec::default() };
    /// assert_eq!(spec.estimation_days(), (-135, -16));
    /// ```
    #[must_use]
    pub fn estimation_days(&self) -> (i64, i64) {
        let before = self.estimate_before.map_or(self.window.from, |before| before.min(self.window.from));
        let last = i64::from(before) - self.gap as i64 - 1;
        (last - self.estimation as i64 + 1, last)
    }
}

/// What is wrong with a study as asked for.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SpecError {
    /// The text is not a window.
    #[error(
        "\"{0}\" is not a window of relative days, like -1..1, none farther than {FARTHEST_DAY} from day 0"
    )]
    Window(String),
    /// The estimation window is too short or absurdly long.
    #[error("an estimation window of {got} rows: the model needs at least {need} and no more than 100000")]
    Estimation {
        /// The number of rows asked for.
        got: usize,
        /// The least that the model needs.
        need: usize,
    },
    /// The gap is too large.
    #[error("a gap of {0} rows is longer than any panel")]
    Gap(usize),
    /// The model needs a benchmark and there is none.
    #[error("the model {0} needs a benchmark")]
    NoBenchmark(Model),
    /// The benchmark is not in the panel.
    #[error("the benchmark {0} is not in the prices")]
    UnknownBenchmark(String),
    /// The factor model without factors.
    #[error("the model factors needs factor columns")]
    NoFactors,
    /// The panel has no return at all.
    #[error("the prices hold no instrument with two rows")]
    EmptyPanel,
}

impl Fault for SpecError {
    fn class(&self) -> FaultClass {
        match self {
            Self::EmptyPanel => FaultClass::Data,
            Self::UnknownBenchmark(_) => FaultClass::NotFound,
            Self::Window(_)
            | Self::Estimation { .. }
            | Self::Gap(_)
            | Self::NoBenchmark(_)
            | Self::NoFactors => FaultClass::Input,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Window(_) => Some(Remedy::Give { argument: "window", example: "-10..10" }),
            Self::NoBenchmark(_) => Some(Remedy::Give { argument: "benchmark", example: "SPY" }),
            Self::NoFactors => Some(Remedy::Give { argument: "factors", example: "factors.csv" }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_read_and_a_reversed_one_refused() {
        assert_eq!("-10..10".parse(), Ok(Window { from: -10, to: 10 }));
        assert_eq!("-1..=0".parse::<Window>().unwrap().len(), 2);
        assert!("3..1".parse::<Window>().is_err());
        assert!("3".parse::<Window>().is_err());
    }

    #[test]
    fn the_estimation_window_lies_before_the_gap() {
        let spec = Spec::default();
        assert_eq!(spec.estimation_days(), (-280, -31));
        assert!(Spec { estimation: 4, ..spec }.check(0).is_err());
    }
}
