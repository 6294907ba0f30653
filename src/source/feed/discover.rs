//! The feed that a page names: `<link rel="alternate" type="application/rss+xml" href="…">`
//! (<https://www.rssboard.org/rss-autodiscovery>).

use scraper::{Html, Selector};

/// Bytes of a page in which it names its feed.
const HEAD: usize = 262_144;

/// The address of the feed that a page names first, if the answer is a page that does.
pub(super) fn feed_of_page(bytes: &[u8], address: &str) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let start = head.trim_start_matches('\u{feff}').trim_start().get(..20)?.to_ascii_lowercase();
    if !start.starts_with("<!doctype html") && !start.starts_with("<html") && !start.starts_with("<head") {
        return None;
    }
    let page = Html::parse_document(head.split("<body").next()?);
    let links = Selector::parse("link[rel~=alternate i][type][href]").ok()?;
    let feeds = page.select(&links).filter(|link| {
        let kind = link.attr("type").unwrap_or_default().to_ascii_lowercase();
        ["rss+xml", "atom+xml", "feed+json", "rdf+xml"].iter().any(|feed| kind.contains(feed))
    });
    let base = url::Url::parse(address).ok()?;
    let mut addresses = feeds.filter_map(|link| base.join(link.attr("href")?.trim()).ok());
    addresses.find(|url| matches!(url.scheme(), "http" | "https")).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(head: &str) -> Option<String> {
        let page = format!("<!DOCTYPE html><html><head>{head}</head><body><p>x</p></body></html>");
        feed_of_page(page.as_bytes(), "https://a.example/news/")
    }

    #[test]
    fn the_first_feed_that_a_page_names_is_taken() {
        let rss = r#"<link rel="alternate" type="application/rss+xml" title="News" href="../feed.xml">"#;
        assert_eq!(named(rss).as_deref(), Some("https://a.example/feed.xml"));
        let atom = r#"<link rel="ALTERNATE" type="application/atom+xml" href="https://b.example/atom">"#;
        assert_eq!(named(&format!("{atom}{rss}")).as_deref(), Some("https://b.example/atom"));
        assert_eq!(named(r#"<link rel="alternate" hreflang="de" type="text/html" href="/de">"#), None);
        assert_eq!(
            named(r#"<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">"#),
            None
        );
        assert_eq!(named(""), None);
        assert_eq!(feed_of_page(b"<rss version='2.0'/>", "https://a.example/"), None);
    }
}
