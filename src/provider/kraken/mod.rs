//! Kraken: the last 720 candles of crypto pairs at any interval, two years of days. Needs no key.

mod adapt;
mod fetch;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::Adjustment;
use crate::net::vendor::KRAKEN;

pub(super) static PLAN: Plan = Plan {
    vendor: &KRAKEN,
    capabilities: Capabilities {
        // What 720 candles reach back, in whole days.
        offers: &Offer::all(Adjustment::AsTraded, [Some(0), Some(2), Some(7), Some(29), Some(719)]),
        // The whole day is one session.
        extended_hours: true,
        delay: TimeDelta::minutes(1),
    },
    keeps_renamed: false,
    only_by_name: None,
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};
