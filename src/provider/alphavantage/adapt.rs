//! Quotes to bars.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::NAME;
use super::parse::Parsed;
use super::wire::Quote;
use crate::market::Adjustment;
use crate::provider::rows::{Row, Rows, assemble};
use crate::provider::zone::from_wall_clock;
use crate::provider::{BarRequest, Fetched, ProviderError, reply};
use crate::venue::zone_of;

pub(super) fn adapt(parts: &[Parsed], request: &BarRequest<'_>) -> Result<Fetched, ProviderError> {
    let rows = match request.interval.span() {
        None => Rows::Daily(daily(parts)?),
        Some(_) => Rows::Intraday(intraday(parts, request)?),
    };
    Ok(assemble(NAME, Adjustment::AsTraded, request, rows, None)?.without_actions(None))
}

fn bad_stamp(stamp: &str) -> ProviderError {
    reply::shape(NAME, &format!("\"{stamp}\" is no date and time"))
}

fn daily(parts: &[Parsed]) -> Result<Vec<Row<NaiveDate>>, ProviderError> {
    let quotes = parts.iter().flat_map(|part| &part.quotes);
    quotes.map(|(stamp, q)| Ok(row(stamp.parse().map_err(|_| bad_stamp(stamp))?, q))).collect()
}

/// Stamps are the starts of the bars on the exchange's wall clock, without an offset; the document
/// names the zone. An hour that a clock change repeats or skips holds no trading.
fn intraday(
    parts: &[Parsed],
    request: &BarRequest<'_>,
) -> Result<Vec<Row<chrono::DateTime<chrono::Utc>>>, ProviderError> {
    let mut rows = Vec::new();
    for part in parts {
        let named = part.zone.as_deref().and_then(|name| name.parse::<Tz>().ok());
        let zone = named.unwrap_or_else(|| zone_of(request.instrument.id.mic));
        for (stamp, quote) in &part.quotes {
            let wall =
                NaiveDateTime::parse_from_str(stamp, "%Y-%m-%d %H:%M:%S").map_err(|_| bad_stamp(stamp))?;
            rows.extend(from_wall_clock(zone, wall).map(|at| row(at, quote)));
        }
    }
    Ok(rows)
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
