//! Yahoo's payloads.

use chrono::TimeDelta;
use newstape::market::{ActionKind, Adjustment, Interval};
use newstape::net::vendor::VendorError;
use newstape::provider::ProviderError;
use newstape::units::Currency;
use serde_json::{Value, json};

use super::contract::Contract;
use super::{Ask, CLOSES, daily, date, fetch, instant, intraday, recorded, with_a_gap};
use crate::support::fixture_server::{FixtureServer, Reply};

const AAPL: &str = "/v8/finance/chart/AAPL";

/// A chart with these stamps and closes; the other prices lie around the close.
fn chart(zone: &str, stamps: &[i64], closes: &[Option<f64>]) -> Value {
    #[allow(clippy::cast_possible_truncation)] // as the service does
    let shifted = |by: f64| closes.iter().map(|c| c.map(|c| f64::from((c + by) as f32))).collect::<Vec<_>>();
    let volumes: Vec<_> = closes.iter().map(|c| c.map(|_| 5e7)).collect();
    json!({"chart": {"error": null, "result": [{
        "meta": {
            "currency": "USD", "symbol": "AAPL", "exchangeTimezoneName": zone, "gmtoffset": -18000,
            "regularMarketTime": 1_740_085_201,
            "currentTradingPeriod": {"regular": {"start": 1_740_061_800, "end": 1_740_085_200}},
        },
        "timestamp": stamps,
        "indicators": {
            "quote": [{
                "open": shifted(-0.5), "high": shifted(1.0), "low": shifted(-1.0),
                "close": shifted(0.0), "volume": volumes,
            }],
            "adjclose": [{"adjclose": shifted(-3.0)}],
        },
    }]}})
}

/// 14:30 UTC on five days: half past nine in New York.
const OPENS: [i64; 5] = [1_737_988_200, 1_738_074_600, 1_738_161_000, 1_738_247_400, 1_738_333_800];

fn refusal(code: &str, description: &str) -> String {
    json!({"chart": {"result": null, "error": {"code": code, "description": description}}}).to_string()
}

pub(super) fn contract() -> Contract {
    let new_york = "America/New_York";
    let mut empty = chart(new_york, &[], &[]);
    let result = &mut empty["chart"]["result"][0];
    result.as_object_mut().unwrap().remove("timestamp");
    result["indicators"] = json!({"quote": [{}]});
    let mut with_actions = chart(new_york, &OPENS, &CLOSES);
    with_actions["chart"]["result"][0]["events"] = json!({
        "splits": {"1738161000": {"date": OPENS[2], "numerator": 4.0, "denominator": 1.0, "splitRatio": "4:1"}},
        "dividends": {"1738247400": {"date": OPENS[3], "amount": 0.25}},
    });
    let minutes = ["2025-03-07T13:12:00Z", "2025-03-10T12:12:00Z"].map(|at| instant(at).timestamp());
    Contract {
        name: "yahoo",
        path: AAPL,
        needs_key: false,
        adjustment: Adjustment::Splits,
        normal: Reply::json(chart(new_york, &OPENS, &CLOSES).to_string()),
        besides: Vec::new(),
        empty: Reply::json(empty.to_string()),
        unknown: Reply::new(
            404,
            "application/json",
            refusal("Not Found", "No data found, symbol may be delisted"),
        ),
        refusal: (
            Reply::json(refusal("Bad Request", "Invalid input - interval=7m is not supported.")),
            "interval=7m is not supported",
        ),
        limit: Reply::new(200, "text/plain", "Edge: Too Many Requests"),
        nulls: Reply::json(chart(new_york, &OPENS, &with_a_gap()).to_string()),
        actions: Some(vec![(AAPL, Reply::json(with_actions.to_string()))]),
        clock_change: Some((
            AAPL,
            Reply::json(chart(new_york, &minutes, &[Some(235.5), Some(227.5)]).to_string()),
        )),
    }
}

#[test]
fn a_range_before_the_listing_is_empty() {
    let server = FixtureServer::start();
    let said = "Data doesn't exist for startDate = 315550800, endDate = 346996800";
    server.on(AAPL, Reply::new(400, "application/json", refusal("Bad Request", said)));
    let fetched = fetch("yahoo", &server, &Ask::daily("AAPL:XNAS", "1980-01-01", "1980-06-30")).unwrap();
    assert!(fetched.bars.is_empty());
}

#[test]
fn the_request_spans_the_exchange_s_days() {
    let server = FixtureServer::start();
    server.on(AAPL, contract().normal);
    fetch("yahoo", &server, &Ask::daily("AAPL:XNAS", "2025-01-27", "2025-01-31")).unwrap();
    let asked = &server.received()[0];
    let value = |name| asked.query_value(name).unwrap();
    assert_eq!(value("period1"), instant("2025-01-27T05:00:00Z").timestamp().to_string());
    assert_eq!(value("period2"), instant("2025-02-01T05:00:00Z").timestamp().to_string());
    assert_eq!((value("interval").as_str(), value("events").as_str()), ("1d", "div|split"));
}

