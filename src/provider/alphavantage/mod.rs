//! Alpha Vantage: as-traded daily and intraday bars, United States and some other venues. Needs a
//! key; the free one allows 25 requests a day.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::Adjustment;
use crate::net::vendor::ALPHA_VANTAGE;

pub(super) static PLAN: Plan = Plan {
    vendor: &ALPHA_VANTAGE,
    capabilities: Capabilities {
        offers: &Offer::all(Adjustment::AsTraded, [None; 5]),
        extended_hours: true,
        delay: TimeDelta::hours(12),
    },
    keeps_renamed: true,
    only_by_name: None,
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};
