//! The frame of a stored row, the same in every version: whose it is, what came of it, and what is
//! remarked on it.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::data::StoredMissing;
use super::present;
use crate::event::EventId;
use crate::instrument::InstrumentId;
use crate::market::{Adjustment, Interval};
use crate::normal_return::Model;
use crate::reaction::{
    Dividend, Halt, Horizon, Measured, Outcome, Paid, PricePoint, Reaction, Remark, VerdictWord,
};
use crate::units::{Currency, Price};

/// A row whose figures have the shape `M`, which is all that versions differ in.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredReaction<M> {
    v: u32,
    instrument: InstrumentId,
    horizon: Horizon,
    #[serde(deserialize_with = "present")]
    benchmark: Option<InstrumentId>,
    outcome: StoredOutcome<M>,
    remarks: Vec<StoredRemark>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum StoredOutcome<M> {
    Measured(Box<M>),
    Pending {
        due_at: DateTime<Utc>,
        #[serde(deserialize_with = "present")]
        anchor: Option<StoredPoint>,
    },
    NoData {
        missing: StoredMissing,
        #[serde(deserialize_with = "present")]
        due_at: Option<DateTime<Utc>>,
        #[serde(deserialize_with = "present")]
        anchor: Option<StoredPoint>,
        #[serde(deserialize_with = "present")]
        end: Option<StoredPoint>,
    },
    Halted {
        #[serde(deserialize_with = "present")]
        halt: Option<StoredHalt>,
        #[serde(deserialize_with = "present")]
        due_at: Option<DateTime<Utc>>,
        #[serde(deserialize_with = "present")]
        anchor: Option<StoredPoint>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredDividend {
    ex_date: NaiveDate,
    amount: f64,
    #[serde(deserialize_with = "present")]
    reinvested_at: Option<f64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredPoint {
    at: DateTime<Utc>,
    price: f64,
    #[serde(deserialize_with = "present")]
    currency: Option<Currency>,
    provider: String,
    interval: Interval,
    adjustment: Adjustment,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum StoredHalt {
    Silence { from: DateTime<FixedOffset>, to: DateTime<FixedOffset> },
    WholeSession { date: NaiveDate },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum StoredRemark {
    TooFewSpans {
        found: usize,
        needed: usize,
    },
    SpansWithNews {
        with_news: usize,
        of: usize,
    },
    NoBenchmarkPrice,
    ModelNotEstimated {
        #[serde(serialize_with = "model_word", deserialize_with = "model_of_word")]
        model: Model,
    },
    AnchoredAtClose {
        date: NaiveDate,
    },
    SessionBeforeNews {
        date: NaiveDate,
    },
    TimeOfDayUnknown {
        date: NaiveDate,
    },
    TooCoarse {
        interval: Interval,
    },
    EndOf {
        horizon: Horizon,
    },
    SuspectBars {
        instrument: InstrumentId,
        interval: Interval,
        first: DateTime<FixedOffset>,
        count: usize,
    },
    TooFewIndependent {
        word: VerdictWord,
        independent: usize,
        needed: usize,
    },
    BetaNotEstimated {
        found: usize,
        needed: usize,
    },
    RankOfRaw,
    BenchmarkNotOpen,
    BenchmarkWithoutDividends,
    Reprint {
        first: i64,
    },
    NoSectorFund,
    GivenUp {
        tries: u32,
    },
    Recorded {
        words: String,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde asks for
pub(super) fn model_word<S: Serializer>(model: &Model, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(model.as_str())
}

pub(super) fn model_of_word<'de, D: Deserializer<'de>>(d: D) -> Result<Model, D::Error> {
    String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
}

impl<M: for<'m> From<&'m Measured>> StoredReaction<M> {
    /// The row as a record of this version.
    pub(super) fn of(reaction: &Reaction, version: u32) -> Self {
        Self {
            v: version,
            instrument: reaction.instrument.clone(),
            horizon: reaction.horizon,
            benchmark: reaction.benchmark.clone(),
            outcome: (&reaction.outcome).into(),
            remarks: reaction.remarks.iter().map(Into::into).collect(),
        }
    }
}

impl<M: Into<Measured>> From<StoredReaction<M>> for Reaction {
    fn from(stored: StoredReaction<M>) -> Self {
        Self {
            instrument: stored.instrument,
            horizon: stored.horizon,
            benchmark: stored.benchmark,
            outcome: stored.outcome.into(),
            remarks: stored.remarks.into_iter().map(Into::into).collect(),
        }
    }
}

impl<M: for<'m> From<&'m Measured>> From<&Outcome> for StoredOutcome<M> {
    fn from(outcome: &Outcome) -> Self {
        let point = |point: &Option<PricePoint>| point.as_ref().map(Into::into);
        match outcome {
            Outcome::Measured(measured) => Self::Measured(Box::new((&**measured).into())),
            Outcome::Pending { due_at, anchor } => Self::Pending { due_at: *due_at, anchor: point(anchor) },
            Outcome::NoData { missing, due_at, anchor, end } => Self::NoData {
                missing: missing.into(),
                due_at: *due_at,
                anchor: point(anchor),
                end: point(end),
            },
            Outcome::Halted { halt, due_at, anchor } => {
                Self::Halted { halt: halt.map(Into::into), due_at: *due_at, anchor: point(anchor) }
            }
        }
    }
}

impl<M: Into<Measured>> From<StoredOutcome<M>> for Outcome {
    fn from(stored: StoredOutcome<M>) -> Self {
        let point = |point: Option<StoredPoint>| point.map(Into::into);
        match stored {
            StoredOutcome::Measured(measured) => Self::Measured(Box::new((*measured).into())),
            StoredOutcome::Pending { due_at, anchor } => Self::Pending { due_at, anchor: point(anchor) },
            StoredOutcome::NoData { missing, due_at, anchor, end } => {
                Self::NoData { missing: missing.into(), due_at, anchor: point(anchor), end: point(end) }
            }
            StoredOutcome::Halted { halt, due_at, anchor } => {
                Self::Halted { halt: halt.map(Into::into), due_at, anchor: point(anchor) }
            }
        }
    }
}

impl From<&Paid> for StoredDividend {
    fn from(Paid { dividend: Dividend { ex_date, amount }, reinvested_at }: &Paid) -> Self {
        Self { ex_date: *ex_date, amount: *amount, reinvested_at: *reinvested_at }
    }
}

impl From<StoredDividend> for Paid {
    fn from(StoredDividend { ex_date, amount, reinvested_at }: StoredDividend) -> Self {
        Self { dividend: Dividend { ex_date, amount }, reinvested_at }
    }
}

impl From<&PricePoint> for StoredPoint {
    fn from(point: &PricePoint) -> Self {
        Self {
            at: point.at,
            price: point.price.amount,
            currency: point.price.currency,
            provider: point.provider.clone(),
            interval: point.interval,
            adjustment: point.adjustment,
        }
    }
}

impl From<StoredPoint> for PricePoint {
    fn from(stored: StoredPoint) -> Self {
        Self {
            at: stored.at,
            price: Price::new(stored.price, stored.currency),
            provider: stored.provider,
            interval: stored.interval,
            adjustment: stored.adjustment,
        }
    }
}

impl From<Halt> for StoredHalt {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Silence { from, to } => Self::Silence { from, to },
            Halt::WholeSession(date) => Self::WholeSession { date },
        }
    }
}

impl From<StoredHalt> for Halt {
    fn from(stored: StoredHalt) -> Self {
        match stored {
            StoredHalt::Silence { from, to } => Self::Silence { from, to },
            StoredHalt::WholeSession { date } => Self::WholeSession(date),
        }
    }
}

impl From<&Remark> for StoredRemark {
    fn from(remark: &Remark) -> Self {
        match remark {
            Remark::TooFewSpans { found, needed } => Self::TooFewSpans { found: *found, needed: *needed },
            Remark::SpansWithNews { with_news, of } => Self::SpansWithNews { with_news: *with_news, of: *of },
            Remark::NoBenchmarkPrice => Self::NoBenchmarkPrice,
            Remark::ModelNotEstimated(model) => Self::ModelNotEstimated { model: *model },
            Remark::AnchoredAtClose(date) => Self::AnchoredAtClose { date: *date },
            Remark::SessionBeforeNews(date) => Self::SessionBeforeNews { date: *date },
            Remark::TimeOfDayUnknown(date) => Self::TimeOfDayUnknown { date: *date },
            Remark::TooCoarse(interval) => Self::TooCoarse { interval: *interval },
            Remark::EndOf(horizon) => Self::EndOf { horizon: *horizon },
            Remark::SuspectBars { instrument, interval, first, count } => Self::SuspectBars {
                instrument: instrument.clone(),
                interval: *interval,
                first: *first,
                count: *count,
            },
            Remark::TooFewIndependent { word, independent, needed } => {
                Self::TooFewIndependent { word: *word, independent: *independent, needed: *needed }
            }
            Remark::BetaNotEstimated { found, needed } => {
                Self::BetaNotEstimated { found: *found, needed: *needed }
            }
            Remark::RankOfRaw => Self::RankOfRaw,
            Remark::BenchmarkNotOpen => Self::BenchmarkNotOpen,
            Remark::BenchmarkWithoutDividends => Self::BenchmarkWithoutDividends,
            Remark::Reprint { first } => Self::Reprint { first: first.0 },
            Remark::NoSectorFund => Self::NoSectorFund,
            Remark::GivenUp { tries } => Self::GivenUp { tries: *tries },
            Remark::Recorded(words) => Self::Recorded { words: words.clone() },
        }
    }
}

impl From<StoredRemark> for Remark {
    fn from(stored: StoredRemark) -> Self {
        match stored {
            StoredRemark::TooFewSpans { found, needed } => Self::TooFewSpans { found, needed },
            StoredRemark::SpansWithNews { with_news, of } => Self::SpansWithNews { with_news, of },
            StoredRemark::NoBenchmarkPrice => Self::NoBenchmarkPrice,
            StoredRemark::ModelNotEstimated { model } => Self::ModelNotEstimated(model),
            StoredRemark::AnchoredAtClose { date } => Self::AnchoredAtClose(date),
            StoredRemark::SessionBeforeNews { date } => Self::SessionBeforeNews(date),
            StoredRemark::TimeOfDayUnknown { date } => Self::TimeOfDayUnknown(date),
            StoredRemark::TooCoarse { interval } => Self::TooCoarse(interval),
            StoredRemark::EndOf { horizon } => Self::EndOf(horizon),
            StoredRemark::SuspectBars { instrument, interval, first, count } => {
                Self::SuspectBars { instrument, interval, first, count }
            }
            StoredRemark::TooFewIndependent { word, independent, needed } => {
                Self::TooFewIndependent { word, independent, needed }
            }
            StoredRemark::BetaNotEstimated { found, needed } => Self::BetaNotEstimated { found, needed },
            StoredRemark::RankOfRaw => Self::RankOfRaw,
            StoredRemark::BenchmarkNotOpen => Self::BenchmarkNotOpen,
            StoredRemark::BenchmarkWithoutDividends => Self::BenchmarkWithoutDividends,
            StoredRemark::Reprint { first } => Self::Reprint { first: EventId(first) },
            StoredRemark::NoSectorFund => Self::NoSectorFund,
            StoredRemark::GivenUp { tries } => Self::GivenUp { tries },
            StoredRemark::Recorded { words } => Self::Recorded(words),
        }
    }
}
