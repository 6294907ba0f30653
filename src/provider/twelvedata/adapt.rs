//! Quotes to bars.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::NAME;
use super::wire::{Document, Quote};
use crate::market::Adjustment;
use crate::provider::rows::{Row, Rows, assemble};
use crate::provider::{BarRequest, Fetched, ProviderError, reply};

pub(super) fn adapt(parts: &[Document], request: &BarRequest<'_>) -> Result<Fetched, ProviderError> {
    let quotes = || parts.iter().flat_map(|part| part.values.iter().flatten());
    let rows = match request.interval.span() {
        None => Rows::Daily(quotes().map(|q| Ok(row(date(q)?, q))).collect::<Result<_, _>>()?),
        Some(_) => Rows::Intraday(quotes().map(|q| Ok(row(instant(q)?, q))).collect::<Result<_, _>>()?),
    };
    let currency = parts.iter().find_map(|part| part.meta.as_ref()?.currency.as_deref()?.parse().ok());
    Ok(assemble(NAME, Adjustment::Splits, request, rows, None)?.without_actions(currency))
}

fn bad_stamp(quote: &Quote) -> ProviderError {
    reply::shape(NAME, &format!("\"{}\" is no date and time", quote.datetime))
}

fn date(quote: &Quote) -> Result<NaiveDate, ProviderError> {
    quote.datetime.parse().map_err(|_| bad_stamp(quote))
}

/// The request asks for UTC; the stamp does not repeat it.
fn instant(quote: &Quote) -> Result<DateTime<Utc>, ProviderError> {
    let naive = NaiveDateTime::parse_from_str(&quote.datetime, "%Y-%m-%d %H:%M:%S");
    naive.map(|t| t.and_utc()).map_err(|_| bad_stamp(quote))
}

fn row<At>(at: At, quote: &Quote) -> Row<At> {
    let number = |text: &Option<String>| text.as_deref()?.trim().parse().ok();
    Row {
        at,
        open: number(&quote.open),
        high: number(&quote.high),
        low: number(&quote.low),
        close: number(&quote.close),
        volume: number(&quote.volume),
    }
}
