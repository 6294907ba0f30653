//! Marketaux: news with the companies that they name, of all or of the symbols in `query`.
//! <https://www.marketaux.com/documentation>

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use super::service::Plan;
use crate::event::SourceKind;
use crate::net::vendor::MARKETAUX;

pub(super) static PLAN: Plan = Plan {
    kind: SourceKind::Marketaux,
    vendor: &MARKETAUX,
    query: None,
    poll: |ask| Box::pin(fetch::poll(ask)),
};
