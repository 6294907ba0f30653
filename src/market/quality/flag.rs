//! What can be suspicious about a bar.

use std::fmt;

use serde::{Serialize, Serializer};

/// One suspicion. A flagged bar is kept: the tape does odd things, and who measures shall know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Flag {
    /// The open or the close is outside the range from low to high.
    OutsideRange = 0,
    /// No volume although the price moved, in a series that has volumes.
    NoVolume = 1,
    /// The file or answer had two different bars with this label; the later one was kept.
    Duplicate = 2,
    /// The bar begins before the one before it has ended.
    Overlap = 3,
    /// The venue does not trade then, by its calendar.
    OutOfSession = 4,
    /// The day's timestamps match the session only if they are the ends of bars.
    EndStamped = 5,
    /// The close is more than 20 median absolute deviations from the one before.
    Jump = 6,
    /// The stamps of the day fit the session only when shifted by an hour: the zone's summer time
    /// was overlooked or applied twice.
    ClockShift = 7,
    /// The jump is by a split's ratio, and no split is known that day.
    UnadjustedSplit = 8,
    /// Prices and volume repeat the bar before.
    Stale = 9,
    /// Another provider has a close that differs by more than the tolerance.
    Disagreement = 10,
    /// The local time occurs twice on the day summer time ends; the first was taken.
    AmbiguousTime = 11,
}

impl Flag {
    /// All suspicions.
    pub const ALL: [Self; 12] = [
        Self::OutsideRange,
        Self::NoVolume,
        Self::Duplicate,
        Self::Overlap,
        Self::OutOfSession,
        Self::EndStamped,
        Self::Jump,
        Self::ClockShift,
        Self::UnadjustedSplit,
        Self::Stale,
        Self::Disagreement,
        Self::AmbiguousTime,
    ];

    /// The name: `outside_range`, `no_volume`, …
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OutsideRange => "outside_range",
            Self::NoVolume => "no_volume",
            Self::Duplicate => "duplicate",
            Self::Overlap => "overlap",
            Self::OutOfSession => "out_of_session",
            Self::EndStamped => "end_stamped",
            Self::Jump => "jump",
            Self::ClockShift => "clock_shift",
            Self::UnadjustedSplit => "unadjusted_split",
            Self::Stale => "stale",
            Self::Disagreement => "disagreement",
            Self::AmbiguousTime => "ambiguous_time",
        }
    }

    /// The suspicion in words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::OutsideRange => "open or close outside low to high",
            Self::NoVolume => "no volume although the price moved",
            Self::Duplicate => "two different bars with one label; the later was kept",
            Self::Overlap => "begins before the bar before it has ended",
            Self::OutOfSession => "outside the venue's trading hours",
            Self::EndStamped => "stamped by its end instead of its start",
            Self::Jump => "more than 20 median absolute deviations from the bar before",
            Self::ClockShift => "an hour off the session: summer time overlooked",
            Self::UnadjustedSplit => "a jump by a split's ratio, and no split is known",
            Self::Stale => "repeats the bar before",
            Self::Disagreement => "another provider has a different close",
            Self::AmbiguousTime => "a local time that occurs twice that day; the first was taken",
        }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A set of suspicions about one bar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(u16);

impl Flags {
    /// No suspicion.
    pub const NONE: Self = Self(0);

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `flag` is among them.
    #[must_use]
    pub const fn contains(self, flag: Flag) -> bool {
        self.0 & (1 << flag as u8) != 0
    }

    /// Adds one.
    pub const fn insert(&mut self, flag: Flag) {
        self.0 |= 1 << flag as u8;
    }

    /// These and the others.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The suspicions, one by one.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |f| self.contains(*f))
    }

    /// The set as bits, bit n for the flag with discriminant n.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The set behind the bits; bits without a flag are dropped.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & ((1 << Flag::ALL.len()) - 1))
    }
}

impl From<Flag> for Flags {
    fn from(flag: Flag) -> Self {
        Self(1 << flag as u8)
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Flags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_flags_is_its_bits() {
        let mut flags = Flags::from(Flag::Jump);
        flags.insert(Flag::Stale);
        assert_eq!(flags.iter().collect::<Vec<_>>(), [Flag::Jump, Flag::Stale]);
        assert_eq!(Flags::from_bits(flags.bits()), flags);
        for (i, flag) in Flag::ALL.into_iter().enumerate() {
            assert_eq!(flag as usize, i, "{flag} has the wrong place in ALL");
        }
    }
}
