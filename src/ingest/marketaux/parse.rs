//! Bytes to items, or to what came instead.

use super::NAME;
use super::wire::{Document, Item, Refusal};
use crate::ingest::service::{Answer, excerpt, json};
use crate::ingest::source::SourceError;

pub(super) fn parse(answer: &Answer) -> Result<Vec<Item>, SourceError> {
    match items(&answer.address(), answer.bytes()) {
        Ok(_) | Err(SourceError::NotData { .. } | SourceError::Shape { .. }) if !answer.is_success() => {
            Err(answer.refusal(""))
        }
        result => result,
    }
}

pub(super) fn items(address: &str, bytes: &[u8]) -> Result<Vec<Item>, SourceError> {
    let document: Document = json(NAME, address, bytes)?;
    match (document.error, document.data) {
        (Some(error), _) => Err(refused(&error)),
        (None, Some(items)) => Ok(items),
        (None, None) => Err(SourceError::Shape {
            address: address.to_owned(),
            expected: "news",
            reason: "no `data` in it".to_owned(),
        }),
    }
}

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
