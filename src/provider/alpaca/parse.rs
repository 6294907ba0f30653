//! Bytes to a page, or to what came instead.

use serde::de::DeserializeOwned;

use super::NAME;
use super::wire::Refusal;
use crate::net::Response;
use crate::provider::{ProviderError, reply};

pub(super) fn parse<T: DeserializeOwned>(answer: &Response, symbol: &str) -> Result<T, ProviderError> {
    // A refusal is known by its message, whatever the status; a page has none.
    if let Ok(refused) = reply::json::<Refusal>(NAME, &answer.bytes) {
        return Err(refusal(answer, &refused.message, symbol));
    }
    if !answer.is_success() {
        return Err(reply::refusal(NAME, answer, ""));
    }
    reply::json(NAME, &answer.bytes)
}

fn refusal(answer: &Response, text: &str, symbol: &str) -> ProviderError {
    let said = reply::excerpt(text);
    let lower = text.to_lowercase();
    if lower.contains("too many requests") || lower.contains("rate limit") {
        ProviderError::RateLimited { provider: NAME, said, retry_after: None }
    } else if lower.contains("invalid symbol") {
        ProviderError::UnknownSymbol { provider: NAME, symbol: symbol.to_owned(), said }
    } else if lower.contains("subscription") {
        ProviderError::NotInPlan { provider: NAME, said }
    } else if matches!(answer.status, 401 | 403) {
        // A wrong pair of keys is answered with 403 and "forbidden."
        ProviderError::KeyRefused { provider: NAME, said }
    } else {
        reply::refusal(NAME, answer, text)
    }
}
