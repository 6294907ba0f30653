//! Parts that several stored records share.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::present;
use crate::instrument::InstrumentId;
use crate::market::{Interval, Missing, MissingBars, MissingData};
use crate::reaction::Unusualness;
use crate::units::Currency;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredMissing {
    instrument: InstrumentId,
    what: StoredData,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StoredData {
    Bars { interval: Interval, from: NaiveDate, to: NaiveDate, extended: bool },
    Calendar,
    Listing { last: NaiveDate },
    NotListed { first: NaiveDate },
    Trade { from: DateTime<Utc>, to: DateTime<Utc> },
    OneAdjustment,
    Quotation { currency: Currency },
    SoundPrices { problem: String },
}

impl From<&Missing> for StoredMissing {
    fn from(missing: &Missing) -> Self {
        let what = match &missing.what {
            MissingData::Bars(MissingBars { interval, from, to, extended }) => {
                StoredData::Bars { interval: *interval, from: *from, to: *to, extended: *extended }
            }
            MissingData::Calendar => StoredData::Calendar,
            MissingData::Listing { last } => StoredData::Listing { last: *last },
            MissingData::NotListed { first } => StoredData::NotListed { first: *first },
            MissingData::Trade { from, to } => StoredData::Trade { from: *from, to: *to },
            MissingData::OneAdjustment => StoredData::OneAdjustment,
            MissingData::Quotation { currency } => StoredData::Quotation { currency: *currency },
            MissingData::SoundPrices { problem } => StoredData::SoundPrices { problem: problem.clone() },
        };
        Self { instrument: missing.instrument.clone(), what }
    }
}

impl From<StoredMissing> for Missing {
    fn from(StoredMissing { instrument, what }: StoredMissing) -> Self {
        let what = match what {
            StoredData::Bars { interval, from, to, extended } => {
                MissingData::Bars(MissingBars { interval, from, to, extended })
            }
            StoredData::Calendar => MissingData::Calendar,
            StoredData::Listing { last } => MissingData::Listing { last },
            StoredData::NotListed { first } => MissingData::NotListed { first },
            StoredData::Trade { from, to } => MissingData::Trade { from, to },
            StoredData::OneAdjustment => MissingData::OneAdjustment,
            StoredData::Quotation { currency } => MissingData::Quotation { currency },
            StoredData::SoundPrices { problem } => MissingData::SoundPrices { problem },
        };
        Self { instrument, what }
    }
}

/// A rank as records of version 1 have it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RankV1 {
    placebo_rank: f64,
    sample_size: usize,
}

impl From<RankV1> for Unusualness {
    fn from(RankV1 { placebo_rank, sample_size }: RankV1) -> Self {
        Self { placebo_rank, sample_size, independent: None }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredRank {
    placebo_rank: f64,
    sample_size: usize,
    #[serde(deserialize_with = "present")]
    independent: Option<usize>,
}

impl From<Unusualness> for StoredRank {
    fn from(Unusualness { placebo_rank, sample_size, independent }: Unusualness) -> Self {
        Self { placebo_rank, sample_size, independent }
    }
}

impl From<StoredRank> for Unusualness {
    fn from(StoredRank { placebo_rank, sample_size, independent }: StoredRank) -> Self {
        Self { placebo_rank, sample_size, independent }
    }
}
