//! Bytes to the chart, or to the reason why there is none.

use super::NAME;
use super::wire::{Charted, Document, Refusal};
use crate::provider::{ProviderError, reply};

/// The chart; `None` where the symbol is known and the range holds no data.
pub(super) fn parse(bytes: &[u8], symbol: &str) -> Result<Option<Charted>, ProviderError> {
    let document: Document = reply::json(NAME, bytes)?;
    match (document.chart.result, document.chart.error) {
        (Some(mut results), _) if !results.is_empty() => Ok(Some(results.swap_remove(0))),
        (_, Some(refusal)) => refused(&refusal, symbol),
        _ => Err(ProviderError::Shape { provider: NAME, reason: "neither a result nor an error".to_owned() }),
    }
}

fn refused(refusal: &Refusal, symbol: &str) -> Result<Option<Charted>, ProviderError> {
    let code = refusal.code.as_deref().unwrap_or_default();
    let said = reply::excerpt(refusal.description.as_deref().unwrap_or(code));
    let lower = said.to_lowercase();
    if lower.contains("data doesn't exist for startdate") {
        return Ok(None);
    }
    Err(if code == "Not Found" || lower.contains("delisted") {
        ProviderError::UnknownSymbol { provider: NAME, symbol: symbol.to_owned(), said }
    } else if lower.contains("too many requests") {
        ProviderError::RateLimited { provider: NAME, said, retry_after: None }
    } else {
        ProviderError::Refused { provider: NAME, said }
    })
}
