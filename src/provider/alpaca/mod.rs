//! Alpaca: as-traded bars of United States shares from the consolidated tape, extended hours
//! included, free for everything older than a quarter of an hour. Needs a pair of keys.

mod adapt;
mod fetch;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::Adjustment;
use crate::net::vendor::ALPACA;

pub(super) static PLAN: Plan = Plan {
    vendor: &ALPACA,
    capabilities: Capabilities {
        // The data begin in January 2016; older ranges come back empty.
        offers: &Offer::all(Adjustment::AsTraded, [None; 5]),
        extended_hours: true,
        delay: TimeDelta::minutes(16),
    },
    keeps_renamed: true,
    only_by_name: None,
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};
