//! Finnhub's candles. Needs a key, and a paid plan for candles.

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::Adjustment;
use crate::net::vendor::FINNHUB;

pub(super) static PLAN: Plan = Plan {
    vendor: &FINNHUB,
    capabilities: Capabilities { offers: &OFFERS, extended_hours: false, delay: TimeDelta::minutes(15) },
    keeps_renamed: false,
    only_by_name: Some("its candles are not in the free plan; it is asked only by name"),
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};

/// According to its documentation, daily candles are split-adjusted and intraday ones are not.
const OFFERS: [Offer; 5] = {
    let mut offers = Offer::all(Adjustment::AsTraded, [None; 5]);
    offers[4].adjustment = Adjustment::Splits;
    offers
};
