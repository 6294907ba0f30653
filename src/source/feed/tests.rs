use super::*;
use crate::event::{Body, RawItem};
use crate::event::{Precision, TimeOrigin, When};

fn now() -> DateTime<Utc> {
    "2026-09-12T12:00:00Z".parse().unwrap()
}

fn feed(zone: Option<chrono_tz::Tz>) -> Feed {
    Feed { url: "https://a.example/rss".to_owned(), lang: None, zone }
}

fn read(xml: &[u8]) -> Vec<RawItem> {
    read_in(xml, None)
}

fn read_in(xml: &[u8], zone: Option<chrono_tz::Tz>) -> Vec<RawItem> {
    let parsed = parse::parse(xml, None, "https://a.example/rss").unwrap();
    adapt::adapt(&parsed, &feed(zone).dates(now()))
}

fn refusal(bytes: &[u8]) -> String {
    parse::parse(bytes, None, "https://a.example/rss").unwrap_err().to_string()
}

const RSS: &str = r#"<?xml version="1.0"?>
<rss version="2.0"><channel><title>Wire &amp; Co</title><language>de-DE</language>
<item><title>SAP &lt;b&gt;hebt&lt;/b&gt; Prognose an</title><link>https://a.example/2?utm_source=rss</link>
<guid isPermaLink="false">x-2</guid><pubDate>Wed, 29 Jan 2025 07:01:00 +0100</pubDate>
<category domain="https://www.globenewswire.com/rss/stock">Nasdaq:AAPL</category>
<description><![CDATA[<p>Walldorf &ndash; SAP</p><script>x</script>]]></description></item>
<item><title>Zweite</title><link>https://a.example/1</link><pubDate>28.01.2025 18:30</pubDate></item>
</channel></rss>"#;

#[test]
fn an_encoding_is_no_harm_wherever_it_is_declared() {
    let declared = "<?xml version='1.0' encoding='latin1'?>";
    for before in ["", declared, " ", "<!-- a -->"] {
        for within in [declared, "<?xml version='>' encoding = \"utf-16\" ?>", "<?xml\nencoding='x'?>"] {
            let sent = format!(
                "{before}<rss version='2.0'><channel>{within}<item><title>SAP</title></item></channel></rss>"
            );
            let items = super::items(sent.as_bytes(), None, "https://a.example/", &DateContext::default());
            assert!(items.is_ok_and(|items| items.len() == 1), "{sent}");
        }
    }
}

#[test]
fn an_item_keeps_its_words_and_its_time() {
    let items = read_in(RSS.as_bytes(), Some(chrono_tz::Europe::Berlin));
    let [first, second] = &items[..] else { panic!("{items:?}") };
    assert_eq!(first.title, "Zweite");
    let when = |item: &RawItem| item.publication.clone().unwrap();
    assert_eq!(
        when(first).when,
        When::Instant { at: "2025-01-28T17:30:00Z".parse().unwrap(), precision: Precision::Minute }
    );
    assert!(when(first).zone_assumed);
    assert_eq!(when(first).zone.as_deref(), Some("Europe/Berlin"));
    assert_eq!(second.title, "SAP hebt Prognose an");
    assert_eq!(second.guid.as_deref(), Some("x-2"));
    assert_eq!(second.outlet.as_deref(), Some("Wire & Co"));
    assert_eq!(second.lang.as_deref(), Some("de"));
    assert_eq!(second.symbols, ["AAPL"]);
    assert_eq!(when(second).original.as_deref(), Some("Wed, 29 Jan 2025 07:01:00 +0100"));
    assert_eq!(when(second).origin, TimeOrigin::Metadata);
    assert!(!when(second).zone_assumed);
    let Some(Body::Html(summary)) = &second.summary else { panic!("no summary") };
    assert_eq!(crate::text::plain_text(summary), "Walldorf – SAP");
}

#[test]
fn a_change_is_not_a_publication() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>f</id>
        <entry><id>1</id><title>A</title><published>2025-01-29T08:00:00Z</published>
        <updated>2025-01-30T09:00:00Z</updated><link href="https://a.example/1"/></entry>
        <entry><id>2</id><title>B</title><updated>2025-01-30T09:00:00Z</updated></entry></feed>"#;
    let items = read(atom.as_bytes());
    let when = |at: &str| When::Instant { at: at.parse().unwrap(), precision: Precision::Second };
    assert_eq!(items[0].publication.as_ref().unwrap().when, when("2025-01-29T08:00:00Z"));
    assert_eq!(items[0].updated_at, Some("2025-01-30T09:00:00Z".parse().unwrap()));
    assert_eq!(items[1].publication.as_ref().unwrap().when, when("2025-01-30T09:00:00Z"));
    assert!(items[1].notes[0].contains("date of a change"), "{:?}", items[1].notes);
}

