//! Finnhub's payloads.

use newstape::market::Adjustment;
use newstape::net::vendor::VendorError;
use newstape::provider::ProviderError;
use serde_json::json;

use super::contract::Contract;
use super::{Ask, CLOSES, DATES, daily, date, fetch, instant, recorded, with_a_gap};
use crate::support::fixture_server::{FixtureServer, Reply};

const PATH: &str = "/api/v1/stock/candle";

fn candles(stamps: &[i64], closes: &[Option<f64>]) -> Reply {
    let shifted = |by: f64| closes.iter().map(|c| c.map(|c| c + by)).collect::<Vec<_>>();
    let volumes: Vec<_> = closes.iter().map(|c| c.map(|_| 5e7)).collect();
    Reply::json(
        json!({
            "s": "ok", "t": stamps, "o": shifted(-0.5), "h": shifted(1.0), "l": shifted(-1.0),
            "c": shifted(0.0), "v": volumes,
        })
        .to_string(),
    )
}

pub(super) fn contract() -> Contract {
    let midnights = DATES.map(|day| instant(&format!("{day}T00:00:00Z")).timestamp());
    let minutes = ["2025-03-07T13:12:00Z", "2025-03-10T12:12:00Z"].map(|at| instant(at).timestamp());
    Contract {
        name: "finnhub",
        path: PATH,
        needs_key: true,
        adjustment: Adjustment::Splits,
        normal: candles(&midnights, &CLOSES),
        besides: Vec::new(),
        empty: Reply::json(r#"{"s": "no_data"}"#),
        unknown: Reply::new(403, "application/json", r#"{"error": "Symbol not supported."}"#),
        refusal: (Reply::json(r#"{"error": "Wrong resolution."}"#), "refused: Wrong resolution"),
        limit: Reply::json(r#"{"error": "API limit reached. Please try again later. Remaining Limit: 0"}"#),
        nulls: candles(&midnights, &with_a_gap()),
        actions: None,
        // It declares no extended hours, so these minutes are asked for by name in a test of its own.
        clock_change: Some((PATH, candles(&minutes, &[Some(235.5), Some(227.5)]))),
    }
}

#[test]
fn candles_need_a_paid_plan() {
    let server = FixtureServer::start();
    let ask = Ask::daily("AAPL:XNAS", "2025-01-27", "2025-01-31");
    let said = r#"{"error":"You don't have access to this resource."}"#;
    server.on(PATH, Reply::new(403, "application/json", said));
    let error = fetch("finnhub", &server, &ask).unwrap_err();
    assert_eq!(
        error.to_string(),
        "finnhub does not give this on your plan: You don't have access to this resource"
    );
    server.on(PATH, Reply::new(401, "application/json", r#"{"error":"Invalid API key"}"#));
    assert!(matches!(
        fetch("finnhub", &server, &ask),
        Err(ProviderError::Vendor(VendorError::KeyRefused { .. }))
    ));
    assert_eq!(server.received()[0].headers["x-finnhub-token"], super::SECRET);
    assert!(!server.received()[0].query.contains(super::SECRET));
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn a_recorded_answer_is_read() {
    let body = recorded("http/finnhub/stock-candle_AAPL_2020-12-07.json");
    let server = FixtureServer::start();
    server.on(PATH, Reply::json(body));
    let fetched = fetch("finnhub", &server, &Ask::daily("AAPL:XNAS", "2020-11-09", "2020-12-04")).unwrap();
    let bars = daily(&fetched);
    assert_eq!(bars.len(), 19, "Thanksgiving is among the days");
    assert_eq!((bars[0].at, bars[0].close), (date("2020-11-09"), 116.32));
    assert_eq!((bars[18].at, bars[18].close), (date("2020-12-04"), 122.25));
}
