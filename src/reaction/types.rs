//! What measuring gives.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

use super::{Basis, Horizon, Paid, Unusualness, VerdictWord};
use crate::event::EventId;
use crate::instrument::InstrumentId;
use crate::market::{Adjustment, Interval, Missing};
use crate::normal_return::Model;
use crate::units::{Price, Return};

/// What one instrument did over one horizon after one event, or why that is not known.
#[derive(Debug, Clone, PartialEq)]
pub struct Reaction {
    /// Whose price.
    pub instrument: InstrumentId,
    /// Where the span ends.
    pub horizon: Horizon,
    /// What it is, or would be, compared with.
    pub benchmark: Option<InstrumentId>,
    /// The figures, or what stands in their place.
    pub outcome: Outcome,
    /// What a reader should know of the row beside its figures.
    pub remarks: Vec<Remark>,
}

/// What became of a row. Only a measured one has figures.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is measured.
    Measured(Box<Measured>),
    /// Its horizon has not ended yet.
    Pending {
        /// When it ends.
        due_at: DateTime<Utc>,
        /// The price before the news, where that is known already.
        anchor: Option<PricePoint>,
    },
    /// It could be measured if the data were there.
    NoData {
        /// What is not there.
        missing: Missing,
        /// When the horizon ended; `None` where no calendar says so.
        due_at: Option<DateTime<Utc>>,
        /// The price before the news, where that is known.
        anchor: Option<PricePoint>,
        /// The price at the horizon's end, where that is known.
        end: Option<PricePoint>,
    },
    /// The instrument did not trade then, though its venue was open.
    Halted {
        /// What the tape shows; `None` in a row of an older database, whose remark says it.
        halt: Option<Halt>,
        /// When the horizon ended.
        due_at: Option<DateTime<Utc>>,
        /// The price before the news.
        anchor: Option<PricePoint>,
    },
}

/// The figures of a measured row.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// When the horizon ended.
    pub due_at: DateTime<Utc>,
    /// The price before the news.
    pub anchor: PricePoint,
    /// The price at the horizon's end.
    pub end: PricePoint,
    /// `end / anchor × Π (1 + dividend / its price) − 1`: the holder's return. Without an ex-date in
    /// the span, `end / anchor − 1`.
    pub return_fraction: Return,
    /// The part of it that a model did not expect; `None` without a benchmark's price over the span.
    pub abnormal: Option<AbnormalReturn>,
    /// The return's distance from the mean of the instrument's own returns over spans of this
    /// kind in the estimation window, in their standard deviations.
    pub z: Option<f64>,
    /// Its rank among those returns.
    pub unusualness: Option<Unusualness>,
    /// Shares traded over the span, to the median of the same spans.
    pub volume_ratio: Option<f64>,
    /// Dividends with an ex-date in the span; they are part of the return.
    pub dividends: Vec<Paid>,
    /// Highest price in the span, in the anchor's currency.
    pub high: f64,
    /// Lowest price in the span, in the anchor's currency.
    pub low: f64,
    /// What else could explain the move.
    pub confounders: Vec<String>,
}

/// A return beside what a model expected of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AbnormalReturn {
    /// The model of the expectation.
    pub model: Model,
    /// The benchmark's return over the same span.
    pub benchmark_return: Return,
    /// The return less what the model expected.
    pub abnormal_return: Return,
    /// Standard deviation of the same abnormal return over the estimation window, as a fraction;
    /// `None` where the window holds too few spans.
    pub standard_error: Option<f64>,
}

/// A price on the tape, and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct PricePoint {
    /// When the price was known: the end of its bar, or the regular open or close.
    pub at: DateTime<Utc>,
    /// The price.
    pub price: Price,
    /// Who gave it.
    pub provider: String,
    /// The interval of its bar.
    pub interval: Interval,
    /// The state of the price.
    pub adjustment: Adjustment,
}

/// How the tape shows that an instrument did not trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// A share that otherwise trades all the time did not, within a session: from and to, on the
    /// venue's clock.
    Silence {
        /// The end of the last bar before it.
        from: DateTime<FixedOffset>,
        /// The start of the first bar after it.
        to: DateTime<FixedOffset>,
    },
    /// The venue was open on this day, the bars go on after it, and there is none of it.
    WholeSession(NaiveDate),
}

