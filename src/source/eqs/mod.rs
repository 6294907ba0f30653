//! EQS: what issuers of Germany, Austria and Switzerland publish through it.
//!
//! The address is the one that its own pages ask: public, without a key, not documented. `query` holds ISINs, and
//! categories (`category:adhoc`) of which an item must have one.

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use super::service::Plan;
use crate::event::SourceKind;
use crate::net::vendor::EQS;

pub(super) static PLAN: Plan =
    Plan { kind: SourceKind::Eqs, vendor: &EQS, query: None, poll: |ask| Box::pin(fetch::poll(ask)) };
