use super::*;

#[test]
fn an_item_is_read() {
    let body = r#"{"meta":{"found":1},"data":[{"uuid":"u1","title":"T","description":"D","snippet":"S",
        "url":"https://a.example/1","language":"en","published_at":"2025-01-29T08:00:00.000000Z",
        "source":"a.example","entities":[{"symbol":"MSFT","exchange":null,"match_score":9.1}]}]}"#;
    let now = "2025-01-29T12:00:00Z".parse().unwrap();
    let items = adapt::adapt(parse::items("x", body.as_bytes()).unwrap(), now);
    assert_eq!(items[0].symbols, ["MSFT"]);
    assert_eq!(items[0].lang.as_deref(), Some("en"));
    assert_eq!(items[0].publication.as_ref().unwrap().when.date_utc().to_string(), "2025-01-29");
}

#[test]
fn refusals_have_codes() {
    let said = |body: &str| parse::items("x", body.as_bytes()).unwrap_err().to_string();
    let used_up = r#"{"error":{"code":"usage_limit_reached","message":"The usage limit has been reached."}}"#;
    assert_eq!(said(used_up), "marketaux allows no more calls for now: The usage limit has been reached");
    assert!(said(r#"{"error":{"code":"invalid_api_token","message":""}}"#).contains("refuses the key"));
    assert!(said("{}").contains("no `data` in it"));
}
