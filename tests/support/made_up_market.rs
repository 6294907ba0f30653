//! A market whose prices follow from symbol and time alone, in the shape of Yahoo's charts.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::America::New_York;
use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::fixture_server::{Received, Reply};

/// The chart that the request asks for, as it stands at `now`: no bar of the future.
///
/// Daily bars on every weekday; shorter ones every half hour from 8:00 to 17:30.
pub(crate) fn chart(asked: &Received, now: DateTime<Utc>) -> Option<Reply> {
    let symbol = asked.path.rsplit('/').next()?;
    let instant = |name| DateTime::from_timestamp(asked.query_value(name)?.parse().ok()?, 0);
    let (start, end) = (instant("period1")?, instant("period2")?.min(now));
    let is_daily = asked.query_value("interval").as_deref() == Some("1d");
    let starts: Vec<DateTime<Utc>> = weekdays(start.date_naive(), end.date_naive())
        .flat_map(|day| if is_daily { vec![open(day)] } else { every_half_hour(day) })
        .filter(|at| (start..end).contains(at))
        .collect();
    let prices: Vec<f64> = starts.iter().map(|at| price(symbol, *at)).collect();
    let body = json!({"chart": {"error": null, "result": [{
        "meta": {"currency": "USD", "exchangeTimezoneName": "America/New_York"},
        "timestamp": starts.iter().map(DateTime::timestamp).collect::<Vec<_>>(),
        "events": {},
        "indicators": {"quote": [{
            "open": prices, "high": prices, "low": prices, "close": prices, "volume": vec![1e6; starts.len()],
        }]},
    }]}});
    Some(Reply::json(body.to_string()))
}

/// A day of the market.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quote {
    pub(crate) day: NaiveDate,
    pub(crate) price: f64,
}

/// The days of a span, both ends included, whose session is over.
pub(crate) fn days(symbol: &str, from: NaiveDate, to: NaiveDate, now: DateTime<Utc>) -> Vec<Quote> {
    let over = |day: &NaiveDate| open(*day) + TimeDelta::minutes(390) <= now;
    let quote = |day| Quote { day, price: price(symbol, open(day)) };
    weekdays(from, to).filter(over).map(quote).collect()
}

/// The bars of a span, each by its start, every half hour from 8:00 to 17:30.
pub(crate) fn half_hours(
    symbol: &str,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, f64)> {
    let days = weekdays(start.date_naive(), end.date_naive());
    let starts = days.flat_map(every_half_hour).filter(|at| (start..end).contains(at));
    starts.map(|at| (at, price(symbol, at))).collect()
}

/// The first instant of a day in New York.
pub(crate) fn midnight(day: NaiveDate) -> DateTime<Utc> {
    New_York.from_local_datetime(&day.and_time(NaiveTime::MIN)).unwrap().to_utc()
}

fn price(symbol: &str, at: DateTime<Utc>) -> f64 {
    let cents = xxh3_64(format!("{symbol} {}", at.timestamp()).as_bytes()) % 1000;
    100.0 + f64::from(u32::try_from(cents).unwrap()) / 100.0
}

fn weekdays(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let is_weekday = |d: &NaiveDate| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun);
    from.iter_days().take_while(move |d| *d <= to).filter(is_weekday)
}

fn open(day: NaiveDate) -> DateTime<Utc> {
    let half_past_nine = NaiveTime::from_hms_opt(9, 30, 0).unwrap();
    New_York.from_local_datetime(&day.and_time(half_past_nine)).unwrap().to_utc()
}

fn every_half_hour(day: NaiveDate) -> Vec<DateTime<Utc>> {
    (-3..=16).map(|n| open(day) + TimeDelta::minutes(30 * n)).collect()
}
