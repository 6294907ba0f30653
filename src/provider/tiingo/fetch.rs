//! Fetches the rows of an answer.

use super::adapt;
use super::wire::Quote;
use crate::market::Interval;
use crate::provider::plan::Ask;
use crate::provider::{Fetched, ProviderError};

/// An intraday answer has at most 10,000 rows: ten days of minutes with extended hours.
const INTRADAY_DAYS: u64 = 10;

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let symbol = ask.symbol_in_path();
    let (path, frequency, days) = match frequency(request.interval) {
        None => (format!("/tiingo/daily/{symbol}/prices"), "daily", 100_000),
        Some(name) => (format!("/iex/{symbol}/prices"), name, INTRADAY_DAYS),
    };
    let is_daily = request.interval == Interval::Day1;
    let mut quotes: Vec<Quote> = Vec::new();
    let mut validator = None;
    for (from, to) in request.pieces(days) {
        let rows = ask
            .get(&path)?
            .query("format", "json")
            .query("startDate", &from.to_string())
            .query("endDate", &to.to_string())
            .query("resampleFreq", frequency);
        let rows = if is_daily {
            rows.unless(request.known)
        } else {
            // Without this list the volume is left out.
            rows.query("columns", "open,high,low,close,volume")
                .query("afterHours", if request.extended { "true" } else { "false" })
        };
        let answer = ask.send(rows).await?;
        validator = answer.validator().filter(|_| is_daily);
        quotes.extend(answer.json::<Vec<Quote>>()?);
    }
    let fetched = adapt::adapt(&quotes, &ask)?;
    Ok(Fetched { validator, ..fetched })
}

const fn frequency(interval: Interval) -> Option<&'static str> {
    match interval {
        Interval::Minute1 => Some("1min"),
        Interval::Minute5 => Some("5min"),
        Interval::Minute15 => Some("15min"),
        Interval::Hour1 => Some("1hour"),
        Interval::Day1 => None,
    }
}
