use super::*;
use crate::net::vendor::{Answer, VendorError};

/// The shape of an answer of March 2023 to a free plan, with words of our own.
const RECORDED: &str = r#"{"warnings":["limit is higher than your plan allows"],
    "meta":{"found":973,"returned":3,"limit":3,"page":1},
    "data":[
      {"uuid":"03c6bb21-07f3-446e-99a6-97dfe3fb7a1c","title":"Sony sells more consoles",
       "description":"A console maker sells more.","keywords":"Sony, consoles","snippet":"A console \n\nmaker ...",
       "url":"https://a.example/2023/03/07/sony/","image_url":"https://a.example/0x0.jpg?format=jpg&width=1200",
       "language":"en","published_at":"2023-03-07T14:07:30.000000Z","source":"a.example","relevance_score":null,
       "entities":[{"symbol":"SONY","name":"Sony Group Corporation","exchange":"NYSE",
         "exchange_long":"New York Stock Exchange","country":"us","type":"equity","industry":"Technology",
         "match_score":15.087132,"sentiment_score":-0.28595,
         "highlights":[{"highlight":"<em>Sony</em> sells","sentiment":0,"highlighted_in":"main_text"}]}],
       "similar":[]},
      {"uuid":"3ab93934-c8a3-480c-9262-0a5666a66c1e","title":"Makers of hips &amp; knees","description":"",
       "keywords":"","snippet":"Makers of hips ...","url":"https://b.example/1","image_url":"","language":"en",
       "published_at":"2023-03-07T14:05:00.000000Z","source":"b.example","relevance_score":null,
       "entities":[
         {"symbol":"SYK.DE","name":"Stryker Corporation","exchange":"XETRA","exchange_long":null,"country":"de",
          "type":"equity","industry":"Healthcare","match_score":16.064653,"sentiment_score":0,"highlights":[]},
         {"symbol":"tsla","name":"Tesla, Inc."},{"symbol":"TSLA","name":"Tesla, Inc.","exchange":null},
         {"symbol":null,"name":"Unlisted"}],
       "similar":[{"uuid":"75b7809c-d021-4b77-aa43-e99fd1eaafce","title":"Another","url":"https://c.example/1",
         "published_at":"2023-03-07T11:30:00.000000Z","entities":[]}]},
      {"uuid":"d0f114cf-1554-4038-807a-e9a07300d1f2","title":null,"published_at":"2023-03-07T14:00:00.000000Z"}]}"#;

fn page(body: &str) -> Result<parse::Page, VendorError> {
    parse::parse(&Answer::sample(&MARKETAUX, 200, body))
}

#[test]
fn an_answer_as_recorded_is_read() {
    let page = page(RECORDED).unwrap();
    assert!(page.has_next(), "{:?}", page.meta);
    assert_eq!(page.skipped.len(), 1, "one item without a title does not cost the others");
    assert!(page.skipped[0].starts_with("item 3: "), "{:?}", page.skipped);
    let items = adapt::adapt(page.items, "2023-03-07T15:00:00Z".parse().unwrap());
    assert_eq!(items.len(), 2, "those that are similar come by themselves");
    let first = &items[0];
    assert_eq!(first.publication.as_ref().unwrap().original.as_deref(), Some("2023-03-07T14:07:30.000000Z"));
    let crate::event::When::Instant { at, precision } = first.publication.as_ref().unwrap().when else {
        panic!()
    };
    assert_eq!(
        (at.to_rfc3339().as_str(), precision),
        ("2023-03-07T14:07:30+00:00", crate::event::Precision::Second)
    );
    assert_eq!((first.outlet.as_deref(), first.lang.as_deref()), (Some("a.example"), Some("en")));
    assert_eq!(items[1].title, "Makers of hips & knees");
    assert_eq!(
        items[1].summary.as_ref().unwrap().as_str(),
        "Makers of hips ...",
        "the snippet, for want of more"
    );
    assert_eq!(items[1].symbols, ["SYK.DE", "TSLA"]);
}

#[test]
fn the_last_page_is_known() {
    let of = |found, returned, page| {
        let body = format!(
            r#"{{"meta":{{"found":{found},"returned":{returned},"limit":3,"page":{page}}},"data":[]}}"#
        );
        super::tests::page(&body).unwrap().has_next()
    };
    assert!(of(7, 3, 2));
    assert!(!of(6, 3, 2));
    assert!(!of(0, 0, 1));
    assert!(!page(r#"{"data":[]}"#).unwrap().has_next());
}

#[test]
fn refusals_have_codes() {
    let said = |body: &str| page(body).unwrap_err();
    let coded = |code: &str| said(&format!(r#"{{"error":{{"code":"{code}","message":"So it is."}}}}"#));
    for code in ["usage_limit_reached", "rate_limit_reached"] {
        assert!(matches!(coded(code), VendorError::RateLimited { .. }), "{code}");
    }
    assert!(matches!(coded("invalid_api_token"), VendorError::KeyRefused { .. }));
    assert!(matches!(coded("endpoint_access_restricted"), VendorError::NotInPlan { .. }));
    for code in ["malformed_parameters", "resource_not_found", "server_error", "maintenance_mode"] {
        assert_eq!(coded(code).to_string(), "marketaux refused: So it is", "{code}");
    }
    assert!(
        said(r#"{"error":{"code":"invalid_api_token","message":""}}"#)
            .to_string()
            .contains("refuses the key")
    );
    assert!(said("{}").to_string().contains("no `data` in it"));
}
