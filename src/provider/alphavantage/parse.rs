//! Parses an answer into quotes, or the error for what came instead.

use super::wire::{Document, Quotes};
use crate::net::vendor::{Answer, VendorError};

/// The quotes, and the zone of their timestamps if the document names one.
pub(super) struct Parsed {
    pub(super) quotes: Quotes,
    pub(super) zone: Option<String>,
}

pub(super) fn parse(answer: &Answer) -> Result<Parsed, VendorError> {
    let document: Document = answer.json()?;
    let series = document.rest.into_iter().find(|(name, _)| name.starts_with("Time Series"));
    let (_, series) = series.ok_or_else(|| answer.without_data("it has no time series"))?;
    let quotes = serde_json::from_value(series).map_err(|e| answer.shape(&e.to_string()))?;
    Ok(Parsed { quotes, zone: document.meta.and_then(|m| m.zone) })
}
