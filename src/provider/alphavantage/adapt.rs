//! Turns quotes into bars.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::parse::Parsed;
use super::wire::Quote;
use crate::provider::plan::Ask;
use crate::provider::rows::{Row, Rows};
use crate::provider::zone::from_wall_clock;
use crate::provider::{Fetched, ProviderError};
use crate::venue::zone_of;

pub(super) fn adapt(parts: &[Parsed], ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let rows = match ask.request.interval.span() {
        None => Rows::Daily(daily(ask, parts)?),
        Some(_) => Rows::Intraday(intraday(ask, parts)?),
    };
    Ok(ask.assemble(rows, None)?.without_actions(None))
}

fn bad_stamp(ask: &Ask<'_>, stamp: &str) -> ProviderError {
    ask.shape(&format!("\"{stamp}\" is not a date and time"))
}

fn daily(ask: &Ask<'_>, parts: &[Parsed]) -> Result<Vec<Row<NaiveDate>>, ProviderError> {
    let quotes = parts.iter().flat_map(|part| &part.quotes);
    quotes.map(|(stamp, q)| Ok(row(stamp.parse().map_err(|_| bad_stamp(ask, stamp))?, q))).collect()
}

/// Stamps are the starts of the bars on the exchange's wall clock, without an offset; the document
/// names the zone. An hour that a clock change repeats or skips holds no trading.
fn intraday(
    ask: &Ask<'_>,
    parts: &[Parsed],
) -> Result<Vec<Row<chrono::DateTime<chrono::Utc>>>, ProviderError> {
    let mut rows = Vec::new();
    for part in parts {
        let named = part.zone.as_deref().and_then(|name| name.parse::<Tz>().ok());
        let zone = named.unwrap_or_else(|| zone_of(ask.request.instrument.id.mic));
        for (stamp, quote) in &part.quotes {
            let wall = NaiveDateTime::parse_from_str(stamp, "%Y-%m-%d %H:%M:%S")
                .map_err(|_| bad_stamp(ask, stamp))?;
            rows.extend(from_wall_clock(zone, wall).map(|at| row(at, quote)));
        }
    }
    Ok(rows)
}

fn row<At>(at: At, q: &Quote) -> Row<At> {
    Row::written(at, [&q.open, &q.high, &q.low, &q.close, &q.volume])
}
