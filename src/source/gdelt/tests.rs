use super::*;
use crate::event::{SourceSettings, TimeOrigin};
use crate::net::vendor::{Answer, VendorError};
use crate::source::{Access, build};

fn articles(body: &str) -> Result<Vec<wire::Article>, VendorError> {
    parse::parse(&Answer::sample(&GDELT, 200, body))
}

#[test]
fn a_time_of_seeing_is_no_publication() {
    let body = r#"{"articles":[{"url":"https://a.example/1","url_mobile":"","title":"Microsoft 's profit rises 12 % , shares fall",
        "seendate":"20250129T081500Z","socialimage":"","domain":"a.example","language":"German","sourcecountry":"Germany"}]}"#;
    let items = adapt::adapt(&articles(body).unwrap());
    assert_eq!(items[0].title, "Microsoft's profit rises 12%, shares fall");
    assert_eq!(items[0].lang.as_deref(), Some("de"));
    assert_eq!(items[0].publication.as_ref().unwrap().origin, TimeOrigin::Observed);
    assert!(articles("{}").unwrap().is_empty());
}

#[test]
fn an_answer_as_recorded_is_read() {
    // The shape of an answer of September 2023: eight fields, no key but `articles`.
    let body = r#"{"articles": [
    {"url": "https://a.example/noticia/2023/x.html", "url_mobile": "https://a.example/nota/2023/x.html",
     "title": "Sube la acción de Santander , dice \u201cel banco\u201d","seendate": "20230918T031500Z",
     "socialimage": "https://a.example/i/2.jpg","domain": "a.example","language": "Spanish","sourcecountry": "Mexico"},
    {"url": "https://b.example/y", "url_mobile": "", "title": "", "seendate": "20230918T033000Z", "socialimage": "",
     "domain": "b.example", "language": "Klingon", "sourcecountry": ""}]}"#;
    let items = adapt::adapt(&articles(body).unwrap());
    assert_eq!(items.len(), 1, "an article without a title is none");
    assert_eq!(items[0].title, "Sube la acción de Santander, dice “el banco”");
    assert_eq!(items[0].lang.as_deref(), Some("es"));
    let publication = items[0].publication.as_ref().unwrap();
    let crate::event::When::Instant { at, precision } = publication.when else { panic!() };
    assert_eq!(
        (at.to_rfc3339().as_str(), precision),
        ("2023-09-18T03:15:00+00:00", crate::event::Precision::Minute)
    );
}

#[test]
fn titles_that_are_not_escaped_are_mended() {
    let body = "{\"articles\":[{\"url\":\"https:\\/\\/a.example\\/1\",\"title\":\"It\\'s \\\"up\\\"\u{1}10\\% \\u0041\\u00\n\",\
                \"seendate\":\"20230918T031500Z\"}]}";
    let read = articles(body).unwrap();
    assert_eq!(read[0].url, "https://a.example/1");
    assert_eq!(read[0].title, "It\\'s \"up\" 10\\% A\\u00 ");
    // What is broken otherwise stays broken, and is told as it was sent.
    assert!(articles(r#"{"articles":[{"url":"#).unwrap_err().to_string().contains("breaks off"));
}

#[test]
fn its_limit_is_a_sentence_with_any_status() {
    let limited = "Please limit requests to one every 5 seconds or contact somebody for larger queries.\n";
    let error = articles(limited).unwrap_err();
    assert!(matches!(error, VendorError::RateLimited { .. }), "{error}");
}

#[test]
fn its_sentences_are_refusals() {
    let error = articles("The specified phrase is too short.\n").unwrap_err();
    assert_eq!(error.to_string(), "gdelt refused: The specified phrase is too short");
    let settings = SourceSettings::new("g", SourceKind::Gdelt, None);
    let error = build(&settings, &Access::default()).unwrap_err();
    assert_eq!(error.to_string(), "query: GDELT needs words to look for");
}
