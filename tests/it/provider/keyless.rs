//! The services that need no key and deal in pairs: Coinbase, Kraken, the European Central Bank.

use newstape::instrument::Universe;
use newstape::market::{Adjustment, Interval};
use newstape::net::vendor::VendorError;
use newstape::provider::ProviderError;
use serde_json::{Value, json};

use super::{Ask, daily, date, fetch, instant, intraday};
use crate::support::fixture_server::{FixtureServer, Received, Reply};

fn pair(id: &str, interval: Interval, from: &str, to: &str) -> Ask {
    let instrument = Universe::builtin().get(&id.parse().unwrap()).unwrap().clone();
    Ask { instrument, ..Ask::new(id, interval, from, to) }
}

fn refusal(name: &str, server: &FixtureServer, ask: &Ask) -> VendorError {
    match fetch(name, server, ask).unwrap_err() {
        ProviderError::Vendor(error) => error,
        other => panic!("{name}: {other:?}"),
    }
}

/// Candles of the span asked for, newest first, none for the fourth of them: nothing traded. A request for more
/// than 300 is refused.
fn coinbase(asked: &Received) -> Option<Reply> {
    let at = |name| asked.query_value(name)?.parse::<chrono::DateTime<chrono::Utc>>().ok();
    let step: i64 = asked.query_value("granularity")?.parse().ok()?;
    let (start, end) = (at("start")?.timestamp(), at("end")?.timestamp());
    let starts: Vec<i64> = (start..=end).step_by(usize::try_from(step).ok()?).collect();
    if starts.len() > 300 {
        let said = r#"{"message":"granularity too small for the requested time range."}"#;
        return Some(Reply::new(400, "application/json", said));
    }
    let price = |at: i64| 90_000.0 + f64::from(u16::try_from(at / step % 1000).unwrap());
    let candle =
        |at: &i64| json!([at, price(*at) - 2.0, price(*at) + 2.0, price(*at), price(*at) + 1.0, 12.5]);
    let rows: Vec<Value> =
        starts.iter().enumerate().rev().filter(|(i, _)| *i != 3).map(|(_, at)| candle(at)).collect();
    Some(Reply::json(json!(rows).to_string()))
}

#[test]
fn candles_of_coinbase_are_fetched_three_hundred_at_a_time() {
    let server = FixtureServer::start();
    server.choosing(coinbase);
    let minutes = pair("BTC-USD:CRYP", Interval::Minute1, "2025-02-15", "2025-02-15");
    let fetched = fetch("coinbase", &server, &minutes).unwrap();
    assert_eq!(server.received().len(), 5, "1440 minutes");
    assert!(server.received().iter().all(|r| r.path == "/products/BTC-USD/candles"));
    let bars = intraday(&fetched);
    assert_eq!(bars.len(), 1440 - 5);
    assert_eq!(bars[0].at, instant("2025-02-15T00:00:00Z"));
    assert!((bars[0].close - bars[0].open - 1.0).abs() < 1e-9 && bars[0].low < bars[0].open);
    assert_eq!(fetched.bars.key().adjustment, Adjustment::AsTraded);

    let days = pair("BTC-USD:CRYP", Interval::Day1, "2024-01-01", "2025-02-20");
    let fetched = fetch("coinbase", &server, &days).unwrap();
    assert_eq!(daily(&fetched).last().unwrap().at, date("2025-02-19"), "today is not over yet");
}

