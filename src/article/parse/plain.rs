//! Plain text: its date stands in it, its title is found later.

use super::super::ArticleOrigin;
use super::super::wire::Document;
use crate::date::DatedText;

/// Reads plain text.
pub(super) fn parse(text: &str, origin: &ArticleOrigin) -> Document {
    let lang = super::language(origin, None, text);
    let context = super::context(origin, lang.as_deref());
    let dated = DatedText::search(text, &context);
    Document {
        body: text.to_owned(),
        dates: dated.publication(&context),
        dated: Some(dated),
        lang,
        stated_lang: None,
        ..Document::default()
    }
}