/// What a reader should know of a row beside its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// There is no z and no rank: too few earlier spans of this kind.
    TooFewSpans {
        /// How many there are.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// Hardly an earlier span is free of other news, so that some that hold news count.
    SpansWithNews {
        /// How many hold news.
        with_news: usize,
        /// How many there are.
        of: usize,
    },
    /// The benchmark has no price over the span.
    NoBenchmarkPrice,
    /// The model could not be estimated on the earlier spans, so that there is no abnormal return.
    ModelNotEstimated(Model),
    /// There was no intraday bar before the news: the anchor is the close of this day.
    AnchoredAtClose(NaiveDate),
    /// The event repeats a story and is measured from its own time all the same.
    Reprint {
        /// Who told the story first.
        first: EventId,
    },
    /// No fund of the instrument's sector is known, so that the market is the benchmark.
    NoSectorFund,
    /// It was tried so often and is tried no more.
    GivenUp {
        /// How often.
        tries: u32,
    },
    /// A remark in the words of the older version that recorded the row.
    Recorded(String),
}

/// Whether a row could be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReactionStatus {
    /// It is measured.
    Measured,
    /// Its horizon has not ended yet.
    Pending,
    /// It could be measured if the data were there.
    NoData,
    /// The instrument did not trade then, though its venue was open.
    Halted,
}

impl ReactionStatus {
    /// The word, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Pending => "pending",
            Self::NoData => "no_data",
            Self::Halted => "halted",
        }
    }
}

impl Reaction {
    /// Whether it is measured, and if not, why not, in a word.
    #[must_use]
    pub const fn status(&self) -> ReactionStatus {
        match self.outcome {
            Outcome::Measured(_) => ReactionStatus::Measured,
            Outcome::Pending { .. } => ReactionStatus::Pending,
            Outcome::NoData { .. } => ReactionStatus::NoData,
            Outcome::Halted { .. } => ReactionStatus::Halted,
        }
    }

    /// The figures, where it is measured.
    #[must_use]
    pub fn measured(&self) -> Option<&Measured> {
        match &self.outcome {
            Outcome::Measured(measured) => Some(measured),
            Outcome::Pending { .. } | Outcome::NoData { .. } | Outcome::Halted { .. } => None,
        }
    }

    /// The return, where it is measured.
    #[must_use]
    pub fn return_fraction(&self) -> Option<Return> {
        self.measured().map(|m| m.return_fraction)
    }

    /// Its rank among the instrument's own returns, where it has one.
    #[must_use]
    pub fn unusualness(&self) -> Option<Unusualness> {
        self.measured().and_then(|m| m.unusualness)
    }

    /// The size of the move in one word, where its rank is known.
    #[must_use]
    pub fn verdict(&self) -> Option<VerdictWord> {
        self.unusualness().map(|u| u.word())
    }

    /// Which return the rank and the verdict are of, where there are any.
    #[must_use]
    pub fn basis(&self) -> Option<Basis> {
        self.unusualness().map(|_| Basis::Raw)
    }

    /// What is missing, where it is that.
    #[must_use]
    pub const fn missing(&self) -> Option<&Missing> {
        match &self.outcome {
            Outcome::NoData { missing, .. } => Some(missing),
            Outcome::Measured(_) | Outcome::Pending { .. } | Outcome::Halted { .. } => None,
        }
    }

    /// When the horizon ends; `None` where no calendar says so.
    #[must_use]
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        match &self.outcome {
            Outcome::Measured(measured) => Some(measured.due_at),
            Outcome::Pending { due_at, .. } => Some(*due_at),
            Outcome::NoData { due_at, .. } | Outcome::Halted { due_at, .. } => *due_at,
        }
    }

    /// The price before the news, where that is known.
    #[must_use]
    pub fn anchor(&self) -> Option<&PricePoint> {
        match &self.outcome {
            Outcome::Measured(measured) => Some(&measured.anchor),
            Outcome::Pending { anchor, .. }
            | Outcome::NoData { anchor, .. }
            | Outcome::Halted { anchor, .. } => anchor.as_ref(),
        }
    }

    /// The price at the horizon's end, where that is known.
    #[must_use]
    pub fn end(&self) -> Option<&PricePoint> {
        match &self.outcome {
            Outcome::Measured(measured) => Some(&measured.end),
            Outcome::NoData { end, .. } => end.as_ref(),
            Outcome::Pending { .. } | Outcome::Halted { .. } => None,
        }
    }

    /// Adds a remark, unless it is made already.
    pub fn remark(&mut self, remark: Remark) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}
