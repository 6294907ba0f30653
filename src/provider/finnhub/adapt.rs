//! Turns candles into bars.

use chrono::{DateTime, Utc};

use super::wire::Candles;
use crate::provider::plan::Ask;
use crate::provider::rows::{Row, Rows, from_single};
use crate::provider::{Fetched, ProviderError};

pub(super) fn adapt(parts: &[Candles], ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let rows = match request.interval.span() {
        // Daily timestamps are midnight UTC of the exchange's own day: the UTC date is the label.
        None => Rows::Daily(parts.iter().flat_map(|p| rows(p, |at| at.date_naive())).collect()),
        Some(_) => Rows::Intraday(parts.iter().flat_map(|p| rows(p, |at| at)).collect()),
    };
    let mut fetched = ask.assemble(rows, None)?.without_actions(None);
    if parts.iter().all(|part| part.t.is_empty()) {
        fetched.notes.push("finnhub gives the same answer for a symbol that it does not know".to_owned());
    }
    Ok(fetched)
}

fn rows<At>(candles: &Candles, label: impl Fn(DateTime<Utc>) -> At) -> Vec<Row<At>> {
    let price = |column: &[Option<f64>], i: usize| column.get(i).copied().flatten().map(from_single);
    let row = |(i, &seconds): (usize, &i64)| {
        Some(Row {
            at: label(DateTime::from_timestamp(seconds, 0)?),
            open: price(&candles.o, i),
            high: price(&candles.h, i),
            low: price(&candles.l, i),
            close: price(&candles.c, i),
            volume: candles.v.get(i).copied().flatten(),
        })
    };
    candles.t.iter().enumerate().filter_map(row).collect()
}
