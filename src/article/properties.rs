//! What holds for any bytes.

use chrono::{TimeZone, Utc};
use proptest::prelude::*;

use super::*;

fn origin(name: &str) -> ArticleOrigin {
    ArticleOrigin {
        file_name: Some(name.to_owned()),
        content_type: None,
        url: Some("https://a.example/2025/02/01/x".to_owned()),
        fetched_at: Utc.with_ymd_and_hms(2025, 2, 3, 12, 0, 0).unwrap(),
        default_zone: Some(Tz::Europe__Berlin),
        lang: None,
    }
}

fn holds(article: &Article) -> Result<(), TestCaseError> {
    let EventText { text, title } = &article.text;
    prop_assert!(text.get(title.clone()).is_some(), "the title {title:?} is no span of {text:?}");
    prop_assert!(!text.trim().is_empty());
    prop_assert!(!text.contains(['\0', '\r']));
    Ok(())
}

/// Pieces from which pages and texts are thrown together.
const PIECES: [&str; 40] = [
    "<html lang='de'>",
    "<head>",
    "</head>",
    "<body>",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<article>",
    "<h1>",
    "</h1>",
    "<time datetime='2025-01-29T10:00Z'>",
    "</time>",
    "<script type='application/ld+json'>",
    "</script>",
    "<meta name='date' content='",
    "'>",
    "{\"datePublished\":\"",
    "\"}",
    "[",
    "{\"@graph\":",
    "29.01.2025",
    "January 29, 2025",
    " 15:04 MEZ",
    " 9:31 a.m. ET",
    "vor 3 Stunden",
    "Veröffentlicht am ",
    "# ",
    "---\n",
    "date: ",
    "+++\n",
    "\n\n",
    " ",
    "Die Aktie stieg um 3 Prozent. ",
    "𝟚𝟘𝟚𝟝",
    "1er ",
    "12:",
    "+01:",
    "GMT",
    "�",
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(article) = read(&bytes, &origin("a.txt")) {
            holds(&article)?;
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}(\n\\PC{0,80}){0,6}", name in "a\\.(txt|md|html)") {
        if let Ok(article) = read(text.as_bytes(), &origin(&name)) {
            holds(&article)?;
        }
    }

    #[test]
    fn any_heap_of_pieces_is_read_or_refused(
        picks in proptest::collection::vec(0..PIECES.len(), 1..40),
        name in "a\\.(txt|md|html)",
    ) {
        let text: String = picks.into_iter().map(|i| PIECES[i]).collect();
        if let Ok(article) = read(text.as_bytes(), &origin(&name)) {
            holds(&article)?;
        }
    }
}

#[test]
fn pages_nested_as_deep_as_they_like() {
    let nested =
        |depth: usize| format!("<html><body>{}deep text{}", "<div>".repeat(depth), "</div>".repeat(depth));
    let article = read(nested(300).as_bytes(), &origin("a.html")).unwrap();
    assert!(article.text.text.contains("deep text"));
    // End tags that nothing was opened for leave a page as deep as it was.
    let disguised = format!("<html><body>{}deep text", "<div></x><object></div></object>".repeat(50_000));
    for deep in [nested(100_000), disguised] {
        let refused = read(deep.as_bytes(), &origin("a.html"));
        assert!(matches!(refused, Err(IngestError::TooDeep { limit: 1_000 })));
    }
    let attributes: String = (0..100_000).flat_map(|i| [" a".to_owned(), i.to_string()]).collect();
    let refused = read(format!("<html><body{attributes}>text").as_bytes(), &origin("a.html"));
    assert!(matches!(refused, Err(IngestError::TooManyAttributes { limit: 1_000 })));
    let json = format!(
        "<html><script type='application/ld+json'>{}</script><p>text</p></html>",
        "[".repeat(100_000)
    );
    assert!(read(json.as_bytes(), &origin("a.html")).is_ok());
    let quotes = format!("# T\n\n{}text", "> ".repeat(1_000));
    assert!(read(quotes.as_bytes(), &origin("a.md")).is_ok());
}
