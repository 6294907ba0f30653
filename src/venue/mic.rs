//! Market identifier codes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The text is not a market identifier code: not four letters or digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a market identifier code of four letters (ISO 10383)")]
pub struct WrongMic(pub String);

/// A market identifier code (ISO 10383): `XNAS`, `XETR`.
///
/// There are three codes of our own besides the standard's: [`Mic::CRYPTO`], [`Mic::FX`] and
/// [`Mic::INDEX`], for instruments that have no single venue. They are spelt as words: an unassigned code
/// that starts with `X` would be mistaken for an exchange.
///
/// Any code of the right form is accepted, because users add venues of their own; whether one is known
/// says [`super::venue`].
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
    type Err = WrongMic;

    /// Accepts any case.
    fn from_str(s: &str) -> Result<Self, WrongMic> {
        let upper = s.to_ascii_uppercase();
        match <[u8; 4]>::try_from(upper.as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_alphanumeric) => Ok(Self(code)),
            _ => Err(WrongMic(s.to_owned())),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_four_letters_or_digits() {
        assert_eq!("xetr".parse::<Mic>().unwrap(), Mic::XETR);
        for wrong in ["", "XET", "XETRA", "XE-R", "XÉT"] {
            assert_eq!(wrong.parse::<Mic>().unwrap_err(), WrongMic(wrong.to_owned()));
        }
    }
}
