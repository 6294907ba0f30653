//! The services.

use super::Refusal::{KeyRefused, Limited, NotInPlan, Nothing, Other, Unknown};
use super::{DailyLimit, Key, Said, Vendor};
use crate::net::{Content, Pace};

const fn a_day(calls: u32) -> DailyLimit {
    DailyLimit { calls, zone: chrono_tz::UTC }
}

const fn said(texts: &'static [&'static str]) -> Said {
    Said { texts, code: None }
}

/// All of them.
pub const ALL: [&Vendor; 11] = [
    &YAHOO,
    &ALPACA,
    &TIINGO,
    &POLYGON,
    &TWELVE_DATA,
    &ALPHA_VANTAGE,
    &FINNHUB,
    &STOOQ,
    &MARKETAUX,
    &GDELT,
    &EDGAR,
];

/// Alpha Vantage: <https://www.alphavantage.co/documentation/>.
///
/// Every refusal comes with status 200, as a sentence. The word for a limit comes before the one for a
/// plan: the sentence on limits advertises plans.
pub static ALPHA_VANTAGE: Vendor = Vendor {
    name: "alphavantage",
    base: "https://www.alphavantage.co",
    key: Key::Query("apikey"),
    pace: Pace::per_minute(5),
    daily: Some(a_day(25)),
    content: Content::Json,
    // A bad symbol, parameter or key; limits and plans in today's wording; limits in the older one.
    said: said(&["/Error Message", "/Information", "/Note"]),
    phrases: &[
        ("no articles found", Nothing),
        ("rate limit", Limited),
        ("call frequency", Limited),
        ("requests per", Limited),
        ("premium", NotInPlan),
        ("apikey", KeyRefused),
        ("api key", KeyRefused),
        ("invalid api call", Unknown),
    ],
    statuses: &[],
};

/// Finnhub: <https://finnhub.io/docs/api/introduction>.
///
/// What a plan lacks was answered with 401 and is with 403, in the same words:
/// <https://github.com/finnhubio/Finnhub-API/issues/405>.
pub static FINNHUB: Vendor = Vendor {
    name: "finnhub",
    base: "https://finnhub.io/api/v1",
    key: Key::Header { name: "x-finnhub-token", prefix: "" },
    pace: Pace::per_minute(60),
    daily: None,
    content: Content::Json,
    said: said(&["/error"]),
    phrases: &[
        ("limit reached", Limited),
        ("api key", KeyRefused),
        ("symbol", Unknown),
        ("access", NotInPlan),
    ],
    statuses: &[],
};

/// Massive, until 2025 Polygon: <https://massive.com/docs/rest>.
pub static POLYGON: Vendor = Vendor {
    name: "polygon",
    base: "https://api.massive.com",
    key: Key::Header { name: "authorization", prefix: "Bearer " },
    pace: Pace::per_minute(5),
    daily: None,
    content: Content::Json,
    said: Said { texts: &["/error", "/message"], code: Some("/status") },
    phrases: &[
        ("maximum requests", Limited),
        ("api key", KeyRefused),
        ("not_found", Unknown),
        ("not_authorized", NotInPlan),
    ],
    statuses: &[],
};

/// Alpaca: <https://docs.alpaca.markets/reference/stockbars>.
///
/// A wrong pair of keys is answered with 403 and "forbidden.":
/// <https://github.com/alpacahq/Alpaca-API/issues/228>.
pub static ALPACA: Vendor = Vendor {
    name: "alpaca",
    base: "https://data.alpaca.markets",
    key: Key::Pair { key: "apca-api-key-id", secret: "apca-api-secret-key" },
    pace: Pace::per_minute(200),
    daily: None,
    content: Content::Json,
    said: said(&["/message"]),
    phrases: &[
        ("too many requests", Limited),
        ("rate limit", Limited),
        ("invalid symbol", Unknown),
        ("subscription", NotInPlan),
    ],
    statuses: &[(403, KeyRefused)],
};

