//! Fetches the candles of an answer, three hundred at a time.

use chrono::{DateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};

use super::adapt;
use super::wire::Candle;
use crate::market::Interval;
use crate::provider::plan::Ask;
use crate::provider::{Fetched, ProviderError};

/// A request for more than this is refused.
const MOST_CANDLES: i32 = 300;

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let path = format!("/products/{}/candles", ask.symbol_in_path());
    let step = step(request.interval);
    let granularity = step.num_seconds().to_string();
    let mut start = request.from.and_time(NaiveTime::MIN).and_utc();
    let end = (request.to + TimeDelta::days(1)).and_time(NaiveTime::MIN).and_utc().min(request.as_of);
    let mut candles: Vec<Candle> = Vec::new();
    while start < end {
        // Both ends are included.
        let last = (start + step * (MOST_CANDLES - 1)).min(end - TimeDelta::seconds(1));
        let page = ask
            .get(&path)?
            .query("granularity", &granularity)
            .query("start", &stamp(start))
            .query("end", &stamp(last));
        candles.extend(ask.send(page).await?.json::<Vec<Candle>>()?);
        start += step * MOST_CANDLES;
    }
    adapt::adapt(&candles, &ask)
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

const fn step(interval: Interval) -> TimeDelta {
    match interval {
        Interval::Minute1 => TimeDelta::minutes(1),
        Interval::Minute5 => TimeDelta::minutes(5),
        Interval::Minute15 => TimeDelta::minutes(15),
        Interval::Hour1 => TimeDelta::hours(1),
        Interval::Day1 => TimeDelta::days(1),
    }
}