#[test]
fn a_session_in_tokyo_keeps_its_own_date() {
    let server = FixtureServer::start();
    // 09:00 in Tokyo is midnight UTC; 09:00 in Sydney's summer is 22:00 UTC of the day before.
    let opens = [instant("2025-01-28T00:00:00Z").timestamp(), instant("2025-01-29T00:00:00Z").timestamp()];
    server.on("/v8/finance/chart/7203.T", Reply::json(chart("Asia/Tokyo", &opens, &CLOSES[..2]).to_string()));
    let opens = [instant("2025-01-27T23:00:00Z").timestamp(), instant("2025-01-28T23:00:00Z").timestamp()];
    server.on(
        "/v8/finance/chart/BHP.AX",
        Reply::json(chart("Australia/Sydney", &opens, &CLOSES[..2]).to_string()),
    );
    for id in ["7203:XTKS", "BHP:XASX"] {
        let fetched = fetch("yahoo", &server, &Ask::daily(id, "2025-01-28", "2025-01-29")).unwrap();
        let days: Vec<_> = daily(&fetched).iter().map(|b| b.at).collect();
        assert_eq!(days, [date("2025-01-28"), date("2025-01-29")], "{id}");
    }
}

#[test]
fn opens_on_both_sides_of_a_clock_change_keep_their_dates() {
    let server = FixtureServer::start();
    // 2025-03-07 is a Friday in winter time, 2025-03-10 a Monday in summer time.
    let opens = [instant("2025-03-07T14:30:00Z").timestamp(), instant("2025-03-10T13:30:00Z").timestamp()];
    server.on(AAPL, Reply::json(chart("America/New_York", &opens, &CLOSES[..2]).to_string()));
    let ask = Ask::daily("AAPL:XNAS", "2025-03-07", "2025-03-10").asked_at("2025-03-12T00:00:00Z");
    let fetched = fetch("yahoo", &server, &ask).unwrap();
    let days: Vec<_> = daily(&fetched).iter().map(|b| b.at).collect();
    assert_eq!(days, [date("2025-03-07"), date("2025-03-10")]);
    let asked = &server.received()[0];
    assert_eq!(
        asked.query_value("period2").unwrap(),
        instant("2025-03-11T04:00:00Z").timestamp().to_string(),
        "midnight in New York's summer"
    );
}

#[test]
fn todays_bar_counts_once_the_chart_shows_its_close() {
    let server = FixtureServer::start();
    let open = 1_740_061_800; // 2025-02-20, 14:30 UTC; the chart's day ends at 21:00
    server.on(AAPL, Reply::json(chart("America/New_York", &[open], &[Some(245.83)]).to_string()));
    let ask = |at| Ask::daily("AAPL:XNAS", "2025-02-20", "2025-02-20").asked_at(at);
    let before = fetch("yahoo", &server, &ask("2025-02-20T20:59:00Z")).unwrap();
    assert!(before.bars.is_empty());
    assert_eq!(before.notes, ["the session of 2025-02-20 was not over yet and was left out"]);
    let after = fetch("yahoo", &server, &ask("2025-02-20T21:16:00Z")).unwrap();
    assert_eq!(after.bars.len(), 1);
}

#[test]
fn minutes_come_week_by_week_with_extended_hours() {
    let server = FixtureServer::start();
    server.choosing(|asked| {
        let start: i64 = asked.query_value("period1")?.parse().ok()?;
        // Of each piece: 08:12 and 08:13 premarket on its first day, then the live last trade.
        let stamps = [start + 29_520, start + 29_580, start + 29_603];
        let mut body = chart("America/New_York", &stamps, &[Some(1.5), Some(1.6), Some(1.7)]);
        body["chart"]["result"][0]["indicators"]["quote"][0]["volume"] = json!([0, 0, 0]);
        let regular = json!([[{"start": start + 34_200, "end": start + 57_600}]]);
        body["chart"]["result"][0]["meta"]["tradingPeriods"] = json!({"pre": [], "regular": regular});
        Some(Reply::json(body.to_string()))
    });
    let ask = Ask::new("AAPL:XNAS", Interval::Minute1, "2025-01-27", "2025-02-05").extended();
    let fetched = fetch("yahoo", &server, &ask).unwrap();
    let starts: Vec<String> = intraday(&fetched).iter().map(|b| b.at.to_rfc3339()).collect();
    assert_eq!(
        starts,
        [
            "2025-01-27T13:12:00+00:00",
            "2025-01-27T13:13:00+00:00",
            "2025-02-03T13:12:00+00:00",
            "2025-02-03T13:13:00+00:00",
        ]
    );
    assert!(intraday(&fetched).iter().all(|b| b.volume.is_none()), "a zero before the open is not known");
    assert_eq!(fetched.notes, ["the last trade, which is not a complete bar, was left out"]);
    let asked = server.received();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].query_value("includePrePost").as_deref(), Some("true"));
}

