//! An answer to items, or to what came instead.

use super::wire::{Document, Item, Meta};
use crate::net::vendor::{Answer, VendorError};

/// One page of an answer.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) items: Vec<Item>,
    /// Items that could not be read, each with its reason.
    pub(super) skipped: Vec<String>,
    pub(super) meta: Meta,
}

impl Page {
    /// Whether there are more matches than were sent so far.
    pub(super) const fn has_next(&self) -> bool {
        let Meta { found, returned, page } = self.meta;
        returned > 0 && found > returned * page
    }
}

pub(super) fn parse(answer: &Answer) -> Result<Page, VendorError> {
    let document: Document = answer.json()?;
    let data = document.data.ok_or_else(|| answer.without_data("no `data` in it"))?;
    let mut page = Page { items: Vec::new(), skipped: Vec::new(), meta: document.meta };
    for (sent, number) in data.into_iter().zip(1..) {
        match serde_json::from_value(sent) {
            Ok(item) => page.items.push(item),
            Err(error) => page.skipped.push(format!("item {number}: {error}")),
        }
    }
    Ok(page)
}
