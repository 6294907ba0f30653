//! HTML: the article on a page, and what the page says of it.

use dom_smoothie::{Config, Readability, TextMode};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::super::ArticleOrigin;
use super::super::wire::Document;
use crate::article::IngestError;
use crate::date;
use crate::event::EventKind;
use crate::text::{most_attributes, nests_deeper, without_furniture};

/// Elements of a page beyond which it is not searched for its article but taken as it is.
const MAX_ELEMENTS: usize = 60_000;

/// Levels of elements that are followed. Building the tree takes time with the square of the depth;
/// pages for readers stay below a hundred levels.
const MAX_DEPTH: usize = 1_000;

/// Attributes of one tag, which the tokenizer compares with one another.
const MAX_ATTRIBUTES: usize = 1_000;

/// With fewer characters than this, the extracted part is not the article.
const MIN_ARTICLE: usize = 140;

/// Reads a page.
pub(super) fn parse(text: &str, origin: &ArticleOrigin) -> Result<Document, IngestError> {
    if most_attributes(text) > MAX_ATTRIBUTES {
        return Err(IngestError::TooManyAttributes { limit: MAX_ATTRIBUTES });
    }
    if nests_deeper(text, MAX_DEPTH) {
        return Err(IngestError::TooDeep { limit: MAX_DEPTH });
    }
    let page = Html::parse_document(text);
    let visible = visible_text(&page);
    if visible.trim().is_empty() && headline(&page).is_none() {
        return Err(IngestError::NoText);
    }
    let mut notes = Vec::new();
    let body = body(text, &visible, &mut notes);
    let lang = stated_language(&page);
    let context = super::context(origin, lang.as_deref(), &body);
    let mut dates = date::find_in_page(&page, &context);
    if dates.best.is_none() {
        dates.best = origin.url.as_deref().and_then(date::address);
    }
    Ok(Document {
        title: title(&page),
        dates,
        dated: None,
        context,
        lang,
        site: site(&page),
        canonical: canonical(&page),
        kind: kind(&visible),
        body,
        notes,
    })
}

/// The text of the article, and a note where it is not sure to be that.
fn body(html: &str, visible: &str, notes: &mut Vec<String>) -> String {
    if visible.trim().is_empty() {
        notes.push("the page shows no text without its scripts; its title alone was taken".to_owned());
        return String::new();
    }
    let text = article_text(html, visible).unwrap_or_else(|| {
        notes.push("no article was made out on the page; its whole text was taken".to_owned());
        visible.to_owned()
    });
    let kept = without_furniture(&text);
    if kept.chars().count() < MIN_ARTICLE && kept.len() * 2 < text.len() {
        notes.push(
            "the page shows a box that asks for consent, not the article; its title was taken".to_owned(),
        );
    }
    tidy(&kept)
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map(|s| page.select(&s).collect()).unwrap_or_default()
}

