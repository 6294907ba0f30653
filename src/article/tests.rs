use chrono::{NaiveDate, TimeZone};

use super::*;
use crate::event::{TimeOrigin, When};

fn origin() -> ArticleOrigin {
    ArticleOrigin {
        file_name: None,
        content_type: None,
        url: None,
        fetched_at: Utc.with_ymd_and_hms(2025, 2, 3, 12, 0, 0).unwrap(),
        default_zone: None,
        lang: None,
    }
}

fn read_text(text: &str) -> Article {
    read(text.as_bytes(), &origin()).unwrap()
}

fn day(y: i32, m: u32, d: u32) -> When {
    When::Day(NaiveDate::from_ymd_opt(y, m, d).unwrap())
}

#[test]
fn a_text_with_date_line_and_rubric_above_its_headline() {
    let text = "01. Februar, 2025\n\nKI\n\nMicrosoft vs. DeepSeek: Wurden Daten gestohlen?\n\nMicrosoft prüft den Verdacht, dass Daten ohne Recht genutzt worden sind.\n";
    let article = read_text(text);
    assert_eq!(article.text.title(), "Microsoft vs. DeepSeek: Wurden Daten gestohlen?");
    assert_eq!(article.text.text, text);
    let publication = article.publication.unwrap();
    assert_eq!(publication.when, day(2025, 2, 1));
    assert_eq!(publication.origin, TimeOrigin::Text);
    assert_eq!(publication.original.as_deref(), Some("01. Februar, 2025"));
    assert!(!publication.zone_assumed);
    assert_eq!(article.lang, None, "it states none; what its words tell is decided later");
    assert!(article.notes.is_empty(), "{:?}", article.notes);
}

fn refusal(bytes: &[u8]) -> IngestError {
    read(bytes, &origin()).unwrap_err()
}

#[test]
fn what_is_no_article_is_refused_by_name() {
    assert!(matches!(refusal(b""), IngestError::Empty));
    assert!(matches!(refusal(b" \n\t \r\n"), IngestError::OnlyWhitespace));
    assert!(matches!(refusal(b"\xef\xbb\xbf \n"), IngestError::OnlyWhitespace));
    assert!(matches!(refusal(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"), IngestError::Pdf));
    assert!(matches!(refusal(b"PK\x03\x04\x14\0\0\0"), IngestError::Binary { kind } if kind.contains("ZIP")));
    assert!(
        matches!(refusal(b"\x89PNG\r\n\x1a\n\0\0"), IngestError::Binary { kind } if kind.contains("PNG"))
    );
    assert!(matches!(refusal(b"Microsoft\0 rises"), IngestError::NulByte { offset: 9 }));
    assert!(matches!(refusal(b"<?xml version='1.0'?><rss version='2.0'></rss>"), IngestError::Feed));
    let page = b"<!doctype html><html><head><title>x</title></head><body><script>1</script></body></html>";
    assert!(matches!(refusal(page), IngestError::NoText));
    let noise: Vec<u8> = (0..2_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x80).collect();
    assert!(matches!(refusal(&noise), IngestError::NotText { .. }));
}

#[test]
fn refusals_have_a_class_and_a_hint() {
    use crate::fault::{Fault, FaultClass};
    for error in [refusal(b""), refusal(b"%PDF-1.4"), refusal(b"a\0"), refusal(b"GIF89a")] {
        assert_eq!(error.class(), FaultClass::Input);
        assert!(error.remedy().is_some(), "{error}");
        assert!(!error.to_string().ends_with('.') && error.to_string().starts_with(char::is_lowercase));
    }
}

#[test]
fn what_is_too_large_is_refused_without_reading_it_all() {
    struct Endless(usize);
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            buffer.fill(b'a');
            self.0 += buffer.len();
            assert!(self.0 < 2 * MAX_ARTICLE_BYTES + 100_000, "read far beyond the limit");
            Ok(buffer.len())
        }
    }
    assert!(matches!(
        read_limited(Endless(0)),
        Err(IngestError::TooLarge { limit_bytes: MAX_ARTICLE_BYTES })
    ));
    assert!(matches!(refusal(&vec![b'a'; MAX_ARTICLE_BYTES + 1]), IngestError::TooLarge { .. }));
    assert_eq!(read_limited(&b"text"[..]).unwrap(), b"text");
}

#[test]
fn windows_1252_is_read_with_a_note() {
    let article = read(b"Gesch\xe4fte laufen\n\nDie Gesch\xe4fte laufen f\xfcr 5 \x80.", &origin()).unwrap();
    assert_eq!(article.text.title(), "Geschäfte laufen");
    assert!(article.text.text.contains("für 5 €"));
    assert!(article.notes[0].contains("byte 5 is not UTF-8"), "{:?}", article.notes);
}

#[test]
fn a_declared_encoding_is_used_without_a_note() {
    let page = b"<html><head><meta charset=\"iso-8859-2\"><title>Orlen zwi\xeaksza</title></head><body><p>Zysk wzr\xf3s\xb3.</p></body></html>";
    let article = read(page, &origin()).unwrap();
    assert!(article.text.text.contains("wzrósł"), "{}", article.text.text);
    let served = ArticleOrigin { content_type: Some("text/plain; charset=koi8-r".to_owned()), ..origin() };
    assert_eq!(read(b"\xf0\xd2\xc9\xd7\xc5\xd4", &served).unwrap().text.text, "Привет");
    let marked = [0xff, 0xfe, b'H', 0, b'i', 0];
    assert_eq!(read(&marked, &origin()).unwrap().text.text, "Hi");
}

#[test]
fn a_date_in_the_future_is_passed_over_and_noted() {
    let article = read_text("March 5, 2031\n\nApple shares rise after results\n\nPosted: Feb 1, 2025\n");
    assert_eq!(article.publication.unwrap().when, day(2025, 2, 1));
    assert!(article.notes[0].contains("\"March 5, 2031\" is in the future"), "{:?}", article.notes);
    let article = read_text("March 5, 2031\n\nApple shares rise after results\n");
    assert_eq!(article.publication, None);
    assert_eq!(article.text.title(), "Apple shares rise after results");
}

const PAGE: &str = r#"<!doctype html><html lang="de-DE"><head>
<title>Siemens hebt Prognose an | Beispielblatt</title>
<meta property="og:site_name" content="Beispielblatt">
<link rel="canonical" href="https://beispiel.example/wirtschaft/siemens-prognose">
<meta property="article:published_time" content="2025-01-30T09:15:00+01:00">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Beispiel"},
{"@type":["NewsArticle"],"headline":"Siemens hebt die Prognose an","datePublished":"2025-01-30T07:30:00+01:00",
"dateModified":"2025-01-31T10:00:00+01:00"}]}</script></head><body>
<nav><a href="/">Start</a> <a href="/boerse">Börse</a></nav>
<article><h1>Siemens hebt die Prognose an</h1><span class="date">30.01.2025</span>
<p>Der Konzern Siemens rechnet nach einem starken Quartal mit mehr Gewinn als bisher, wie er am Donnerstag in München mitteilte. Die Aktie stieg daraufhin um drei Prozent.</p>
<p>Der Vorstand verwies auf die gute Nachfrage aus den Vereinigten Staaten und auf volle Auftragsbücher in der Sparte für Bahntechnik, die zuletzt gewachsen war.</p>
<p>Analysten hatten im Mittel mit weniger gerechnet, und auch der Umsatz lag über den Erwartungen der meisten von ihnen.</p></article>
<aside><time datetime="2025-02-02">2. Februar</time> Anderes</aside>
<footer>© 2025 Beispielblatt</footer></body></html>"#;

