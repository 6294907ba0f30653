//! Quotes to bars.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::PLAN;
use super::wire::{Document, Quote};
use crate::provider::plan::shape;
use crate::provider::rows::{Row, Rows, assemble};
use crate::provider::{BarRequest, Fetched, ProviderError};

pub(super) fn adapt(parts: &[Document], request: &BarRequest<'_>) -> Result<Fetched, ProviderError> {
    let rows = match request.interval.span() {
        None => Rows::Daily(rows(parts, date)?),
        Some(_) => Rows::Intraday(rows(parts, instant)?),
    };
    let currency = parts.iter().find_map(|part| part.meta.as_ref()?.currency.as_deref()?.parse().ok());
    Ok(assemble(&PLAN, request, rows, None)?.without_actions(currency))
}

fn rows<At>(
    parts: &[Document],
    label: impl Fn(&Quote) -> Result<At, ProviderError>,
) -> Result<Vec<Row<At>>, ProviderError> {
    let row = |q: &Quote| Ok(Row::written(label(q)?, [&q.open, &q.high, &q.low, &q.close, &q.volume]));
    parts.iter().flat_map(|part| &part.values).map(row).collect()
}

fn bad_stamp(quote: &Quote) -> ProviderError {
    shape(PLAN.vendor, &format!("\"{}\" is no date and time", quote.datetime))
}

fn date(quote: &Quote) -> Result<NaiveDate, ProviderError> {
    quote.datetime.parse().map_err(|_| bad_stamp(quote))
}

/// The request asks for UTC; the stamp does not repeat it.
fn instant(quote: &Quote) -> Result<DateTime<Utc>, ProviderError> {
    let naive = NaiveDateTime::parse_from_str(&quote.datetime, "%Y-%m-%d %H:%M:%S");
    naive.map(|t| t.and_utc()).map_err(|_| bad_stamp(quote))
}
