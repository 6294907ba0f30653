//! The stored claim.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{old, present, unknown_version, version};
use crate::claim::{Bound, Claim, ClaimSession, DayPoint, Direction, MoveHorizon, MoveTime};
use crate::instrument::InstrumentId;
use crate::link::Evidence;
use crate::units::Currency;

const VERSION: u32 = 1;

/// A claim as it is stored.
pub(in crate::store) fn write(claim: &Claim) -> serde_json::Result<String> {
    serde_json::to_string(&StoredClaim::from(claim.clone()))
}

/// A stored claim, of whatever version.
pub(in crate::store) fn read(text: &str) -> serde_json::Result<Claim> {
    match version(text)? {
        Some(VERSION) => serde_json::from_str::<StoredClaim>(text).map(Into::into),
        Some(later) => Err(unknown_version(later)),
        None => old::claim(text),
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredClaim {
    v: u32,
    #[serde(deserialize_with = "present")]
    instrument: Option<InstrumentId>,
    is_index: bool,
    company: String,
    direction: Direction,
    #[serde(deserialize_with = "present")]
    percent: Option<Decimal>,
    #[serde(deserialize_with = "present")]
    percent_min: Option<Decimal>,
    #[serde(deserialize_with = "present")]
    percent_max: Option<Decimal>,
    #[serde(deserialize_with = "present")]
    points: Option<Decimal>,
    #[serde(deserialize_with = "present")]
    price: Option<Decimal>,
    #[serde(deserialize_with = "present")]
    from_price: Option<Decimal>,
    #[serde(deserialize_with = "present")]
    currency: Option<Currency>,
    #[serde(deserialize_with = "present")]
    session: Option<ClaimSession>,
    horizon: MoveHorizon,
    #[serde(deserialize_with = "present")]
    when: Option<MoveTime>,
    #[serde(deserialize_with = "present")]
    point: Option<DayPoint>,
    #[serde(deserialize_with = "present")]
    bound: Option<Bound>,
    evidence: Evidence,
}

impl From<Claim> for StoredClaim {
    fn from(claim: Claim) -> Self {
        Self {
            v: VERSION,
            instrument: claim.instrument,
            is_index: claim.is_index,
            company: claim.company,
            direction: claim.direction,
            percent: claim.percent,
            percent_min: claim.percent_min,
            percent_max: claim.percent_max,
            points: claim.points,
            price: claim.price,
            from_price: claim.from_price,
            currency: claim.currency,
            session: claim.session,
            horizon: claim.horizon,
            when: claim.when,
            point: claim.point,
            bound: claim.bound,
            evidence: claim.evidence,
        }
    }
}

impl From<StoredClaim> for Claim {
    fn from(stored: StoredClaim) -> Self {
        Self {
            instrument: stored.instrument,
            is_index: stored.is_index,
            company: stored.company,
            direction: stored.direction,
            percent: stored.percent,
            percent_min: stored.percent_min,
            percent_max: stored.percent_max,
            points: stored.points,
            price: stored.price,
            from_price: stored.from_price,
            currency: stored.currency,
            session: stored.session,
            horizon: stored.horizon,
            when: stored.when,
            point: stored.point,
            bound: stored.bound,
            evidence: stored.evidence,
        }
    }
}
