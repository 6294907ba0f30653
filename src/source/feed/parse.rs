//! From bytes to a feed.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::DateTime;
use feed_rs::parser::{Builder, ParseErrorKind, ParseFeedError};
use regex::Regex;

use super::wire::Feed;
use crate::article::IngestError;
use crate::article::characters_of;
use crate::source::SourceError;

/// The most levels of elements. The reader calls itself for each, and a stack has an end.
const DEEPEST: usize = 200;

/// Reads a feed. The encoding is that of the bytes, whatever the server and the document say.
pub(super) fn parse(bytes: &[u8], content_type: Option<&str>, address: &str) -> Result<Feed, SourceError> {
    let text = characters_of(bytes, content_type).map_err(|e| unreadable(&e, address))?;
    if let Some(what) = something_else(&text) {
        return Err(not_a_feed(address, what));
    }
    if deepest(&text) > DEEPEST {
        let reason = format!("its elements nest more than {DEEPEST} deep");
        return Err(SourceError::Shape { address: address.to_owned(), expected: "a feed", reason });
    }
    let text = standard(&text);
    let dates = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&dates);
    let reader = Builder::new()
        .base_uri(Some(address))
        // A missing identifier stays missing; ours is made from address and title.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(move |written| {
            let mut dates = kept.lock().unwrap_or_else(PoisonError::into_inner);
            let number = i64::try_from(dates.len()).ok()?;
            dates.push(written.to_owned());
            DateTime::from_timestamp(number, 0)
        })
        .build();
    let feed = reader.parse(text.as_bytes()).map_err(|e| broken(&e, address))?;
    let dates = std::mem::take(&mut *dates.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Feed { feed, dates })
}

/// How deep elements nest, not counting CDATA sections and comments.
fn deepest(text: &str) -> usize {
    let (mut depth, mut most, mut rest) = (0_usize, 0, text);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let skipped = [("![CDATA[", "]]>"), ("!--", "-->"), ("?", "?>"), ("!", ">")]
            .iter()
            .find_map(|(open, close)| rest.starts_with(open).then(|| rest.find(close)));
        match skipped {
            Some(Some(end)) => rest = &rest[end..],
            Some(None) => break,
            None if rest.starts_with('/') => depth = depth.saturating_sub(1),
            None if opens(rest) => {
                depth += 1;
                most = most.max(depth);
            }
            None => {}
        }
    }
    most
}

/// Whether a tag that begins here does not close itself. Only so much is looked at as a tag can be long.
fn opens(tag: &str) -> bool {
    const LONGEST: usize = 4_096;
    let end = tag.bytes().take(LONGEST).position(|byte| byte == b'>');
    end.is_some_and(|end| !tag[..end].ends_with('/'))
}

fn unreadable(error: &IngestError, address: &str) -> SourceError {
    match error {
        IngestError::Empty | IngestError::OnlyWhitespace => not_a_feed(address, "nothing"),
        IngestError::Pdf => not_a_feed(address, "a PDF document"),
        IngestError::Binary { kind } => not_a_feed(address, kind),
        other => {
            SourceError::Shape { address: address.to_owned(), expected: "a feed", reason: other.to_string() }
        }
    }
}

fn not_a_feed(address: &str, what: &str) -> SourceError {
    SourceError::NotData { address: address.to_owned(), what: what.to_owned(), expected: "a feed" }
}

/// What the text is, if its beginning shows that it is not a feed.
fn something_else(text: &str) -> Option<&'static str> {
    let head: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(1_000).collect();
    let head = head.to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return Some("a web page");
    }
    let known = ["<rss", "<feed", "<rdf", "<entry", ":rdf", ":feed"].iter().any(|tag| head.contains(tag));
    match head.chars().next() {
        Some('{') if !text.contains("jsonfeed.org/version") => Some("JSON that is not a JSON Feed"),
        Some('{') => None,
        Some('<') if known || head.starts_with("<?xml") || head.starts_with("<!--") => None,
        Some('<') => Some("XML that is not a feed"),
        _ => Some("plain text"),
    }
}

/// The text without its word on encoding, which no longer holds, and with a version of RSS that the
/// reader knows: `0.90`, `2.0.1` and none at all occur.
fn standard(text: &str) -> Cow<'_, str> {
    // Wherever it stands: in the midst of a document the reader panics at an encoding.
    static DECLARATION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)<\?xml\s.*?\?>").ok());
    static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r#"<rss(\s[^>]*?)?\sversion\s*=\s*["'](?:0\.90?|0\.9[34]|1\.0|2|2\.[0-9.]*[1-9][0-9.]*)["']"#,
        )
        .ok()
    });
    static NO_VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<rss\s*>").ok());
    let text = with_entities(text.trim_start_matches('\u{feff}'));
    let replace = |text: String, rule: &LazyLock<Option<Regex>>, with: &str| {
        rule.as_ref().map_or_else(|| text.clone(), |rule| rule.replace(&text, with).into_owned())
    };
    let undeclared = |rule: &Regex| rule.replace_all(&text, r#"<?xml version="1.0"?>"#).into_owned();
    let text = DECLARATION.as_ref().map_or_else(|| text.clone().into_owned(), undeclared);
    let text = replace(text, &VERSION, r#"<rss$1 version="2.0""#);
    Cow::Owned(replace(text, &NO_VERSION, r#"<rss version="2.0">"#))
}

/// The text with every `&` that does not begin an entity escaped: `AT&T`, `S&P 500` and `?a=1&b=2` are
/// unescaped in many feeds. CDATA sections and comments are not changed.
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

fn broken(error: &ParseFeedError, address: &str) -> SourceError {
    let reason = match error {
        ParseFeedError::ParseError(ParseErrorKind::NoFeedRoot) => {
            return not_a_feed(address, "XML that is not a feed");
        }
        ParseFeedError::ParseError(kind) => kind.to_string(),
        ParseFeedError::JsonSerde(error) => error.to_string(),
        ParseFeedError::JsonUnsupportedVersion(version) => {
            format!("JSON Feed of unknown version \"{version}\"")
        }
        ParseFeedError::IoError(error) => error.to_string(),
        ParseFeedError::XmlReader(error) => format!("malformed XML: {error}"),
    };
    SourceError::Shape { address: address.to_owned(), expected: "a feed", reason }
}
