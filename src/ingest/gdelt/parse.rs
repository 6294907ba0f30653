//! Bytes to articles, or to the sentence that comes instead with status 200.

use super::NAME;
use super::wire::{Article, Document};
use crate::ingest::service::{Answer, json};
use crate::ingest::source::SourceError;

pub(super) fn parse(answer: &Answer) -> Result<Vec<Article>, SourceError> {
    if !answer.is_success() {
        return Err(answer.refusal(""));
    }
    articles(&answer.address(), answer.bytes())
}

pub(super) fn articles(address: &str, bytes: &[u8]) -> Result<Vec<Article>, SourceError> {
    match json::<Document>(NAME, address, bytes) {
        Ok(document) => Ok(document.articles),
        // Its refusals are sentences: of a query too short, of a phrase too long.
        Err(SourceError::NotData { what, .. }) if what.starts_with("the text ") => {
            let said = what.trim_start_matches("the text ").trim_matches('"').to_owned();
            Err(SourceError::Refused { service: NAME, said })
        }
        Err(error) => Err(error),
    }
}
