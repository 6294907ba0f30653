//! Polygon's payloads.

use newstape::market::{ActionKind, Adjustment};
use newstape::provider::ProviderError;
use serde_json::{Value, json};

use super::contract::Contract;
use super::{Ask, CLOSES, DATES, daily, date, fetch, instant, recorded, with_a_gap};
use crate::support::fixture_server::{FixtureServer, Reply};

const PATH: &str = "/v2/aggs/ticker/AAPL/range/1/day/2025-01-27/2025-01-31";
const SPLITS: &str = "/stocks/v1/splits";
const DIVIDENDS: &str = "/stocks/v1/dividends";

fn aggregates(stamps: &[i64], closes: &[Option<f64>]) -> Value {
    let results: Vec<_> = stamps
        .iter()
        .zip(closes)
        .map(|(t, close)| match close {
            Some(c) => json!({"t": t, "o": c - 0.5, "h": c + 1.0, "l": c - 1.0, "c": c, "v": 5e7, "n": 7}),
            None => json!({"t": t}),
        })
        .collect();
    json!({"ticker": "AAPL", "adjusted": false, "status": "OK", "resultsCount": results.len(), "results": results})
}

fn nothing() -> Reply {
    Reply::json(r#"{"status": "OK", "results": []}"#)
}

/// Midnights in New York's winter.
fn midnights() -> [i64; 5] {
    DATES.map(|day| instant(&format!("{day}T05:00:00Z")).timestamp_millis())
}

pub(super) fn contract() -> Contract {
    let split = r#"{"status": "OK", "results": [{"execution_date": "2025-01-29", "split_from": 1, "split_to": 4, "ticker": "AAPL"}]}"#;
    let dividend = r#"{"status": "OK", "results": [{"ex_dividend_date": "2025-01-30", "cash_amount": 0.25, "currency": "USD"}]}"#;
    let minutes = ["2025-03-07T13:12:00Z", "2025-03-10T12:12:00Z"].map(|at| instant(at).timestamp_millis());
    let limit = r#"{"status": "ERROR", "error": "You've exceeded the maximum requests per minute, please wait or upgrade your subscription."}"#;
    let normal = Reply::json(aggregates(&midnights(), &CLOSES).to_string());
    Contract {
        name: "polygon",
        path: PATH,
        needs_key: true,
        adjustment: Adjustment::AsTraded,
        normal: normal.clone(),
        besides: vec![(SPLITS, nothing()), (DIVIDENDS, nothing())],
        empty: Reply::json(
            r#"{"ticker": "AAPL", "queryCount": 0, "resultsCount": 0, "adjusted": false, "status": "OK"}"#,
        ),
        unknown: Reply::new(
            404,
            "application/json",
            r#"{"status": "NOT_FOUND", "message": "Ticker not found."}"#,
        ),
        refusal: (
            Reply::json(r#"{"status": "ERROR", "error": "Unknown timespan."}"#),
            "refused: Unknown timespan",
        ),
        limit: Reply::json(limit),
        nulls: Reply::json(aggregates(&midnights(), &with_a_gap()).to_string()),
        actions: Some(vec![(PATH, normal), (SPLITS, Reply::json(split)), (DIVIDENDS, Reply::json(dividend))]),
        clock_change: Some((
            "/v2/aggs/ticker/AAPL/range/1/minute/2025-03-07/2025-03-10",
            Reply::json(aggregates(&minutes, &[Some(235.5), Some(227.5)]).to_string()),
        )),
    }
}

#[test]
fn the_next_page_is_asked_of_the_configured_host_only() {
    let server = FixtureServer::start();
    let elsewhere = FixtureServer::start();
    let mut first = aggregates(&midnights()[..3], &CLOSES[..3]);
    first["next_url"] = json!(elsewhere.url("/v2/aggs/next?cursor=abc"));
    let rest = aggregates(&midnights()[3..], &CLOSES[3..]);
    server
        .on(PATH, Reply::json(first.to_string()))
        .on("/v2/aggs/next", Reply::json(rest.to_string()))
        .on(SPLITS, nothing())
        .on(DIVIDENDS, nothing());
    let fetched = fetch("polygon", &server, &Ask::daily("AAPL:XNAS", "2025-01-27", "2025-01-31")).unwrap();
    assert_eq!(fetched.bars.len(), 5);
    assert!(elsewhere.received().is_empty());
    let next = &server.received()[1];
    assert_eq!(next.query_value("cursor").as_deref(), Some("abc"));
    assert_eq!(next.headers["authorization"], format!("Bearer {}", super::SECRET));
}

#[test]
fn adjusted_prices_are_not_taken_for_as_traded_ones() {
    let server = FixtureServer::start();
    let mut body = aggregates(&midnights(), &CLOSES);
    body["adjusted"] = json!(true);
    server.on(PATH, Reply::json(body.to_string()));
    let error = fetch("polygon", &server, &Ask::daily("AAPL:XNAS", "2025-01-27", "2025-01-31")).unwrap_err();
    assert!(error.to_string().contains("adjusted prices instead"), "{error}");
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn recorded_answers_are_read() {
    let path = "/v2/aggs/ticker/AAPL/range/1/day/2005-04-01/2005-04-04";
    let body = recorded("http/polygon/v2__aggs__ticker__AAPL__range__1__day__2005-04-01__2005-04-04.json");
    let server = FixtureServer::start();
    // The example in the documentation is one with adjusted prices.
    server.on(path, Reply::json(body.replace("\"adjusted\": true", "\"adjusted\": false")));
    server.on(SPLITS, Reply::json(recorded("http/polygon/v3__reference__splits.json")));
    server.on(DIVIDENDS, Reply::json(recorded("http/polygon/v3__reference__dividends.json")));
    let fetched = fetch("polygon", &server, &Ask::daily("AAPL:XNAS", "2005-04-01", "2005-04-04")).unwrap();
    let days: Vec<_> = daily(&fetched).iter().map(|b| (b.at, b.close)).collect();
    assert_eq!(
        days,
        [(date("2005-04-01"), 1.4604), (date("2005-04-04"), 1.4675)],
        "the clocks changed between the two"
    );
    assert!(fetched.actions.iter().any(|a| matches!(a.kind, ActionKind::Split { .. })));
    assert!(fetched.actions.iter().any(|a| matches!(a.kind, ActionKind::Dividend { .. })));
}

#[test]
fn other_venues_are_not_asked_for() {
    let server = FixtureServer::start();
    let error = fetch("polygon", &server, &Ask::daily("SAP:XETR", "2025-01-27", "2025-01-31")).unwrap_err();
    assert!(matches!(error, ProviderError::Unable { .. }), "{error:?}");
    assert!(server.received().is_empty());
}
