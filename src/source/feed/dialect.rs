//! The dialects of feeds, written as the one that the reader knows: RSS 0.90 and 1.0 as RSS 2.0, Atom 0.3 as
//! Atom 1.0, and feeds in name spaces that somebody made up.
//!
//! RSS 1.0 <https://web.resource.org/rss/1.0/spec>, RSS 0.90 <https://www.rssboard.org/rss-0-9-0>, Atom 0.3
//! <https://datatracker.ietf.org/doc/html/draft-ietf-atompub-format-00>.

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine;
use regex::{Captures, Regex};

/// A rule for a text: what is looked for, and what stands for it.
type Rule = (LazyLock<Option<Regex>>, &'static str);

/// Bytes within which the root of a document and its name spaces stand.
const HEAD: usize = 8_192;

macro_rules! rule {
    ($pattern:expr, $with:expr) => {
        (LazyLock::new(|| Regex::new($pattern).ok()), $with)
    };
}

/// What holds of every document: its word on encoding no longer does.
static ANY: [Rule; 1] = [rule!(r"(?s)<\?xml\s.*?\?>", r#"<?xml version="1.0"?>"#)];

/// Versions of RSS that are read as 2.0 (`0.90`, `2.0.1` and none at all occur), and its name spaces, of which
/// it has none.
static RSS: [Rule; 3] = [
    rule!(
        r#"<rss(\s[^>]*?)?\sversion\s*=\s*["'](?:0\.90?|0\.9[34]|1\.0|2|2\.[0-9.]*[1-9][0-9.]*)["']"#,
        r#"<rss$1 version="2.0""#
    ),
    rule!(r"<rss\s*>", r#"<rss version="2.0">"#),
    rule!(r#"(<rss\b[^>]*?)\sxmlns\s*=\s*(?:"[^"]*"|'[^']*')"#, "$1"),
];

/// RSS 1.0 and 0.90 have their items beside the channel; RSS 2.0 has them within it.
static RDF: [Rule; 4] = [
    rule!(r#"(<(?:\w+:)?RDF\b[^>]*?)\sxmlns\s*=\s*(?:"[^"]*"|'[^']*')"#, "$1"),
    rule!(r"<(?:\w+:)?RDF\b", r#"<rss version="2.0""#),
    rule!(r"</channel\s*>", ""),
    rule!(r"</(?:\w+:)?RDF\s*>", "</channel></rss>"),
];

/// The names that Atom 1.0 gave to what Atom 0.3 has.
static ATOM_03: [Rule; 4] = [
    rule!(r"http://purl\.org/atom/ns#", "http://www.w3.org/2005/Atom"),
    rule!(r"<(/?(?:\w+:)?)issued\b", "<${1}published"),
    rule!(r"<(/?(?:\w+:)?)modified\b", "<${1}updated"),
    rule!(r#"\stype\s*=\s*["'](?:application/xhtml\+xml)["']"#, r#" type="xhtml""#),
];

/// A feed in the dialect that the reader knows.
pub(super) fn standard(text: &str) -> String {
    let mut text = with_entities(text.trim_start_matches('\u{feff}')).into_owned();
    // Everywhere: the reader panics at an encoding in the middle of a document.
    rewrite(&mut text, &ANY, 0);
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or_default();
    if head.contains("<rss") {
        rewrite(&mut text, &RSS, 1);
    } else if is_rdf(head) {
        rewrite(&mut text, &RDF, 1);
    } else if head.contains("purl.org/atom/ns#") {
        rewrite(&mut text, &ATOM_03, 0);
        decode(&mut text);
    }
    text
}

/// Whether the root is that of RSS 1.0 or 0.90, and the items stand in no name space of their own.
fn is_rdf(head: &str) -> bool {
    static ROOT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<(?:\w+:)?RDF\b").ok());
    static PREFIXED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<\w+:(?:channel|item)\b").ok());
    let has = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|p| p.is_match(head));
    has(&ROOT) && !has(&PREFIXED)
}

/// Applies rules, each so many times; 0 is everywhere.
fn rewrite(text: &mut String, rules: &[Rule], times: usize) {
    for (pattern, with) in rules {
        if let Some(Cow::Owned(changed)) = pattern.as_ref().map(|p| p.replacen(text, times, *with)) {
            *text = changed;
        }
    }
}

/// Atom 0.3 says how content is written in a mode of its own: what is in base64 is decoded.
fn decode(text: &mut String) {
    static BASE64: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(<[\w:]+[^>]*)\smode\s*=\s*["']base64["']([^>]*>)([A-Za-z0-9+/=\s]*)<"#).ok()
    });
    let plain = |hit: &Captures<'_>| {
        let packed: String = hit[3].split_whitespace().collect();
        let bytes = base64::engine::general_purpose::STANDARD.decode(packed).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).replace('&', "&amp;").replace('<', "&lt;");
        format!("{}{}{text}<", &hit[1], &hit[2])
    };
    if let Some(Cow::Owned(changed)) = BASE64.as_ref().map(|pattern| pattern.replace_all(text, plain)) {
        *text = changed;
    }
}

/// The text with every `&` that begins no entity written as one: `AT&T`, `S&P 500` and `?a=1&b=2` stand
/// bare in the feeds of many. What is in CDATA sections and comments stays as it is.
fn with_entities(text: &str) -> Cow<'_, str> {
    const VERBATIM: [(&str, &str); 2] = [("<![CDATA[", "]]>"), ("<!--", "-->")];
    if !text.trim_start().starts_with('<') || !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len() + 64), text);
    while let Some(at) = rest.find(['&', '<']) {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let verbatim = VERBATIM.iter().find(|(open, _)| here.starts_with(open));
        let step = match verbatim {
            Some((_, close)) => here.find(close).map_or(here.len(), |end| end + close.len()),
            None => 1,
        };
        out.push_str(if here.starts_with('&') && !begins_entity(here) { "&amp;" } else { &here[..step] });
        rest = &here[step..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a text begins with a reference to a character: `&amp;`, `&#8364;`, `&#x20ac;`.
fn begins_entity(text: &str) -> bool {
    static ENTITY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});").ok()
    });
    ENTITY.as_ref().is_some_and(|entity| entity.is_match(text))
}