#[test]
fn json_feeds_are_feeds() {
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[
        {"id":"7","url":"https://a.example/7","title":"T","content_text":"Body","date_published":"2025-01-29T08:00:00-05:00"}]}"#;
    let items = read(json.as_bytes());
    assert_eq!(items[0].url.as_deref(), Some("https://a.example/7"));
    assert_eq!(items[0].publication.as_ref().unwrap().when.date_utc().to_string(), "2025-01-29");
    assert_eq!(items[0].body.as_ref().map(Body::as_str), Some("Body"));
}

#[test]
fn the_bytes_tell_the_encoding() {
    let xml = |encoding: &str, title: &[u8]| {
        let mut bytes =
            format!("<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><item><title>")
                .into_bytes();
        bytes.extend_from_slice(title);
        bytes.extend_from_slice(b"</title></item></channel></rss>");
        bytes
    };
    assert_eq!(read(&xml("ISO-8859-1", b"M\xfcnchen"))[0].title, "München");
    assert_eq!(read(&xml("UTF-8", b"M\xfcnchen"))[0].title, "München");
    assert_eq!(read(&xml("ISO-8859-1", "München".as_bytes()))[0].title, "München");
    assert_eq!(read(&xml("windows-1251", b"\xcc\xee\xf1\xea\xe2\xe0"))[0].title, "Москва");
}

