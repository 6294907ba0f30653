//! The dates that an item of a feed or a news sitemap states.
//!
//! RSS 2.0 `pubDate` (<https://www.rssboard.org/rss-specification>), Atom `published` and `updated`
//! (RFC 4287), Dublin Core `dc:date`, `news:publication_date` of news sitemaps.

use std::sync::LazyLock;

use regex::Regex;

use super::finding::{DateContext, DateEvidence, DateFinding};
use super::machine;

fn evidence(element: &str) -> Option<DateEvidence> {
    Some(match element.to_ascii_lowercase().as_str() {
        "pubdate" | "published" | "publication_date" | "issued" => DateEvidence::Published,
        "date" | "created" => DateEvidence::Stated,
        "updated" | "modified" | "lastmod" | "lastbuilddate" => DateEvidence::Modified,
        _ => return None,
    })
}

/// The first item of the fragment, so that the dates of the channel around it do not count.
fn first_item(fragment: &str) -> &str {
    let start = ["<item", "<entry", "<url>"].iter().filter_map(|tag| fragment.find(tag)).min().unwrap_or(0);
    let rest = &fragment[start..];
    let end = ["</item>", "</entry>", "</url>"].iter().filter_map(|tag| rest.find(tag)).min();
    &rest[..end.unwrap_or(rest.len())]
}

/// The dates of the first item in a fragment that may be its publication, best first.
pub(super) fn findings(fragment: &str, context: &DateContext) -> Vec<DateFinding> {
    static ELEMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"<(?:[A-Za-z]+:)?([A-Za-z_]+)(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[)?\s*([^<\]]{4,80})").ok()
    });
    let Some(element) = ELEMENT.as_ref() else { return Vec::new() };
    let mut found: Vec<_> = element
        .captures_iter(first_item(fragment))
        .filter_map(|hit| {
            let evidence = evidence(&hit[1])?;
            Some(machine::value(&hit[2], context)?.found(&hit[2], evidence))
        })
        .collect();
    found.sort_by_key(|finding| finding.evidence);
    found
}
