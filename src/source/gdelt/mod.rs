//! GDELT DOC 2.0: what the world's press wrote on the words in `query`.
//! <https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/>

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use super::service::Plan;
use crate::event::SourceKind;
use crate::net::vendor::GDELT;

pub(super) static PLAN: Plan = Plan {
    kind: SourceKind::Gdelt,
    vendor: &GDELT,
    query: Some("GDELT needs words to look for"),
    poll: |ask| Box::pin(fetch::poll(ask)),
};
