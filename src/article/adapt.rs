//! From what an article says of itself to our types, and every forgiving rule on the way.

use super::title;
use super::wire::Document;
use super::{Article, ArticleOrigin, parse};
use crate::date::{DateContext, DatedText, Findings};
use crate::event::{EventText, Publication};

/// Makes an article of what was read.
pub(super) fn adapt(document: Document, mut notes: Vec<String>, origin: &ArticleOrigin) -> Article {
    let context = parse::context(origin, document.lang.as_deref());
    let text = event_text(&document, &context);
    let (publication, conflicts) = publication(&document.dates, &context, &mut notes);
    notes.extend(document.notes);
    Article {
        publication,
        conflicts,
        source: document.site.or_else(|| host(origin.url.as_deref()?)),
        url: document.canonical.or_else(|| origin.url.clone()),
        lang: document.lang.as_deref().and_then(crate::text::tag_code),
        text,
        notes,
        kind_hint: document.kind,
    }
}

fn event_text(document: &Document, context: &DateContext) -> EventText {
    if let Some(title) = document.title.as_deref().filter(|t| !t.is_empty()) {
        return EventText::from_title_and_body(title, &document.body);
    }
    let text = document.body.clone();
    let title = match &document.dated {
        Some(dated) => title::find(&text, dated),
        None => title::find(&text, &DatedText::search(&text, context)),
    };
    EventText { text, title }
}

/// The publication that the dates say, what contradicts it, and notes on what is doubtful.
fn publication(
    dates: &Findings,
    context: &DateContext,
    notes: &mut Vec<String>,
) -> (Option<Publication>, Vec<Publication>) {
    for future in &dates.future {
        notes.push(format!(
            "the date of publication \"{}\" lies in the future and was passed over",
            future.original
        ));
    }
    let Some(best) = &dates.best else { return (None, Vec::new()) };
    notes.extend(best.remarks.iter().map(|remark| format!("date \"{}\": {remark}", best.original)));
    let conflicts =
        dates.conflicts(context).into_iter().map(|f| f.publication(context.default_zone)).collect();
    (Some(best.publication(context.default_zone)), conflicts)
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}
