//! Bytes to a page of items, or to what came instead.

use super::NAME;
use super::wire::Document;
use crate::source::SourceError;
use crate::source::service::{Answer, excerpt, json};

pub(super) fn parse(answer: &Answer) -> Result<Document, SourceError> {
    let document = document(&answer.address(), answer.bytes());
    if answer.is_success() {
        return document;
    }
    let said = document.ok().and_then(|d| d.error.or(d.message)).unwrap_or_default();
    Err(answer.refusal(&said))
}

pub(super) fn document(address: &str, bytes: &[u8]) -> Result<Document, SourceError> {
    let document: Document = json(NAME, address, bytes)?;
    let said = document.error.as_deref().or(document.message.as_deref()).unwrap_or_default();
    if document.results.is_none() && matches!(document.status.as_str(), "ERROR" | "NOT_AUTHORIZED") {
        let (service, text) = (NAME, excerpt(said));
        return Err(match said.to_lowercase() {
            lower if lower.contains("maximum requests") || lower.contains("exceeded") => {
                SourceError::RateLimited { service, said: text, retry_after: None }
            }
            _ if document.status == "NOT_AUTHORIZED" => SourceError::KeyRefused { service, said: text },
            lower if lower.contains("api key") => SourceError::KeyRefused { service, said: text },
            _ => SourceError::Refused { service, said: text },
        });
    }
    Ok(document)
}
