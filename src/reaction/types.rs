//! What measuring gives.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

use super::{Basis, Dividend, Horizon, Paid, Unusualness, VerdictWord};
use crate::event::{EventId, EventKind};
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
    /// Which return `standing` and the verdict are of: the abnormal one where there is one and it
    /// has a sample, else the raw one.
    pub basis: Basis,
    /// Where that return stands among those of the sample; `None` where the sample is too small.
    pub standing: Option<Standing>,
    /// Where the raw return stands among the raw returns of the sample.
    pub raw: Option<Standing>,
    /// The earlier spans that it is compared with; `None` where there are too few, and in rows that
    /// an older version recorded.
    pub sample: Option<SampleExtent>,
    /// Shares traded over the span, to the median of the same spans.
    pub volume_ratio: Option<f64>,
    /// Dividends with an ex-date in the span; they are part of the return.
    pub dividends: Vec<Paid>,
    /// Highest price in the span, in the anchor's currency.
    pub high: f64,
    /// Lowest price in the span, in the anchor's currency.
    pub low: f64,
    /// What else could explain the move.
    pub confounders: Vec<Confounder>,
}

/// Where a return stands among those of the earlier spans of its kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Its rank among them.
    pub rank: Unusualness,
    /// `(return − mean) / sd`; `None` where they do not vary.
    pub z: Option<f64>,
    /// Mean and deviation behind `z`; `None` in rows that an older version recorded.
    pub spread: Option<SampleSpread>,
}

/// Mean and standard deviation of a sample of returns, as fractions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SampleSpread {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, n − 1 in the denominator.
    pub sd: f64,
}

/// Which earlier spans make a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleExtent {
    /// How many.
    pub n: usize,
    /// How many of them do not overlap.
    pub independent: usize,
    /// The trading day on which the first begins.
    pub from: NaiveDate,
    /// The trading day on which the last ends.
    pub to: NaiveDate,
}

/// A return beside what a model expected of it.
#[derive(Debug, Clone, PartialEq)]
pub struct AbnormalReturn {
    /// The model of the expectation.
    pub model: Model,
    /// The benchmark's return over the same span.
    pub benchmark_return: Return,
    /// What of the benchmark's return is expected: `return − beta × benchmark_return` is the abnormal
    /// return, save under the mean-adjusted model. `None` in rows that an older version recorded.
    pub beta: Option<f64>,
    /// The daily returns on which the beta was estimated; `None` where it is not an estimate.
    pub estimation: Option<Estimation>,
    /// The benchmark's prices at both ends; `None` in rows that an older version recorded.
    pub prices: Option<Box<[PricePoint; 2]>>,
    /// The benchmark's dividends with an ex-date in the span.
    pub dividends: Vec<Paid>,
    /// The return less what the model expected.
    pub abnormal_return: Return,
    /// Standard deviation of the same abnormal return over the sample, as a fraction; `None` where
    /// the sample is too small.
    pub standard_error: Option<f64>,
}

/// The daily returns on which a beta was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimation {
    /// How many sessions have both returns.
    pub n: usize,
    /// The first session.
    pub from: NaiveDate,
    /// The last session.
    pub to: NaiveDate,
}

/// What else could explain a move.
#[derive(Debug, Clone, PartialEq)]
pub enum Confounder {
    /// Another event on the same instrument.
    Event {
        /// Its number.
        id: EventId,
        /// Its kind.
        kind: EventKind,
        /// Its title.
        title: String,
        /// When it became public.
        at: DateTime<Utc>,
    },
    /// So many more events.
    MoreEvents(usize),
    /// The market moved more than it usually does.
    MarketWide {
        /// Which.
        benchmark: InstrumentId,
        /// Its return over the span.
        return_fraction: Return,
        /// In standard deviations of its own returns over the sample.
        z: f64,
    },
    /// An ex-date.
    ExDate(Dividend),
    /// In the words of the older version that recorded the row.
    Recorded(String),
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
    /// The state in which its bar is stored; a price of bars as traded is divided by the splits since.
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
    /// Too few earlier spans are free of other news, so that those that hold news count too.
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
    /// There was no intraday bar before the news: the anchor is the close of this day. Only in rows
    /// that an older version recorded.
    AnchoredAtClose(NaiveDate),
    /// The news came within this session, which the span holds from its beginning.
    SessionBeforeNews(NaiveDate),
    /// The time of day of the news is not known, so that it may have come after this day's close.
    TimeOfDayUnknown(NaiveDate),
    /// Bars of this interval are there, and too coarse to end the span.
    TooCoarse(Interval),
    /// Nothing was traded after the end of this shorter horizon, so that both have one price.
    EndOf(Horizon),
    /// Bars within the span are suspect and take no part.
    SuspectBars {
        /// Whose: the instrument's own, or the benchmark's.
        instrument: InstrumentId,
        /// Of which interval.
        interval: Interval,
        /// When the first begins, on the venue's clock.
        first: DateTime<FixedOffset>,
        /// How many there are.
        count: usize,
    },
    /// The rank is that of another word, which takes more spans that do not overlap.
    TooFewIndependent {
        /// The word by the rank alone.
        word: VerdictWord,
        /// How many spans do not overlap.
        independent: usize,
        /// How many the word takes.
        needed: usize,
    },
    /// Too few daily returns to estimate a beta: it is taken to be 1.
    BetaNotEstimated {
        /// How many sessions have both returns.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// Rank and verdict are of the raw return, for lack of a benchmark's prices.
    RankOfRaw,
    /// The benchmark had no session of its own that began and ended with the span.
    BenchmarkNotOpen,
    /// The return has dividends in it and the benchmark's has none: none of it are known.
    BenchmarkWithoutDividends,
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

impl Remark {
    /// That the sample cannot tell the word of a rank.
    pub(super) fn held_back(rank: Unusualness, word: VerdictWord) -> Self {
        let needed = match word {
            VerdictWord::Extreme if rank.word() == VerdictWord::Notable => Unusualness::LEAST_FOR_EXTREME,
            _ => Unusualness::LEAST_FOR_NOTABLE,
        };
        Self::TooFewIndependent { word, independent: rank.independent.unwrap_or_default(), needed }
    }
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
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Measured, Self::Pending, Self::NoData, Self::Halted];

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

    /// The rank of its abnormal return (of the raw one where the row says so) among those of earlier
    /// spans, where it has one.
    #[must_use]
    pub fn unusualness(&self) -> Option<Unusualness> {
        self.measured().and_then(|m| m.standing).map(|s| s.rank)
    }

    /// The size of the move in one word, where its rank is known.
    #[must_use]
    pub fn verdict(&self) -> Option<VerdictWord> {
        self.unusualness().map(|u| u.word())
    }

    /// Which return the rank and the verdict are of, where there are any.
    #[must_use]
    pub fn basis(&self) -> Option<Basis> {
        self.measured().filter(|m| m.standing.is_some()).map(|m| m.basis)
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
