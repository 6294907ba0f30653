//! Bytes to items, or to what came instead.

use super::NAME;
use super::wire::{Document, Item, Meta, Refusal};
use crate::source::SourceError;
use crate::source::service::{Answer, excerpt, json};

/// One page of an answer.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) items: Vec<Item>,
    /// Items that could not be read, each with its reason.
    pub(super) skipped: Vec<String>,
    pub(super) meta: Meta,
}

impl Page {
    /// Whether more fits than has been sent so far.
    pub(super) const fn has_next(&self) -> bool {
        let Meta { found, returned, page } = self.meta;
        returned > 0 && found > returned * page
    }
}

pub(super) fn parse(answer: &Answer) -> Result<Page, SourceError> {
    match page(&answer.address(), answer.bytes()) {
        Ok(_) | Err(SourceError::NotData { .. } | SourceError::Shape { .. }) if !answer.is_success() => {
            Err(answer.refusal(""))
        }
        result => result,
    }
}

pub(super) fn page(address: &str, bytes: &[u8]) -> Result<Page, SourceError> {
    let document: Document = json(NAME, address, bytes)?;
    let data = match (document.error, document.data) {
        (Some(error), _) => return Err(refused(&error)),
        (None, Some(data)) => data,
        (None, None) => {
            return Err(SourceError::Shape {
                address: address.to_owned(),
                expected: "news",
                reason: "no `data` in it".to_owned(),
            });
        }
    };
    let mut page = Page { items: Vec::new(), skipped: Vec::new(), meta: document.meta };
    for (sent, number) in data.into_iter().zip(1..) {
        match serde_json::from_value(sent) {
            Ok(item) => page.items.push(item),
            Err(error) => page.skipped.push(format!("item {number}: {error}")),
        }
    }
    Ok(page)
}

/// Its codes: <https://www.marketaux.com/documentation>, under Errors.
fn refused(error: &Refusal) -> SourceError {
    let service = NAME;
    let said = excerpt(if error.message.is_empty() { &error.code } else { &error.message });
    match error.code.as_str() {
        "usage_limit_reached" | "rate_limit_reached" => {
            SourceError::RateLimited { service, said, retry_after: None }
        }
        "invalid_api_token" | "endpoint_access_restricted" => SourceError::KeyRefused { service, said },
        _ => SourceError::Refused { service, said },
    }
}
