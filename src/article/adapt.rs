//! From what an article says of itself to our types, and every forgiving rule on the way.

use super::title;
use super::wire::Document;
use super::{Article, ArticleOrigin};
use crate::date::DatedText;
use crate::event::{Body, EventText, RawItem};

/// Makes an article of what was read.
pub(super) fn adapt(document: Document, mut notes: Vec<String>, origin: &ArticleOrigin) -> Article {
    let text = event_text(&document);
    let (publication, conflicts) = document.dates.stated(&document.context, &mut notes);
    notes.extend(document.notes);
    Article {
        publication,
        conflicts,
        source: document.site.or_else(|| host(origin.url.as_deref()?)),
        url: document.canonical.or_else(|| origin.url.clone()),
        lang: document.lang,
        read_in: document.context.lang,
        text,
        notes,
        kind_hint: document.kind,
    }
}

fn event_text(document: &Document) -> EventText {
    if let Some(title) = document.title.as_deref().filter(|t| !t.is_empty()) {
        return EventText::from_title_and_body(title, &document.body);
    }
    let text = document.body.clone();
    let title = match &document.dated {
        Some(dated) => title::find(&text, dated),
        None => title::find(&text, &DatedText::search(&text, &document.context)),
    };
    EventText { text, title }
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// An article as an item among others.
impl From<Article> for RawItem {
    fn from(article: Article) -> Self {
        Self {
            url: article.url,
            title: article.text.title().to_owned(),
            publication: article.publication,
            conflicts: article.conflicts,
            lang: article.lang,
            read_in: article.read_in,
            outlet: article.source,
            kind: article.kind_hint,
            notes: article.notes,
            body: Some(Body::Article(article.text)),
            ..Self::default()
        }
    }
}
