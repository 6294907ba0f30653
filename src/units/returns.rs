//! Returns, kept as fractions.

use serde::{Deserialize, Serialize};

use super::Price;

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

    /// `to / from − 1` of two prices in units of the same money; `None` where their currencies are
    /// different moneys, or a price is not positive and finite. A price without a currency is taken
    /// to be in the other's.
    ///
    /// ```
    /// use newstape::units::{Currency, Price, Return};
    ///
    /// let price = |amount, currency| Price::new(amount, Some(currency));
    /// let rise = Return::of_prices(price(450.0, Currency::GBX), price(4.59, Currency::GBP));
    /// assert!((rise.expect("pence and pounds are one money").pct() - 2.0).abs() < 1e-9);
    /// assert_eq!(Return::of_prices(price(450.0, Currency::GBP), price(459.0, Currency::USD)), None);
    /// ```
    #[must_use]
    pub fn of_prices(from: Price, to: Price) -> Option<Self> {
        let to = match (from.currency, to.currency) {
            (Some(currency), Some(_)) => to.in_currency(currency)?,
            _ => to,
        };
        Self::between(from.amount, to.amount)
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

    #[test]
    fn a_return_between_pence_and_pounds_is_no_fall_of_99_percent() {
        let price = |amount, currency: &str| Price::new(amount, Some(currency.parse().unwrap()));
        let r = Return::of_prices(price(450.0, "GBX"), price(4.59, "GBP")).unwrap();
        assert!((r.pct() - 2.0).abs() < 1e-9);
        assert_eq!(Return::of_prices(price(450.0, "GBX"), price(4.59, "USD")), None);
    }
}
