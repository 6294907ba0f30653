//! The stored row of a reaction.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::data::StoredRank;
use super::row::{StoredDividend, StoredPoint, StoredReaction, model_of_word, model_word};
use super::{old, present, unknown_version, v1, version};
use crate::event::{EventId, EventKind};
use crate::instrument::InstrumentId;
use crate::normal_return::Model;
use crate::reaction::{
    AbnormalReturn, Basis, Confounder, Dividend, Estimation, Measured, PricePoint, Reaction, SampleExtent,
    SampleSpread, Standing,
};
use crate::units::Return;

const VERSION: u32 = 2;

/// A row as it is stored.
pub(in crate::store) fn write(reaction: &Reaction) -> serde_json::Result<String> {
    serde_json::to_string(&StoredReaction::<StoredMeasured>::of(reaction, VERSION))
}

/// A stored row, of whatever version.
pub(in crate::store) fn read(text: &str) -> serde_json::Result<Reaction> {
    match version(text)? {
        Some(VERSION) => serde_json::from_str::<StoredReaction<StoredMeasured>>(text).map(Into::into),
        Some(1) => v1::reaction(text),
        Some(later) => Err(unknown_version(later)),
        None => old::reaction(text),
    }
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
