use super::*;
use crate::event::{RawItem, When};
use crate::net::vendor::Answer;

fn items(body: &str) -> Vec<RawItem> {
    let (releases, skipped) = parse::parse(&Answer::sample(&EQS, 200, body)).unwrap();
    assert!(skipped.is_empty(), "{skipped:?}");
    adapt::adapt(releases, "https://www.eqs-news.com", "2025-01-30T12:00:00Z".parse().unwrap())
}

#[test]
fn a_release_is_about_its_issuer() {
    let body = r#"{"status":200,"records":[
        {"id":"0a1b_de","headline":"Prognose für 2025 angehoben","dateUtc":"2025-01-29 06:00:01","date":"2025-01-29 07:00:01",
         "category":"EQS-Adhoc","categoryCode":"adhoc","companyName":"Muster AG","isin":"DE0007164600","totalItem":2},
        {"id":"0a1c_en","headline":"Muster AG raises forecast","date":"2025-01-29 07:00:01","categoryCode":"adhoc",
         "companyName":"Muster AG","isin":""},
        {"id":"x","headline":" "}]}"#;
    let found = items(body);
    assert_eq!(found.len(), 2, "a release without a headline is none");
    assert_eq!(found[0].title, "Muster AG: Prognose für 2025 angehoben");
    assert_eq!(
        (found[0].lang.as_deref(), &found[0].about[..]),
        (Some("de"), &["DE0007164600".to_owned()][..])
    );
    assert_eq!(
        found[0].url.as_deref(),
        Some("https://www.eqs-news.com/news/eqs-adhoc/prognose-f-r-2025-angehoben/0a1b_de")
    );
    assert_eq!(found[1].title, "Muster AG raises forecast");
    // The same instant, once in UTC and once as in Germany.
    for item in &found {
        let When::Instant { at, .. } = item.publication.as_ref().unwrap().when else { panic!() };
        assert_eq!(at.to_rfc3339(), "2025-01-29T06:00:01+00:00");
    }
}

#[test]
fn what_is_no_list_of_releases_is_refused() {
    assert!(
        parse::parse(&Answer::sample(&EQS, 200, r#"{"status":500,"message":"API Unavailable"}"#)).is_err()
    );
    assert!(parse::parse(&Answer::sample(&EQS, 200, "<html>")).is_err());
    let odd = r#"{"records":[{"id":1},{"id":"a","headline":"B"}]}"#;
    let (read, skipped) = parse::parse(&Answer::sample(&EQS, 200, odd)).unwrap();
    assert_eq!((read.len(), skipped.len()), (1, 1));
}
