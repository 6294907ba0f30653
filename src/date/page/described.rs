//! What the scripts of a page say of its dates: JSON-LD, and the state that an application keeps.

use std::sync::LazyLock;

use regex::Regex;
use scraper::ElementRef;
use serde_json::Value;

use super::super::finding::{DateContext, DateEvidence, DateFinding};
use super::super::machine;

/// Levels of nesting to which JSON-LD is followed.
const MAX_DEPTH: usize = 12;

/// What a page's script says of the dates of the things it describes.
pub(super) fn script(script: ElementRef<'_>, context: &DateContext, found: &mut Vec<DateFinding>) {
    let text: String = script.text().collect();
    if !script.attr("type").is_some_and(|t| t.to_ascii_lowercase().contains("ld+json")) {
        found.extend(kept_state(&text, context));
        return;
    }
    match serde_json::from_str::<Value>(json_inside(&text)) {
        Ok(value) => described_dates(&value, context, found, MAX_DEPTH),
        Err(_) => salvage(&text, context, found),
    }
}

/// The first date of publication in the state that a script keeps: `"published_at":"2025-01-29T…"`.
///
/// Such a state may hold other articles too, so that it is the weakest word on a publication.
fn kept_state(text: &str, context: &DateContext) -> Option<DateFinding> {
    static FIELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r#"(?i)\\?"(?:date_?published|published_?(?:at|date|time|on)?|publish_?date|publication_?date|"#,
            r#"date_?created|created_?(?:at|date))\\?"\s*:\s*\\?"((?:19|20)\d\d-[^"\\]{5,30})"#
        ))
        .ok()
    });
    let hit = FIELD.as_ref()?.captures(text)?;
    stated(&hit[1], DateEvidence::Embedded, context)
}

/// The JSON of a script without the comment marks that some pages put around it.
pub(crate) fn json_inside(text: &str) -> &str {
    let start = text.find(['{', '[']).unwrap_or(0);
    let inner = text[start..].trim_end();
    let start = if inner.starts_with("[CDATA[") { inner.find('{').unwrap_or(0) } else { 0 };
    let end = inner.rfind(['}', ']']).map_or(inner.len(), |at| at + 1);
    let inner = inner.get(start..end).unwrap_or(inner);
    inner.trim_end_matches("]]").trim_end()
}

fn described_dates(value: &Value, context: &DateContext, found: &mut Vec<DateFinding>, depth: usize) {
    match value {
        Value::Array(items) if depth > 0 => {
            for item in items {
                described_dates(item, context, found, depth - 1);
            }
        }
        Value::Object(fields) if depth > 0 => {
            if !is_of_another_item(fields.get("@type")) {
                for (name, evidence) in [
                    ("datePublished", DateEvidence::Published),
                    ("uploadDate", DateEvidence::Stated),
                    ("dateCreated", DateEvidence::Stated),
                    ("dateModified", DateEvidence::Modified),
                ] {
                    found.extend(fields.get(name).and_then(|v| json_date(v, evidence, context)));
                }
            }
            for inner in
                ["@graph", "mainEntity", "mainEntityOfPage"].iter().filter_map(|name| fields.get(*name))
            {
                described_dates(inner, context, found, depth - 1);
            }
        }
        _ => {}
    }
}

/// Comments, reviews, offers and events on a page have dates of their own.
fn is_of_another_item(kind: Option<&Value>) -> bool {
    let names = match kind {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return false,
    };
    names
        .iter()
        .any(|name| matches!(*name, "Comment" | "Review" | "Event" | "Offer" | "Organization" | "Person"))
}

fn json_date(value: &Value, evidence: DateEvidence, context: &DateContext) -> Option<DateFinding> {
    match value {
        Value::String(text) => stated(text, evidence, context),
        Value::Number(number) => stated(&number.to_string(), evidence, context),
        Value::Object(fields) => json_date(fields.get("@value")?, evidence, context),
        Value::Array(items) => json_date(items.first()?, evidence, context),
        Value::Null | Value::Bool(_) => None,
    }
}

/// The dates in JSON-LD that is not JSON.
fn salvage(text: &str, context: &DateContext, found: &mut Vec<DateFinding>) {
    static FIELD: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#""(datePublished|dateModified)"\s*:\s*"([^"]{4,60})""#).ok());
    let Some(field) = FIELD.as_ref() else { return };
    for hit in field.captures_iter(text) {
        let evidence =
            if &hit[1] == "datePublished" { DateEvidence::Published } else { DateEvidence::Modified };
        found.extend(stated(&hit[2], evidence, context));
    }
}

pub(super) fn stated(text: &str, evidence: DateEvidence, context: &DateContext) -> Option<DateFinding> {
    Some(machine::value(text, context)?.found(text, evidence))
}
