//! From a feed to items, and every forgiving rule on the way.

use feed_rs::model::{Entry, Text};

use super::wire::Feed;
use crate::date::{self, DateContext};
use crate::event::{Body, RawItem};
use crate::source::oldest_first;
use crate::text::one_line;

/// The items, oldest first. Entries without title and text are left out.
pub(super) fn adapt(feed: &Feed, context: &DateContext) -> Vec<RawItem> {
    let outlet = feed.feed.title.as_ref().map(|t| one_line(&t.content)).filter(|t| !t.is_empty());
    let lang = feed.feed.language.as_deref().and_then(two_letters);
    let mut items: Vec<RawItem> = feed
        .feed
        .entries
        .iter()
        .map(|entry| item(entry, feed, context, outlet.as_ref(), lang.as_ref()))
        .filter(|item| !item.title.is_empty() || item.body.is_some() || item.summary.is_some())
        .collect();
    // Feeds begin with the latest.
    items.reverse();
    oldest_first(items)
}

fn item(
    entry: &Entry,
    feed: &Feed,
    context: &DateContext,
    outlet: Option<&String>,
    lang: Option<&String>,
) -> RawItem {
    let published = feed.date(entry.published);
    // The reader repeats the publication where no change is stated.
    let updated = feed.date(entry.updated).filter(|_| entry.updated != entry.published);
    let mut raw = RawItem {
        guid: Some(entry.id.trim().to_owned()).filter(|id| !id.is_empty()),
        url: address(entry),
        title: entry.title.as_ref().map(|t| one_line(&t.content)).unwrap_or_default(),
        summary: entry.summary.as_ref().and_then(body_of_text),
        body: entry.content.as_ref().and_then(|c| c.body.as_deref()).and_then(html),
        updated_at: updated.and_then(|text| date::read_value(text, context)?.instant(context.default_zone)),
        lang: entry.language.as_deref().and_then(two_letters).or_else(|| lang.cloned()),
        categories: entry
            .categories
            .iter()
            .map(|c| c.label.clone().unwrap_or_else(|| c.term.clone()))
            .collect(),
        symbols: symbols(entry),
        author: entry
            .authors
            .iter()
            .map(|a| a.name.as_deref().unwrap_or_default().trim())
            .find(|n| !n.is_empty())
            .map(str::to_owned),
        outlet: entry.source.clone().filter(|s| !s.trim().is_empty()).or_else(|| outlet.cloned()),
        ..RawItem::default()
    };
    if let Some(written) = published {
        match date::read_value(written, context) {
            Some(found) => {
                raw.notes.extend(found.remarks.iter().map(|r| format!("date \"{}\": {r}", found.original)));
                raw.publication = Some(found.publication(context.default_zone));
            }
            None if date::is_placeholder(written) => {
                raw.notes
                    .push(format!("the date \"{}\" is what systems write that know none", written.trim()));
            }
            None => raw.notes.push(format!("the date \"{}\" cannot be read", written.trim())),
        }
    } else if let Some(found) = updated.and_then(|written| date::read_value(written, context)) {
        // Atom asks for `updated` and leaves `published` free: of an entry seen for the first time
        // it is the best word there is, and it says itself what it is worth.
        let found = found.with_evidence(date::DateEvidence::Modified);
        raw.notes.extend(found.remarks.iter().map(|r| format!("date \"{}\": {r}", found.original)));
        raw.publication = Some(found.publication(context.default_zone));
    }
    raw
}

/// The page, not its comments or its media.
fn address(entry: &Entry) -> Option<String> {
    let page = |rel: Option<&str>| matches!(rel, None | Some("alternate"));
    let link = entry.links.iter().find(|l| page(l.rel.as_deref())).or_else(|| entry.links.first());
    let id = entry.id.trim();
    link.map(|l| l.href.trim().to_owned())
        .filter(|href| !href.is_empty())
        .or_else(|| id.starts_with("http").then(|| id.to_owned()))
}

fn body_of_text(text: &Text) -> Option<Body> {
    html(&text.content)
}

/// Marks occur in what calls itself plain; the reader of marks leaves plain text as it is.
fn html(text: &str) -> Option<Body> {
    Some(text.trim()).filter(|t| !t.is_empty()).map(|t| Body::Html(t.to_owned()))
}

/// `de-DE` is `de`.
fn two_letters(tag: &str) -> Option<String> {
    let code = tag.trim().get(..2)?.to_ascii_lowercase();
    let ends = tag.trim().get(2..3).is_none_or(|next| next == "-" || next == "_");
    (ends && code.chars().all(|c| c.is_ascii_lowercase())).then_some(code)
}

/// Codes that wires put into categories: `<category domain=".../rss/stock">Nasdaq:AAPL</category>`,
/// `<category domain=".../rss/ISIN">`.
fn symbols(entry: &Entry) -> Vec<String> {
    let coded = |scheme: &str| {
        let scheme = scheme.to_ascii_lowercase();
        ["stock", "isin", "ticker", "symbol"].iter().any(|word| scheme.ends_with(word))
    };
    entry
        .categories
        .iter()
        .filter(|c| c.scheme.as_deref().is_some_and(coded))
        .map(|c| c.term.rsplit(':').next().unwrap_or(&c.term).trim().to_owned())
        .filter(|code| !code.is_empty())
        .collect()
}
