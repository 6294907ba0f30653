//! Bytes to a document with quotes, or to what came instead.

use super::NAME;
use super::wire::Document;
use crate::net::Response;
use crate::provider::{ProviderError, reply};

/// The document; `None` where the symbol is known and the range holds no data.
pub(super) fn parse(answer: &Response, symbol: &str) -> Result<Option<Document>, ProviderError> {
    let document: Document = reply::json(NAME, &answer.bytes)?;
    match document.status.as_deref() {
        Some("ok") if document.values.is_some() => Ok(Some(document)),
        Some("error") => refusal(&document, symbol),
        _ => Err(reply::shape(NAME, "neither values nor an error in it")),
    }
}

fn refusal(document: &Document, symbol: &str) -> Result<Option<Document>, ProviderError> {
    let said = reply::excerpt(document.message.as_deref().unwrap_or("an error without a message"));
    let lower = said.to_lowercase();
    if lower.contains("no data is available") {
        return Ok(None);
    }
    Err(match document.code {
        Some(429) => ProviderError::RateLimited { provider: NAME, said, retry_after: None },
        Some(401) => ProviderError::KeyRefused { provider: NAME, said },
        Some(403) => ProviderError::NotInPlan { provider: NAME, said },
        Some(404) => ProviderError::UnknownSymbol { provider: NAME, symbol: symbol.to_owned(), said },
        _ if lower.contains("symbol") && lower.contains("not found") => {
            ProviderError::UnknownSymbol { provider: NAME, symbol: symbol.to_owned(), said }
        }
        _ => ProviderError::Refused { provider: NAME, said },
    })
}
