//! The stored verdict on a claim. The column `claim.status` is made from its `status`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::data::{RankV1, StoredMissing, StoredRank};
use super::{old, present, unknown_version, version};
use crate::claim::{ClaimSession, ClaimStatus, ClaimVerdict};
use crate::instrument::InstrumentId;
use crate::units::{Currency, Price, Return};

const VERSION: u32 = 2;

/// A verdict as it is stored.
pub(in crate::store) fn write(verdict: &ClaimVerdict) -> serde_json::Result<String> {
    serde_json::to_string(&StoredVerdict::from(verdict))
}

/// A stored verdict on a claim about this instrument, of whatever version.
pub(in crate::store) fn read(
    text: &str,
    instrument: Option<&InstrumentId>,
) -> serde_json::Result<ClaimVerdict> {
    match version(text)? {
        Some(VERSION) => serde_json::from_str::<StoredVerdict>(text).map(Into::into),
        Some(1) => serde_json::from_str::<VerdictV1>(text).map(Into::into),
        Some(later) => Err(unknown_version(later)),
        None => old::verdict(text, instrument),
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredVerdict {
    v: u32,
    status: ClaimStatus,
    #[serde(deserialize_with = "present")]
    session: Option<ClaimSession>,
    #[serde(deserialize_with = "present")]
    session_date: Option<NaiveDate>,
    #[serde(deserialize_with = "present")]
    reference_date: Option<NaiveDate>,
    #[serde(deserialize_with = "present")]
    reference_close: Option<StoredPrice>,
    #[serde(deserialize_with = "present")]
    measured: Option<f64>,
    #[serde(deserialize_with = "present")]
    rank: Option<StoredRank>,
    #[serde(deserialize_with = "present")]
    chance: Option<f64>,
    #[serde(deserialize_with = "present")]
    chance_windows: Option<usize>,
    #[serde(deserialize_with = "present")]
    missing: Option<StoredMissing>,
    note: String,
}

/// A verdict as version 1 had it: without a chance.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerdictV1 {
    #[serde(rename = "v")]
    _version: u32,
    status: ClaimStatus,
    #[serde(deserialize_with = "present")]
    session: Option<ClaimSession>,
    #[serde(deserialize_with = "present")]
    session_date: Option<NaiveDate>,
    #[serde(deserialize_with = "present")]
    reference_date: Option<NaiveDate>,
    #[serde(deserialize_with = "present")]
    reference_close: Option<StoredPrice>,
    #[serde(deserialize_with = "present")]
    measured: Option<f64>,
    #[serde(deserialize_with = "present")]
    rank: Option<RankV1>,
    #[serde(deserialize_with = "present")]
    missing: Option<StoredMissing>,
    note: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredPrice {
    amount: f64,
    #[serde(deserialize_with = "present")]
    currency: Option<Currency>,
}

impl From<&ClaimVerdict> for StoredVerdict {
    fn from(verdict: &ClaimVerdict) -> Self {
        let price = |Price { amount, currency }| StoredPrice { amount, currency };
        Self {
            v: VERSION,
            status: verdict.status,
            session: verdict.session,
            session_date: verdict.session_date,
            reference_date: verdict.reference_date,
            reference_close: verdict.reference_close.map(price),
            measured: verdict.measured.map(Return::fraction),
            rank: verdict.unusualness.map(Into::into),
            chance: verdict.chance,
            chance_windows: verdict.chance_windows,
            missing: verdict.missing.as_ref().map(Into::into),
            note: verdict.note.clone(),
        }
    }
}

impl From<StoredVerdict> for ClaimVerdict {
    fn from(stored: StoredVerdict) -> Self {
        Self {
            status: stored.status,
            session: stored.session,
            session_date: stored.session_date,
            reference_date: stored.reference_date,
            reference_close: stored.reference_close.map(|p| Price::new(p.amount, p.currency)),
            measured: stored.measured.map(Return::from_fraction),
            unusualness: stored.rank.map(Into::into),
            chance: stored.chance,
            chance_windows: stored.chance_windows,
            missing: stored.missing.map(Into::into),
            note: stored.note,
        }
    }
}

impl From<VerdictV1> for ClaimVerdict {
    fn from(v1: VerdictV1) -> Self {
        Self {
            status: v1.status,
            session: v1.session,
            session_date: v1.session_date,
            reference_date: v1.reference_date,
            reference_close: v1.reference_close.map(|p| Price::new(p.amount, p.currency)),
            measured: v1.measured.map(Return::from_fraction),
            unusualness: v1.rank.map(Into::into),
            chance: None,
            chance_windows: None,
            missing: v1.missing.map(Into::into),
            note: v1.note,
        }
    }
}
