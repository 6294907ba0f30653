//! Returns, kept as fractions.

use serde::{Deserialize, Serialize};

/// A simple return as a fraction: 0.01 is one per cent.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Return(f64);

impl Return {
    /// A return from its fraction.
    #[must_use]
    pub const fn from_fraction(fraction: f64) -> Self {
        Self(fraction)
    }

    /// `to / from − 1`; `None` unless both prices are positive and finite.
    #[must_use]
    pub fn between(from: f64, to: f64) -> Option<Self> {
        let sound = |p: f64| p.is_finite() && p > 0.0;
        (sound(from) && sound(to)).then(|| Self(to / from - 1.0))
    }

    /// The fraction (−0.0021 for −0.21 %).
    #[must_use]
    pub const fn fraction(self) -> f64 {
        self.0
    }

    /// In per cent (−0.21 for −0.21 %).
    #[must_use]
    pub fn pct(self) -> f64 {
        self.0 * 100.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_needs_two_sound_prices() {
        let r = Return::between(447.20, 446.28).unwrap();
        assert!((r.pct() + 0.205_724_508).abs() < 1e-6);
        assert_eq!(Return::between(0.0, 1.0), None);
        assert_eq!(Return::between(1.0, f64::NAN), None);
    }
}
