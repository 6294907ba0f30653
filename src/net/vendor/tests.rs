use std::collections::BTreeSet;

use super::*;

/// What each status means with each vendor, where neither code nor words say more.
#[test]
fn a_status_means_the_same_with_every_vendor_but_where_its_row_says_otherwise() {
    for vendor in ALL {
        let means = |status| vendor.refusal(status, "", "");
        let (name, own) = (vendor.name, |status| vendor.statuses.iter().any(|(s, _)| *s == status));
        let unknown_client = !vendor.needs_key() && !["edgar", "gdelt"].contains(&name);
        assert_eq!(means(401), if unknown_client { Refusal::Client } else { Refusal::KeyRefused }, "{name}");
        assert_eq!(means(402), if own(402) { Refusal::Limited } else { Refusal::NotInPlan }, "{name}");
        let forbidden = match name {
            "alpaca" => Refusal::KeyRefused,
            "edgar" => Refusal::Other,
            _ if unknown_client => Refusal::Client,
            _ => Refusal::NotInPlan,
        };
        assert_eq!(means(403), forbidden, "{name}");
        let missing = match name {
            "ecb" | "gdelt-files" => Refusal::Nothing,
            _ if own(404) => Refusal::Unknown,
            _ => Refusal::Other,
        };
        assert_eq!(means(404), missing, "{name}");
        assert_eq!(means(429), Refusal::Limited, "{name}");
        for status in [200, 400, 418, 500, 503] {
            assert_eq!(means(status), Refusal::Other, "{name} {status}");
        }
    }
}

/// The vendors' own sentences, as recorded or documented.
#[test]
fn the_words_of_a_body_mean_more_than_its_status() {
    use Refusal::{KeyRefused, Limited, NotInPlan, Nothing, Other, Unknown};
    let plan = "Thank you for using Alpha Vantage! This is a premium endpoint. Your API key is known.";
    let limit = "Our standard API rate limit is 25 requests per day. Please subscribe to any premium plan.";
    let key = "the parameter apikey is invalid or missing. Please claim your free API key.";
    let maximum = "You've exceeded the maximum requests per minute, please wait or upgrade.";
    let not_entitled = "You are not entitled to this data. Please upgrade your plan.";
    let sip = "subscription does not permit querying recent SIP data";
    let credits = "You have run out of API credits for the current minute.";
    let api_limit = "API limit reached. Please try again later.";
    let no_access = "You don't have access to this resource.";
    let hourly = "Error: You have run over your hourly request allocation.";
    let gone = "No data found, symbol may be delisted";
    let spent = "The usage limit for this account has been reached.";
    for (vendor, status, code, said, meaning) in [
        (&ALPHA_VANTAGE, 200, "", limit, Limited),
        (&ALPHA_VANTAGE, 200, "", "Our standard API call frequency is 5 calls per minute.", Limited),
        (&ALPHA_VANTAGE, 200, "", plan, NotInPlan),
        (&ALPHA_VANTAGE, 200, "", key, KeyRefused),
        (&ALPHA_VANTAGE, 200, "", "Invalid API call. Please retry.", Unknown),
        (&ALPHA_VANTAGE, 200, "", "No articles found. Please adjust the time range.", Nothing),
        (&ALPHA_VANTAGE, 200, "", "Invalid inputs.", Other),
        (&FINNHUB, 429, "", api_limit, Limited),
        (&FINNHUB, 200, "", api_limit, Limited),
        (&FINNHUB, 401, "", "Invalid API key", KeyRefused),
        (&FINNHUB, 401, "", no_access, NotInPlan),
        (&FINNHUB, 403, "", no_access, NotInPlan),
        (&FINNHUB, 403, "", "Symbol not supported.", Unknown),
        (&POLYGON, 200, "ERROR", maximum, Limited),
        (&POLYGON, 401, "ERROR", "Unknown API Key", KeyRefused),
        (&POLYGON, 403, "NOT_AUTHORIZED", not_entitled, NotInPlan),
        (&POLYGON, 404, "NOT_FOUND", "Data not found.", Unknown),
        (&POLYGON, 400, "ERROR", "Unknown timespan.", Other),
        (&ALPACA, 403, "", "forbidden.", KeyRefused),
        (&ALPACA, 403, "", sip, NotInPlan),
        (&ALPACA, 400, "", "invalid symbol: AAPL", Unknown),
        (&ALPACA, 429, "", "too many requests.", Limited),
        (&TIINGO, 401, "", "Invalid token.", KeyRefused),
        (&TIINGO, 200, "", hourly, Limited),
        (&TIINGO, 404, "", "Error: Ticker 'AAPL' not found", Unknown),
        (&TWELVE_DATA, 200, "429", credits, Limited),
        (&TWELVE_DATA, 200, "401", "**apikey** parameter is incorrect or not specified.", KeyRefused),
        (&TWELVE_DATA, 200, "403", "/time_series is available exclusively with pro plans.", NotInPlan),
        (&TWELVE_DATA, 200, "404", "**symbol** or **figi** parameter is missing or invalid.", Unknown),
        (&TWELVE_DATA, 200, "400", "No data is available on the specified dates.", Nothing),
        (&YAHOO, 404, "Not Found", gone, Unknown),
        (&YAHOO, 400, "Bad Request", "Data doesn't exist for startDate = 1, endDate = 2", Nothing),
        (&YAHOO, 400, "Bad Request", "Invalid input - interval=7m is not supported.", Other),
        (&MARKETAUX, 402, "usage_limit_reached", spent, Limited),
        (&MARKETAUX, 200, "usage_limit_reached", spent, Limited),
        (&MARKETAUX, 401, "invalid_api_token", "", KeyRefused),
        (&MARKETAUX, 403, "endpoint_access_restricted", "", NotInPlan),
    ] {
        assert_eq!(vendor.refusal(status, code, said), meaning, "{} {status} {code} {said}", vendor.name);
    }
}

