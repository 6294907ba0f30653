use super::*;
use crate::event::{EventKind, When};
use crate::net::vendor::{Answer, VendorError};

const SERIES: &str =
    r#"{"seriess":[{"id":"CPIAUCSL","title":"Consumer Price Index","frequency_short":"M","units":"Index"}]}"#;

#[test]
fn a_first_value_is_an_event_of_its_day() {
    let series = parse::series(&Answer::sample(&ALFRED, 200, SERIES)).unwrap();
    let body = r#"{"observations":[
        {"realtime_start":"2024-12-11","realtime_end":"2025-01-14","date":"2024-11-01","value":"316.441"},
        {"realtime_start":"2025-01-15","realtime_end":"9999-12-31","date":"2024-12-01","value":"317.685"},
        {"realtime_start":"2025-02-12","realtime_end":"9999-12-31","date":"2025-01-01","value":"."}]}"#;
    let values = parse::values(&Answer::sample(&ALFRED, 200, body)).unwrap();
    let items = adapt::adapt(&series, &values, "2025-01-01".parse().unwrap());
    assert_eq!(items.len(), 1, "what was published before, and what has no value, is none");
    assert_eq!(items[0].title, "Consumer Price Index: 317.685 for 2024-12");
    assert_eq!(
        (items[0].kind, items[0].guid.as_deref()),
        (Some(EventKind::Macro), Some("CPIAUCSL 2024-12-01"))
    );
    assert_eq!(items[0].publication.as_ref().unwrap().when, When::Day("2025-01-15".parse().unwrap()));
    let scores: Vec<String> =
        items[0].scores.iter().map(|s| format!("{} {}", s.name, s.value.unwrap())).collect();
    assert_eq!(scores, ["value 317.685", "value_before 316.441"]);
}

#[test]
fn refusals_are_told() {
    let said = |status, body| parse::series(&Answer::sample(&ALFRED, status, body)).unwrap_err();
    let wrong = r#"{"error_code":400,"error_message":"Bad Request.  The value for variable api_key is not registered."}"#;
    assert!(matches!(said(400, wrong), VendorError::KeyRefused { .. }));
    let unknown = r#"{"error_code":400,"error_message":"Bad Request.  The series does not exist."}"#;
    assert!(matches!(said(400, unknown), VendorError::Unknown { .. }));
    let limit = r#"{"error_code":429,"error_message":"Too Many Requests.  Exceeded Rate Limit"}"#;
    assert!(matches!(said(200, limit), VendorError::RateLimited { .. }));
}
