//! The price services as clients reported them in 2026, refusals included, with a made-up market behind
//! them. Nothing here was recorded from a live service: shapes and refusals are those of public
//! documentation and of public reports.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::fixture_server::{Received, Reply};
use super::made_up_market::{self, Quote};

/// The key that every service knows.
pub(crate) const KEY: &str = "K3Y";

/// The answer of whichever service has this path, at this time.
pub(crate) fn answer(asked: &Received, now: DateTime<Utc>) -> Option<Reply> {
    let path = asked.path.as_str();
    Some(match path {
        _ if path.starts_with("/v8/finance/chart/") => yahoo(asked, now),
        "/q/d/l/" => stooq(asked, now),
        "/v2/stocks/bars" => alpaca(asked, now),
        "/v1/corporate-actions" => Reply::json(r#"{"corporate_actions":{},"next_page_token":null}"#),
        _ if path.starts_with("/v2/aggs/ticker/") => massive(asked, now),
        "/stocks/v1/splits" | "/stocks/v1/dividends" => Reply::json(r#"{"status":"OK","results":[]}"#),
        _ if path.starts_with("/v3/reference/") => deprecated(),
        _ if path.starts_with("/tiingo/daily/") => tiingo(asked, now),
        _ if path.starts_with("/iex/") => {
            refusal(403, "detail", "You do not have permission to access IEX data")
        }
        "/time_series" => twelve_data(asked, now),
        "/query" => alpha_vantage(asked, now),
        "/api/v1/stock/candle" | "/stock/candle" => {
            refusal(403, "error", "You don't have access to this resource.")
        }
        _ => return None,
    })
}

fn refusal(status: u16, field: &str, said: &str) -> Reply {
    Reply::new(status, "application/json", json!({ field: said }).to_string())
}

fn header<'r>(asked: &'r Received, name: &str) -> &'r str {
    asked.headers.get(name).map(String::as_str).unwrap_or_default()
}

fn day(asked: &Received, name: &str) -> Option<NaiveDate> {
    let text = asked.query_value(name)?;
    text.get(..10).unwrap_or(&text).parse().ok()
}

/// Yahoo: since 2025 whoever does not look like a browser is told that there are too many requests.
fn yahoo(asked: &Received, now: DateTime<Utc>) -> Reply {
    if !header(asked, "user-agent").starts_with("Mozilla/5.0") {
        return Reply::new(429, "text/html", "Edge: Too Many Requests");
    }
    made_up_market::chart(asked, now).unwrap_or_else(|| Reply::new(400, "application/json", "{}"))
}

/// Stooq: a key since March 2026, else a page that wants a proof of work, with status 200.
fn stooq(asked: &Received, now: DateTime<Utc>) -> Reply {
    if asked.query_value("apikey").as_deref() != Some(KEY) {
        return Reply::html("<!doctype html><html><head><title>Verifying your browser</title></head></html>");
    }
    let date = |name| NaiveDate::parse_from_str(&asked.query_value(name)?, "%Y%m%d").ok();
    let (Some(from), Some(to)) = (date("d1"), date("d2")) else {
        return Reply::new(200, "text/csv", "No data");
    };
    let symbol = asked.query_value("s").unwrap_or_default();
    let symbol = symbol.trim_end_matches(".us").to_ascii_uppercase();
    let mut table = "Date,Open,High,Low,Close,Volume\r\n".to_owned();
    for q in made_up_market::days(&symbol, from, to, now) {
        let Quote { day, price } = q;
        write!(table, "{day},{price},{price},{price},{price},1000000\r\n").unwrap();
    }
    Reply::new(200, "text/csv", table)
}

/// Alpaca: the whole tape for a free key, except for its last quarter of an hour.
fn alpaca(asked: &Received, now: DateTime<Utc>) -> Reply {
    if header(asked, "apca-api-key-id") != KEY {
        return refusal(403, "message", "forbidden.");
    }
    let instant = |name| asked.query_value(name)?.parse::<DateTime<Utc>>().ok();
    let (Some(start), Some(end)) = (instant("start"), instant("end")) else {
        return refusal(400, "message", "invalid start");
    };
    if end > now - TimeDelta::minutes(15) {
        return refusal(403, "message", "subscription does not permit querying recent SIP data");
    }
    let symbol = asked.query_value("symbols").unwrap_or_default();
    let quotes: Vec<Value> = if asked.query_value("timeframe").as_deref() == Some("1Day") {
        let stamp = |q: &Quote| made_up_market::midnight(q.day);
        let days = made_up_market::days(&symbol, start.date_naive(), end.date_naive(), now);
        days.iter().map(|q| bar(stamp(q), q.price)).collect()
    } else {
        made_up_market::half_hours(&symbol, start, end).into_iter().map(|(at, p)| bar(at, p)).collect()
    };
    Reply::json(json!({"bars": {symbol: quotes}, "next_page_token": null}).to_string())
}

fn bar(at: DateTime<Utc>, price: f64) -> Value {
    let t = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    json!({"t": t, "o": price, "h": price, "l": price, "c": price, "v": 1000, "n": 9, "vw": price})
}

