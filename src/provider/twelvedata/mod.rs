//! Twelve Data: split-adjusted daily and intraday bars of many venues. Needs a key; the free plan
//! has United States shares, pairs and crypto, without extended hours.

mod adapt;
mod fetch;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::Adjustment;
use crate::net::vendor::TWELVE_DATA;

pub(super) static PLAN: Plan = Plan {
    vendor: &TWELVE_DATA,
    capabilities: Capabilities {
        // Minutes begin on 2020-02-10; the depth is what that leaves at least.
        offers: &Offer::all(Adjustment::Splits, [Some(2000), Some(2000), Some(2000), Some(2000), None]),
        extended_hours: true,
        delay: TimeDelta::minutes(15),
    },
    keeps_renamed: true,
    only_by_name: None,
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};
