//! A request to the candles that answer it.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use secrecy::SecretString;

use super::{NAME, adapt, parse};
use crate::market::Interval;
use crate::net::{Client, Content, Pace, Request};
use crate::provider::zone::midnight;
use crate::provider::{BarRequest, Fetched, ProviderError, reply, symbols};
use crate::venue::zone_of;

/// The free plan's limit.
const PACE: Pace = Pace::per_minute(60);

pub(super) async fn fetch(
    base: &str,
    key: Option<&SecretString>,
    client: &Client,
    request: &BarRequest<'_>,
) -> Result<Fetched, ProviderError> {
    let key = reply::need_key(NAME, key)?;
    let symbol = symbols::spelt(NAME, request.instrument)?;
    let mut parts = Vec::new();
    for piece in request.pieces(longest_span(request.interval)) {
        let (from, to) = stamps(request, piece);
        let ask = Request::get(&format!("{base}/api/v1/stock/candle"))
            .map_err(reply::net_error(NAME))?
            .expecting(Content::Json)
            .explained()
            .paced(PACE)
            .charged_to(NAME)
            .secret_header("x-finnhub-token", "", key)
            .query("symbol", &symbol)
            .query("resolution", resolution(request.interval))
            .query("from", &from.to_string())
            .query("to", &to.to_string());
        let answer = client.get(ask).await.map_err(reply::net_error(NAME))?;
        parts.push(parse::parse(&answer, &symbol)?);
    }
    adapt::adapt(&parts, request)
}

/// Daily stamps are midnights UTC; intraday ones are asked by the exchange's days.
fn stamps(request: &BarRequest<'_>, (from, to): (NaiveDate, NaiveDate)) -> (i64, i64) {
    if request.interval == Interval::Day1 {
        let utc = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc().timestamp();
        return (utc(from), utc(to));
    }
    let zone = zone_of(request.instrument.id.mic);
    let end = midnight(zone, to + TimeDelta::days(1)).timestamp() - 1;
    (midnight(zone, from).timestamp(), end)
}

/// An intraday answer holds a month at most.
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
