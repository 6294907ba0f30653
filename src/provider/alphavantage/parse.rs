//! Bytes to quotes, or to what came instead.

use super::NAME;
use super::wire::{Document, Quotes};
use crate::provider::{ProviderError, reply};

/// The quotes, and the zone of their stamps if one is named.
pub(super) struct Parsed {
    pub(super) quotes: Quotes,
    pub(super) zone: Option<String>,
}

pub(super) fn parse(bytes: &[u8], symbol: &str) -> Result<Parsed, ProviderError> {
    let document: Document = reply::json(NAME, bytes)?;
    let said = document.error.as_ref().or(document.information.as_ref()).or(document.note.as_ref());
    if let Some(said) = said {
        return Err(refusal(said, symbol));
    }
    let series = document.rest.into_iter().find(|(name, _)| name.starts_with("Time Series"));
    let (_, series) = series.ok_or_else(|| reply::shape(NAME, "no time series in it"))?;
    let quotes = serde_json::from_value(series).map_err(|e| reply::shape(NAME, &e.to_string()))?;
    Ok(Parsed { quotes, zone: document.meta.and_then(|m| m.zone) })
}

/// The word for a limit comes before the one for a plan: the text on limits advertises plans.
fn refusal(text: &str, symbol: &str) -> ProviderError {
    let said = reply::excerpt(text);
    let lower = text.to_lowercase();
    let tells = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if tells(&["rate limit", "call frequency", "requests per"]) {
        ProviderError::RateLimited { provider: NAME, said, retry_after: None }
    } else if tells(&["premium"]) {
        ProviderError::NotInPlan { provider: NAME, said }
    } else if tells(&["apikey", "api key"]) {
        ProviderError::KeyRefused { provider: NAME, said: "it is invalid or missing".to_owned() }
    } else if tells(&["invalid api call"]) {
        ProviderError::UnknownSymbol { provider: NAME, symbol: symbol.to_owned(), said }
    } else {
        ProviderError::Refused { provider: NAME, said }
    }
}
