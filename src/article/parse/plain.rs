//! Plain text, which contains its date; its title is found later.

use super::super::ArticleOrigin;
use super::super::wire::Document;
use crate::date::DatedText;

/// Reads plain text.
pub(super) fn parse(text: &str, origin: &ArticleOrigin) -> Document {
    let context = super::context(origin, None, text);
    let dated = DatedText::search(text, &context);
    Document {
        body: text.to_owned(),
        dates: dated.publication(&context),
        dated: Some(dated),
        context,
        ..Document::default()
    }
}
