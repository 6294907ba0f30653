use super::*;
use crate::event::Origin;

#[test]
fn a_time_of_seeing_is_no_publication() {
    let body = r#"{"articles":[{"url":"https://a.example/1","url_mobile":"","title":"Microsoft 's profit rises 12 % , shares fall",
        "seendate":"20250129T081500Z","socialimage":"","domain":"a.example","language":"German","sourcecountry":"Germany"}]}"#;
    let items = adapt::adapt(&parse::articles("x", body.as_bytes()).unwrap());
    assert_eq!(items[0].title, "Microsoft's profit rises 12%, shares fall");
    assert_eq!(items[0].lang.as_deref(), Some("de"));
    assert_eq!(items[0].publication.as_ref().unwrap().origin, Origin::Observed);
    assert!(parse::articles("x", b"{}").unwrap().is_empty());
}

#[test]
fn its_sentences_are_refusals() {
    let error = parse::articles("x", b"The specified phrase is too short.\n").unwrap_err();
    assert_eq!(error.to_string(), "gdelt refused: The specified phrase is too short");
    let settings = SourceSettings::new("g", SourceKind::Gdelt, None);
    let error = Gdelt::new(&settings, &Access::default()).unwrap_err();
    assert_eq!(error.to_string(), "query: GDELT needs words to look for");
}