#[test]
fn a_minute_that_is_not_over_is_left_out() {
    let server = FixtureServer::start();
    let start = instant("2025-01-29T15:00:00Z");
    let stamps = [start.timestamp(), (start + TimeDelta::minutes(1)).timestamp()];
    server.on(AAPL, Reply::json(chart("America/New_York", &stamps, &CLOSES[..2]).to_string()));
    let ask = Ask::new("AAPL:XNAS", Interval::Minute1, "2025-01-29", "2025-01-29");
    let fetched = fetch("yahoo", &server, &ask.asked_at("2025-01-29T15:01:30Z")).unwrap();
    assert_eq!(fetched.bars.len(), 1);
    assert_eq!(fetched.notes, ["the bar of 2025-01-29 15:01:00 UTC was not over yet and was left out"]);
}

#[test]
fn a_dividend_is_told_as_it_was_paid() {
    let server = FixtureServer::start();
    server.choosing(|asked| {
        let mut body = chart("America/New_York", &OPENS, &CLOSES);
        let result = &mut body["chart"]["result"][0];
        if asked.query_value("interval")? == "1d" {
            let dividend = json!({"1738161000": {"amount": 0.0125, "date": 1_738_161_000}});
            result["events"] = json!({"dividends": dividend});
        } else {
            // Asked for what came after: one share became ten.
            let split =
                json!({"date": 1_739_457_000, "numerator": 10.0, "denominator": 1.0, "splitRatio": "10:1"});
            result["events"] = json!({"splits": {"1739457000": split}});
        }
        Some(Reply::json(body.to_string()))
    });
    let fetched = fetch("yahoo", &server, &Ask::daily("AAPL:XNAS", "2025-01-27", "2025-01-31")).unwrap();
    let told: Vec<_> = fetched.actions.iter().map(|a| (a.ex_date.to_string(), a.kind)).collect();
    assert_eq!(
        told,
        [
            ("2025-01-29".to_owned(), ActionKind::Dividend { amount: 0.125 }),
            ("2025-02-13".to_owned(), ActionKind::Split { new_per_old: 10.0 }),
        ]
    );
    assert_eq!(fetched.bars.len(), 5, "the later chart brings no bars");
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn recorded_charts_are_read() {
    let server = FixtureServer::start();
    let serve = |path: &str, file: &str| server.on(path, Reply::json(recorded(file)));
    serve("/v8/finance/chart/WSU.DE", "http/yahoo/chart-WSU.DE-2023-08-04-to-2023-08-09.json");
    let fetched = fetch("yahoo", &server, &Ask::daily("WSU:XETR", "2023-08-04", "2023-08-09")).unwrap();
    let bars: Vec<_> = daily(&fetched).iter().map(|b| (b.at.to_string(), b.low)).collect();
    let expected = [("2023-08-04", 34.1), ("2023-08-07", 34.0), ("2023-08-08", 32.9)];
    assert_eq!(bars, expected.map(|(d, low)| (d.to_owned(), low)));
    assert_eq!(fetched.currency, Some(Currency::EUR));

    serve("/v8/finance/chart/OCDO.L", "http/yahoo/chart-OCDO.L-2020-01-01-to-2020-01-03.json");
    let fetched = fetch("yahoo", &server, &Ask::daily("OCDO:XLON", "2020-01-01", "2020-01-03")).unwrap();
    assert_eq!(fetched.currency, Some(Currency::GBX), "London quotes in pence");

    serve(AAPL, "http/yahoo/chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json");
    let weekend = Ask::new("AAPL:XNAS", Interval::Minute1, "2025-02-01", "2025-02-02");
    assert!(fetch("yahoo", &server, &weekend).unwrap().bars.is_empty());

    let file = "http/yahoo/historical-via-chart-NVDA-split-2021-02-01-to-2022-01-31.csv.json";
    serve("/v8/finance/chart/NVDA", file);
    let fetched = fetch("yahoo", &server, &Ask::daily("NVDA:XNAS", "2021-02-01", "2022-01-31")).unwrap();
    let told: Vec<_> = fetched.actions.iter().map(|a| (a.ex_date.to_string(), a.kind)).collect();
    assert_eq!(told, [("2021-07-20".to_owned(), ActionKind::Split { new_per_old: 4.0 })]);
    assert!(fetched.bars.len() > 250, "{}", fetched.bars.len());

    serve("/v8/finance/chart/GONE", "http/yahoo/chart-error-not-found.json");
    let error = fetch("yahoo", &server, &Ask::daily("GONE:XNAS", "2021-02-01", "2022-01-31")).unwrap_err();
    assert!(matches!(error, ProviderError::Vendor(VendorError::Unknown { .. })), "{error}");
    assert_eq!(
        error.to_string(),
        "yahoo does not know the symbol GONE: No data found, symbol may be delisted"
    );
}
