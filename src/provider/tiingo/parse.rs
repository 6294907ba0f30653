//! Bytes to rows, or to what came instead.

use super::NAME;
use super::wire::{Document, Quote};
use crate::net::Response;
use crate::provider::{ProviderError, reply};

pub(super) fn parse(answer: &Response, symbol: &str) -> Result<Vec<Quote>, ProviderError> {
    match reply::json(NAME, &answer.bytes)? {
        Document::Rows(quotes) => Ok(quotes),
        Document::Refusal { detail } => Err(refusal(answer, &detail, symbol)),
    }
}

fn refusal(answer: &Response, text: &str, symbol: &str) -> ProviderError {
    let said = reply::excerpt(text.trim_start_matches("Error: "));
    let lower = text.to_lowercase();
    if lower.contains("request allocation") || lower.contains("run over") {
        ProviderError::RateLimited { provider: NAME, said, retry_after: None }
    } else if lower.contains("token") || lower.contains("authentication") {
        ProviderError::KeyRefused { provider: NAME, said }
    } else if lower.contains("not found") {
        ProviderError::UnknownSymbol { provider: NAME, symbol: symbol.to_owned(), said }
    } else {
        reply::refusal(NAME, answer, &said)
    }
}
