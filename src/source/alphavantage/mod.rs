//! Alpha Vantage: `NEWS_SENTIMENT`, by symbols, or by topics written as `topic:earnings`.
//! <https://www.alphavantage.co/documentation/#news-sentiment>

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use super::service::Plan;
use crate::event::SourceKind;
use crate::net::vendor::ALPHA_VANTAGE;

pub(super) static PLAN: Plan = Plan {
    kind: SourceKind::AlphaVantage,
    vendor: &ALPHA_VANTAGE,
    query: None,
    poll: |ask| Box::pin(fetch::poll(ask)),
};
