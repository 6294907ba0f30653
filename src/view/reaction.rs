//! One row of a reaction as JSON.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::event::utc;
use super::missing::MissingRecord;
use super::remark;
use crate::instrument::{Mic, Symbol};
use crate::market::{Adjustment, Interval};
use crate::normal_return::Model;
use crate::reaction::{Horizon, Paid, PricePoint, Reaction, ReactionStatus, VerdictWord};
use crate::units::{Currency, Return};

/// A traded price.
#[derive(Debug, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `PricePoint`
pub struct PointRecord {
    pub at: String,
    pub price: f64,
    /// The currency; absent in rows recorded by older versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub currency: Option<Currency>,
    pub provider: String,
    pub interval: Interval,
    pub adjustment: Adjustment,
}

impl From<&PricePoint> for PointRecord {
    fn from(p: &PricePoint) -> Self {
        Self {
            at: utc(p.at),
            price: p.price.amount,
            currency: p.price.currency,
            provider: p.provider.clone(),
            interval: p.interval,
            adjustment: p.adjustment,
        }
    }
}

/// Whether a row could be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReactionStatus)]
pub enum StatusRecord {
    /// The row is measured.
    Measured,
    /// Its horizon has not ended yet.
    Pending,
    /// Data are missing; the row can be measured once they are there.
    NoData,
    /// The instrument did not trade although its venue was open.
    Halted,
}

impl From<ReactionStatus> for StatusRecord {
    fn from(status: ReactionStatus) -> Self {
        match status {
            ReactionStatus::Measured => Self::Measured,
            ReactionStatus::Pending => Self::Pending,
            ReactionStatus::NoData => Self::NoData,
            ReactionStatus::Halted => Self::Halted,
        }
    }
}

/// What an abnormal return is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the variants are those of `Model`
pub enum ModelRecord {
    MeanAdjusted,
    MarketAdjusted,
    MarketModel,
    Factors,
    ScholesWilliams,
    Dimson,
}

impl From<Model> for ModelRecord {
    fn from(model: Model) -> Self {
        match model {
            Model::MeanAdjusted => Self::MeanAdjusted,
            Model::MarketAdjusted => Self::MarketAdjusted,
            Model::MarketModel => Self::MarketModel,
            Model::Factors => Self::Factors,
            Model::ScholesWilliams => Self::ScholesWilliams,
            Model::Dimson => Self::Dimson,
        }
    }
}

/// A dividend inside a measured span.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct PaidRecord {
    /// The first session that traded without it.
    pub ex_date: NaiveDate,
    /// Cash per share.
    pub amount: f64,
    /// The price at which it is reinvested; absent if the prices are already adjusted for
    /// dividends.
    pub reinvested_at: Option<f64>,
}

impl From<&Paid> for PaidRecord {
    fn from(paid: &Paid) -> Self {
        Self {
            ex_date: paid.dividend.ex_date,
            amount: paid.dividend.amount,
            reinvested_at: paid.reinvested_at,
        }
    }
}

/// A reaction.
#[derive(Debug, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `Reaction`
pub struct ReactionRecord {
    #[schema(value_type = String)]
    pub symbol: Symbol,
    #[schema(value_type = String)]
    pub mic: Mic,
    #[schema(value_type = String)]
    pub horizon: Horizon,
    pub run_up: bool,
    pub status: StatusRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<PointRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<PointRecord>,
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub return_fraction: Option<Return>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub benchmark: Option<Symbol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub benchmark_return: Option<Return>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub abnormal_return: Option<Return>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub z: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placebo_rank: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_size: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<VerdictWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_ratio: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dividends: Vec<PaidRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    pub confounders: Vec<String>,
    /// What is missing, in a row without data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl From<&Reaction> for ReactionRecord {
    fn from(r: &Reaction) -> Self {
        let measured = r.measured();
        let abnormal = measured.and_then(|m| m.abnormal);
        let unusualness = measured.and_then(|m| m.unusualness);
        let notes = remark::of(r);
        Self {
            symbol: r.instrument.symbol.clone(),
            mic: r.instrument.mic,
            horizon: r.horizon,
            run_up: r.horizon.is_run_up(),
            status: r.status().into(),
            due_at: r.due_at().map(utc),
            anchor: r.anchor().map(Into::into),
            end: r.end().map(Into::into),
            return_fraction: r.return_fraction(),
            benchmark: r.benchmark.as_ref().map(|b| b.symbol.clone()),
            benchmark_return: abnormal.map(|a| a.benchmark_return),
            abnormal_return: abnormal.map(|a| a.abnormal_return),
            model: abnormal.map(|a| a.model.into()),
            standard_error: abnormal.and_then(|a| a.standard_error),
            z: measured.and_then(|m| m.z),
            placebo_rank: unusualness.map(|u| u.placebo_rank),
            sample_size: unusualness.map(|u| u.sample_size),
            verdict: unusualness.map(|u| u.word()),
            volume_ratio: measured.and_then(|m| m.volume_ratio),
            dividends: measured.map_or(&[][..], |m| &m.dividends).iter().map(Into::into).collect(),
            high: measured.map(|m| m.high),
            low: measured.map(|m| m.low),
            confounders: measured.map_or_else(Vec::new, |m| m.confounders.clone()),
            missing: r.missing().map(Into::into),
            note: (!notes.is_empty()).then(|| notes.join("; ")),
        }
    }
}
