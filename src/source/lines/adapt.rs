//! A line's fields to an item.

use serde_json::Value;

use super::wire::Line;
use crate::date::{self, DateContext};
use crate::event::EventKind;
use crate::event::{Body, RawItem};

pub(super) fn adapt(line: Line, dates: &DateContext) -> Result<RawItem, String> {
    let kind = line.kind.as_deref().map(str::parse::<EventKind>).transpose().map_err(|e| e.to_string())?;
    let written = line.published_at.as_ref().map(words).filter(|w| !w.is_empty());
    let publication = match &written {
        None => None,
        Some(written) => {
            let found = date::read_value(written, dates);
            Some(
                found
                    .ok_or_else(|| format!("`published_at`: \"{written}\" is not a day or time"))?
                    .publication(None),
            )
        }
    };
    let text = line.text.map(Body::Text).or(line.html.map(Body::Html));
    Ok(RawItem {
        guid: line.id.as_ref().map(words).filter(|id| !id.is_empty()),
        url: line.url,
        title: crate::text::one_line(&line.title),
        body: text,
        summary: line.summary.map(Body::Html),
        publication,
        lang: line.lang,
        symbols: line.symbols,
        author: line.author,
        outlet: line.source,
        kind,
        ..RawItem::default()
    })
}

/// A text or a number as words.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
