//! The stored row of a reaction.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::data::{StoredMissing, StoredRank};
use super::{old, present, unknown_version, v1, version};
use crate::event::{EventId, EventKind};
use crate::instrument::InstrumentId;
use crate::market::{Adjustment, Interval};
use crate::normal_return::Model;
use crate::reaction::{
    AbnormalReturn, Basis, Confounder, Dividend, Estimation, Halt, Horizon, Measured, Outcome, Paid,
    PricePoint, Reaction, Remark, SampleExtent, SampleSpread, Standing, VerdictWord,
};
use crate::units::{Currency, Price, Return};

const VERSION: u32 = 2;

/// A row as it is stored.
pub(in crate::store) fn write(reaction: &Reaction) -> serde_json::Result<String> {
    serde_json::to_string(&StoredReaction::from(reaction))
}

/// A stored row, of whatever version.
pub(in crate::store) fn read(text: &str) -> serde_json::Result<Reaction> {
    match version(text)? {
        Some(VERSION) => serde_json::from_str::<StoredReaction>(text).map(Into::into),
        Some(1) => v1::reaction(text),
        Some(later) => Err(unknown_version(later)),
        None => old::reaction(text),
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredReaction {
    v: u32,
    instrument: InstrumentId,
    horizon: Horizon,
    #[serde(deserialize_with = "present")]
    benchmark: Option<InstrumentId>,
    outcome: StoredOutcome,
    remarks: Vec<StoredRemark>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StoredOutcome {
    Measured(Box<StoredMeasured>),
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
struct StoredMeasured {
    due_at: DateTime<Utc>,
    anchor: StoredPoint,
    end: StoredPoint,
    return_fraction: f64,
    #[serde(deserialize_with = "present")]
    abnormal: Option<StoredAbnormal>,
    basis: Basis,
    #[serde(deserialize_with = "present")]
    standing: Option<StoredStanding>,
    #[serde(deserialize_with = "present")]
    raw: Option<StoredStanding>,
    #[serde(deserialize_with = "present")]
    sample: Option<StoredSample>,
    #[serde(deserialize_with = "present")]
    volume_ratio: Option<f64>,
    dividends: Vec<StoredDividend>,
    high: f64,
    low: f64,
    confounders: Vec<StoredConfounder>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredStanding {
    rank: StoredRank,
    #[serde(deserialize_with = "present")]
    z: Option<f64>,
    #[serde(deserialize_with = "present")]
    mean: Option<f64>,
    #[serde(deserialize_with = "present")]
    sd: Option<f64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredSample {
    n: usize,
    independent: usize,
    from: NaiveDate,
    to: NaiveDate,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredEstimation {
    n: usize,
    from: NaiveDate,
    to: NaiveDate,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StoredConfounder {
    Event { id: i64, kind: EventKind, title: String, at: DateTime<Utc> },
    MoreEvents { count: usize },
    MarketWide { benchmark: InstrumentId, return_fraction: f64, z: f64 },
    ExDate { ex_date: NaiveDate, amount: f64 },
    Recorded { words: String },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredAbnormal {
    #[serde(serialize_with = "model_word", deserialize_with = "model_of_word")]
    model: Model,
    benchmark_return: f64,
    #[serde(deserialize_with = "present")]
    beta: Option<f64>,
    #[serde(deserialize_with = "present")]
    estimation: Option<StoredEstimation>,
    #[serde(deserialize_with = "present")]
    prices: Option<[StoredPoint; 2]>,
    dividends: Vec<StoredDividend>,
    abnormal_return: f64,
    #[serde(deserialize_with = "present")]
    standard_error: Option<f64>,
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
fn model_word<S: Serializer>(model: &Model, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(model.as_str())
}

pub(super) fn model_of_word<'de, D: Deserializer<'de>>(d: D) -> Result<Model, D::Error> {
    String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
}

impl From<&Reaction> for StoredReaction {
    fn from(reaction: &Reaction) -> Self {
        Self {
            v: VERSION,
            instrument: reaction.instrument.clone(),
            horizon: reaction.horizon,
            benchmark: reaction.benchmark.clone(),
            outcome: (&reaction.outcome).into(),
            remarks: reaction.remarks.iter().map(Into::into).collect(),
        }
    }
}

impl From<StoredReaction> for Reaction {
    fn from(stored: StoredReaction) -> Self {
        Self {
            instrument: stored.instrument,
            horizon: stored.horizon,
            benchmark: stored.benchmark,
            outcome: stored.outcome.into(),
            remarks: stored.remarks.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<&Outcome> for StoredOutcome {
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

impl From<StoredOutcome> for Outcome {
    fn from(stored: StoredOutcome) -> Self {
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

impl From<&Measured> for StoredMeasured {
    fn from(measured: &Measured) -> Self {
        Self {
            due_at: measured.due_at,
            anchor: (&measured.anchor).into(),
            end: (&measured.end).into(),
            return_fraction: measured.return_fraction.fraction(),
            abnormal: measured.abnormal.as_ref().map(Into::into),
            basis: measured.basis,
            standing: measured.standing.map(Into::into),
            raw: measured.raw.map(Into::into),
            sample: measured.sample.map(Into::into),
            volume_ratio: measured.volume_ratio,
            dividends: measured.dividends.iter().map(Into::into).collect(),
            high: measured.high,
            low: measured.low,
            confounders: measured.confounders.iter().map(Into::into).collect(),
        }
    }
}

impl From<StoredMeasured> for Measured {
    fn from(stored: StoredMeasured) -> Self {
        Self {
            due_at: stored.due_at,
            anchor: stored.anchor.into(),
            end: stored.end.into(),
            return_fraction: Return::from_fraction(stored.return_fraction),
            abnormal: stored.abnormal.map(Into::into),
            basis: stored.basis,
            standing: stored.standing.map(Into::into),
            raw: stored.raw.map(Into::into),
            sample: stored.sample.map(Into::into),
            volume_ratio: stored.volume_ratio,
            dividends: stored.dividends.into_iter().map(Into::into).collect(),
            high: stored.high,
            low: stored.low,
            confounders: stored.confounders.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<&AbnormalReturn> for StoredAbnormal {
    fn from(abnormal: &AbnormalReturn) -> Self {
        let prices = |prices: &[PricePoint; 2]| [(&prices[0]).into(), (&prices[1]).into()];
        Self {
            model: abnormal.model,
            benchmark_return: abnormal.benchmark_return.fraction(),
            beta: abnormal.beta,
            estimation: abnormal.estimation.map(|Estimation { n, from, to }| StoredEstimation {
                n,
                from,
                to,
            }),
            prices: abnormal.prices.as_deref().map(prices),
            dividends: abnormal.dividends.iter().map(Into::into).collect(),
            abnormal_return: abnormal.abnormal_return.fraction(),
            standard_error: abnormal.standard_error,
        }
    }
}

impl From<StoredAbnormal> for AbnormalReturn {
    fn from(stored: StoredAbnormal) -> Self {
        let estimation = |StoredEstimation { n, from, to }| Estimation { n, from, to };
        Self {
            model: stored.model,
            benchmark_return: Return::from_fraction(stored.benchmark_return),
            beta: stored.beta,
            estimation: stored.estimation.map(estimation),
            prices: stored.prices.map(|[from, to]| Box::new([from.into(), to.into()])),
            dividends: stored.dividends.into_iter().map(Into::into).collect(),
            abnormal_return: Return::from_fraction(stored.abnormal_return),
            standard_error: stored.standard_error,
        }
    }
}

impl From<Standing> for StoredStanding {
    fn from(Standing { rank, z, spread }: Standing) -> Self {
        Self { rank: rank.into(), z, mean: spread.map(|s| s.mean), sd: spread.map(|s| s.sd) }
    }
}

impl From<StoredStanding> for Standing {
    fn from(stored: StoredStanding) -> Self {
        let spread = stored.mean.zip(stored.sd).map(|(mean, sd)| SampleSpread { mean, sd });
        Self { rank: stored.rank.into(), z: stored.z, spread }
    }
}

impl From<SampleExtent> for StoredSample {
    fn from(SampleExtent { n, independent, from, to }: SampleExtent) -> Self {
        Self { n, independent, from, to }
    }
}

impl From<StoredSample> for SampleExtent {
    fn from(StoredSample { n, independent, from, to }: StoredSample) -> Self {
        Self { n, independent, from, to }
    }
}

impl From<&Confounder> for StoredConfounder {
    fn from(confounder: &Confounder) -> Self {
        match confounder {
            Confounder::Event { id, kind, title, at } => {
                Self::Event { id: id.0, kind: *kind, title: title.clone(), at: *at }
            }
            Confounder::MoreEvents(count) => Self::MoreEvents { count: *count },
            Confounder::MarketWide { benchmark, return_fraction, z } => Self::MarketWide {
                benchmark: benchmark.clone(),
                return_fraction: return_fraction.fraction(),
                z: *z,
            },
            Confounder::ExDate(Dividend { ex_date, amount }) => {
                Self::ExDate { ex_date: *ex_date, amount: *amount }
            }
            Confounder::Recorded(words) => Self::Recorded { words: words.clone() },
        }
    }
}

impl From<StoredConfounder> for Confounder {
    fn from(stored: StoredConfounder) -> Self {
        match stored {
            StoredConfounder::Event { id, kind, title, at } => {
                Self::Event { id: EventId(id), kind, title, at }
            }
            StoredConfounder::MoreEvents { count } => Self::MoreEvents(count),
            StoredConfounder::MarketWide { benchmark, return_fraction, z } => {
                Self::MarketWide { benchmark, return_fraction: Return::from_fraction(return_fraction), z }
            }
            StoredConfounder::ExDate { ex_date, amount } => Self::ExDate(Dividend { ex_date, amount }),
            StoredConfounder::Recorded { words } => Self::Recorded(words),
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
