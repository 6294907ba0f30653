//! Yahoo's chart service: the world's daily bars, and the last weeks' intraday bars with extended
//! hours. It needs no key, is not official, and may refuse at any time.

mod adapt;
mod fetch;
mod parse;
mod session;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::Adjustment;
use crate::net::vendor::YAHOO;

pub(super) static PLAN: Plan = Plan {
    vendor: &YAHOO,
    capabilities: Capabilities {
        // Open, high, low and close are split-adjusted, daily and intraday alike.
        offers: &Offer::all(Adjustment::Splits, [Some(29), Some(59), Some(59), Some(729), None]),
        extended_hours: true,
        delay: TimeDelta::minutes(15),
    },
    keeps_renamed: true,
    only_by_name: None,
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};
