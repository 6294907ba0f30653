//! Missing data as JSON.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::instrument::{Mic, Symbol};
use crate::market::{Interval, Missing, MissingBars, MissingData};
use crate::units::Currency;

/// What kind of data is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingKind {
    /// Bars of an interval over a span of trading days.
    Bars,
    /// A calendar of the venue that covers the span.
    Calendar,
    /// A listing: the instrument was traded until `to` only.
    Listing,
    /// A listing: the instrument is traded from `from` on only.
    NotListed,
    /// A trade: the bars go on, and there is none after `after` and until `until`.
    Trade,
    /// Prices with the same adjustment at both ends of the span.
    OneAdjustment,
    /// Prices in the currency in which the text states its own.
    Quotation,
    /// Prices and corporate actions that are usable.
    SoundPrices,
}

/// The data that a figure lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MissingRecord {
    /// The kind of data.
    pub kind: MissingKind,
    /// The instrument's symbol.
    #[schema(value_type = String)]
    pub symbol: Symbol,
    /// The venue's MIC.
    #[schema(value_type = String)]
    pub mic: Mic,
    /// The interval of the bars.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "1d")]
    pub interval: Option<Interval>,
    /// The first trading day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last trading day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The instant after which there is no trade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The instant until which there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Whether the bars must include extended hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended: Option<bool>,
    /// The currency of the prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub currency: Option<Currency>,
    /// What is wrong with the stored prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// The same as a value, for the faces to put in words.
    #[serde(skip)]
    #[schema(ignore)]
    pub value: Missing,
}

impl From<&Missing> for MissingRecord {
    fn from(missing: &Missing) -> Self {
        let plain = |kind| Self {
            kind,
            symbol: missing.instrument.symbol.clone(),
            mic: missing.instrument.mic,
            interval: None,
            from: None,
            to: None,
            after: None,
            until: None,
            extended: None,
            currency: None,
            problem: None,
            value: missing.clone(),
        };
        match &missing.what {
            MissingData::Bars(MissingBars { interval, from, to, extended }) => Self {
                interval: Some(*interval),
                from: Some(*from),
                to: Some(*to),
                extended: Some(*extended),
                ..plain(MissingKind::Bars)
            },
            MissingData::Calendar => plain(MissingKind::Calendar),
            MissingData::Listing { last } => Self { to: Some(*last), ..plain(MissingKind::Listing) },
            MissingData::NotListed { first } => Self { from: Some(*first), ..plain(MissingKind::NotListed) },
            MissingData::Trade { from, to } => Self {
                after: Some(super::format::utc(*from)),
                until: Some(super::format::utc(*to)),
                ..plain(MissingKind::Trade)
            },
            MissingData::OneAdjustment => plain(MissingKind::OneAdjustment),
            MissingData::Quotation { currency } => {
                Self { currency: Some(*currency), ..plain(MissingKind::Quotation) }
            }
            MissingData::SoundPrices { problem } => {
                Self { problem: Some(problem.clone()), ..plain(MissingKind::SoundPrices) }
            }
        }
    }
}
