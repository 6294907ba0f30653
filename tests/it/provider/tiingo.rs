//! Tiingo's payloads.

use newstape::market::{Adjustment, Interval};
use newstape::net::vendor::VendorError;
use newstape::provider::ProviderError;
use serde_json::{Value, json};

use super::contract::Contract;
use super::{Ask, CLOSES, DATES, daily, date, fetch, instant, intraday, with_a_gap};
use crate::support::fixture_server::{FixtureServer, Reply};
use crate::support::shared;

const PATH: &str = "/tiingo/daily/AAPL/prices";

fn quote(stamp: &str, close: Option<f64>) -> Value {
    let shifted = |by: f64| close.map(|c| c + by);
    json!({
        "date": stamp, "open": shifted(-0.5), "high": shifted(1.0), "low": shifted(-1.0),
        "close": close, "volume": close.map(|_| 50_000_000), "adjClose": shifted(-9.0),
        "divCash": 0.0, "splitFactor": 1.0,
    })
}

fn quotes(closes: &[Option<f64>]) -> Vec<Value> {
    DATES.iter().zip(closes).map(|(day, c)| quote(&format!("{day}T00:00:00.000Z"), *c)).collect()
}

fn reply(quotes: &[Value]) -> Reply {
    Reply::json(json!(quotes).to_string())
}

pub(super) fn contract() -> Contract {
    let mut acted = quotes(&CLOSES);
    acted[2]["splitFactor"] = json!(4.0);
    acted[3]["divCash"] = json!(0.25);
    let minutes =
        [quote("2025-03-07T13:12:00.000Z", Some(235.5)), quote("2025-03-10T12:12:00.000Z", Some(227.5))];
    let limit = r#"{"detail": "Error: You have run over your hourly request allocation. Please upgrade."}"#;
    Contract {
        name: "tiingo",
        path: PATH,
        needs_key: true,
        adjustment: Adjustment::AsTraded,
        normal: reply(&quotes(&CLOSES)),
        besides: Vec::new(),
        empty: Reply::json("[]"),
        unknown: Reply::new(404, "application/json", r#"{"detail": "Error: Ticker 'AAPL' not found"}"#),
        refusal: (
            Reply::json(r#"{"detail": "Error: endDate is before startDate."}"#),
            "refused: endDate is before",
        ),
        limit: Reply::json(limit),
        nulls: reply(&quotes(&with_a_gap())),
        actions: Some(vec![(PATH, reply(&acted))]),
        clock_change: Some(("/iex/AAPL/prices", reply(&minutes))),
    }
}

#[test]
fn the_key_stands_in_a_header() {
    let server = FixtureServer::start();
    server.on(PATH, Reply::new(401, "application/json", r#"{"detail":"Invalid token."}"#));
    let error = fetch("tiingo", &server, &Ask::daily("AAPL:XNAS", "2025-01-27", "2025-01-31")).unwrap_err();
    assert_eq!(
        error,
        ProviderError::Vendor(VendorError::KeyRefused { vendor: "tiingo", said: "Invalid token".to_owned() })
    );
    let asked = &server.received()[0];
    assert_eq!(asked.headers["authorization"], format!("Token {}", super::SECRET));
    assert!(!asked.query.contains(super::SECRET));
}

/// The JSON list inside a recorded exchange.
fn list_in(file: &str) -> String {
    let text = std::fs::read_to_string(shared(file)).unwrap();
    let start = text.find("'[{").unwrap() + 1;
    let end = start + text[start..].find("}]'").unwrap() + 2;
    text[start..end].to_owned()
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn recorded_answers_are_read() {
    let server = FixtureServer::start();
    let body = list_in("http/tiingo/ticker_price.yaml");
    server.on("/tiingo/daily/GOOGL/prices", Reply::json(body));
    let fetched = fetch("tiingo", &server, &Ask::daily("GOOGL:XNAS", "2018-04-12", "2018-04-12")).unwrap();
    assert_eq!((daily(&fetched)[0].at, daily(&fetched)[0].close), (date("2018-04-12"), 1037.29));
    let body = list_in("http/tiingo/intraday_price.yaml");
    server.on("/iex/GOOGL/prices", Reply::json(body));
    let ask = Ask::new("GOOGL:XNAS", Interval::Minute15, "2018-01-02", "2018-01-02");
    let fetched = fetch("tiingo", &server, &ask).unwrap();
    let first = intraday(&fetched)[0];
    assert_eq!((first.at, first.open, first.volume), (instant("2018-01-02T14:30:00Z"), 1057.47, None));
}