#[test]
fn a_page_with_metadata() {
    let article = read_text(PAGE);
    assert_eq!(article.text.title(), "Siemens hebt die Prognose an");
    assert!(article.text.text.contains("volle Auftragsbücher"));
    assert!(!article.text.text.contains("Start"), "{}", article.text.text);
    assert_eq!(article.source.as_deref(), Some("Beispielblatt"));
    assert_eq!(article.url.as_deref(), Some("https://beispiel.example/wirtschaft/siemens-prognose"));
    assert_eq!(article.lang.as_deref(), Some("de-DE"));
    let publication = article.publication.unwrap();
    assert_eq!(publication.origin, TimeOrigin::Metadata);
    let at = Utc.with_ymd_and_hms(2025, 1, 30, 6, 30, 0).unwrap();
    assert!(matches!(publication.when, When::Instant { at: found, .. } if found == at), "{publication:?}");
    assert_eq!(publication.zone.as_deref(), Some("+01:00"));
    assert_eq!(article.conflicts.len(), 1, "{:?}", article.conflicts);
    assert_eq!(article.conflicts[0].original.as_deref(), Some("2025-01-30T09:15:00+01:00"));
}

#[test]
fn markdown_with_front_matter() {
    let text = "---\ntitle: \"Nvidia loses a sixth\"\ndate: 2025-01-27 16:05:00 -0500\nlang: en\ncategory: news\n---\n\n# Nvidia loses a sixth\n\nThe **shares** fell by [17 percent](https://x.example), the most ever.\n\n- one\n- two\n";
    let article = read_text(text);
    assert_eq!(article.text.title(), "Nvidia loses a sixth");
    assert!(
        article.text.text.contains("The shares fell by 17 percent, the most ever."),
        "{}",
        article.text.text
    );
    assert!(!article.text.text.contains("https://"));
    assert_eq!(article.lang.as_deref(), Some("en"));
    assert_eq!(article.kind_hint, Some(EventKind::News));
    let publication = article.publication.unwrap();
    assert_eq!(publication.origin, TimeOrigin::Metadata);
    assert!(
        matches!(publication.when, When::Instant { at, .. } if at == Utc.with_ymd_and_hms(2025, 1, 27, 21, 5, 0).unwrap())
    );
    let toml = "+++\ntitle = 'Gold'\ndate = 2025-01-27T10:00:00Z\n+++\nGold rose.";
    let article = read_text(toml);
    assert_eq!((article.text.title(), article.publication.is_some()), ("Gold", true));
}

