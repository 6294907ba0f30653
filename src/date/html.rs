//! The dates that a page states about itself.
//!
//! Order of trust: JSON-LD (<https://schema.org/datePublished>), meta tags
//! (<https://ogp.me/#type_article>, Dublin Core, and what content systems made of them), microdata
//! and `<time>`, elements whose class says that they hold the date, then visible text.

use std::sync::LazyLock;

use regex::Regex;
use scraper::{ElementRef, Html};
use serde_json::Value;

use super::finding::{DateContext, DateFinding, Evidence};
use super::{machine, prose};

/// Bytes of visible text in which a date line is looked for.
const TEXT_HEAD: usize = 3_000;

/// Levels of nesting to which JSON-LD is followed.
const MAX_DEPTH: usize = 12;

/// The dates of a page that may be its publication, best first.
pub(super) fn findings(page: &Html, context: &DateContext) -> Vec<DateFinding> {
    let (mut found, mut described) = (Vec::new(), Vec::new());
    let mut visible = Vec::new();
    let mut canonical = None;
    for element in page.tree.nodes().filter_map(ElementRef::wrap) {
        match element.value().name() {
            "script" => linked_data(element, context, &mut described),
            "meta" => found.extend(meta(element, context)),
            "time" => found.extend(time(element, context)),
            "link" if element.attr("rel") == Some("canonical") => canonical = element.attr("href"),
            _ => {
                found.extend(microdata(element, context));
                if says_date(element) {
                    visible.extend(labelled(element, context));
                }
            }
        }
    }
    // Sorted stably, so that among equals JSON-LD leads.
    found.splice(0..0, described);
    found.extend(visible);
    found.extend(canonical.and_then(address));
    found.sort_by_key(|finding| finding.evidence);
    if found.is_empty() {
        found = prose::findings(&visible_head(page), context);
    }
    found
}

/// What a page's script says of the dates of the things it describes.
fn linked_data(script: ElementRef<'_>, context: &DateContext, found: &mut Vec<DateFinding>) {
    if !script.attr("type").is_some_and(|t| t.to_ascii_lowercase().contains("ld+json")) {
        return;
    }
    let text: String = script.text().collect();
    match serde_json::from_str::<Value>(json_inside(&text)) {
        Ok(value) => described_dates(&value, context, found, MAX_DEPTH),
        Err(_) => salvage(&text, context, found),
    }
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
                    ("datePublished", Evidence::Published),
                    ("uploadDate", Evidence::Stated),
                    ("dateCreated", Evidence::Stated),
                    ("dateModified", Evidence::Modified),
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

fn json_date(value: &Value, evidence: Evidence, context: &DateContext) -> Option<DateFinding> {
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
        let evidence = if &hit[1] == "datePublished" { Evidence::Published } else { Evidence::Modified };
        found.extend(stated(&hit[2], evidence, context));
    }
}

fn stated(text: &str, evidence: Evidence, context: &DateContext) -> Option<DateFinding> {
    Some(machine::value(text, context)?.found(text, evidence))
}

/// What the name of a meta tag says of its content.
fn meta_evidence(name: &str) -> Option<Evidence> {
    let name = name.trim().to_ascii_lowercase();
    Some(match name.trim_start_matches("og:") {
        "article:published_time"
        | "article:published"
        | "article:publish_time"
        | "article:publicationdate"
        | "article.published"
        | "article.date_first_published"
        | "datepublished"
        | "date_published"
        | "published_time"
        | "publish-date"
        | "publish_date"
        | "published-date"
        | "publishdate"
        | "publication_date"
        | "publication-date"
        | "pubdate"
        | "parsely-pub-date"
        | "sailthru.date"
        | "dc.date.issued"
        | "dcterms.issued"
        | "dc.issued"
        | "citation_publication_date"
        | "citation_date"
        | "citation_online_date"
        | "originalpublicationdate"
        | "rnews:datepublished"
        | "published_at"
        | "cxenseparse:recs:publishtime"
        | "ptime"
        | "displaydate"
        | "release_date"
        | "pdate"
        | "release-date"
        | "article_date_original" => Evidence::Published,
        "date"
        | "dc.date"
        | "dcterms.date"
        | "dc.date.created"
        | "dcterms.created"
        | "datecreated"
        | "timestamp"
        | "article_date"
        | "creation_date"
        | "bt:pubdate"
        | "prism.publicationdate" => Evidence::Stated,
        "article:modified_time"
        | "article:modified"
        | "updated_time"
        | "article:updated_time"
        | "lastmod"
        | "last-modified"
        | "last_modified"
        | "datemodified"
        | "dc.date.modified"
        | "dcterms.modified"
        | "revised"
        | "modified_time"
        | "date_updated" => Evidence::Modified,
        _ => return None,
    })
}

