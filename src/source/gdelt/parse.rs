//! An answer to articles, or to the sentence that comes instead with status 200.

use std::borrow::Cow;

use super::wire::{Article, Document};
use crate::net::vendor::{Answer, VendorError};

pub(super) fn parse(answer: &Answer) -> Result<Vec<Article>, VendorError> {
    let text = answer.text();
    let read = answer.json::<Document>().or_else(|error| match mended(&text) {
        Cow::Owned(mended) => answer.json_of(&mended),
        Cow::Borrowed(_) => Err(error),
    });
    match read {
        Ok(document) => Ok(document.articles),
        // Its refusals are sentences: of a query too short, of a phrase too long.
        Err(VendorError::NotData { vendor, what, .. }) if what.starts_with("the text ") => {
            let said = what.trim_start_matches("the text ").trim_matches('"').to_owned();
            Err(VendorError::Refused { vendor, said })
        }
        Err(error) => Err(error),
    }
}

/// Its titles are those of web pages and not completely escaped: a control
/// character becomes a space, and a backslash that escapes nothing is doubled. Clients in use mend
/// the same (`load_json` of gdelt-doc-api).
fn mended(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.char_indices();
    let mut changed = false;
    while let Some((at, c)) = rest.next() {
        match c {
            '\\' if escapes(&text[at + 1..]) => {
                out.push(c);
                out.extend(rest.next().map(|(_, c)| c));
            }
            '\\' => {
                out.push_str("\\\\");
                changed = true;
            }
            // Between values a line break is harmless, within a text it is not.
            c if c.is_control() => {
                out.push(' ');
                changed = true;
            }
            c => out.push(c),
        }
    }
    if changed { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

/// Whether what follows a backslash makes it an escape.
fn escapes(after: &str) -> bool {
    match after.as_bytes() {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => true,
        [b'u', hex @ ..] => hex.len() >= 4 && hex[..4].iter().all(u8::is_ascii_hexdigit),
        _ => false,
    }
}
