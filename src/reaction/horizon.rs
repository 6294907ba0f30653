//! The ends of the spans over which a reaction is measured.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where the measured span ends.
///
/// ```
/// use newstape::reaction::Horizon;
///
/// assert_eq!("90m".parse(), Ok(Horizon::Minutes(90)));
/// assert_eq!(Horizon::Minutes(60).to_string(), "1h");
/// let run_up: Horizon = "-5d".parse()?;
/// assert!(run_up.is_run_up());
/// # Ok::<(), newstape::reaction::UnknownHorizon>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Horizon {
    /// After that many minutes of open market: `1m`, `30m`, `1h`.
    Minutes(u16),
    /// The last extended-hours price before the next regular open: `premarket`.
    Premarket,
    /// The next regular open: `open`.
    Open,
    /// The next regular close: `close`.
    Close,
    /// The n-th regular close at which the news was public, from 1: `1d`, `5d`. A negative number
    /// is the run-up: from that many closes before the anchor to the anchor (`-5d`).
    Sessions(i16),
}

impl Horizon {
    /// What is measured unless the user says otherwise. `close` is not among them: it is the same
    /// instant as `1d`.
    pub const DEFAULT: [Self; 15] = [
        Self::Sessions(-5),
        Self::Sessions(-1),
        Self::Minutes(1),
        Self::Minutes(5),
        Self::Minutes(15),
        Self::Minutes(30),
        Self::Minutes(60),
        Self::Premarket,
        Self::Open,
        Self::Sessions(1),
        Self::Sessions(2),
        Self::Sessions(3),
        Self::Sessions(5),
        Self::Sessions(10),
        Self::Sessions(20),
    ];

    /// Whether it looks back from the anchor.
    #[must_use]
    pub const fn is_run_up(self) -> bool {
        matches!(self, Self::Sessions(n) if n < 0)
    }
}

impl fmt::Display for Horizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Minutes(m) if m % 60 == 0 => format!("{}h", m / 60),
            Self::Minutes(m) => format!("{m}m"),
            Self::Premarket => "premarket".to_owned(),
            Self::Open => "open".to_owned(),
            Self::Close => "close".to_owned(),
            Self::Sessions(n) => format!("{n}d"),
        };
        f.pad(&text)
    }
}

/// The text names no horizon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a horizon: for example 5m, 1h, premarket, open, close, 1d, 20d, -5d")]
pub struct UnknownHorizon(pub String);

impl FromStr for Horizon {
    type Err = UnknownHorizon;

    fn from_str(s: &str) -> Result<Self, UnknownHorizon> {
        let wrong = || UnknownHorizon(s.to_owned());
        match s {
            "premarket" => return Ok(Self::Premarket),
            "open" => return Ok(Self::Open),
            "close" => return Ok(Self::Close),
            _ => {}
        }
        let unit = s.chars().last().ok_or_else(wrong)?;
        let number = s.strip_suffix(unit).ok_or_else(wrong)?;
        match (unit, number.parse::<i16>().map_err(|_| wrong())?) {
            ('m', n @ 1..=1440) => Ok(Self::Minutes(n.unsigned_abs())),
            ('h', n @ 1..=24) => Ok(Self::Minutes(n.unsigned_abs() * 60)),
            ('d', n @ (-250..=-1 | 1..=250)) => Ok(Self::Sessions(n)),
            _ => Err(wrong()),
        }
    }
}

impl Serialize for Horizon {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Horizon {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn horizons_print_as_they_are_read() {
        for h in Horizon::DEFAULT {
            assert_eq!(h.to_string().parse::<Horizon>().unwrap(), h);
        }
        assert_eq!("90m".parse::<Horizon>().unwrap(), Horizon::Minutes(90));
        for wrong in ["", "d", "0d", "5x", "-5m", "99999d", "ü"] {
            assert!(wrong.parse::<Horizon>().is_err(), "{wrong}");
        }
    }
}
