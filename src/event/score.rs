//! What a service makes of an item.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A figure or word by which a service rates an item: how relevant it is to a company, what mood it is in.
///
/// It is kept as it was sent, under the name that the service gives it, and nothing is computed from it: each service
/// has its own scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Who says so.
    pub service: String,
    /// The service's own name for it: `relevance_score`.
    pub name: String,
    /// The symbol that it is about, as sent; none where it is about the whole item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Decimal>,
    /// The word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Score {
    /// A figure, if the service sent one.
    #[must_use]
    pub fn figure(service: &str, name: &str, symbol: Option<&str>, value: Option<Decimal>) -> Option<Self> {
        let (service, name) = (service.to_owned(), name.to_owned());
        value.map(|_| Self { service, name, symbol: symbol.map(str::to_owned), value, label: None })
    }

    /// A word, if the service sent one.
    #[must_use]
    pub fn word(service: &str, name: &str, symbol: Option<&str>, label: Option<&str>) -> Option<Self> {
        let label = label.map(str::trim).filter(|label| !label.is_empty())?;
        let (service, name) = (service.to_owned(), name.to_owned());
        Some(Self {
            service,
            name,
            symbol: symbol.map(str::to_owned),
            value: None,
            label: Some(label.to_owned()),
        })
    }
}