fn attribute(page: &Html, selector: &str, name: &str) -> Option<String> {
    select(page, selector).into_iter().filter_map(|e| e.attr(name)).map(one_line).find(|v| !v.is_empty())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn inner_text(element: ElementRef<'_>) -> String {
    one_line(&element.text().collect::<Vec<_>>().join(" "))
}

/// The headline that the page states for sharing.
fn headline(page: &Html) -> Option<String> {
    attribute(page, r#"meta[property="og:title"], meta[name="og:title"]"#, "content")
        .map(|title| without_site(&title, page))
        .or_else(|| linked_field(page, &["headline", "name"]))
}

/// The headline that the page states for sharing, then its heading, then its title without the
/// name of the site.
fn title(page: &Html) -> Option<String> {
    headline(page)
        .or_else(|| {
            let headings = select(page, "h1");
            (headings.len() == 1).then(|| inner_text(headings[0])).filter(|t| !t.is_empty())
        })
        .or_else(|| {
            let title = select(page, "title").first().map(|e| inner_text(*e)).filter(|t| !t.is_empty())?;
            Some(without_site(&title, page))
        })
        .or_else(|| select(page, "h1, h2").into_iter().map(inner_text).find(|t| !t.is_empty()))
}

/// *Headline | Site* and *Headline - Site* without the site.
fn without_site(title: &str, page: &Html) -> String {
    let site = site(page).unwrap_or_default().to_lowercase();
    for mark in [" | ", " - ", " – ", " — ", " :: "] {
        let Some((head, tail)) = title.rsplit_once(mark) else { continue };
        let tail_lower = tail.trim().to_lowercase();
        let is_site = !site.is_empty() && (site.contains(&tail_lower) || tail_lower.contains(&site));
        let looks_like_site = mark == " | " && tail.split_whitespace().count() <= 4;
        if (is_site || looks_like_site) && head.split_whitespace().count() >= 2 {
            return head.trim().to_owned();
        }
    }
    title.to_owned()
}

fn site(page: &Html) -> Option<String> {
    attribute(page, r#"meta[property="og:site_name"], meta[name="og:site_name"]"#, "content")
        .or_else(|| linked_field(page, &["publisher"]))
        .or_else(|| attribute(page, r#"meta[name="application-name"], meta[name="publisher"]"#, "content"))
}

fn canonical(page: &Html) -> Option<String> {
    attribute(page, r#"link[rel="canonical"]"#, "href")
        .or_else(|| attribute(page, r#"meta[property="og:url"]"#, "content"))
        .filter(|url| url.starts_with("http"))
}

fn stated_language(page: &Html) -> Option<String> {
    attribute(page, "html[lang]", "lang")
        .or_else(|| linked_field(page, &["inLanguage"]))
        .or_else(|| attribute(page, r#"meta[property="og:locale"]"#, "content"))
        .or_else(|| {
            attribute(page, r#"meta[http-equiv="content-language" i], meta[name="language" i]"#, "content")
        })
}

/// A field of the article that JSON-LD describes; of an object, its name.
fn linked_field(page: &Html, names: &[&str]) -> Option<String> {
    select(page, r#"script[type="application/ld+json"]"#).into_iter().find_map(|script| {
        let text: String = script.text().collect();
        let value: Value = serde_json::from_str(date::json_inside(&text)).ok()?;
        field_of(&value, names, 6)
    })
}

fn field_of(value: &Value, names: &[&str], depth: usize) -> Option<String> {
    match value {
        Value::Array(items) if depth > 0 => items.iter().find_map(|item| field_of(item, names, depth - 1)),
        Value::Object(fields) if depth > 0 => {
            let is_article = fields.contains_key("headline") || fields.contains_key("datePublished");
            let own = || names.iter().find_map(|name| text_of(fields.get(*name)?));
            is_article.then(own).flatten().or_else(|| {
                ["@graph", "mainEntity"]
                    .iter()
                    .find_map(|name| field_of(fields.get(*name)?, names, depth - 1))
            })
        }
        _ => None,
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(one_line(text)).filter(|t| !t.is_empty()),
        Value::Object(fields) => text_of(fields.get("name")?),
        Value::Array(items) => text_of(items.first()?),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The text of the article on the page, without navigation, teasers and notices.
///
/// `None` where none was made out, or where what was made out is a fragment of a page that has
/// much more to say, such as a form laid out in tables.
fn article_text(html: &str, visible: &str) -> Option<String> {
    let config = Config {
        text_mode: TextMode::Formatted,
        max_elements_to_parse: MAX_ELEMENTS,
        disable_json_ld: true,
        ..Config::default()
    };
    let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    let text = tidy(&article.text_content);
    let enough = text.chars().count() >= MIN_ARTICLE || text.len() * 3 >= visible.len();
    (enough && !text.is_empty()).then_some(text)
}

/// Single blank lines between paragraphs, single spaces between words.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines().map(one_line) {
        if line.is_empty() {
            blank = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        out.push_str(&line);
        blank = false;
    }
    out
}

/// The text that a reader of the page sees, a line for each block.
fn visible_text(page: &Html) -> String {
    let mut text = String::new();
    // By hand, as pages nest deeper than a stack allows. A block is met again after its children.
    let mut pending = vec![(page.tree.root(), false)];
    while let Some((node, closing)) = pending.pop() {
        if closing {
            text.push('\n');
            continue;
        }
        if let Some(piece) = node.value().as_text() {
            text.push_str(&piece.replace('\n', " "));
        }
        if let Some(element) = node.value().as_element() {
            if is_hidden(element.name()) {
                continue;
            }
            if is_block(element.name()) {
                text.push('\n');
                pending.push((node, true));
            }
        }
        pending.extend(node.children().rev().map(|child| (child, false)));
    }
    tidy(&text)
}

fn is_hidden(name: &str) -> bool {
    matches!(name, "script" | "style" | "noscript" | "template" | "head" | "svg" | "iframe" | "object")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "br"
            | "li"
            | "ul"
            | "ol"
            | "tr"
            | "table"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "blockquote"
            | "main"
            | "aside"
            | "nav"
            | "hr"
            | "pre"
            | "figure"
            | "figcaption"
            | "dd"
            | "dt"
    )
}

/// A form of the US regulator says so in its head.
fn kind(visible: &str) -> Option<EventKind> {
    let head: String = visible.chars().take(1_500).collect::<String>().to_uppercase();
    (head.contains("SECURITIES AND EXCHANGE COMMISSION") && head.contains("FORM"))
        .then_some(EventKind::Filing)
}
