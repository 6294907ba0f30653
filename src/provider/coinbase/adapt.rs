//! Turns candles into bars. A day begins at midnight UTC.

use chrono::{DateTime, Utc};

use super::wire::Candle;
use crate::provider::plan::Ask;
use crate::provider::rows::{Row, Rows};
use crate::provider::{Fetched, ProviderError};

pub(super) fn adapt(candles: &[Candle], ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let rows = match ask.request.interval.span() {
        None => Rows::Daily(rows(candles, |at| at.date_naive())),
        Some(_) => Rows::Intraday(rows(candles, |at| at)),
    };
    Ok(ask.assemble(rows, None)?.without_actions(None))
}

fn rows<At>(candles: &[Candle], label: impl Fn(DateTime<Utc>) -> At) -> Vec<Row<At>> {
    let row = |&Candle(start, low, high, open, close, volume): &Candle| {
        let at = label(DateTime::from_timestamp(start, 0)?);
        Some(Row { at, open, high, low, close, volume })
    };
    candles.iter().filter_map(row).collect()
}
