//! Bytes to a page, or to what came instead.

use serde::de::DeserializeOwned;

use super::NAME;
use super::wire::Page;
use crate::net::Response;
use crate::provider::{ProviderError, reply};

pub(super) fn parse<T: DeserializeOwned>(answer: &Response, symbol: &str) -> Result<Page<T>, ProviderError> {
    let page: Page<T> = reply::json(NAME, &answer.bytes)?;
    match page.status.as_deref() {
        Some("OK" | "DELAYED") => Ok(page),
        Some(status) => Err(refusal(answer, &page, status, symbol)),
        None => Err(reply::shape(NAME, "no status in it")),
    }
}

fn refusal<T>(answer: &Response, page: &Page<T>, status: &str, symbol: &str) -> ProviderError {
    let text = page.error.as_deref().or(page.message.as_deref()).unwrap_or(status);
    let said = reply::excerpt(text);
    let lower = text.to_lowercase();
    if lower.contains("exceeded the maximum requests") {
        ProviderError::RateLimited { provider: NAME, said, retry_after: None }
    } else if lower.contains("api key") {
        ProviderError::KeyRefused { provider: NAME, said }
    } else if status == "NOT_FOUND" {
        ProviderError::UnknownSymbol { provider: NAME, symbol: symbol.to_owned(), said }
    } else if status == "NOT_AUTHORIZED" {
        ProviderError::NotInPlan { provider: NAME, said }
    } else {
        reply::refusal(NAME, answer, text)
    }
}
