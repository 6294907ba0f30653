//! Fetches the documents of an answer.

use chrono::{Datelike, Months, NaiveDate};

use super::{adapt, parse};
use crate::market::Interval;
use crate::net::Request;
use crate::net::vendor::VendorError;
use crate::provider::plan::Ask;
use crate::provider::{BarRequest, Fetched, FetchedBars, ProviderError};

/// The short answer holds the last hundred sessions.
const SHORT_DAYS: i64 = 130;
/// The names of the two sizes. Free keys are refused the full one.
const SHORT: &str = "compact";
const FULL: &str = "full";

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let Some(name) = interval_name(request.interval) else {
        return days(&ask).await;
    };
    let mut parts = Vec::new();
    for month in months(request.from, request.to) {
        let answer = ask.send(intraday(query(&ask)?, request, name, &month)).await?;
        parts.push(parse::parse(&answer)?);
    }
    adapt::adapt(&parts, &ask)
}

/// Days: the whole history where the plan has it, else the last hundred sessions.
async fn days(ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let size = if is_recent(request) || ask.standing().gives_short_answers() { SHORT } else { FULL };
    let answer = ask.send(daily(query(ask)?, size).unless(request.known)).await?;
    match parse::parse(&answer) {
        Err(VendorError::NotInPlan { .. }) if size == FULL => {
            ask.standing().note_short_answers();
            let answer = ask.send(daily(query(ask)?, SHORT)).await?;
            Ok(short(ask, adapt::adapt(&[parse::parse(&answer)?], ask)?))
        }
        parsed => {
            let fetched = adapt::adapt(&[parsed?], ask)?;
            let fetched = Fetched { validator: answer.validator(), ..fetched };
            Ok(if size == SHORT && !is_recent(request) { short(ask, fetched) } else { fetched })
        }
    }
}

/// The same with a note of what it lacks, so that nobody takes the rest for answered.
fn short(ask: &Ask<'_>, mut fetched: Fetched) -> Fetched {
    let first = match &fetched.bars {
        FetchedBars::Daily(series) => series.bars().first().map(|bar| bar.at),
        FetchedBars::Intraday(_) => None,
    };
    if let Some(first) = first {
        fetched.notes.push(format!("its plan gives the last hundred sessions only, from {first} on"));
        fetched.range = Some((first, ask.request.to));
    }
    Fetched { validator: None, ..fetched }
}

fn is_recent(request: &BarRequest<'_>) -> bool {
    (request.as_of.date_naive() - request.from).num_days() <= SHORT_DAYS
}

fn query(ask: &Ask<'_>) -> Result<Request, ProviderError> {
    Ok(ask.get("/query")?.query("symbol", &ask.symbol))
}

fn daily(ask: Request, size: &str) -> Request {
    ask.query("function", "TIME_SERIES_DAILY").query("outputsize", size)
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