#[test]
fn what_is_no_feed_is_told_in_a_sentence() {
    assert_eq!(refusal(b""), "https://a.example/rss answered with nothing instead of a feed");
    assert_eq!(
        refusal(b"<!DOCTYPE html><html><body>Please wait</body></html>"),
        "https://a.example/rss answered with a web page instead of a feed"
    );
    assert_eq!(
        refusal(b"<svg/>"),
        "https://a.example/rss answered with XML that is not a feed instead of a feed"
    );
    assert_eq!(
        refusal(br#"{"error":"no"}"#),
        "https://a.example/rss answered with JSON that is not a JSON Feed instead of a feed"
    );
    assert_eq!(refusal(b"503"), "https://a.example/rss answered with plain text instead of a feed");
    let cut = &RSS.as_bytes()[..RSS.len() / 2];
    assert!(refusal(cut).contains("cannot be read"), "{}", refusal(cut));
    let crossed = b"<rss version='2.0'><channel><item><title>A</b></item></channel></rss>";
    assert!(refusal(crossed).contains("malformed XML"), "{}", refusal(crossed));
}

#[test]
fn a_tower_of_elements_is_refused() {
    let tower = |open: &str, close: &str, levels: usize| {
        format!(
            "<rss version='2.0'><channel><item><title>A</title><description><![CDATA[{}]]></description><x>{}{}</x></item></channel></rss>",
            "<br>".repeat(1_000),
            open.repeat(levels),
            close.repeat(levels)
        )
    };
    assert!(refusal(tower("<a>", "</a>", 100_000).as_bytes()).contains("nest more than 200 deep"));
    assert_eq!(read(tower("<a>", "</a>", 20).as_bytes()).len(), 1);
    assert_eq!(read(tower("<a/>", "", 1_000).as_bytes()).len(), 1);
}

#[test]
fn versions_of_rss_that_nobody_wrote_down_are_read() {
    for version in ["", " version=\"2.0.1\"", " version='0.90'", " version=\"2.0\"", " version=\"0.91\""] {
        let xml = format!(
            "<rss{version}><channel><title>C</title><item><title>A</title><link>https://a.example/</link></item></channel></rss>"
        );
        assert_eq!(read(xml.as_bytes()).len(), 1, "{version}");
    }
}

#[test]
fn a_feed_needs_an_address() {
    let without = SourceSettings::new("x", SourceKind::Feed, None);
    assert_eq!(Feed::new(&without).unwrap_err().to_string(), "url: a feed needs its address");
    let odd = SourceSettings::new("x", SourceKind::Feed, Some("file:///etc/passwd"));
    assert!(Feed::new(&odd).unwrap_err().to_string().contains("neither http nor https"));
}

#[test]
fn a_bare_ampersand_is_one() {
    let xml = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>P&L</title><item>
        <title>Marks & Spencer up, AT&T; down &#8364; &amp; &lt;b&gt;</title><link>https://a.example/x?b=1&c=2&d;e</link>
        <description><![CDATA[<p>R&D &amp; more</p>]]></description></item></channel></rss>"#;
    let items = read(xml.as_bytes());
    assert_eq!(items[0].title, "Marks & Spencer up, AT&T; down € &");
    assert_eq!(items[0].url.as_deref(), Some("https://a.example/x?b=1&c=2&d;e"));
    assert_eq!(items[0].outlet.as_deref(), Some("P&L"));
    let Some(Body::Html(summary)) = &items[0].summary else { panic!("no summary") };
    assert_eq!(crate::text::plain_text(summary), "R&D & more");
    let named = xml.replace("AT&T;", "caf&eacute;");
    assert_eq!(read(named.as_bytes())[0].title, "Marks & Spencer up, café down € &");
}

#[test]
fn one_identifier_for_all_is_none() {
    let xml = r#"<rss version="2.0"><channel><title>W</title>
        <item><title>A</title><link>https://a.example/1</link><guid isPermaLink="false">0</guid></item>
        <item><title>B</title><link>https://a.example/2</link><guid isPermaLink="false">0</guid></item></channel></rss>"#;
    let parsed = parse::parse(xml.as_bytes(), None, "https://a.example/rss").unwrap();
    let mut items = adapt::adapt(&parsed, &feed(None).dates(now()));
    drop_shared_guids(&mut items);
    assert!(items.iter().all(|item| item.guid.is_none()));
}

const ITEM: &str = "<title>Dividend raised</title><link>https://a.example/1</link>";

/// The items of a document, each as its title, its address and its day.
fn shown(xml: &str) -> Vec<String> {
    let day = |item: &RawItem| {
        item.publication.as_ref().map_or_else(|| "-".to_owned(), |p| p.when.date_utc().to_string())
    };
    read(xml.as_bytes())
        .iter()
        .map(|item| format!("{} {} {}", item.title, item.url.as_deref().unwrap_or("-"), day(item)))
        .collect()
}

#[test]
fn the_old_dialects_are_read() {
    let rdf = |space: &str, item: &str| {
        format!(
            "<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns=\"{space}\"><channel><title>C</title>\
             <link>https://a.example/</link></channel><item>{item}</item></rdf:RDF>"
        )
    };
    for space in
        ["http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/", "http://a.example/own#"]
    {
        assert_eq!(shown(&rdf(space, ITEM)), ["Dividend raised https://a.example/1 -"], "{space}");
    }
    let dated = "<title>No link</title><dc:date>2025-02-03T10:00:00Z</dc:date>";
    assert_eq!(shown(&rdf("http://purl.org/rss/1.0/", dated)), ["No link - 2025-02-03"]);
    let spaced = format!(
        "<rss version=\"2.0\" xmlns=\"http://backend.userland.com/rss2\"><channel><item>{ITEM}</item></channel></rss>"
    );
    assert_eq!(shown(&spaced).len(), 1);
    let atom = "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><title>C</title><entry>\
        <title mode=\"escaped\" type=\"text/html\">R&amp;amp;D up</title><link rel=\"alternate\" href=\"https://a.example/1\"/>\
        <issued>2025-02-03T10:00:00Z</issued><modified>2025-02-09T10:00:00Z</modified></entry>\
        <entry><title mode=\"base64\">QVQmVCByaXNlcw==</title><issued>2025-02-03</issued></entry></feed>";
    assert_eq!(shown(atom), ["AT&T rises - 2025-02-03", "R&D up https://a.example/1 2025-02-03"]);
}

#[test]
fn of_a_feed_that_breaks_off_the_whole_items_are_kept() {
    let feed = "<rss version=\"2.0\"><channel><title>C</title><item><title>A</title></item><item><title>B</title></item>";
    for cut in ["", "</chan", "<item><title>C is cut o", "<item><title>C</title><pubDate>"] {
        let parsed = parse::parse(format!("{feed}{cut}").as_bytes(), None, "https://a.example/rss").unwrap();
        assert_eq!(parsed.feed.entries.len(), 2, "{cut}");
    }
    let wrong =
        format!("{feed}<item><title>C</title><b></item><item><title>D</title></item></channel></rss>");
    let parsed = parse::parse(wrong.as_bytes(), None, "https://a.example/rss").unwrap();
    let titles: Vec<_> =
        parsed.feed.entries.iter().map(|e| e.title.as_ref().unwrap().content.as_str()).collect();
    assert_eq!(titles, ["A", "B", "D"]);
    assert_eq!(parsed.skipped(), ["the feed breaks off or is malformed: 1 item could not be read"]);
}

#[test]
fn a_feed_of_which_nothing_is_understood_is_not_empty() {
    let odd = "<feed xmlns=\"http://a.example/own#\"><entry><title>A</title></entry></feed>";
    assert!(
        refusal(odd.as_bytes()).contains("none of them is written in a known form"),
        "{}",
        refusal(odd.as_bytes())
    );
    assert!(read(b"<rss version='2.0'><channel><title>C</title></channel></rss>").is_empty());
}

#[test]
fn an_item_without_a_title_is_called_by_its_text() {
    let xml = "<rss version='2.0'><channel><item><link>https://a.example/1</link>\
        <description>Acme raises its dividend to 1.20 euros a share.</description></item></channel></rss>";
    let items = read(xml.as_bytes());
    let draft = crate::road::Draft::new(&items[0], &crate::event::Said::default(), now()).unwrap();
    assert_eq!(draft.text().title(), "Acme raises its dividend to 1.20 euros a share.");
}
