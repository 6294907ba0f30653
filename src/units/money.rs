//! Currencies and prices.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A quotation currency: three capital letters, ISO 4217, and `GBX` for pence sterling.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// US dollar.
    pub const USD: Self = Self(*b"USD");
    /// Euro.
    pub const EUR: Self = Self(*b"EUR");
    /// Pound sterling.
    pub const GBP: Self = Self(*b"GBP");
    /// Pence sterling, a hundredth of [`Currency::GBP`]; London quotes most shares in it.
    pub const GBX: Self = Self(*b"GBX");
    /// Swiss franc.
    pub const CHF: Self = Self(*b"CHF");
    /// Yen.
    pub const JPY: Self = Self(*b"JPY");

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// The currency of which this one is a hundredth, for those that exchanges quote in: pence
    /// sterling (`GBX`), Israeli agorot (`ILA`), South African cents (`ZAC`).
    #[must_use]
    pub const fn hundredth_of(self) -> Option<Self> {
        match &self.0 {
            b"GBX" => Some(Self::GBP),
            b"ILA" => Some(Self(*b"ILS")),
            b"ZAC" => Some(Self(*b"ZAR")),
            _ => None,
        }
    }

    /// How many units of `other` one unit of this currency is, where both are the same money: 0.01
    /// for pence in pounds. `None` between different moneys, whose rate changes by the day.
    #[must_use]
    pub fn units_of(self, other: Self) -> Option<f64> {
        if self == other {
            Some(1.0)
        } else if self.hundredth_of() == Some(other) {
            Some(0.01)
        } else {
            (other.hundredth_of() == Some(self)).then_some(100.0)
        }
    }
}

/// The text is not a currency code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a currency code of three letters")]
pub struct UnknownCurrency(pub String);

impl FromStr for Currency {
    type Err = UnknownCurrency;

    /// Accepts any case; Yahoo's `GBp` and `GBX` both mean pence.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        if s == "GBp" {
            return Ok(Self::GBX);
        }
        match s.to_ascii_uppercase().as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|x| x.is_ascii_uppercase()) => Ok(Self([*a, *b, *c])),
            _ => Err(UnknownCurrency(s.to_owned())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A price on the tape: an amount per share or index unit in its quotation currency.
///
/// Prices of different currencies are never compared as bare numbers: 450 pence are 4.50 pounds, and
/// neither is 450 pounds.
///
/// ```
/// use newstape::units::{Currency, Price};
///
/// let pence = Price::new(450.0, Some(Currency::GBX));
/// assert_eq!(pence.in_currency(Currency::GBP), Some(Price::new(4.5, Some(Currency::GBP))));
/// assert_eq!(pence.in_currency(Currency::USD), None);
/// assert_eq!(pence.to_string(), "450 GBX");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// The amount.
    pub amount: f64,
    /// The currency of the price; `None` if it is unknown.
    pub currency: Option<Currency>,
}

impl Price {
    /// An amount in a currency.
    #[must_use]
    pub const fn new(amount: f64, currency: Option<Currency>) -> Self {
        Self { amount, currency }
    }

    /// The same price counted in another unit of the same money (pence as pounds); `None` for
    /// another money, or where the price's own currency is not known.
    #[must_use]
    pub fn in_currency(self, currency: Currency) -> Option<Self> {
        let factor = self.currency?.units_of(currency)?;
        Some(Self { amount: self.amount * factor, currency: Some(currency) })
    }

    /// The price times a number without a unit.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { amount: self.amount * factor, ..self }
    }
}

/// `446.28 USD`, or the number alone.
impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.currency {
            Some(currency) => write!(f, "{} {currency}", self.amount),
            None => write!(f, "{}", self.amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yahoo_pence_are_gbx() {
        assert_eq!("GBp".parse::<Currency>().unwrap(), Currency::GBX);
        assert_eq!("gbp".parse::<Currency>().unwrap(), Currency::GBP);
        assert!("EURO".parse::<Currency>().is_err());
        assert!("E1R".parse::<Currency>().is_err());
    }

    #[test]
    fn pence_are_pounds_and_neither_is_a_dollar() {
        let pence = Price::new(450.0, Some(Currency::GBX));
        let pounds = pence.in_currency(Currency::GBP).unwrap();
        assert!((pounds.amount - 4.5).abs() < 1e-12);
        assert!((pounds.in_currency(Currency::GBX).unwrap().amount - 450.0).abs() < 1e-9);
        assert_eq!(pence.in_currency(Currency::EUR), None);
        assert_eq!(Price::new(450.0, None).in_currency(Currency::GBX), None);
    }
}
