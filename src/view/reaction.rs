//! One row of a reaction as JSON.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::format::utc;
use super::missing::MissingRecord;
use super::remark;
use crate::event::{EventKind, When};
use crate::instrument::{Mic, Symbol};
use crate::market::{Adjustment, Interval};
use crate::normal_return::Model;
use crate::reaction::{
    Basis, Confounder, Dividend, Estimation, Horizon, Measured, Paid, PricePoint, Reaction, ReactionStatus,
    SampleExtent, Standing, VerdictWord, headlines,
};
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

/// Where a raw return stands among those of the earlier spans.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct StandingRecord {
    /// `(return − mean) / sd`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub z: Option<f64>,
    /// The share of them with a smaller absolute return.
    pub placebo_rank: f64,
    /// How many they are.
    pub n: usize,
    /// Their mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Their standard deviation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
}

impl From<Standing> for StandingRecord {
    fn from(Standing { rank, z, spread }: Standing) -> Self {
        Self {
            z,
            placebo_rank: rank.placebo_rank,
            n: rank.sample_size,
            mean: spread.map(|s| s.mean),
            sd: spread.map(|s| s.sd),
        }
    }
}

/// The earlier spans with which a row is compared, and their returns on the row's basis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct SampleRecord {
    /// How many.
    pub n: usize,
    /// How many of them do not overlap.
    pub independent: usize,
    /// The trading day on which the first begins.
    pub from: NaiveDate,
    /// The trading day on which the last ends.
    pub to: NaiveDate,
    /// Their mean return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Their standard deviation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
}

impl SampleRecord {
    fn of(measured: &Measured) -> Option<Self> {
        let SampleExtent { n, independent, from, to } = measured.sample?;
        let spread = measured.standing.and_then(|s| s.spread);
        let (mean, sd) = (spread.map(|s| s.mean), spread.map(|s| s.sd));
        Some(Self { n, independent, from, to, mean, sd })
    }
}

/// The daily returns on which a beta was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct EstimationRecord {
    /// How many sessions have both returns.
    pub n: usize,
    /// The first session.
    pub from: NaiveDate,
    /// The last session.
    pub to: NaiveDate,
}

impl From<Estimation> for EstimationRecord {
    fn from(Estimation { n, from, to }: Estimation) -> Self {
        Self { n, from, to }
    }
}

/// What kind of thing could explain a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConfounderKind {
    /// Another event on the instrument.
    Event,
    /// Results of the instrument.
    Earnings,
    /// More events than are named.
    MoreEvents,
    /// A move of the market.
    MarketWide,
    /// An ex-date.
    ExDate,
    /// In the words of the older version that recorded the row.
    Recorded,
}

/// What else could explain a move.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ConfounderRecord {
    /// What kind of thing.
    pub kind: ConfounderKind,
    /// The event's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<i64>,
    /// The event's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When the event became public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// How many more events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// The benchmark.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub symbol: Option<Symbol>,
    /// The benchmark's return over the span.
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub return_fraction: Option<Return>,
    /// The benchmark's return in standard deviations of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub z: Option<f64>,
    /// The ex-date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ex_date: Option<NaiveDate>,
    /// Cash per share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// The same in words.
    pub text: String,
}

impl From<&Confounder> for ConfounderRecord {
    fn from(confounder: &Confounder) -> Self {
        let of = |kind| Self {
            kind,
            event: None,
            title: None,
            at: None,
            count: None,
            symbol: None,
            return_fraction: None,
            z: None,
            ex_date: None,
            amount: None,
            text: remark::confounder(confounder),
        };
        match confounder {
            Confounder::Event { id, kind, title, at } => Self {
                event: Some(id.0),
                title: Some(title.clone()),
                at: Some(utc(*at)),
                ..of(match kind {
                    EventKind::Earnings => ConfounderKind::Earnings,
                    _ => ConfounderKind::Event,
                })
            },
            Confounder::MoreEvents(count) => Self { count: Some(*count), ..of(ConfounderKind::MoreEvents) },
            Confounder::MarketWide { benchmark, return_fraction, z } => Self {
                symbol: Some(benchmark.symbol.clone()),
                return_fraction: Some(*return_fraction),
                z: Some(*z),
                ..of(ConfounderKind::MarketWide)
            },
            Confounder::ExDate(Dividend { ex_date, amount }) => {
                Self { ex_date: Some(*ex_date), amount: Some(*amount), ..of(ConfounderKind::ExDate) }
            }
            Confounder::Recorded(_) => of(ConfounderKind::Recorded),
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
    /// What of the benchmark's return is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beta: Option<f64>,
    /// The daily returns on which the beta was estimated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimation: Option<EstimationRecord>,
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
    /// Which return z, rank and verdict are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// The same of the raw return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<StandingRecord>,
    /// The earlier spans that it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampleRecord>,
    /// Whether this row stands for the event on this instrument.
    pub headline: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_ratio: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dividends: Vec<PaidRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    pub confounders: Vec<ConfounderRecord>,
    /// What is missing, in a row without data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl ReactionRecord {
    /// The record of a row; `headline` where it stands for the event on its instrument.
    #[must_use]
    pub fn new(r: &Reaction, headline: bool) -> Self {
        let measured = r.measured();
        let abnormal = measured.and_then(|m| m.abnormal.as_ref());
        let standing = measured.and_then(|m| m.standing);
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
            beta: abnormal.and_then(|a| a.beta),
            estimation: abnormal.and_then(|a| a.estimation).map(Into::into),
            standard_error: abnormal.and_then(|a| a.standard_error),
            z: standing.and_then(|s| s.z),
            placebo_rank: standing.map(|s| s.rank.placebo_rank),
            sample_size: standing.map(|s| s.rank.sample_size),
            verdict: r.verdict(),
            basis: r.basis(),
            raw: measured.and_then(|m| m.raw).map(Into::into),
            sample: measured.and_then(SampleRecord::of),
            headline,
            volume_ratio: measured.and_then(|m| m.volume_ratio),
            dividends: measured.map_or(&[][..], |m| &m.dividends).iter().map(Into::into).collect(),
            high: measured.map(|m| m.high),
            low: measured.map(|m| m.low),
            confounders: measured.map_or(&[][..], |m| &m.confounders).iter().map(Into::into).collect(),
            missing: r.missing().map(Into::into),
            note: (!notes.is_empty()).then(|| notes.join("; ")),
        }
    }

    /// The records of an event's rows, with its headlines marked.
    #[must_use]
    pub fn of_event(when: &When, rows: &[Reaction]) -> Vec<Self> {
        rows.iter().zip(headlines(when, rows)).map(|(row, headline)| Self::new(row, headline)).collect()
    }
}