#[test]
fn coinbase_says_why_it_does_not_answer() {
    let ask = pair("BTC-USD:CRYP", Interval::Day1, "2025-02-01", "2025-02-10");
    let server = FixtureServer::start();
    let says = |status, body: &str| {
        server.on("/products/BTC-USD/candles", Reply::new(status, "application/json", body.as_bytes()));
        refusal("coinbase", &server, &ask)
    };
    assert!(matches!(says(404, r#"{"message":"NotFound"}"#), VendorError::Unknown { .. }));
    assert!(matches!(says(403, r#"{"message":"Forbidden"}"#), VendorError::ClientRefused { .. }));
    assert!(matches!(
        says(429, r#"{"message":"Public rate limit exceeded"}"#),
        VendorError::RateLimited { .. }
    ));
    assert!(matches!(
        says(200, r#"{"message":"Slow rate limit exceeded"}"#),
        VendorError::RateLimited { .. }
    ));
    assert!(matches!(says(200, "[[1,2"), VendorError::Shape { .. }));
    server.on("/products/BTC-USD/candles", Reply::json("[]"));
    assert!(fetch("coinbase", &server, &ask).unwrap().bars.is_empty());
}

#[test]
fn kraken_is_asked_by_its_own_names_and_errors_inside_a_success_are_seen() {
    let server = FixtureServer::start();
    let day = |at: &str| instant(at).timestamp();
    let candle =
        |at: i64, c: &str| json!([at, "95000.1", "99000.0", "94000.0", c, "96000.0", "812.5", 40_000]);
    let body = json!({
        "error": [],
        "result": {
            "XXBTZUSD": [candle(day("2025-02-17T00:00:00Z"), "95700.5"), candle(day("2025-02-18T00:00:00Z"), "95600.0"),
                         candle(day("2025-02-20T00:00:00Z"), "96000.0")],
            "last": day("2025-02-19T00:00:00Z"),
        },
    });
    server.on("/0/public/OHLC", Reply::json(body.to_string()));
    let ask = pair("BTC-USD:CRYP", Interval::Day1, "2025-02-17", "2025-02-20");
    let fetched = fetch("kraken", &server, &ask).unwrap();
    let closes: Vec<_> = daily(&fetched).iter().map(|b| (b.at, b.close)).collect();
    assert_eq!(closes, [(date("2025-02-17"), 95_700.5), (date("2025-02-18"), 95_600.0)]);
    let asked = &server.received()[0];
    assert_eq!(asked.query_value("pair").as_deref(), Some("XBTUSD"));
    assert_eq!(asked.query_value("interval").as_deref(), Some("1440"));
    let says = |body: &str| {
        server.on("/0/public/OHLC", Reply::json(body.as_bytes()));
        refusal("kraken", &server, &ask)
    };
    assert!(matches!(says(r#"{"error":["EQuery:Unknown asset pair"]}"#), VendorError::Unknown { .. }));
    assert!(matches!(says(r#"{"error":["EGeneral:Too many requests"]}"#), VendorError::RateLimited { .. }));
    assert!(matches!(says(r#"{"error":["EGeneral:Invalid arguments"]}"#), VendorError::Refused { .. }));
    assert!(matches!(says(r#"{"error":[],"result":{"last":1}}"#), VendorError::Shape { .. }));
}

#[test]
fn the_euro_s_reference_rates_are_bars_of_one_price_with_a_note() {
    const PATH: &str = "/service/data/EXR/D.USD.EUR.SP00.A";
    let server = FixtureServer::start();
    let table = "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE\r\n\
                 EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-01-30,1.0403\r\n\
                 EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-01-31,1.0393\r\n\
                 EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2025-02-01,NaN\r\n";
    server.on(PATH, Reply::new(200, "application/vnd.sdmx.data+csv;version=1.0.0", table));
    let ask = pair("EURUSD:FXSP", Interval::Day1, "2025-01-30", "2025-02-03");
    let fetched = fetch("ecb", &server, &ask).unwrap();
    let closes: Vec<_> = daily(&fetched).iter().map(|b| (b.at, b.open, b.close)).collect();
    assert_eq!(closes, [(date("2025-01-30"), 1.0403, 1.0403), (date("2025-01-31"), 1.0393, 1.0393)]);
    assert!(fetched.notes.iter().any(|note| note.contains("14:15")), "{:?}", fetched.notes);
    server.on(PATH, Reply::new(404, "text/plain", "No results found."));
    assert!(fetch("ecb", &server, &ask).unwrap().bars.is_empty());
    server.on(PATH, Reply::html("<title>Maintenance</title>"));
    assert!(refusal("ecb", &server, &ask).to_string().contains("titled \"Maintenance\""));
}
