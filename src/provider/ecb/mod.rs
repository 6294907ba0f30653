//! The European Central Bank's reference rates of the euro: one a day, fixed at 14:15 in Frankfurt. Needs no key.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::{Adjustment, Interval};
use crate::net::vendor::ECB;

pub(super) static PLAN: Plan = Plan {
    vendor: &ECB,
    capabilities: Capabilities {
        offers: &[Offer { interval: Interval::Day1, depth_days: None, adjustment: Adjustment::AsTraded }],
        extended_hours: false,
        delay: TimeDelta::hours(2),
    },
    keeps_renamed: false,
    only_by_name: None,
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};
