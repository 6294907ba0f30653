//! Polygon, since 2025 under the name Massive: as-traded bars of United States shares with extended
//! hours, splits and dividends. Needs a key.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::Adjustment;
use crate::net::vendor::POLYGON;

pub(super) static PLAN: Plan = Plan {
    vendor: &POLYGON,
    capabilities: Capabilities {
        // The free plan reaches back two years.
        offers: &Offer::all(Adjustment::AsTraded, [Some(730); 5]),
        extended_hours: true,
        delay: TimeDelta::hours(12),
    },
    keeps_renamed: false,
    only_by_name: None,
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};
