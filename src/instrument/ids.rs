//! Symbols, market identifier codes, and the pair of them that names an instrument.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongId {
    /// Not four capital letters or digits.
    #[error("\"{0}\" is not a market identifier code of four letters (ISO 10383)")]
    Mic(String),
    /// Not a symbol.
    #[error("\"{0}\" is not a symbol: 1 to 24 letters, digits or any of . - ^ = / &")]
    Symbol(String),
}

/// The code of a listed security on its venue, in capitals: `MSFT`, `SAP`, `BRK.B`, `^GSPC`.
///
/// Share classes are written with a dot, as the exchanges do; a provider's own spelling
/// (`BRK-B`) belongs to [`super::ProviderSymbol`].
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Symbol(String);

impl Symbol {
    /// The symbol's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Symbol {
    type Err = WrongId;

    fn from_str(s: &str) -> Result<Self, WrongId> {
        let fits = |c: char| c.is_ascii_alphanumeric() || ".-^=/&".contains(c);
        if (1..=24).contains(&s.len()) && s.chars().all(fits) {
            Ok(Self(s.to_ascii_uppercase()))
        } else {
            Err(WrongId::Symbol(s.to_owned()))
        }
    }
}

impl<'de> Deserialize<'de> for Symbol {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A market identifier code (ISO 10383): `XNAS`, `XETR`.
///
/// Two codes of our own stand beside the standard's: [`Mic::CRYPTO`] and [`Mic::FX`], for
/// instruments that trade round the clock on no single venue (X… codes that start with `X`
/// and are unassigned would be mistaken for exchanges; these are spelt as words).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mic([u8; 4]);

impl Mic {
    /// Nasdaq.
    pub const XNAS: Self = Self(*b"XNAS");
    /// New York Stock Exchange.
    pub const XNYS: Self = Self(*b"XNYS");
    /// NYSE Arca, home of most US exchange-traded funds.
    pub const ARCX: Self = Self(*b"ARCX");
    /// Xetra.
    pub const XETR: Self = Self(*b"XETR");
    /// Crypto pairs: no single venue, open round the clock.
    pub const CRYPTO: Self = Self(*b"CRYP");
    /// Currency pairs: no single venue.
    pub const FX: Self = Self(*b"FXSP");
    /// Indices, which are calculated rather than traded on a venue of their own, carry the venue
    /// of their market (`^GSPC` is `XNYS`); this code is for those without one.
    pub const INDEX: Self = Self(*b"INDX");

    /// The four characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXXX")
    }
}

impl FromStr for Mic {
    type Err = WrongId;

    fn from_str(s: &str) -> Result<Self, WrongId> {
        let upper = s.to_ascii_uppercase();
        match <[u8; 4]>::try_from(upper.as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_alphanumeric) => Ok(Self(code)),
            _ => Err(WrongId::Mic(s.to_owned())),
        }
    }
}

impl fmt::Display for Mic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Mic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Mic {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Mic {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What names an instrument: its symbol and the venue of its listing.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InstrumentId {
    /// The code on the venue.
    #[schema(value_type = String)]
    pub symbol: Symbol,
    /// The venue.
    #[schema(value_type = String)]
    pub mic: Mic,
}

impl InstrumentId {
    /// The instrument with this symbol on this venue.
    #[must_use]
    pub const fn new(symbol: Symbol, mic: Mic) -> Self {
        Self { symbol, mic }
    }
}

/// `MSFT:XNAS`.
impl fmt::Display for InstrumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.symbol, self.mic)
    }
}

impl fmt::Debug for InstrumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Reads `MSFT:XNAS`.
impl FromStr for InstrumentId {
    type Err = WrongId;

    fn from_str(s: &str) -> Result<Self, WrongId> {
        let (symbol, mic) = s.rsplit_once(':').ok_or_else(|| WrongId::Mic(String::new()))?;
        Ok(Self::new(symbol.parse()?, mic.parse()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_print_as_they_are_read() {
        let id: InstrumentId = "brk.b:xnys".parse().unwrap();
        assert_eq!(id.to_string(), "BRK.B:XNYS");
        assert_eq!(id.to_string().parse::<InstrumentId>().unwrap(), id);
        assert!("MSFT".parse::<InstrumentId>().is_err());
        assert!("MS FT:XNAS".parse::<InstrumentId>().is_err());
    }
}