#[test]
fn rows_are_well_formed() {
    let names: BTreeSet<&str> = ALL.iter().map(|v| v.name).collect();
    assert_eq!(names.len(), ALL.len());
    for vendor in ALL {
        assert!(vendor.base.starts_with("https://") && !vendor.base.ends_with('/'), "{}", vendor.base);
        for (words, _) in vendor.phrases {
            assert_eq!(*words, words.to_lowercase(), "{}", vendor.name);
        }
        // A key in the address must be one that no message shows.
        if let Key::Query(name) = vendor.key {
            let url = format!("{}/?{name}=S3CRET", vendor.base).parse().unwrap();
            assert!(!crate::net::redacted(&url).contains("S3CRET"), "{}", vendor.name);
        }
    }
}

fn said(vendor: &'static Vendor, status: u16, body: &str) -> String {
    Answer::sample(vendor, status, body).json::<Vec<u8>>().unwrap_err().to_string()
}

#[test]
fn what_is_not_data_is_named() {
    let yahoo = |body| said(&YAHOO, 200, body);
    assert_eq!(
        yahoo("<!doctype html><html><head><TITLE>Just a\n moment</TITLE>"),
        "yahoo answered with a web page titled \"Just a moment\" instead of JSON"
    );
    assert_eq!(yahoo("<p>"), "yahoo answered with a web page instead of JSON");
    assert_eq!(yahoo(""), "yahoo answered with nothing instead of JSON");
    assert_eq!(yahoo("No data."), "yahoo answered with the text \"No data\" instead of JSON");
    assert_eq!(
        yahoo("Edge: Too Many Requests"),
        "yahoo allows no more calls for now: Edge: Too Many Requests"
    );
    assert_eq!(
        yahoo("[1,2,"),
        "yahoo answered with data that cannot be read: the JSON breaks off after 5 bytes"
    );
    assert_eq!(Answer::sample(&YAHOO, 200, "\u{feff} [1]").json::<Vec<u8>>().unwrap(), [1]);
}

#[test]
fn nothing_that_comes_with_a_failing_status_is_data() {
    assert_eq!(said(&TIINGO, 400, "[1]"), "tiingo refused: status 400");
    assert_eq!(said(&TIINGO, 401, "<html>"), "tiingo refuses the key: status 401");
    assert_eq!(said(&TIINGO, 403, "{}"), "tiingo does not give this on your plan: status 403");
    assert_eq!(said(&TIINGO, 403, "No such plan."), "tiingo does not give this on your plan: No such plan");
}

/// The shapes in which services, and the gateways in front of them, were seen to refuse.
#[test]
fn a_refusal_of_any_shape_is_one_sentence() {
    for (vendor, status, body, expected) in [
        (
            &YAHOO,
            401,
            r#"{"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}}"#,
            "yahoo does not serve this client: Invalid Crumb",
        ),
        (
            &YAHOO,
            429,
            r#"{"finance":{"result":null,"error":{"description":"Too Many Requests"}}}"#,
            "yahoo allows no more calls for now: Too Many Requests",
        ),
        (&YAHOO, 403, r#"{"message":"Forbidden"}"#, "yahoo does not serve this client: Forbidden"),
        (
            &TIINGO,
            403,
            r#"{"error":{"message":"Not allowed"}}"#,
            "tiingo does not give this on your plan: Not allowed",
        ),
        (&TIINGO, 400, r#"{"errors":[{"detail":"bad date"}]}"#, "tiingo refused: bad date"),
        (&TIINGO, 400, r#"{"errors":["bad date"]}"#, "tiingo refused: bad date"),
        (&TIINGO, 400, r#"[{"error":"bad date"}]"#, "tiingo refused: bad date"),
        (
            &POLYGON,
            403,
            r#"{"status":"ERROR","detail":"No such plan."}"#,
            "polygon does not give this on your plan: No such plan",
        ),
        (
            &ALPACA,
            401,
            r#"{"fault":{"faultstring":"Invalid ApiKey"}}"#,
            "alpaca refuses the key: Invalid ApiKey",
        ),
        (&TWELVE_DATA, 500, r#"{"title":"Oops"}"#, "twelvedata refused: Oops"),
        (
            &FINNHUB,
            403,
            "<html><title>Access denied</title>",
            "finnhub does not give this on your plan: status 403",
        ),
        (
            &KRAKEN,
            200,
            r#"{"error":["EGeneral:Too many requests"]}"#,
            "kraken allows no more calls for now: EGeneral:Too many requests",
        ),
    ] {
        assert_eq!(said(vendor, status, body), expected, "{body}");
    }
}

#[test]
fn a_key_that_a_service_repeats_is_not_repeated_by_us() {
    let body =
        r#"{"Information": "We have detected your API key as S3CRET and our standard API rate limit."}"#;
    let said = said(&ALPHA_VANTAGE, 200, body);
    assert_eq!(
        said,
        "alphavantage allows no more calls for now: We have detected your API key as *** and our standard API rate limit"
    );
}
