//! Bytes to candles, or to what came instead.

use super::NAME;
use super::wire::Candles;
use crate::net::Response;
use crate::provider::{ProviderError, reply};

pub(super) fn parse(answer: &Response, symbol: &str) -> Result<Candles, ProviderError> {
    let candles: Candles = reply::json(NAME, &answer.bytes)?;
    if let Some(text) = &candles.error {
        return Err(refusal(answer, text, symbol));
    }
    match candles.s.as_deref() {
        Some("ok" | "no_data") => Ok(candles),
        Some(other) => Err(reply::shape(NAME, &format!("its state is \"{other}\""))),
        None => Err(reply::shape(NAME, "no state in it")),
    }
}

fn refusal(answer: &Response, text: &str, symbol: &str) -> ProviderError {
    let said = reply::excerpt(text);
    let lower = text.to_lowercase();
    if lower.contains("limit reached") {
        ProviderError::RateLimited { provider: NAME, said, retry_after: None }
    } else if lower.contains("api key") {
        ProviderError::KeyRefused { provider: NAME, said }
    } else if lower.contains("symbol") {
        ProviderError::UnknownSymbol { provider: NAME, symbol: symbol.to_owned(), said }
    } else if lower.contains("access") {
        ProviderError::NotInPlan { provider: NAME, said }
    } else {
        reply::refusal(NAME, answer, text)
    }
}
