//! A request to the documents that answer it.

use chrono::{Datelike, Months, NaiveDate};
use secrecy::SecretString;

use super::parse::Parsed;
use super::{NAME, adapt, parse};
use crate::market::Interval;
use crate::net::{Client, Content, Pace, Request, Validator};
use crate::provider::{BarRequest, Fetched, ProviderError, reply, symbols};

/// The free plan's limit a minute; the one a day, 25, is answered in words.
const PACE: Pace = Pace::per_minute(5);

/// The short answer holds the last hundred sessions.
const SHORT_DAYS: i64 = 130;

pub(super) async fn fetch(
    base: &str,
    key: Option<&SecretString>,
    client: &Client,
    request: &BarRequest<'_>,
) -> Result<Fetched, ProviderError> {
    let key = reply::need_key(NAME, key)?;
    let symbol = symbols::spelt(NAME, request.instrument)?;
    let ask = || -> Result<Request, ProviderError> {
        Ok(Request::get(&format!("{base}/query"))
            .map_err(reply::net_error(NAME))?
            .expecting(Content::Json)
            .explained()
            .paced(PACE)
            .charged_to(NAME)
            .query("symbol", &symbol)
            .secret_query("apikey", key))
    };
    let mut parts = Vec::new();
    let mut validator = None;
    match interval_name(request.interval) {
        None => {
            let (part, given) = send(client, daily(ask()?, request).unless(request.known), &symbol).await?;
            parts.push(part);
            validator = given;
        }
        Some(name) => {
            for month in months(request.from, request.to) {
                parts.push(send(client, intraday(ask()?, request, name, &month), &symbol).await?.0);
            }
        }
    }
    let fetched = adapt::adapt(&parts, request)?;
    Ok(Fetched { validator, ..fetched })
}

fn daily(ask: Request, request: &BarRequest<'_>) -> Request {
    let recent = (request.as_of.date_naive() - request.from).num_days() <= SHORT_DAYS;
    ask.query("function", "TIME_SERIES_DAILY").query("outputsize", if recent { "compact" } else { "full" })
}

fn intraday(ask: Request, request: &BarRequest<'_>, interval: &str, month: &str) -> Request {
    ask.query("function", "TIME_SERIES_INTRADAY")
        .query("interval", interval)
        .query("month", month)
        .query("outputsize", "full")
        .query("adjusted", "false")
        .query("extended_hours", if request.extended { "true" } else { "false" })
}

/// Intraday bars are given by calendar month.
fn months(from: NaiveDate, to: NaiveDate) -> Vec<String> {
    let first = from.with_day(1).unwrap_or(from);
    std::iter::successors(Some(first), |month| month.checked_add_months(Months::new(1)))
        .take_while(|month| *month <= to)
        .map(|month| month.format("%Y-%m").to_string())
        .collect()
}

const fn interval_name(interval: Interval) -> Option<&'static str> {
    match interval {
        Interval::Minute1 => Some("1min"),
        Interval::Minute5 => Some("5min"),
        Interval::Minute15 => Some("15min"),
        Interval::Hour1 => Some("60min"),
        Interval::Day1 => None,
    }
}

async fn send(
    client: &Client,
    ask: Request,
    symbol: &str,
) -> Result<(Parsed, Option<Validator>), ProviderError> {
    let answer = reply::changed(NAME, client.get(ask).await.map_err(reply::net_error(NAME))?)?;
    Ok((parse::parse(&answer.bytes, symbol)?, answer.validator()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_touches_whole_months() {
        let months = |from: &str, to: &str| months(from.parse().unwrap(), to.parse().unwrap());
        assert_eq!(months("2024-12-31", "2025-02-01"), ["2024-12", "2025-01", "2025-02"]);
        assert_eq!(months("2025-01-29", "2025-01-29"), ["2025-01"]);
    }
}