/// Tiingo: <https://www.tiingo.com/documentation/general/overview>. The free plan allows 50 calls an
/// hour too; the answer says when they are used up.
pub static TIINGO: Vendor = Vendor {
    name: "tiingo",
    base: "https://api.tiingo.com",
    key: Key::Header { name: "authorization", prefix: "Token " },
    pace: Pace::per_minute(50),
    daily: Some(a_day(1000)),
    content: Content::Json,
    said: said(&["/detail"]),
    phrases: &[
        ("request allocation", Limited),
        ("run over", Limited),
        ("token", KeyRefused),
        ("authentication", KeyRefused),
        ("not found", Unknown),
    ],
    statuses: &[],
};

/// Twelve Data: <https://twelvedata.com/docs>, under Errors. The code in the body is the status,
/// whatever the status of the answer.
pub static TWELVE_DATA: Vendor = Vendor {
    name: "twelvedata",
    base: "https://api.twelvedata.com",
    key: Key::Header { name: "authorization", prefix: "apikey " },
    pace: Pace::per_minute(8),
    daily: Some(a_day(800)),
    content: Content::Json,
    said: Said { texts: &["/message"], code: Some("/code") },
    phrases: &[("no data is available", Nothing), ("not found", Unknown)],
    statuses: &[(404, Unknown)],
};

/// Yahoo's charts: not documented by their owner, and no limit is published; the pace is what one careful
/// reader would click.
pub static YAHOO: Vendor = Vendor {
    name: "yahoo",
    base: "https://query2.finance.yahoo.com",
    key: Key::None,
    pace: Pace::per_minute(60),
    daily: None,
    content: Content::Json,
    said: Said { texts: &["/chart/error/description"], code: Some("/chart/error/code") },
    phrases: &[
        ("data doesn't exist for startdate", Nothing),
        ("too many requests", Limited),
        ("not found", Unknown),
        ("delisted", Unknown),
    ],
    statuses: &[],
};

/// Stooq's downloads: CSV, not documented by its owner. Its daily limit is not published; two downloads a
/// second were never refused.
pub static STOOQ: Vendor = Vendor {
    name: "stooq",
    base: "https://stooq.com",
    key: Key::None,
    pace: Pace::per_minute(60),
    daily: None,
    content: Content::Text,
    said: said(&[]),
    phrases: &[("hits limit", Limited), ("no data", Unknown)],
    statuses: &[],
};

/// Marketaux: <https://www.marketaux.com/documentation>, under Errors, which gives each code and its
/// status; 402 is the day's allowance there.
pub static MARKETAUX: Vendor = Vendor {
    name: "marketaux",
    base: "https://api.marketaux.com",
    key: Key::Query("api_token"),
    pace: Pace::per_minute(30),
    daily: Some(a_day(100)),
    content: Content::Json,
    said: Said { texts: &["/error/message"], code: Some("/error/code") },
    phrases: &[
        ("usage_limit_reached", Limited),
        ("rate_limit_reached", Limited),
        ("invalid_api_token", KeyRefused),
        ("endpoint_access_restricted", NotInPlan),
    ],
    statuses: &[(402, Limited)],
};

/// GDELT DOC 2.0: <https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/>. Its refusals are sentences,
/// sent as web pages with status 200. One request in five seconds is allowed by its own clock; at exactly that
/// pace it still refuses.
pub static GDELT: Vendor = Vendor {
    name: "gdelt",
    base: "https://api.gdeltproject.org",
    key: Key::None,
    pace: Pace::per_minute(9),
    daily: None,
    content: Content::Any,
    said: said(&[]),
    phrases: &[("limit requests", Limited)],
    statuses: &[],
};

/// SEC EDGAR: <https://www.sec.gov/os/accessing-edgar-data>. Ten requests a second
/// are allowed to one user on all machines together. There are no keys: with 403 it refuses clients that do not
/// identify themselves or ask too often.
pub static EDGAR: Vendor = Vendor {
    name: "edgar",
    base: "https://www.sec.gov",
    key: Key::None,
    pace: Pace::per_second(5),
    daily: None,
    content: Content::Any,
    said: said(&[]),
    phrases: &[],
    statuses: &[(403, Other)],
};
