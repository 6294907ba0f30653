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
    /// Only the close is known: what stands for open, high and low is the close.
    CloseOnly = 12,
    /// The prices are means of bid and ask: nobody traded.
    BidAndAsk = 13,
    /// The price is many times, or a part of, those around it, and comes back.
    OffLevel = 14,
    /// The bar was in another unit: pounds among pence.
    WrongUnit = 15,
    /// A known split was not in the price, or was there on the wrong days.
    SplitNotInPrices = 16,
    /// The dividend of this day cannot be what it is said to be.
    SuspectDividend = 17,
    /// The bar was repaired; what arrived is kept.
    Repaired = 18,
    /// The user has accepted the bar as it is.
    Accepted = 19,
    /// The user has rejected the bar.
    Rejected = 20,
    /// A price within the bar is far from those around it, and the next bar is back.
    BadPrint = 21,
}

impl Flag {
    /// All suspicions.
    pub const ALL: [Self; 22] = [
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
        Self::CloseOnly,
        Self::BidAndAsk,
        Self::OffLevel,
        Self::WrongUnit,
        Self::SplitNotInPrices,
        Self::SuspectDividend,
        Self::Repaired,
        Self::Accepted,
        Self::Rejected,
        Self::BadPrint,
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
            Self::CloseOnly => "close_only",
            Self::BidAndAsk => "bid_and_ask",
            Self::OffLevel => "off_level",
            Self::WrongUnit => "wrong_unit",
            Self::SplitNotInPrices => "split_not_in_prices",
            Self::SuspectDividend => "suspect_dividend",
            Self::Repaired => "repaired",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::BadPrint => "bad_print",
        }
    }

    /// Whether a bar with this flag takes no part in any figure, unless it was repaired or accepted.
    #[must_use]
    pub const fn withholds(self) -> bool {
        matches!(
            self,
            Self::Duplicate
                | Self::UnadjustedSplit
                | Self::OffLevel
                | Self::WrongUnit
                | Self::SplitNotInPrices
                | Self::SuspectDividend
                | Self::Rejected
                | Self::BadPrint
        )
    }

    /// Whether the flag says that prices before the bar and prices from it on do not compare, so that no
    /// return from one side to the other can be told; else the bar alone is suspect.
    #[must_use]
    pub const fn breaks(self) -> bool {
        matches!(self, Self::UnadjustedSplit | Self::SuspectDividend)
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
            Self::CloseOnly => "only the close is known",
            Self::BidAndAsk => "the mean of bid and ask; nobody traded",
            Self::OffLevel => "many times the prices around it, or a part of them",
            Self::WrongUnit => "in another unit than the prices around it",
            Self::SplitNotInPrices => "a known split is not in the price",
            Self::SuspectDividend => "the dividend of this day cannot be what it is said to be",
            Self::Repaired => "repaired",
            Self::Accepted => "accepted as it is",
            Self::Rejected => "rejected by the user",
            Self::BadPrint => "a price far from those around it for one bar",
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
pub struct Flags(u32);

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

    /// These but one.
    #[must_use]
    pub const fn without(self, flag: Flag) -> Self {
        Self(self.0 & !(1 << flag as u8))
    }

    /// Whether something is odd about the bar, beyond what its source does not tell.
    #[must_use]
    pub fn is_odd(self) -> bool {
        self.iter().any(|flag| !matches!(flag, Flag::CloseOnly | Flag::BidAndAsk | Flag::Accepted))
    }

    /// These and the others.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The suspicion for which the bar takes no part in any figure; `None` where it may be used.
    ///
    /// Most flags say that something is odd, which the tape often is. These say that the bar cannot be what
    /// it is said to be: see [`Flag::withholds`].
    ///
    /// ```
    /// use newstape::market::quality::{Flag, Flags};
    ///
    /// // A jump is odd and may be news; a jump by a split's ratio cannot be used until somebody accepts it.
    /// assert_eq!(Flags::from(Flag::Jump).suspicion(), None);
    /// let split = Flags::from(Flag::UnadjustedSplit);
    /// assert_eq!(split.suspicion(), Some(Flag::UnadjustedSplit));
    /// assert_eq!(split.union(Flag::Accepted.into()).suspicion(), None);
    /// ```
    #[must_use]
    pub fn suspicion(self) -> Option<Flag> {
        let settled = self.contains(Flag::Accepted) || self.contains(Flag::Repaired);
        let withheld = self.iter().filter(|flag| flag.withholds());
        // A repair settles what was wrong with the bar itself, not the dividend of its day.
        withheld
            .filter(|flag| {
                !settled || *flag == Flag::Rejected || (flag.breaks() && !self.contains(Flag::Accepted))
            })
            .max_by_key(|flag| (*flag == Flag::Rejected, flag.breaks()))
    }

    /// The suspicions, one by one.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |f| self.contains(*f))
    }

    /// The set as bits, bit n for the flag with discriminant n.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The set behind the bits; bits without a flag are dropped.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
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
