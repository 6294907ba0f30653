//! Stooq's daily bars as CSV. Needs a key since March 2026; since July 2026 it may answer with a page that asks
//! the browser for a proof of work, which is recognised and never read as "no bars".

mod adapt;
mod fetch;
mod parse;
mod wire;

use chrono::TimeDelta;

use super::plan::Plan;
use super::{Capabilities, Offer};
use crate::market::{Adjustment, Interval};
use crate::net::vendor::STOOQ;

pub(super) static PLAN: Plan = Plan {
    vendor: &STOOQ,
    capabilities: Capabilities {
        // Prices are dividend-adjusted too: SPY's close of 2015-01-02, traded at 205.43, comes as 172.07.
        offers: &[Offer {
            interval: Interval::Day1,
            depth_days: None,
            adjustment: Adjustment::SplitsAndDividends,
        }],
        extended_hours: false,
        delay: TimeDelta::hours(12),
    },
    keeps_renamed: false,
    only_by_name: None,
    fetch: |ask| Box::pin(fetch::fetch(ask)),
};
