//! What a rounded number can have been before it was rounded.

use rust_decimal::Decimal;

/// The half-open interval `[low, high)` of values that round to a number as written.
///
/// 0.21 has two decimals, so it means `[0.205, 0.215)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// The least value that rounds to the number.
    pub low: Decimal,
    /// The least value above that no longer does.
    pub high: Decimal,
}

impl Rounding {
    /// The interval behind a number with the decimals it was written in.
    ///
    /// ```
    /// use newstape::units::Rounding;
    ///
    /// let interval = Rounding::of("0.21".parse()?);
    /// assert!(interval.contains("0.2057".parse()?) && !interval.contains("0.215".parse()?));
    /// # Ok::<(), rust_decimal::Error>(())
    /// ```
    #[must_use]
    pub fn of(written: Decimal) -> Self {
        let half = Decimal::new(5, (written.scale() + 1).min(Decimal::MAX_SCALE));
        Self { low: written - half, high: written + half }
    }

    /// Whether `value` rounds to the number.
    #[must_use]
    pub fn contains(&self, value: Decimal) -> bool {
        self.low <= value && value < self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decimals_as_written_set_the_width() {
        let r = Rounding::of("0.21".parse().unwrap());
        assert_eq!(r.low.to_string(), "0.205");
        assert_eq!(r.high.to_string(), "0.215");
        assert!(r.contains("0.205".parse().unwrap()));
        assert!(!r.contains("0.215".parse().unwrap()));
        assert!(Rounding::of("3".parse().unwrap()).contains("2.5".parse().unwrap()));
    }
}
