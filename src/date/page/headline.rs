//! Where the headline of a page stands: dates near it are those of the article.

use scraper::{ElementRef, Html};

use crate::text::lower;

/// The fewest letters by which a heading and the title of a page are taken for the same.
const SURE: usize = 10;

/// The most bytes of a heading that are looked at.
const LONGEST: usize = 1_000;

/// The element that holds the headline: the longest heading that the title of the page repeats, else the
/// first of the highest rank.
pub(super) fn find(page: &Html) -> Option<ElementRef<'_>> {
    let elements = || page.tree.nodes().filter_map(ElementRef::wrap);
    let titles: Vec<String> = elements().filter_map(title).map(|title| letters(&title)).collect();
    let mut first = None;
    let mut best: Option<(usize, ElementRef<'_>)> = None;
    for element in elements().filter(|e| matches!(e.value().name(), "h1" | "h2" | "h3")) {
        let heading = letters(&super::text_within(element, LONGEST));
        if first.is_none() && element.value().name() == "h1" && !heading.is_empty() {
            first = Some(element);
        }
        let same = |title: &String| title.contains(&heading) || heading.contains(title.as_str());
        let sure = heading.len() >= SURE && titles.iter().any(|title| title.len() >= SURE && same(title));
        if sure && best.is_none_or(|(known, _)| known < heading.len()) {
            best = Some((heading.len(), element));
        }
    }
    best.map(|(_, element)| element).or(first)
}

/// The title that an element in the head of the page states.
fn title(element: ElementRef<'_>) -> Option<String> {
    match element.value().name() {
        "title" => Some(super::text_within(element, LONGEST)),
        "meta" => {
            let name = element.attr("property").or_else(|| element.attr("name"))?;
            matches!(name, "og:title" | "twitter:title").then(|| element.attr("content"))?.map(str::to_owned)
        }
        _ => None,
    }
}

fn letters(text: &str) -> String {
    lower(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
