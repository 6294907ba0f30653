//! Finnhub: news of companies (`query` holds symbols) or of a market (`general`, `forex`, `crypto`,
//! `merger`). <https://finnhub.io/docs/api/company-news>

mod adapt;
mod fetch;
mod wire;

#[cfg(test)]
mod tests;

use super::service::Plan;
use crate::event::SourceKind;
use crate::net::vendor::FINNHUB;

pub(super) static PLAN: Plan =
    Plan { kind: SourceKind::Finnhub, vendor: &FINNHUB, query: None, poll: |ask| Box::pin(fetch::poll(ask)) };
