//! Alpha Vantage's payloads.

use newstape::market::{Adjustment, Interval};
use newstape::net::vendor::VendorError;
use newstape::provider::ProviderError;
use serde_json::{Map, Value, json};

use super::contract::Contract;
use super::{Ask, CLOSES, DATES, fetch, instant, intraday, recorded, with_a_gap};
use crate::support::fixture_server::{FixtureServer, Reply};

const PATH: &str = "/query";

fn series(name: &str, quotes: &[(&str, Option<f64>)]) -> Reply {
    let text = |number: Option<f64>| number.map(|n| format!("{n:.4}"));
    let quotes: Map<String, Value> = quotes
        .iter()
        .map(|(stamp, close)| {
            let shifted = |by: f64| text(close.map(|c| c + by));
            let quote = json!({
                "1. open": shifted(-0.5), "2. high": shifted(1.0), "3. low": shifted(-1.0),
                "4. close": shifted(0.0), "5. volume": close.map(|_| "50000000"),
            });
            ((*stamp).to_owned(), quote)
        })
        .collect();
    let zone = if name.contains("Daily") { "5. Time Zone" } else { "6. Time Zone" };
    Reply::json(json!({"Meta Data": {"2. Symbol": "AAPL", zone: "US/Eastern"}, name: quotes}).to_string())
}

fn daily_series(closes: &[Option<f64>]) -> Reply {
    let quotes: Vec<_> = DATES.into_iter().zip(closes.iter().copied()).collect();
    series("Time Series (Daily)", &quotes)
}

pub(super) fn contract() -> Contract {
    let plan = r#"{"Information": "Thank you! This is a premium endpoint. You may subscribe to any plan."}"#;
    let limit = r#"{"Information": "Our standard API rate limit is 25 requests per day. Subscribe to any premium plan."}"#;
    let unknown = r#"{"Error Message": "Invalid API call. Please retry or visit the documentation."}"#;
    Contract {
        name: "alphavantage",
        path: PATH,
        needs_key: true,
        adjustment: Adjustment::AsTraded,
        normal: daily_series(&CLOSES),
        besides: Vec::new(),
        empty: daily_series(&[]),
        unknown: Reply::json(unknown),
        refusal: (Reply::json(plan), "does not give this on your plan: Thank you"),
        limit: Reply::json(limit),
        nulls: daily_series(&with_a_gap()),
        actions: None,
        clock_change: Some((
            PATH,
            series(
                "Time Series (1min)",
                &[("2025-03-10 08:12:00", Some(227.5)), ("2025-03-07 08:12:00", Some(235.5))],
            ),
        )),
    }
}

#[test]
fn the_key_goes_along_and_months_are_asked_one_by_one() {
    let server = FixtureServer::start();
    server.on(PATH, series("Time Series (1min)", &[]));
    let ask = Ask::new("AAPL:XNAS", Interval::Minute1, "2024-12-30", "2025-01-03").extended();
    assert!(fetch("alphavantage", &server, &ask).unwrap().bars.is_empty());
    let months: Vec<_> = server.received().iter().map(|r| r.query_value("month").unwrap()).collect();
    assert_eq!(months, ["2024-12", "2025-01"]);
    let asked = &server.received()[0];
    assert_eq!(asked.query_value("apikey").as_deref(), Some(super::SECRET));
    assert_eq!(asked.query_value("extended_hours").as_deref(), Some("true"));
    assert_eq!(asked.query_value("adjusted").as_deref(), Some("false"));
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn recorded_answers_are_read() {
    let server = FixtureServer::start();
    let ask = Ask::daily("MSFT:XNAS", "2025-01-27", "2025-01-31");
    for (file, fits) in [
        (
            "error_invalid_call",
            (|e| matches!(e, ProviderError::Vendor(VendorError::Unknown { .. })))
                as fn(&ProviderError) -> bool,
        ),
        ("error_premium", |e| matches!(e, ProviderError::Vendor(VendorError::NotInPlan { .. }))),
        ("error_rate_limit", |e| matches!(e, ProviderError::Vendor(VendorError::RateLimited { .. }))),
        ("error_rate_limit_note", |e| matches!(e, ProviderError::Vendor(VendorError::RateLimited { .. }))),
    ] {
        let body = recorded(&format!("http/alphavantage/{file}.json"));
        server.on(PATH, Reply::json(body));
        let error = fetch("alphavantage", &server, &ask).unwrap_err();
        assert!(fits(&error), "{file}: {error:?}");
    }
    let body = recorded("http/alphavantage/romel_mock_time_series.json");
    server.on(PATH, Reply::json(body));
    let ask = Ask::new("MSFT:XNAS", Interval::Minute1, "2017-12-18", "2017-12-18");
    let fetched = fetch("alphavantage", &server, &ask).unwrap();
    let last = intraday(&fetched).last().unwrap();
    assert_eq!((last.at, last.close), (instant("2017-12-18T19:56:00Z"), 86.5));
}
