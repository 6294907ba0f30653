//! From characters to what the article says of itself.

mod front_matter;
mod html;
mod markdown;
mod plain;

use super::ArticleOrigin;
use super::wire::Document;
use crate::article::IngestError;
use crate::date::DateContext;
use crate::text::{LanguageCode, language_of, looks_like_html};

/// How an article is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Plain,
    Markdown,
    Html,
}

/// Reads an article in whichever format it has.
pub(super) fn parse(text: &str, origin: &ArticleOrigin) -> Result<Document, IngestError> {
    match format(text, origin)? {
        Format::Plain => Ok(plain::parse(text, origin)),
        Format::Markdown => Ok(markdown::parse(text, origin)),
        Format::Html => html::parse(text, origin),
    }
}

/// What the dates of an article are read with. Its language is the one that is known of it, then the one
/// that it states, then the one that its words tell.
fn context(origin: &ArticleOrigin, stated: Option<&str>, text: &str) -> DateContext {
    let tags = [origin.lang.as_deref(), stated].into_iter().flatten();
    let tag = tags.into_iter().find(|tag| tag.parse::<LanguageCode>().is_ok());
    DateContext {
        lang: tag.map(str::to_owned).or_else(|| language_of(text)),
        fetched_at: Some(origin.fetched_at),
        default_zone: origin.default_zone,
    }
}

/// Tells the format by the content, then by what the server and the file's name say.
fn format(text: &str, origin: &ArticleOrigin) -> Result<Format, IngestError> {
    let head: String = text.trim_start().chars().take(2_000).collect::<String>().to_ascii_lowercase();
    if looks_like_feed(&head) {
        return Err(IngestError::Feed);
    }
    if looks_like_html(&head) {
        return Ok(Format::Html);
    }
    if looks_like_markdown(&head) {
        return Ok(Format::Markdown);
    }
    Ok(said_format(origin).unwrap_or(Format::Plain))
}

fn looks_like_feed(head: &str) -> bool {
    let body = head.split("?>").last().unwrap_or(head).trim_start();
    ["<rss", "<feed", "<rdf:rdf", "<urlset", "<sitemapindex"].iter().any(|tag| body.starts_with(tag))
}

/// Front matter, or a first line that is a heading.
fn looks_like_markdown(head: &str) -> bool {
    let mut lines = head.lines();
    let first = lines.next().unwrap_or("").trim_end();
    let heading = first.trim_start_matches('#');
    let is_heading =
        first.len() > heading.len() && first.len() - heading.len() <= 6 && heading.starts_with(' ');
    let underlined = lines.next().is_some_and(|second| {
        second.len() > 2
            && (second.chars().all(|c| c == '=') || second.chars().all(|c| c == '-'))
            && !first.is_empty()
            && first != "---"
    });
    is_heading || underlined || front_matter::split(head).is_some()
}

fn said_format(origin: &ArticleOrigin) -> Option<Format> {
    let by_type = origin.content_type.as_deref().and_then(|kind| {
        match kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase().as_str() {
            "text/html" | "application/xhtml+xml" => Some(Format::Html),
            "text/markdown" => Some(Format::Markdown),
            _ => None,
        }
    });
    by_type.or_else(|| {
        let name = origin.file_name.as_deref()?.to_ascii_lowercase();
        match name.rsplit_once('.')?.1 {
            "html" | "htm" | "xhtml" => Some(Format::Html),
            "md" | "markdown" => Some(Format::Markdown),
            _ => None,
        }
    })
}
