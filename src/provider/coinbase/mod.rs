//! Coinbase Exchange: candles of crypto pairs since they are traded there, a minute and up. Needs no key.

mod adapt;
mod fetch;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::Adjustment;
use crate::net::vendor::COINBASE;

pub(super) static PLAN: Plan = Plan {
    vendor: &COINBASE,
    capabilities: Capabilities {
        offers: &Offer::all(Adjustment::AsTraded, [None; 5]),
        // The whole day is one session.
        extended_hours: true,
        delay: TimeDelta::minutes(1),
    },
    keeps_renamed: false,
    only_by_name: None,
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};
