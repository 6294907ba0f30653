//! Data that a figure lacks, as a value: what, of which instrument, over which span.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use super::Interval;
use crate::instrument::InstrumentId;
use crate::units::Currency;

/// What a figure lacks.
///
/// It says what is not there, not how to get it: each face words that for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Of which instrument.
    pub instrument: InstrumentId,
    /// What.
    pub what: MissingData,
}

/// The kinds of data that can be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MissingData {
    /// Bars.
    Bars(MissingBars),
    /// A calendar of the instrument's venue that reaches the span.
    Calendar,
    /// A listing: the instrument was traded until this day only.
    Listing {
        /// The last trading day.
        last: NaiveDate,
    },
    /// A listing: the instrument is traded from this day on only.
    NotListed {
        /// The first trading day.
        first: NaiveDate,
    },
    /// A trade: the bars go on, and there is none in this span.
    Trade {
        /// After this instant.
        from: DateTime<Utc>,
        /// Until this instant.
        to: DateTime<Utc>,
    },
    /// Prices in one state of adjustment: the two ends of the span are in different ones.
    OneAdjustment,
    /// Prices in the currency in which the text states its own.
    Quotation {
        /// The stated currency.
        currency: Currency,
    },
    /// Prices and corporate actions that can be calculated with.
    SoundPrices {
        /// What is wrong with those that are there.
        problem: String,
    },
}

/// Bars that are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingBars {
    /// The interval that would do.
    pub interval: Interval,
    /// The first trading day.
    pub from: NaiveDate,
    /// The last trading day.
    pub to: NaiveDate,
    /// Whether extended hours are needed.
    pub extended: bool,
}

impl Missing {
    /// Bars of an instrument.
    #[must_use]
    pub const fn bars(instrument: InstrumentId, bars: MissingBars) -> Self {
        Self { instrument, what: MissingData::Bars(bars) }
    }

    /// Both in one: of bars of one instrument and one interval the span that holds both; of anything else, what
    /// is the same. `None` where they are different things.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Option<Self> {
        if let (Some(a), Some(b)) = (self.as_bars(), other.as_bars())
            && self.instrument == other.instrument
            && (a.interval, a.extended) == (b.interval, b.extended)
        {
            let bars = MissingBars { from: a.from.min(b.from), to: a.to.max(b.to), ..a };
            return Some(Self::bars(self.instrument.clone(), bars));
        }
        (self == other).then(|| self.clone())
    }

    /// The bars, where it is bars that are missing.
    #[must_use]
    pub const fn as_bars(&self) -> Option<MissingBars> {
        match self.what {
            MissingData::Bars(bars) => Some(bars),
            _ => None,
        }
    }
}

/// What is missing in words: `daily bars of MSFT from 2025-01-24 to 2025-01-31`.
impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { instrument, what } = self;
        let symbol = &instrument.symbol;
        match what {
            MissingData::Bars(bars) => {
                let MissingBars { interval, from, to, extended } = *bars;
                match (interval, extended) {
                    (Interval::Day1, _) => write!(f, "daily bars of {symbol}")?,
                    (_, true) => write!(f, "bars of {interval} of {symbol}, extended hours included,")?,
                    (_, false) => write!(f, "bars of {interval} of {symbol}")?,
                }
                if from == to { write!(f, " for {from}") } else { write!(f, " from {from} to {to}") }
            }
            MissingData::Calendar => write!(f, "a calendar of {} that reaches this span", instrument.mic),
            MissingData::Listing { last } => {
                write!(f, "prices of {symbol}, which was traded until {last} only")
            }
            MissingData::NotListed { first } => {
                write!(f, "prices of {symbol}, which is traded from {first} on only")
            }
            MissingData::Trade { from, to } => {
                let format = if from.date_naive() == to.date_naive() { "%H:%M:%S" } else { "%F %H:%M:%S" };
                write!(
                    f,
                    "a trade of {symbol} after {} and until {} UTC",
                    from.format("%F %H:%M:%S"),
                    to.format(format)
                )
            }
            MissingData::OneAdjustment => {
                write!(f, "prices of {symbol} in one state of adjustment at both ends of the span")
            }
            MissingData::Quotation { currency } => write!(f, "prices of {symbol} in {currency}"),
            MissingData::SoundPrices { problem } => write!(f, "sound prices of {symbol}: {problem}"),
        }
    }
}

/// One of every kind, for the tests of the faces.
#[cfg(test)]
pub(crate) fn missing_examples() -> Vec<Missing> {
    let (Some(from), Some(to)) = (NaiveDate::from_ymd_opt(2025, 1, 24), NaiveDate::from_ymd_opt(2025, 1, 31))
    else {
        return Vec::new();
    };
    let of = |interval, extended| MissingData::Bars(MissingBars { interval, from, to, extended });
    let day = MissingBars { interval: Interval::Day1, from, to: from, extended: false };
    let kinds = [
        MissingData::Bars(day),
        of(Interval::Day1, false),
        of(Interval::Minute5, false),
        of(Interval::Minute1, true),
        MissingData::Calendar,
        MissingData::Listing { last: from },
        MissingData::NotListed { first: from },
        MissingData::Trade {
            from: from.and_time(chrono::NaiveTime::MIN).and_utc(),
            to: to.and_time(chrono::NaiveTime::MIN).and_utc(),
        },
        MissingData::OneAdjustment,
        MissingData::Quotation { currency: Currency::GBX },
        MissingData::SoundPrices { problem: "a split of 0 for 1 makes no sense".to_owned() },
    ];
    let instrument: InstrumentId = "MSFT:XNAS".parse().expect("an instrument");
    kinds.into_iter().map(|what| Missing { instrument: instrument.clone(), what }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_and_nothing_is_told_to_do() {
        let day = |text: &str| text.parse().unwrap();
        let bars = |interval, from: &str, to: &str, extended| {
            let bars = MissingBars { interval, from: day(from), to: day(to), extended };
            Missing::bars("MSFT:XNAS".parse().unwrap(), bars).to_string()
        };
        assert_eq!(
            bars(Interval::Day1, "2025-01-24", "2025-01-31", false),
            "daily bars of MSFT from 2025-01-24 to 2025-01-31"
        );
        assert_eq!(
            bars(Interval::Minute1, "2025-01-29", "2025-01-29", true),
            "bars of 1m of MSFT, extended hours included, for 2025-01-29"
        );
    }
}
