//! Stooq's payloads.

use newstape::market::Adjustment;
use newstape::net::vendor::VendorError;
use newstape::provider::ProviderError;

use super::contract::Contract;
use super::{Ask, CLOSES, DATES, daily, date, fetch, with_a_gap};
use crate::support::fixture_server::{FixtureServer, Reply};
use crate::support::shared;

const PATH: &str = "/q/d/l/";

fn csv(closes: &[Option<f64>]) -> Reply {
    let line = |(day, close): (&&str, &Option<f64>)| match close {
        Some(c) => format!("{day},{},{},{},{c},50000000", c - 0.5, c + 1.0, c - 1.0),
        None => format!("{day},,,,,"),
    };
    let head = std::iter::once("Date,Open,High,Low,Close,Volume".to_owned());
    let lines: Vec<String> = head.chain(DATES.iter().zip(closes).map(line)).collect();
    Reply::new(200, "text/csv", lines.join("\r\n") + "\r\n")
}

pub(super) fn contract() -> Contract {
    Contract {
        name: "stooq",
        path: PATH,
        needs_key: true,
        adjustment: Adjustment::SplitsAndDividends,
        normal: csv(&CLOSES),
        besides: Vec::new(),
        empty: csv(&[]),
        unknown: Reply::new(200, "text/plain", "No data"),
        refusal: (Reply::new(200, "text/plain", "Access denied"), "the text \"Access denied\""),
        limit: Reply::new(200, "text/plain", "Exceeded the daily hits limit"),
        nulls: csv(&with_a_gap()),
        actions: None,
        clock_change: None,
    }
}

#[test]
fn the_symbol_is_spelt_its_way() {
    let server = FixtureServer::start();
    server.on(PATH, csv(&CLOSES));
    fetch("stooq", &server, &Ask::daily("BRK.B:XNYS", "2025-01-27", "2025-01-31")).unwrap();
    let asked = &server.received()[0];
    let value = |name| asked.query_value(name).unwrap();
    assert_eq!(
        (value("s").as_str(), value("d1").as_str(), value("d2").as_str()),
        ("brk-b.us", "20250127", "20250131")
    );
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn recorded_files_are_read_in_both_languages() {
    let ask = Ask::daily("SPY:ARCX", "2024-10-01", "2024-10-02");
    for file in ["http/stooq/spy_us_d_en.csv", "http/stooq/spy_us_d_pl.csv"] {
        let path = shared(file);
        let server = FixtureServer::start();
        server.on(PATH, Reply::new(200, "text/csv", std::fs::read(path).unwrap()));
        let fetched = fetch("stooq", &server, &ask).unwrap();
        let first = daily(&fetched)[0];
        assert_eq!((first.at, first.close), (date("2024-10-01"), 565.014), "{file}");
    }
    for file in ["http/stooq/error_no_data.txt", "http/stooq/error_daily_limit.txt"] {
        let path = shared(file);
        let server = FixtureServer::start();
        server.on(PATH, Reply::new(200, "text/plain", std::fs::read(path).unwrap()));
        let error = fetch("stooq", &server, &ask).unwrap_err();
        match error {
            ProviderError::Vendor(VendorError::Unknown { .. }) => assert!(file.contains("no_data")),
            ProviderError::Vendor(VendorError::RateLimited { .. }) => assert!(file.contains("limit")),
            other => panic!("{file}: {other:?}"),
        }
    }
}