#[test]
fn a_time_without_a_zone_takes_the_default_and_says_so() {
    let berlin = ArticleOrigin { default_zone: Some(Tz::Europe__Berlin), ..origin() };
    let article =
        read("29.01.2025, 15:04 Uhr\n\nAktien steigen weiter\n\nText.".as_bytes(), &berlin).unwrap();
    let publication = article.publication.unwrap();
    assert!(publication.zone_assumed);
    assert_eq!(publication.zone.as_deref(), Some("Europe/Berlin"));
    assert!(
        matches!(publication.when, When::Instant { at, .. } if at == Utc.with_ymd_and_hms(2025, 1, 29, 14, 4, 0).unwrap())
    );
}

fn shared(path: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("NEWSTAPE_SHARED_DATA")).join(path)).unwrap()
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_article_that_the_project_starts_from() {
    let bytes = shared("articles/000_8035c6d1c46d001a.txt");
    let named = ArticleOrigin { file_name: Some("000_8035c6d1c46d001a.txt".to_owned()), ..origin() };
    let article = read(&bytes, &named).unwrap();
    assert_eq!(article.text.title(), "Microsoft vs. DeepSeek: Hat China OpenAI-Daten gestohlen?");
    assert_eq!(article.lang, None);
    let publication = article.publication.unwrap();
    assert_eq!(publication.when, day(2025, 2, 1));
    assert_eq!(
        (publication.origin, publication.original.as_deref()),
        (TimeOrigin::Text, Some("01. Februar, 2025"))
    );
    assert_eq!(
        (article.conflicts.len(), article.notes.len()),
        (0, 0),
        "{:?} {:?}",
        article.conflicts,
        article.notes
    );
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn real_filings() {
    for (name, words) in [("Oracle.8-K.html", "Oracle"), ("form8K.Blackrock.html", "BlackRock")] {
        let bytes = shared(&format!("http/sec/{name}"));
        let article = read(&bytes, &origin()).unwrap();
        assert!(article.text.text.contains(words), "{name}: {}", article.text.text);
        assert_eq!(article.kind_hint, Some(EventKind::Filing), "{name}");
        assert!(!article.text.title().is_empty());
    }
}

#[test]
fn a_box_that_asks_for_consent_is_not_the_article() {
    let page = "<!doctype html><html lang=de><head><title>Blatt | Cookies</title>\
        <meta property=og:title content='Siemens-Aktie f&auml;llt um 4 Prozent'></head><body><div><h1>Willkommen!</h1>\
        <p>Wir und unsere 150 Partner setzen Cookies und verarbeiten Daten f&uuml;r Werbung. Google ist Partner.</p></div></body></html>";
    let article = read_text(page);
    assert_eq!(article.text.title(), "Siemens-Aktie fällt um 4 Prozent");
    assert!(!article.text.text.contains("Google"), "{}", article.text.text);
    assert!(article.notes.iter().any(|note| note.contains("consent")), "{:?}", article.notes);
}

#[test]
fn lines_that_ask_the_reader_are_left_out() {
    let paragraph =
        "The city opened its new library on Tuesday after four years of work, and hundreds of people came.";
    let page = format!(
        "<html lang=en><head><title>City opens library</title></head><body><article><h1>City opens library</h1>\
         <p>{paragraph}</p><p>{paragraph}</p><p>Follow our newsroom on Instagram, Facebook and YouTube.</p></article></body></html>"
    );
    let article = read_text(&page);
    assert!(article.text.text.contains("hundreds of people") && !article.text.text.contains("Instagram"));
}

#[test]
fn a_page_that_only_states_its_headline_is_that_headline() {
    let page = "<html><head><meta property=og:title content='Acme raises its outlook'>\
        <meta property=article:published_time content=2025-01-30T10:00:00Z></head><body><div id=app></div></body></html>";
    let article = read_text(page);
    assert_eq!(
        (article.text.text.as_str(), article.text.title()),
        ("Acme raises its outlook", "Acme raises its outlook")
    );
    assert!(article.notes[0].contains("its title alone"), "{:?}", article.notes);
    assert!(article.publication.is_some());
}
