//! Rows of reactions as records of version 1 have them: the rank was that of the raw return, its
//! sample had no dates, and what else could explain a move stood in sentences.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::data::RankV1;
use super::present;
use super::row::{StoredDividend, StoredPoint, StoredReaction, model_of_word};
use crate::normal_return::Model;
use crate::reaction::{AbnormalReturn, Basis, Confounder, Measured, Reaction, Standing};
use crate::units::Return;

/// A row of version 1.
pub(super) fn reaction(text: &str) -> serde_json::Result<Reaction> {
    serde_json::from_str::<StoredReaction<MeasuredV1>>(text).map(Into::into)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasuredV1 {
    due_at: DateTime<Utc>,
    anchor: StoredPoint,
    end: StoredPoint,
    return_fraction: f64,
    #[serde(deserialize_with = "present")]
    abnormal: Option<AbnormalV1>,
    #[serde(deserialize_with = "present")]
    z: Option<f64>,
    #[serde(deserialize_with = "present")]
    rank: Option<RankV1>,
    #[serde(deserialize_with = "present")]
    volume_ratio: Option<f64>,
    dividends: Vec<StoredDividend>,
    high: f64,
    low: f64,
    confounders: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AbnormalV1 {
    #[serde(deserialize_with = "model_of_word")]
    model: Model,
    benchmark_return: f64,
    abnormal_return: f64,
    #[serde(deserialize_with = "present")]
    standard_error: Option<f64>,
}

impl From<MeasuredV1> for Measured {
    fn from(v1: MeasuredV1) -> Self {
        let standing = v1.rank.map(|rank| Standing { rank: rank.into(), z: v1.z, spread: None });
        Self {
            due_at: v1.due_at,
            anchor: v1.anchor.into(),
            end: v1.end.into(),
            return_fraction: Return::from_fraction(v1.return_fraction),
            abnormal: v1.abnormal.map(Into::into),
            basis: Basis::Raw,
            standing,
            raw: standing,
            sample: None,
            volume_ratio: v1.volume_ratio,
            dividends: v1.dividends.into_iter().map(Into::into).collect(),
            high: v1.high,
            low: v1.low,
            confounders: v1.confounders.into_iter().map(Confounder::Recorded).collect(),
        }
    }
}

impl From<AbnormalV1> for AbnormalReturn {
    fn from(v1: AbnormalV1) -> Self {
        Self {
            model: v1.model,
            benchmark_return: Return::from_fraction(v1.benchmark_return),
            beta: None,
            estimation: None,
            prices: None,
            dividends: Vec::new(),
            abnormal_return: Return::from_fraction(v1.abnormal_return),
            standard_error: v1.standard_error,
        }
    }
}
