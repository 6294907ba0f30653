//! From bytes to a feed.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::DateTime;
use feed_rs::parser::{Builder, ParseErrorKind, ParseFeedError};
use regex::Regex;

use super::wire::Feed;
use super::{dialect, halt};
use crate::article::IngestError;
use crate::article::characters_of;
use crate::source::SourceError;

/// The most levels of elements. The reader calls itself for each, and a stack has an end.
const DEEPEST: usize = 200;

/// Reads a feed. The encoding is that of the bytes, whatever the server and the document say.
///
/// Of a feed that breaks off or is malformed, every item that can be read by itself is read. One with items
/// of which none can be read is refused: a source is not healthy because nothing of it is understood.
pub(super) fn parse(bytes: &[u8], content_type: Option<&str>, address: &str) -> Result<Feed, SourceError> {
    let text = characters_of(bytes, content_type).map_err(|e| unreadable(&e, address))?;
    if let Some(what) = something_else(&text) {
        return Err(not_a_feed(address, what));
    }
    if deepest(&text) > DEEPEST {
        let reason = format!("its elements nest more than {DEEPEST} deep");
        return Err(SourceError::Shape { address: address.to_owned(), expected: "a feed", reason });
    }
    let text = halt::told(&dialect::standard(&text)).into_owned();
    let (text, cut) = without_cut_item(&text);
    let mut reader = Reader::default();
    let feed = match reader.read(&text, address) {
        Ok(feed) => feed,
        Err(error) => salvage(&text, &mut reader, address).ok_or_else(|| broken(&error, address))?,
    };
    let feed = Feed { dates: reader.dates(), unread: feed.unread + usize::from(cut), ..feed };
    if feed.feed.entries.is_empty() && (cut || items(&text).next().is_some()) {
        let unknown = "it has items, and none of them is written in a known form";
        let reason = if cut { "it breaks off within its first item" } else { unknown }.to_owned();
        return Err(SourceError::Shape { address: address.to_owned(), expected: "a feed", reason });
    }
    Ok(feed)
}

/// Reads documents and keeps the words of their dates.
#[derive(Default)]
struct Reader {
    dates: Arc<Mutex<Vec<String>>>,
}

impl Reader {
    fn read(&mut self, text: &str, address: &str) -> Result<Feed, ParseFeedError> {
        let kept = Arc::clone(&self.dates);
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
        Ok(Feed { feed: reader.parse(text.as_bytes())?, dates: Vec::new(), unread: 0 })
    }

    fn dates(&self) -> Vec<String> {
        std::mem::take(&mut *self.dates.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

static END_OF_ITEM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"</(?:\w+:)?(?:item|entry)\s*>").ok());

/// The bytes of the items of a feed, whole or cut off.
fn items(text: &str) -> impl Iterator<Item = Range<usize>> {
    static ITEM: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"<(?:\w+:)?(?:item|entry)(?:\s[^>]*)?>").ok());
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = ITEM.as_ref()?.find_at(text, at)?.start();
        let end = END_OF_ITEM.as_ref()?.find_at(text, start).map_or(text.len(), |end| end.end());
        at = end;
        Some(start..end)
    })
}

/// A feed without the item in which it breaks off, if it does, and whether it does.
fn without_cut_item(text: &str) -> (Cow<'_, str>, bool) {
    let Some(last) = items(text).last() else { return (Cow::Borrowed(text), false) };
    let is_whole = text[last.clone()].ends_with('>')
        && END_OF_ITEM.as_ref().is_some_and(|end| end.is_match(&text[last.clone()]));
    if is_whole {
        return (Cow::Borrowed(text), false);
    }
    (Cow::Owned(format!("{}{}", &text[..last.start], closing(text))), true)
}

/// What closes a feed.
fn closing(head: &str) -> &'static str {
    if head.contains("<channel") { "</channel></rss>" } else { "</feed>" }
}

/// The items of a broken feed that can be read by themselves, if any can.
fn salvage(text: &str, reader: &mut Reader, address: &str) -> Option<Feed> {
    /// Bytes before the first item that may be read again for each.
    const HEAD: usize = 16_384;
    /// Bytes that are read again at most.
    const MOST: usize = 50_000_000;
    let start = items(text).next()?.start;
    let head = text.get(..start).filter(|head| head.len() <= HEAD)?;
    let close = closing(head);
    if items(text).count().saturating_mul(head.len()) > MOST {
        return None;
    }
    let mut kept = reader.read(&format!("{head}{close}"), address).ok()?;
    for item in items(text) {
        match reader.read(&format!("{head}{}{close}", &text[item]), address) {
            Ok(mut one) if !one.feed.entries.is_empty() => kept.feed.entries.append(&mut one.feed.entries),
            _ => kept.unread += 1,
        }
    }
    (!kept.feed.entries.is_empty()).then_some(kept)
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
