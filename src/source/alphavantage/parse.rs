//! An answer to items, or to what came instead.

use super::wire::{Document, Item};
use crate::net::vendor::{Answer, VendorError, unless_empty};

pub(super) fn parse(answer: &Answer) -> Result<Vec<Item>, VendorError> {
    Ok(unless_empty(items(answer))?.unwrap_or_default())
}

fn items(answer: &Answer) -> Result<Vec<Item>, VendorError> {
    let document: Document = answer.json()?;
    document.feed.ok_or_else(|| answer.without_data("no `feed` in it"))
}
