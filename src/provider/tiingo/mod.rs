//! Tiingo: as-traded daily bars of United States shares with splits and dividends, and intraday
//! bars of the exchange IEX only. Needs a key.

mod adapt;
mod fetch;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::Adjustment;
use crate::net::vendor::TIINGO;

pub(super) static PLAN: Plan = Plan {
    vendor: &TIINGO,
    capabilities: Capabilities {
        offers: &Offer::all(Adjustment::AsTraded, [Some(2000), Some(2000), Some(2000), Some(2000), None]),
        extended_hours: true,
        delay: TimeDelta::hours(4),
    },
    keeps_renamed: true,
    only_by_name: None,
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};
