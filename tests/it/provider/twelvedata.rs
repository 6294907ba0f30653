//! Twelve Data's payloads.

use newstape::market::{Adjustment, Interval};
use newstape::units::Currency;
use serde_json::json;

use super::contract::Contract;
use super::{Ask, CLOSES, DATES, fetch, with_a_gap};
use crate::support::fixture_server::{FixtureServer, Reply};

const PATH: &str = "/time_series";

fn series(quotes: &[(&str, Option<f64>)]) -> Reply {
    let values: Vec<_> = quotes
        .iter()
        .map(|(stamp, close)| {
            let shifted = |by: f64| close.map(|c| format!("{:.5}", c + by));
            json!({
                "datetime": stamp, "open": shifted(-0.5), "high": shifted(1.0), "low": shifted(-1.0),
                "close": shifted(0.0), "volume": close.map(|_| "50000000"),
            })
        })
        .collect();
    let meta = json!({"symbol": "AAPL", "currency": "USD", "exchange_timezone": "America/New_York", "mic_code": "XNGS"});
    Reply::json(json!({"meta": meta, "values": values, "status": "ok"}).to_string())
}

fn days(closes: &[Option<f64>]) -> Reply {
    series(&DATES.into_iter().zip(closes.iter().copied()).collect::<Vec<_>>())
}

fn error(code: u16, message: &str) -> Reply {
    Reply::json(json!({"code": code, "message": message, "status": "error"}).to_string())
}

pub(super) fn contract() -> Contract {
    Contract {
        name: "twelvedata",
        path: PATH,
        needs_key: true,
        adjustment: Adjustment::Splits,
        normal: days(&CLOSES),
        besides: Vec::new(),
        empty: error(
            400,
            "No data is available on the specified dates. Try setting different start/end dates.",
        ),
        unknown: error(
            404,
            "**symbol** not found: AAPL. Please specify it correctly according to API Documentation.",
        ),
        refusal: (
            error(400, "Invalid **interval** provided: 7min."),
            "refused: Invalid **interval** provided",
        ),
        limit: error(429, "You have run out of API credits for the current minute. 9 API credits were used."),
        nulls: days(&with_a_gap()),
        actions: None,
        clock_change: Some((
            PATH,
            series(&[("2025-03-07 13:12:00", Some(235.5)), ("2025-03-10 12:12:00", Some(227.5))]),
        )),
    }
}

#[test]
fn minutes_are_asked_in_utc_and_the_venue_by_its_code() {
    let server = FixtureServer::start();
    server.on(PATH, series(&[]));
    let ask = Ask::new("AAPL:XNAS", Interval::Minute5, "2025-03-07", "2025-03-10").extended();
    let fetched = fetch("twelvedata", &server, &ask.asked_at("2025-03-12T00:00:00Z")).unwrap();
    assert_eq!(fetched.currency, Some(Currency::USD));
    let asked = &server.received()[0];
    let value = |name| asked.query_value(name).unwrap();
    assert_eq!((value("timezone").as_str(), value("country").as_str()), ("UTC", "United States"));
    assert_eq!(asked.query_value("mic_code"), None, "the service knows the tiers of Nasdaq, not Nasdaq");
    assert_eq!(value("start_date"), "2025-03-07 05:00:00");
    assert_eq!(value("end_date"), "2025-03-11 04:00:00");
    assert_eq!(asked.headers["authorization"], format!("apikey {}", super::SECRET));
}
