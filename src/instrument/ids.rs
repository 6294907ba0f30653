//! Symbols, and the pair of symbol and venue that names an instrument.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::venue::{Mic, WrongMic};

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongId {
    /// Not four letters or digits.
    #[error(transparent)]
    Mic(#[from] WrongMic),
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
        let (symbol, mic) = s.rsplit_once(':').ok_or_else(|| WrongMic(String::new()))?;
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
