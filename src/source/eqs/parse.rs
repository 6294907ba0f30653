//! An answer to releases, or to what came instead.

use super::wire::{Document, Release};
use crate::net::vendor::{Answer, VendorError};

/// The releases, and those that could not be read, each with its reason.
pub(super) fn parse(answer: &Answer) -> Result<(Vec<Release>, Vec<String>), VendorError> {
    let document: Document = answer.json()?;
    let records = document.records.ok_or_else(|| answer.without_data("no `records` in it"))?;
    let (mut releases, mut skipped) = (Vec::new(), Vec::new());
    for (sent, number) in records.into_iter().zip(1..) {
        match serde_json::from_value(sent) {
            Ok(release) => releases.push(release),
            Err(error) => skipped.push(format!("item {number}: {error}")),
        }
    }
    Ok((releases, skipped))
}
