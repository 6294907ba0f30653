//! Sorted, unique bars of one instrument from one provider.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::Bar;
use crate::instrument::InstrumentId;

/// The span of one bar.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
pub enum Interval {
    /// One minute.
    #[serde(rename = "1m")]
    Minute1,
    /// Five minutes.
    #[serde(rename = "5m")]
    Minute5,
    /// Fifteen minutes.
    #[serde(rename = "15m")]
    Minute15,
    /// One hour.
    #[serde(rename = "1h")]
    Hour1,
    /// One session.
    #[serde(rename = "1d")]
    Day1,
}

impl Interval {
    /// All intervals, finest first.
    pub const ALL: [Self; 5] = [Self::Minute1, Self::Minute5, Self::Minute15, Self::Hour1, Self::Day1];

    /// The name: `1m`, `5m`, `15m`, `1h`, `1d`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minute1 => "1m",
            Self::Minute5 => "5m",
            Self::Minute15 => "15m",
            Self::Hour1 => "1h",
            Self::Day1 => "1d",
        }
    }

    /// The length of an intraday bar; `None` for daily ones, which last as long as their session.
    #[must_use]
    pub const fn span(self) -> Option<TimeDelta> {
        match self {
            Self::Minute1 => Some(TimeDelta::minutes(1)),
            Self::Minute5 => Some(TimeDelta::minutes(5)),
            Self::Minute15 => Some(TimeDelta::minutes(15)),
            Self::Hour1 => Some(TimeDelta::hours(1)),
            Self::Day1 => None,
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The text names no interval.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an interval: one of 1m, 5m, 15m, 1h, 1d")]
pub struct UnknownInterval(pub String);

impl FromStr for Interval {
    type Err = UnknownInterval;

    fn from_str(s: &str) -> Result<Self, UnknownInterval> {
        Self::ALL.into_iter().find(|i| i.as_str() == s).ok_or_else(|| UnknownInterval(s.to_owned()))
    }
}

/// What has been done to the prices of a series to make them comparable over time.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Adjustment {
    /// Nothing: the prices at which shares changed hands.
    AsTraded,
    /// Divided by later splits (Yahoo's open, high, low and close).
    Splits,
    /// Divided by later splits and reduced by later dividends (Yahoo's adjusted close).
    SplitsAndDividends,
}

impl Adjustment {
    /// The name: `as_traded`, `splits`, `splits_and_dividends`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AsTraded => "as_traded",
            Self::Splits => "splits",
            Self::SplitsAndDividends => "splits_and_dividends",
        }
    }

    /// All states.
    pub const ALL: [Self; 3] = [Self::AsTraded, Self::Splits, Self::SplitsAndDividends];
}

impl fmt::Display for Adjustment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What makes a series one series: bars with different keys are never mixed in a measurement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesKey {
    /// The instrument.
    pub instrument: InstrumentId,
    /// The span of each bar.
    pub interval: Interval,
    /// Who gave the bars: a provider's name, or `file` for an import.
    pub provider: String,
    /// The state of the prices.
    pub adjustment: Adjustment,
}

/// Why bars do not make a series.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeriesError {
    /// Two bars have the same label, or an earlier one follows a later one.
    #[error("bar {0} does not come after the bar before it")]
    Order(usize),
}

/// Bars of one instrument, interval, provider and adjustment, sorted by label, no label twice.
///
/// ```
/// use chrono::NaiveDate;
/// use newstape::market::{Adjustment, Bar, Interval, Series, SeriesError, SeriesKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SeriesKey {
///     instrument: "SAP:XETR".parse()?,
///     interval: Interval::Day1,
///     provider: "file".to_owned(),
///     adjustment: Adjustment::AsTraded,
/// };
/// let day = |d| NaiveDate::from_ymd_opt(2025, 1, d).expect("a day in January");
/// let bar = |d, close: f64| Bar::new(day(d), close, close, close, close, None);
/// let series = Series::new(key.clone(), vec![bar(24, 264.0)?, bar(27, 259.5)?])?;
/// // The 25th was a Saturday.
/// assert_eq!(series.get(day(25)), None);
/// assert_eq!(series.last_before(day(27)).map(|bar| bar.close), Some(264.0));
/// assert_eq!(Series::new(key, vec![bar(27, 259.5)?, bar(24, 264.0)?]), Err(SeriesError::Order(1)));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Series<At> {
    key: SeriesKey,
    bars: Vec<Bar<At>>,
}

impl<At: Ord + Copy> Series<At> {
    /// A series of bars that are known to be in order because they come from one that is.
    pub(super) const fn sorted(key: SeriesKey, bars: Vec<Bar<At>>) -> Self {
        Self { key, bars }
    }

    /// Checks the order and makes a series.
    ///
    /// # Errors
    /// [`SeriesError::Order`] names the first bar (from 0) that is out of order.
    pub fn new(key: SeriesKey, bars: Vec<Bar<At>>) -> Result<Self, SeriesError> {
        match bars.windows(2).position(|w| w[0].at >= w[1].at) {
            Some(i) => Err(SeriesError::Order(i + 1)),
            None => Ok(Self { key, bars }),
        }
    }

    /// What the series is of.
    #[must_use]
    pub const fn key(&self) -> &SeriesKey {
        &self.key
    }

    /// The bars, oldest first.
    #[must_use]
    pub fn bars(&self) -> &[Bar<At>] {
        &self.bars
    }

    /// The index of the first bar at or after `at`.
    #[must_use]
    pub fn first_at_or_after(&self, at: At) -> usize {
        self.bars.partition_point(|b| b.at < at)
    }

    /// The bar with exactly this label.
    #[must_use]
    pub fn get(&self, at: At) -> Option<&Bar<At>> {
        self.bars.get(self.first_at_or_after(at)).filter(|b| b.at == at)
    }

    /// The last bar strictly before `at`.
    #[must_use]
    pub fn last_before(&self, at: At) -> Option<&Bar<At>> {
        self.first_at_or_after(at).checked_sub(1).map(|i| &self.bars[i])
    }
}
