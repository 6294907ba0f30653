//! Parses an answer into the chart, or the reason why there is none.

use super::wire::{Charted, Document};
use crate::net::vendor::{Answer, VendorError, unless_empty};

/// The chart; `None` if the symbol is known and the range has no data.
pub(super) fn parse(answer: &Answer) -> Result<Option<Charted>, VendorError> {
    unless_empty(chart(answer))
}

fn chart(answer: &Answer) -> Result<Charted, VendorError> {
    let document: Document = answer.json()?;
    let chart = document.chart.result.and_then(|results| results.into_iter().next());
    chart.ok_or_else(|| answer.without_data("neither a result nor an error"))
}
