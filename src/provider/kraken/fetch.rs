//! Fetches the document of an answer: one holds all that the service keeps of an interval.

use chrono::NaiveTime;

use super::adapt;
use super::wire::{Candle, Document};
use crate::market::Interval;
use crate::net::vendor::{Answer, VendorError};
use crate::provider::plan::Ask;
use crate::provider::{Fetched, ProviderError};

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    // Candles that begin after this instant.
    let since = request.from.and_time(NaiveTime::MIN).and_utc().timestamp() - 1;
    let candles = ask
        .get("/0/public/OHLC")?
        .query("pair", &ask.symbol)
        .query("interval", minutes(request.interval))
        .query("since", &since.to_string());
    let candles = parse(&ask.send(candles).await?)?;
    adapt::adapt(&candles, &ask)
}

fn parse(answer: &Answer) -> Result<Vec<Candle>, VendorError> {
    let document: Document = answer.json()?;
    if !document.error.is_empty() {
        return Err(answer.without_data("it names an error"));
    }
    let candles = document.result.into_iter().find(|(name, _)| name != "last");
    let (_, candles) = candles.ok_or_else(|| answer.without_data("it has no candles"))?;
    serde_json::from_value(candles).map_err(|error| answer.shape(&error.to_string()))
}

const fn minutes(interval: Interval) -> &'static str {
    match interval {
        Interval::Minute1 => "1",
        Interval::Minute5 => "5",
        Interval::Minute15 => "15",
        Interval::Hour1 => "60",
        Interval::Day1 => "1440",
    }
}
