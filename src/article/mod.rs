//! Articles: a file, a page, or a text from standard input.
//!
//! `wire` is what an article says of itself, `parse` takes bytes to that, `adapt` takes that
//! to our own types.

mod adapt;
mod decode;
mod error;
mod parse;
mod title;
mod wire;

use std::io::Read;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::date::DatedText;
use crate::event::{EventKind, EventText, Publication};

pub use error::IngestError;

/// The most bytes that an article can have: ten megabytes.
pub const MAX_ARTICLE_BYTES: usize = 10_000_000;

/// Where the bytes of an article came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleOrigin {
    /// The name of its file, if it has one; its ending helps to tell the format.
    pub file_name: Option<String>,
    /// The `Content-Type` that its server sent.
    pub content_type: Option<String>,
    /// The address it was fetched from.
    pub url: Option<String>,
    /// When it was fetched or opened.
    pub fetched_at: DateTime<Utc>,
    /// The zone that a time without one is in.
    pub default_zone: Option<Tz>,
    /// The language in which its dates are read, where it is known.
    pub lang: Option<String>,
}

/// An article as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Title and text.
    pub text: EventText,
    /// When it became public, if it says so.
    pub publication: Option<Publication>,
    /// What else it says about that, where it contradicts `publication`.
    pub conflicts: Vec<Publication>,
    /// The name of the site.
    pub source: Option<String>,
    /// Its canonical address, or the one it was fetched from.
    pub url: Option<String>,
    /// The code or tag of its language, if it states one.
    pub lang: Option<String>,
    /// The language in which its dates were read: the one known or stated, else the one that its words tell.
    pub read_in: Option<String>,
    /// What a user should know about the reading, each one sentence without a full stop.
    pub notes: Vec<String>,
    /// The kind of event that it says it is.
    pub kind_hint: Option<EventKind>,
}

/// Reads an article.
///
/// The format (plain text, Markdown, HTML) is determined by the content first, then by the content type
/// and the file's ending. A date of publication after the fetch is passed over, and a note says so.
///
/// ```
/// use newstape::article::{self, ArticleOrigin};
/// use newstape::event::When;
///
/// let file = "---\ntitle: Halvorsen shares fall\ndate: 2025-01-29\n---\n\nThe shares fell 3% in Oslo.\n";
/// let origin = ArticleOrigin {
///     file_name: Some("halvorsen.md".to_owned()),
///     content_type: None,
///     url: None,
///     fetched_at: "2025-02-01T00:00:00Z".parse()?,
///     default_zone: None,
///     lang: None,
/// };
/// let article = article::read(file.as_bytes(), &origin)?;
/// assert_eq!(article.text.title(), "Halvorsen shares fall");
/// assert_eq!(article.publication.map(|p| p.when), Some(When::Day("2025-01-29".parse()?)));
/// assert!(article::read(b"", &origin).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(bytes: &[u8], origin: &ArticleOrigin) -> Result<Article, IngestError> {
    let decoded = decode::decode(bytes, origin.content_type.as_deref())?;
    let document = parse::parse(&decoded.text, origin)?;
    if document.body.trim().is_empty() && document.title.is_none() {
        return Err(IngestError::NoText);
    }
    Ok(adapt::adapt(document, decoded.notes, origin))
}

/// Reads what an article can have at most, and refuses more without reading it.
pub fn read_limited(reader: impl Read) -> Result<Vec<u8>, IngestError> {
    let mut bytes = Vec::new();
    let limit = MAX_ARTICLE_BYTES as u64 + 1;
    reader.take(limit).read_to_end(&mut bytes).map_err(IngestError::Unreadable)?;
    if bytes.len() > MAX_ARTICLE_BYTES {
        return Err(IngestError::TooLarge { limit_bytes: MAX_ARTICLE_BYTES });
    }
    Ok(bytes)
}

/// The byte span of the title of a text that marks none: the first line that is neither a date line, a
/// rubric, a byline nor furniture. Empty where the text has no words.
pub(crate) fn title_in(text: &str, dated: &DatedText) -> std::ops::Range<usize> {
    title::find(text, dated)
}

/// The characters of a text file whose encoding is stated, guessed or wrong.
pub(super) fn characters_of(bytes: &[u8], content_type: Option<&str>) -> Result<String, IngestError> {
    Ok(decode::decode(bytes, content_type)?.text)
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod properties;
