//! Plain text: its date stands in it, its title is found later.

use super::super::wire::Document;
use crate::date::{DateContext, find_in_text};

/// Reads plain text.
pub(super) fn parse(text: &str, context: &DateContext) -> Document {
    Document { body: text.to_owned(), dates: find_in_text(text, context), ..Document::default() }
}