/// Massive: five calls a minute, two years; the addresses of splits and dividends are new.
fn massive(asked: &Received, now: DateTime<Utc>) -> Reply {
    if header(asked, "authorization") != format!("Bearer {KEY}") {
        let body = json!({"status": "ERROR", "error": "Unknown API Key"});
        return Reply::new(401, "application/json", body.to_string());
    }
    let parts: Vec<&str> = asked.path.split('/').collect();
    let (symbol, unit, from, to) = (parts[4], parts[7], parts[8], parts[9]);
    let (Ok(from), Ok(to)) = (from.parse::<NaiveDate>(), to.parse::<NaiveDate>()) else {
        return Reply::new(400, "application/json", r#"{"status":"ERROR","error":"Unknown date"}"#);
    };
    if from < now.date_naive() - TimeDelta::days(731) {
        let said = "Your plan doesn't include this data timeframe. Please upgrade your plan.";
        let body = json!({"status": "NOT_AUTHORIZED", "message": said});
        return Reply::new(403, "application/json", body.to_string());
    }
    let stamps: Vec<(DateTime<Utc>, f64)> = if unit == "day" {
        let days = made_up_market::days(symbol, from, to, now);
        days.iter().map(|q| (made_up_market::midnight(q.day), q.price)).collect()
    } else {
        let (start, end) =
            (made_up_market::midnight(from), made_up_market::midnight(to + TimeDelta::days(1)));
        made_up_market::half_hours(symbol, start, end.min(now))
    };
    let one = |(at, p): (DateTime<Utc>, f64)| json!({"t": at.timestamp_millis(), "o": p, "h": p, "l": p, "c": p, "v": 1000});
    let results: Vec<Value> = stamps.into_iter().map(one).collect();
    Reply::json(json!({"status": "DELAYED", "adjusted": false, "results": results}).to_string())
}

fn deprecated() -> Reply {
    let body = json!({"status": "NOT_AUTHORIZED", "message": "You are not entitled to this data."});
    Reply::new(403, "application/json", body.to_string())
}

/// Tiingo: days for everybody with a token; IEX's minutes want an agreement.
fn tiingo(asked: &Received, now: DateTime<Utc>) -> Reply {
    if header(asked, "authorization") != format!("Token {KEY}") {
        return refusal(401, "detail", "Invalid token.");
    }
    let symbol = asked.path.split('/').nth(3).unwrap_or_default();
    let (Some(from), Some(to)) = (day(asked, "startDate"), day(asked, "endDate")) else {
        return refusal(400, "detail", "Error: startDate is not a date");
    };
    let one = |q: &Quote| {
        json!({
            "date": format!("{}T00:00:00.000Z", q.day), "open": q.price, "high": q.price, "low": q.price,
            "close": q.price, "volume": 1000, "divCash": 0.0, "splitFactor": 1.0,
        })
    };
    let rows: Vec<Value> = made_up_market::days(symbol, from, to, now).iter().map(one).collect();
    Reply::json(json!(rows).to_string())
}

/// Twelve Data: shares of Nasdaq are listed under the MIC of their tier, and extended hours are paid.
fn twelve_data(asked: &Received, now: DateTime<Utc>) -> Reply {
    let error = |code: u16, said: &str| {
        Reply::json(json!({"code": code, "message": said, "status": "error"}).to_string())
    };
    if header(asked, "authorization") != format!("apikey {KEY}") {
        return error(401, "**apikey** parameter is incorrect or not specified.");
    }
    if asked.query_value("prepost").as_deref() == Some("true") {
        return error(403, "prepost is available exclusively with pro plans.");
    }
    let symbol = asked.query_value("symbol").unwrap_or_default();
    if asked.query_value("mic_code").as_deref() == Some("XNAS") {
        return error(404, "**symbol** or **figi** parameter is missing or invalid.");
    }
    let (Some(from), Some(end)) = (day(asked, "start_date"), day(asked, "end_date")) else {
        return error(400, "start_date is invalid");
    };
    let one = |q: &Quote| {
        let price = q.price.to_string();
        json!({"datetime": q.day.to_string(), "open": price, "high": price, "low": price, "close": price, "volume": "9"})
    };
    let days = made_up_market::days(&symbol, from, end - TimeDelta::days(1), now);
    let values: Vec<Value> = days.iter().map(one).collect();
    Reply::json(json!({"meta": {"currency": "USD"}, "values": values, "status": "ok"}).to_string())
}

/// Alpha Vantage: the free key has the last hundred days and no intraday bars.
fn alpha_vantage(asked: &Received, now: DateTime<Utc>) -> Reply {
    let is = |name, value| asked.query_value(name).as_deref() == Some(value);
    if !is("apikey", KEY) {
        return Reply::json(
            json!({"Error Message": "the parameter apikey is invalid or missing."}).to_string(),
        );
    }
    if !is("function", "TIME_SERIES_DAILY") || is("outputsize", "full") {
        let said = "Thank you for using Alpha Vantage! This is a premium endpoint.";
        return Reply::json(json!({"Information": said}).to_string());
    }
    let symbol = asked.query_value("symbol").unwrap_or_default();
    let today = now.date_naive();
    let days = made_up_market::days(&symbol, today - TimeDelta::days(200), today, now);
    let last = &days[days.len().saturating_sub(100)..];
    let one = |q: &Quote| {
        let p = q.price.to_string();
        let quote = json!({"1. open": p, "2. high": p, "3. low": p, "4. close": p, "5. volume": "9"});
        (q.day.to_string(), quote)
    };
    let series: Map<String, Value> = last.iter().map(one).collect();
    let meta = json!({"2. Symbol": symbol, "5. Time Zone": "US/Eastern"});
    Reply::json(json!({"Meta Data": meta, "Time Series (Daily)": series}).to_string())
}
