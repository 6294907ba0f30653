//! Bytes to items, or to what came instead.

use super::NAME;
use super::wire::{Document, Item};
use crate::source::SourceError;
use crate::source::service::{Answer, excerpt, json};

pub(super) fn parse(answer: &Answer) -> Result<Vec<Item>, SourceError> {
    if !answer.is_success() {
        return Err(answer.refusal(""));
    }
    items(&answer.address(), answer.bytes())
}

pub(super) fn items(address: &str, bytes: &[u8]) -> Result<Vec<Item>, SourceError> {
    let document: Document = json(NAME, address, bytes)?;
    if let Some(feed) = document.feed {
        return Ok(feed);
    }
    match document.error.or(document.information).or(document.note) {
        Some(said) if said.to_lowercase().contains("no articles found") => Ok(Vec::new()),
        Some(said) => Err(refused(&said)),
        None => Err(SourceError::Shape {
            address: address.to_owned(),
            expected: "news",
            reason: "no `feed` in it".to_owned(),
        }),
    }
}

/// The word for a limit comes before the one for a plan: the text on limits advertises plans.
fn refused(text: &str) -> SourceError {
    let (service, said, lower) = (NAME, excerpt(text), text.to_lowercase());
    let tells = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if tells(&["rate limit", "call frequency", "requests per"]) {
        SourceError::RateLimited { service, said, retry_after: None }
    } else if tells(&["apikey", "api key", "premium"]) {
        SourceError::KeyRefused { service, said }
    } else {
        SourceError::Refused { service, said }
    }
}
