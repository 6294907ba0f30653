//! ALFRED: figures of the economy as they were first published, never as they were revised later.
//!
//! `query` holds series (`CPIAUCSL,UNRATE`) and perhaps `since:2015-01-01`, the first period of interest. An item is the
//! first value of one period, on the day of its publication; the hour is not known to the service.
//! <https://fred.stlouisfed.org/docs/api/fred/series_observations.html>

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use super::service::Plan;
use crate::event::SourceKind;
use crate::net::vendor::ALFRED;

pub(super) static PLAN: Plan = Plan {
    kind: SourceKind::Alfred,
    vendor: &ALFRED,
    query: Some("ALFRED needs series, such as CPIAUCSL,UNRATE"),
    poll: |ask| Box::pin(fetch::poll(ask)),
};
