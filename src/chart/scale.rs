//! Round numbers for a vertical axis.

/// An axis: its ends and the round values marked on it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<f64>,
    /// The decimals that tell the ticks apart.
    pub(super) decimals: u8,
}

impl Scale {
    /// A scale over `low..=high` with room above and below, and about `wanted` ticks.
    ///
    /// A range of no height (one price) gets a height of a thousandth of the value.
    pub(super) fn padded(low: f64, high: f64, wanted: usize) -> Self {
        let least = (low.abs().max(high.abs()) * 1e-3).max(1e-9);
        let height = (high - low).max(least);
        let mid = f64::midpoint(low, high);
        let half = height * 0.56;
        Self::over(mid - half, mid + half, wanted)
    }

    /// Whether a value is on the scale.
    pub(super) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// A scale over exactly `low..=high`.
    pub(super) fn over(low: f64, high: f64, wanted: usize) -> Self {
        let (step, decimals) = round_step((high - low) / as_f64(wanted.max(1)));
        let first = (low / step).ceil();
        let ticks = (0..=2 * wanted.max(1))
            .map(|i| (first + as_f64(i)) * step)
            .take_while(|t| *t <= high + step * 1e-9)
            // The tick at zero must be zero, not a rest of −0.0.
            .map(|t| if t.abs() < step * 1e-6 { 0.0 } else { t })
            .collect();
        Self { low, high, ticks, decimals }
    }
}

/// The least of 1, 2, 2.5, 5 times a power of ten that is not below `raw`, and its decimals.
pub(super) fn round_step(raw: f64) -> (f64, u8) {
    let exponent = raw.log10().floor();
    let unit = 10f64.powf(exponent);
    let (factor, extra) = [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0), (10.0, -1)]
        .into_iter()
        .find(|(f, _)| f * unit >= raw * (1.0 - 1e-9))
        .unwrap_or((10.0, -1));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to 0..=12
    let decimals = (f64::from(extra) - exponent).clamp(0.0, 12.0) as u8;
    (factor * unit, decimals)
}

/// A count as a number; counts in charts are far below 2⁵³.
#[allow(clippy::cast_precision_loss)]
pub(super) const fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_inside_and_told_apart() {
        for (low, high) in
            [(414.0, 448.0), (99.999, 100.001), (0.0, 1e9), (-0.17, 0.02), (5.0, 5.0), (1e-4, 3e-4)]
        {
            let s = Scale::padded(low, high, 5);
            assert!(s.low < low && s.high > high, "{s:?}");
            assert!(s.ticks.len() >= 2 && s.ticks.len() <= 11, "{s:?}");
            assert!(s.ticks.iter().all(|t| (s.low..=s.high).contains(t)), "{s:?}");
            let mut texts: Vec<String> =
                s.ticks.iter().map(|t| format!("{t:.*}", usize::from(s.decimals))).collect();
            let n = texts.len();
            texts.dedup();
            assert_eq!(texts.len(), n, "{s:?}");
        }
    }

    #[test]
    fn steps_are_one_two_two_and_a_half_or_five() {
        assert_eq!(round_step(6.1), (10.0, 0));
        assert_eq!(round_step(2.2), (2.5, 1));
        assert_eq!(round_step(0.021), (0.025, 3));
        assert_eq!(round_step(500.0), (500.0, 0));
    }
}
