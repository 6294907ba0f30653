//! Massive, formerly Polygon: reference news, of all companies or of those whose symbols `query` holds.
//! <https://massive.com/docs/rest/stocks/news>

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use super::service::Plan;
use crate::event::SourceKind;
use crate::net::vendor::POLYGON;

pub(super) static PLAN: Plan =
    Plan { kind: SourceKind::Polygon, vendor: &POLYGON, query: None, poll: |ask| Box::pin(fetch::poll(ask)) };
