//! Bytes to items, or to what came instead.

use super::NAME;
use super::wire::{Item, Refusal};
use crate::source::SourceError;
use crate::source::service::{Answer, excerpt, json};

pub(super) fn parse(answer: &Answer) -> Result<Vec<Item>, SourceError> {
    if let Ok(Refusal { error }) = serde_json::from_slice(answer.bytes()) {
        return Err(refused(&error, answer));
    }
    if !answer.is_success() {
        return Err(answer.refusal(""));
    }
    json(NAME, &answer.address(), answer.bytes())
}

/// Errors come with 200 too.
fn refused(error: &str, answer: &Answer) -> SourceError {
    let lower = error.to_lowercase();
    let (service, said) = (NAME, excerpt(error));
    if lower.contains("limit reached") {
        SourceError::RateLimited { service, said, retry_after: None }
    } else if lower.contains("api key") || lower.contains("access") {
        SourceError::KeyRefused { service, said }
    } else {
        answer.refusal(error)
    }
}
