//! Fetches the candles of an answer.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::{adapt, parse};
use crate::market::Interval;
use crate::provider::plan::Ask;
use crate::provider::zone::midnight;
use crate::provider::{BarRequest, Fetched, ProviderError};
use crate::venue::zone_of;

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let mut parts = Vec::new();
    for piece in request.pieces(longest_span(request.interval)) {
        let (from, to) = stamps(request, piece);
        let candles = ask
            .get("/stock/candle")?
            .query("symbol", &ask.symbol)
            .query("resolution", resolution(request.interval))
            .query("from", &from.to_string())
            .query("to", &to.to_string());
        parts.push(parse::parse(&ask.send(candles).await?)?);
    }
    adapt::adapt(&parts, &ask)
}

/// Daily timestamps are midnight UTC; intraday bars are requested by the exchange's days.
fn stamps(request: &BarRequest<'_>, (from, to): (NaiveDate, NaiveDate)) -> (i64, i64) {
    if request.interval == Interval::Day1 {
        let utc = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc().timestamp();
        return (utc(from), utc(to));
    }
    let zone = zone_of(request.instrument.id.mic);
    let end = midnight(zone, to + TimeDelta::days(1)).timestamp() - 1;
    (midnight(zone, from).timestamp(), end)
}

/// An intraday answer covers a month at most.
const fn longest_span(interval: Interval) -> u64 {
    match interval {
        Interval::Minute1 | Interval::Minute5 | Interval::Minute15 | Interval::Hour1 => 30,
        Interval::Day1 => 100_000,
    }
}

const fn resolution(interval: Interval) -> &'static str {
    match interval {
        Interval::Minute1 => "1",
        Interval::Minute5 => "5",
        Interval::Minute15 => "15",
        Interval::Hour1 => "60",
        Interval::Day1 => "D",
    }
}
