use super::*;
use crate::net::vendor::Answer;

#[test]
fn an_item_is_read() {
    let body = r#"{"results":[{"id":"J1","publisher":{"name":"MarketWatch"},"title":"Inflation","author":"M",
        "published_utc":"2022-04-28T17:08:00Z","article_url":"https://a.example/1","tickers":["MSFT","NFLX"],
        "description":"D"}],"status":"OK","count":1}"#;
    let page = parse::parse(&Answer::sample(&POLYGON, 200, body)).unwrap();
    let items = adapt::adapt(page.results.unwrap(), "2022-04-29T00:00:00Z".parse().unwrap());
    assert_eq!(items[0].symbols, ["MSFT", "NFLX"]);
    assert_eq!(items[0].outlet.as_deref(), Some("MarketWatch"));
    let publication = items[0].publication.as_ref().unwrap();
    assert_eq!(publication.original.as_deref(), Some("2022-04-28T17:08:00Z"));
    assert!(!publication.zone_assumed);
}

#[test]
fn an_error_inside_a_200_is_an_error() {
    let said = |body: &str| parse::parse(&Answer::sample(&POLYGON, 200, body)).unwrap_err().to_string();
    let limited = r#"{"status":"ERROR","error":"You've exceeded the maximum requests per minute"}"#;
    assert!(said(limited).contains("allows no more calls"));
    assert!(
        said(r#"{"status":"NOT_AUTHORIZED","message":"upgrade"}"#)
            .contains("does not give this on your plan")
    );
    assert!(said(r#"{"status":"ERROR","error":"Unknown API Key"}"#).contains("refuses the key"));
}
