//! The services.

use super::Refusal::{Client, KeyRefused, Limited, NotInPlan, Nothing, Other, Unknown};
use super::{DailyLimit, Key, Said, Vendor};
use crate::net::{Content, Pace};

const fn a_day(calls: u32) -> DailyLimit {
    DailyLimit { calls, zone: chrono_tz::UTC }
}

const fn said(texts: &'static [&'static str]) -> Said {
    Said { texts, code: None }
}

/// All that serve prices or news.
pub const ALL: [&Vendor; 17] = [
    &YAHOO,
    &COINBASE,
    &KRAKEN,
    &ECB,
    &ALPACA,
    &TIINGO,
    &POLYGON,
    &TWELVE_DATA,
    &ALPHA_VANTAGE,
    &FINNHUB,
    &STOOQ,
    &MARKETAUX,
    &GDELT,
    &GDELT_FILES,
    &EQS,
    &ALFRED,
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
/// hour.
pub static TIINGO: Vendor = Vendor {
    name: "tiingo",
    base: "https://api.tiingo.com",
    key: Key::Header { name: "authorization", prefix: "Token " },
    pace: Pace::per_hour(50),
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
    // There are no keys: cookies, crumbs, the name and the address of the client decide.
    phrases: &[
        ("invalid crumb", Client),
        ("invalid cookie", Client),
        ("unauthorized", Client),
        ("data doesn't exist for startdate", Nothing),
        ("too many requests", Limited),
        ("not found", Unknown),
        ("delisted", Unknown),
    ],
    statuses: &[(401, Client), (403, Client)],
};

/// Coinbase Exchange: <https://docs.cdp.coinbase.com/exchange/rest-api/rate-limits>: ten requests a second to one
/// address.
pub static COINBASE: Vendor = Vendor {
    name: "coinbase",
    base: "https://api.exchange.coinbase.com",
    key: Key::None,
    pace: Pace::per_second(5),
    daily: None,
    content: Content::Json,
    said: said(&["/message"]),
    phrases: &[("rate limit", Limited), ("notfound", Unknown), ("not found", Unknown), ("delisted", Unknown)],
    statuses: &[(401, Client), (403, Client), (404, Unknown)],
};

/// Kraken: <https://docs.kraken.com/api/docs/guides/spot-rest-ratelimits>: about one public request a second.
pub static KRAKEN: Vendor = Vendor {
    name: "kraken",
    base: "https://api.kraken.com",
    key: Key::None,
    pace: Pace::per_minute(60),
    daily: None,
    content: Content::Json,
    said: said(&["/error/0"]),
    phrases: &[
        ("too many requests", Limited),
        ("rate limit", Limited),
        ("unknown asset pair", Unknown),
        ("unavailable for", Client),
    ],
    statuses: &[(401, Client), (403, Client)],
};

/// The European Central Bank's data portal: <https://data.ecb.europa.eu/help/api/data>. No limit is published.
pub static ECB: Vendor = Vendor {
    name: "ecb",
    base: "https://data-api.ecb.europa.eu",
    key: Key::None,
    pace: Pace::per_minute(60),
    daily: None,
    content: Content::Any,
    said: said(&["/error"]),
    phrases: &[("no results found", Nothing)],
    statuses: &[(401, Client), (403, Client), (404, Nothing)],
};

/// Kenneth French's data library: <https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/data_library.html>. Free to
/// use; a few files a month are all that anybody needs.
pub static FRENCH: Vendor = Vendor {
    name: "french",
    base: "https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/ftp",
    key: Key::None,
    pace: Pace::per_minute(30),
    daily: None,
    content: Content::Any,
    said: said(&[]),
    phrases: &[],
    statuses: &[(401, Client), (403, Client), (404, Unknown)],
};

/// Stooq's downloads: CSV, not documented by its owner. Since March 2026 they need a key, which a visitor gets
/// from its pages, and since July 2026 others are answered with a page that wants a proof of work.
pub static STOOQ: Vendor = Vendor {
    name: "stooq",
    base: "https://stooq.com",
    key: Key::Query("apikey"),
    pace: Pace::per_minute(60),
    daily: None,
    content: Content::Text,
    said: said(&[]),
    phrases: &[("hits limit", Limited), ("apikey", KeyRefused), ("no data", Unknown)],
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

/// GDELT's files of every quarter of an hour: <https://blog.gdeltproject.org/gdelt-2-0-our-global-world-in-realtime/>.
/// They have no limit.
pub static GDELT_FILES: Vendor = Vendor {
    name: "gdelt-files",
    base: "https://data.gdeltproject.org",
    key: Key::None,
    pace: Pace::per_minute(30),
    daily: None,
    content: Content::Any,
    said: said(&[]),
    phrases: &[],
    statuses: &[(401, Client), (403, Client), (404, Nothing)],
};

/// FRED with its vintages, ALFRED: <https://fred.stlouisfed.org/docs/api/fred/>.
pub static ALFRED: Vendor = Vendor {
    name: "alfred",
    base: "https://api.stlouisfed.org",
    key: Key::Query("api_key"),
    pace: Pace::per_minute(100),
    daily: None,
    content: Content::Json,
    said: Said { texts: &["/error_message"], code: Some("/error_code") },
    phrases: &[
        ("rate limit", Limited),
        ("too many requests", Limited),
        ("api_key", KeyRefused),
        ("does not exist", Unknown),
    ],
    statuses: &[],
};

/// The news that EQS sends out for issuers, as its own pages ask for them: public, without a key, not documented.
pub static EQS: Vendor = Vendor {
    name: "eqs",
    base: "https://www.eqs-news.com",
    key: Key::None,
    pace: Pace::per_minute(30),
    daily: None,
    content: Content::Json,
    said: said(&["/message"]),
    phrases: &[],
    statuses: &[(401, Client), (403, Client)],
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
