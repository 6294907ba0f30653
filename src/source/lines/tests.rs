use super::*;

fn batch(lines: &[&str]) -> Poll {
    let numbered: Vec<Numbered> =
        (1..).zip(lines).filter(|(_, l)| !l.is_empty()).map(|(n, l)| (n, Ok((*l).to_owned()))).collect();
    read(&numbered, "2025-02-01T00:00:00Z".parse().unwrap())
}

#[test]
fn a_line_is_an_item_and_a_broken_one_does_not_stop_the_rest() {
    let poll = batch(&[
        r#"{"title":"Meta beats &amp; raises","published_at":"2025-01-29T21:05:00Z","tickers":["META"],"kind":"earnings","id":7}"#,
        "",
        "no JSON",
        r#"{"url":"https://a.example/"}"#,
        r#"{"title":"x","published_at":"soon"}"#,
        r#"{"title":"x","kind":"rumour"}"#,
        r#"{"text":"Only a body","date":1738184700}"#,
    ]);
    assert_eq!(poll.items.len(), 2);
    assert_eq!(poll.items[0].title, "Meta beats & raises");
    assert_eq!(poll.items[0].symbols, ["META"]);
    assert_eq!(poll.items[0].guid.as_deref(), Some("7"));
    assert_eq!(poll.items[1].publication.as_ref().unwrap().when.date_utc().to_string(), "2025-01-29");
    let reasons: Vec<&str> = poll.skipped.iter().map(|s| s.split(": ").next().unwrap()).collect();
    assert_eq!(reasons, ["line 3", "line 4", "line 5", "line 6"]);
    assert!(poll.skipped[2].contains("\"soon\" is not a day or time"));
}
