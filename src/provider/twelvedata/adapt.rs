//! Turns quotes into bars.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::wire::{Document, Quote};
use crate::provider::plan::Ask;
use crate::provider::rows::{Row, Rows};
use crate::provider::{Fetched, ProviderError};

pub(super) fn adapt(parts: &[Document], ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let rows = match ask.request.interval.span() {
        None => Rows::Daily(rows(parts, ask, date)?),
        Some(_) => Rows::Intraday(rows(parts, ask, instant)?),
    };
    let currency = parts.iter().find_map(|part| part.meta.as_ref()?.currency.as_deref()?.parse().ok());
    Ok(ask.assemble(rows, None)?.without_actions(currency))
}

fn rows<At>(
    parts: &[Document],
    ask: &Ask<'_>,
    label: impl Fn(&str) -> Option<At>,
) -> Result<Vec<Row<At>>, ProviderError> {
    let bad_stamp = |q: &Quote| ask.shape(&format!("\"{}\" is not a date and time", q.datetime));
    let row = |q: &Quote| {
        let at = label(&q.datetime).ok_or_else(|| bad_stamp(q))?;
        Ok(Row::written(at, [&q.open, &q.high, &q.low, &q.close, &q.volume]))
    };
    parts.iter().flat_map(|part| &part.values).map(row).collect()
}

fn date(stamp: &str) -> Option<NaiveDate> {
    stamp.parse().ok()
}

/// The request asks for UTC; the timestamp does not repeat the zone.
fn instant(stamp: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(stamp, "%Y-%m-%d %H:%M:%S").ok().map(|t| t.and_utc())
}
