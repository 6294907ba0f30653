//! Turns candles into rows.

use chrono::DateTime;

use super::wire::Candle;
use crate::provider::plan::Ask;
use crate::provider::rows::Row;
use crate::provider::{Fetched, ProviderError};

pub(super) fn adapt(candles: &[Candle], ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let row = |Candle(start, open, high, low, close, _, volume, _): &Candle| {
        Some(Row::written(DateTime::from_timestamp(*start, 0)?, [open, high, low, close, volume]))
    };
    ask.candles(candles.iter().filter_map(row).collect())
}