fn meta(element: ElementRef<'_>, context: &DateContext) -> Option<DateFinding> {
    let content = element.attr("content").or_else(|| element.attr("value"))?;
    ["property", "name", "itemprop", "http-equiv"]
        .into_iter()
        .filter_map(|attribute| meta_evidence(element.attr(attribute)?))
        .find_map(|evidence| stated(content, evidence, context))
}

fn time(element: ElementRef<'_>, context: &DateContext) -> Option<DateFinding> {
    if in_another_item(element) {
        return None;
    }
    let visible = || element.text().collect::<String>();
    let text = element.attr("datetime").map_or_else(visible, str::to_owned);
    let evidence = match element.attr("itemprop") {
        Some("datePublished") => Evidence::Published,
        Some("dateModified") => Evidence::Modified,
        _ if element.attr("pubdate").is_some() => Evidence::Published,
        _ if class_has(element, &["updated", "modified"]) && !class_has(element, &["published"]) => {
            Evidence::Modified
        }
        _ => Evidence::Stated,
    };
    stated(&text, evidence, context)
}

/// `<span itemprop="datePublished" content="…">`, the abbreviations of microformats.
fn microdata(element: ElementRef<'_>, context: &DateContext) -> Option<DateFinding> {
    let evidence = match element.attr("itemprop")? {
        "datePublished" => Evidence::Published,
        "dateCreated" => Evidence::Stated,
        "dateModified" => Evidence::Modified,
        _ => return None,
    };
    let visible = || element.text().collect::<String>();
    let text = element.attr("content").or_else(|| element.attr("title")).map_or_else(visible, str::to_owned);
    stated(&text, evidence, context)
}

/// Teasers, comments and marginal columns have dates of their own.
fn in_another_item(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|a| {
        matches!(a.value().name(), "aside" | "footer" | "nav")
            || class_has(a, &["comment", "related", "teaser", "sidebar", "recommend"])
    })
}

fn class_has(element: ElementRef<'_>, parts: &[&str]) -> bool {
    ["class", "id"].into_iter().filter_map(|a| element.attr(a)).any(|value| {
        let value = value.to_ascii_lowercase();
        parts.iter().any(|part| value.contains(part))
    })
}

/// True where a class or id has a word for a date: `date`, `article-date`, `posted-on`, `byline`.
fn says_date(element: ElementRef<'_>) -> bool {
    ["class", "id"].into_iter().filter_map(|a| element.attr(a)).any(|value| {
        value.to_ascii_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
            matches!(
                word,
                "date"
                    | "datum"
                    | "datetime"
                    | "dateline"
                    | "timestamp"
                    | "published"
                    | "pubdate"
                    | "posted"
                    | "publish"
                    | "publishdate"
                    | "time"
                    | "updated"
                    | "fecha"
                    | "data"
                    | "byline"
                    | "datepublished"
            )
        })
    })
}

/// The date in an element whose class says that it holds one, if it holds little else.
fn labelled(element: ElementRef<'_>, context: &DateContext) -> Option<DateFinding> {
    let text = element.text().collect::<Vec<_>>().join(" ");
    if text.len() > 300 || in_another_item(element) {
        return None;
    }
    let modified = class_has(element, &["updated", "modified"]) && !class_has(element, &["published"]);
    let mut finding = prose::findings(&text, context).into_iter().next()?;
    if modified && !finding.evidence.is_modification() {
        finding.evidence = Evidence::ModifiedText;
    }
    Some(finding)
}

/// `/2025/01/29/` in an address.
pub(crate) fn address(url: &str) -> Option<DateFinding> {
    static PATH: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"/((?:19|20)\d\d)[/-]([01]\d)[/-]([0-3]\d)(?:/|-|$)").ok());
    let hit = PATH.as_ref()?.captures(url)?;
    let text = format!("{}-{}-{}", &hit[1], &hit[2], &hit[3]);
    Some(
        machine::value(&text, &DateContext::default())?
            .found(hit[0].trim_matches(['/', '-']), Evidence::Address),
    )
}

/// The beginning of what a reader sees, a line for each piece of text.
fn visible_head(page: &Html) -> String {
    let mut text = String::new();
    for node in page.tree.nodes() {
        let Some(piece) = node.value().as_text() else { continue };
        let hidden = node.ancestors().filter_map(ElementRef::wrap).any(|a| {
            matches!(
                a.value().name(),
                "script" | "style" | "noscript" | "template" | "aside" | "footer" | "nav"
            )
        });
        if !hidden && !piece.trim().is_empty() {
            text.push_str(piece.trim());
            text.push('\n');
        }
        if text.len() > TEXT_HEAD {
            break;
        }
    }
    text
}
