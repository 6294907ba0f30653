//! One bar: open, high, low, close and volume over a span.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Open, high, low, close and volume over one span of trading.
///
/// `At` labels the span: a session date for daily bars, the instant of the span's *start* in UTC
/// for intraday ones. The two never share a type.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bar<At> {
    /// The span's label.
    pub at: At,
    /// First trade price, in the instrument's currency.
    pub open: f64,
    /// Highest trade price.
    pub high: f64,
    /// Lowest trade price.
    pub low: f64,
    /// Last trade price.
    pub close: f64,
    /// Shares traded; `None` where the provider does not say.
    pub volume: Option<f64>,
}

/// A bar of one trading day, labelled by the session's local date.
pub type DailyBar = Bar<NaiveDate>;
/// A bar of part of a day, labelled by its start.
pub type IntradayBar = Bar<DateTime<Utc>>;

/// The rule that five numbers break when they do not make a bar.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum BarError {
    /// A price is zero, negative, infinite or not a number.
    #[error("`{field}` is {value}: a price must be positive")]
    Price {
        /// `open`, `high`, `low` or `close`.
        field: &'static str,
        /// The value received.
        value: f64,
    },
    /// The low is above the high.
    #[error("`low` {low} is above `high` {high}")]
    Inverted {
        /// The low received.
        low: f64,
        /// The high received.
        high: f64,
    },
    /// A volume is negative, infinite or not a number.
    #[error("`volume` is {0}: it must not be negative")]
    Volume(f64),
}

impl<At> Bar<At> {
    /// Checks the numbers and makes a bar.
    ///
    /// An open or close outside `low..=high` is let through: real tapes have it, and the quality
    /// gates flag it.
    ///
    /// ```
    /// use newstape::market::{Bar, BarError};
    ///
    /// let bar = |low, high| Bar::new("day", 100.0, high, low, 101.0, Some(2e6));
    /// assert!(bar(99.0, 102.0).is_ok());
    /// assert_eq!(bar(102.0, 99.0), Err(BarError::Inverted { low: 102.0, high: 99.0 }));
    /// assert_eq!(bar(0.0, 102.0), Err(BarError::Price { field: "low", value: 0.0 }));
    /// ```
    ///
    /// # Errors
    /// [`BarError`] names the first rule broken.
    pub fn new(
        at: At,
        open: f64,
        high: f64,
        low: f64,
        close: f64,
        volume: Option<f64>,
    ) -> Result<Self, BarError> {
        for (field, value) in [("open", open), ("high", high), ("low", low), ("close", close)] {
            if !(value.is_finite() && value > 0.0) {
                return Err(BarError::Price { field, value });
            }
        }
        if low > high {
            return Err(BarError::Inverted { low, high });
        }
        if let Some(v) = volume
            && !(v.is_finite() && v >= 0.0)
        {
            return Err(BarError::Volume(v));
        }
        Ok(Self { at, open, high, low, close, volume })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_bar_names_its_rule() {
        let bar = |low, close, volume| Bar::new((), 10.0, 11.0, low, close, volume);
        assert!(bar(9.0, 10.5, Some(0.0)).is_ok());
        assert_eq!(bar(12.0, 10.5, None), Err(BarError::Inverted { low: 12.0, high: 11.0 }));
        assert_eq!(bar(9.0, -1.0, None), Err(BarError::Price { field: "close", value: -1.0 }));
        assert_eq!(bar(9.0, 10.0, Some(-5.0)), Err(BarError::Volume(-5.0)));
    }
}
