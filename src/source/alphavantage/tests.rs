use super::*;
use crate::event::{Precision, When};
use crate::net::vendor::Answer;

fn sent(body: &str) -> Answer {
    Answer::sample(&ALPHA_VANTAGE, 200, body)
}

fn refusal(body: &str) -> String {
    parse::parse(&sent(body)).unwrap_err().to_string()
}

#[test]
fn a_time_without_a_zone_is_flagged() {
    let body = r#"{"items":"1","feed":[{"title":"ACM Research (ACMR)","url":"https://a.example/1",
        "time_published":"20250513T130013","authors":["Z"],"summary":"S","source":"Zacks",
        "topics":[{"topic":"Earnings","relevance_score":"0.9"}],
        "ticker_sentiment":[{"ticker":"ACMR","relevance_score":"0.5"},{"ticker":"AAPL","relevance_score":"0.1"},
        {"ticker":"CRYPTO:BTC","relevance_score":"0.9"}]}]}"#;
    let now = "2025-05-14T00:00:00Z".parse().unwrap();
    let items = adapt::adapt(parse::parse(&sent(body)).unwrap(), now);
    let publication = items[0].publication.clone().unwrap();
    let at = "2025-05-13T13:00:13Z".parse().unwrap();
    assert_eq!(publication.when, When::Instant { at, precision: Precision::Second });
    assert!(publication.zone_assumed);
    assert_eq!(items[0].symbols, ["ACMR", "AAPL"]);
    assert_eq!(items[0].categories, ["Earnings"]);
}

#[test]
fn sentences_with_status_200_are_refusals() {
    let limit = r#"{"Information":"Our standard API rate limit is 25 requests per day. See premium plans."}"#;
    assert!(refusal(limit).starts_with("alphavantage allows no more calls for now"));
    assert!(
        refusal(r#"{"Note":"Our standard API call frequency is 5 calls per minute"}"#)
            .contains("no more calls")
    );
    assert!(
        refusal(r#"{"Information":"This is a premium endpoint."}"#)
            .contains("does not give this on your plan")
    );
    assert!(refusal(r#"{"Error Message":"Invalid API call."}"#).contains("does not know the symbol AAPL"));
    assert!(refusal("{}").contains("no `feed` in it"));
    let none = r#"{"Information":"No articles found. Please adjust the time range."}"#;
    assert!(parse::parse(&sent(none)).unwrap().is_empty());
}
