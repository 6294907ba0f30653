//! Alpaca's payloads.

use newstape::fault::Fault;
use newstape::market::{Adjustment, Interval};
use newstape::net::vendor::VendorError;
use newstape::provider::{Keys, ProviderError};
use serde_json::{Value, json};

use super::contract::Contract;
use super::{Ask, CLOSES, DATES, fetch, intraday, provider, quick_client, run, with_a_gap};
use crate::support::fixture_server::{FixtureServer, Reply};

const PATH: &str = "/v2/stocks/bars";
const ACTIONS: &str = "/v1/corporate-actions";

fn bars(quotes: &[(String, Option<f64>)], next: Option<&str>) -> Reply {
    let quotes: Vec<Value> = quotes
        .iter()
        .map(|(t, close)| match close {
            Some(c) => json!({"t": t, "o": c - 0.5, "h": c + 1.0, "l": c - 1.0, "c": c, "v": 50_000_000, "n": 9, "vw": c}),
            None => json!({"t": t}),
        })
        .collect();
    Reply::json(json!({"bars": {"AAPL": quotes}, "next_page_token": next}).to_string())
}

fn days(closes: &[Option<f64>]) -> Reply {
    let stamps = DATES.map(|day| format!("{day}T05:00:00Z"));
    bars(&stamps.into_iter().zip(closes.iter().copied()).collect::<Vec<_>>(), None)
}

pub(super) fn contract() -> Contract {
    let acted = json!({
        "corporate_actions": {
            "forward_splits": [{"symbol": "AAPL", "new_rate": 4, "old_rate": 1, "ex_date": "2025-01-29"}],
            "cash_dividends": [{"symbol": "AAPL", "rate": 0.25, "ex_date": "2025-01-30", "special": false}],
        },
        "next_page_token": null,
    });
    let minutes =
        [("2025-03-07T13:12:00Z".to_owned(), Some(235.5)), ("2025-03-10T12:12:00Z".to_owned(), Some(227.5))];
    Contract {
        name: "alpaca",
        path: PATH,
        needs_key: true,
        adjustment: Adjustment::AsTraded,
        normal: days(&CLOSES),
        besides: vec![(ACTIONS, Reply::json(r#"{"corporate_actions": {}, "next_page_token": null}"#))],
        empty: Reply::json(r#"{"bars": {}, "next_page_token": null}"#),
        unknown: Reply::new(400, "application/json", r#"{"message": "invalid symbol: AAPL"}"#),
        refusal: (Reply::json(r#"{"message": "invalid timeframe"}"#), "refused: invalid timeframe"),
        limit: Reply::json(r#"{"message": "too many requests."}"#),
        nulls: days(&with_a_gap()),
        actions: Some(vec![(PATH, days(&CLOSES)), (ACTIONS, Reply::json(acted.to_string()))]),
        clock_change: Some((PATH, bars(&minutes, None))),
    }
}

#[test]
fn both_keys_are_needed() {
    let server = FixtureServer::start();
    let mut keys = Keys::default();
    keys.set_url("alpaca", &server.url(""));
    keys.set_key("alpaca", "half".into());
    let half = provider("alpaca", &keys);
    assert!(!half.is_configured());
    let ask = Ask::daily("AAPL:XNAS", "2025-01-27", "2025-01-31");
    let error = run(half.fetch(&quick_client(), &ask.request())).unwrap_err();
    assert_eq!(error, ProviderError::Vendor(VendorError::KeyMissing { vendor: "alpaca" }));
    assert!(error.hint().unwrap().contains("NEWSTAPE_ALPACA_SECRET"));
    server.on(PATH, Reply::new(403, "application/json", r#"{"message": "forbidden."}"#));
    assert!(matches!(
        fetch("alpaca", &server, &ask),
        Err(ProviderError::Vendor(VendorError::KeyRefused { .. }))
    ));
    let asked = &server.received()[0];
    assert_eq!(asked.headers["apca-api-key-id"], super::SECRET);
    assert_eq!(asked.headers["apca-api-secret-key"], super::SECRET);
}

#[test]
fn pages_follow_each_other_and_the_last_quarter_of_an_hour_is_not_asked_for() {
    let server = FixtureServer::start();
    let minute = |t: &str, c| vec![(t.to_owned(), Some(c))];
    server.on(
        PATH,
        Reply::InTurn(vec![
            bars(&minute("2025-01-29T13:12:00Z", 239.0), Some("TOKEN")),
            bars(&minute("2025-01-29T13:13:00Z", 239.5), None),
        ]),
    );
    let ask = Ask::new("AAPL:XNAS", Interval::Minute1, "2025-01-29", "2025-01-29").extended();
    let fetched = fetch("alpaca", &server, &ask.asked_at("2025-01-29T15:00:00Z")).unwrap();
    assert_eq!(intraday(&fetched).len(), 2);
    let asked = server.received();
    assert_eq!(asked.len(), 2, "minutes ask for no corporate actions");
    assert_eq!(asked[0].query_value("start").as_deref(), Some("2025-01-29T05:00:00Z"));
    assert_eq!(asked[0].query_value("end").as_deref(), Some("2025-01-29T14:44:00Z"));
    assert_eq!(asked[0].query_value("adjustment").as_deref(), Some("raw"));
    assert_eq!(asked[1].query_value("page_token").as_deref(), Some("TOKEN"));
}
