//! From marks to words, for titles and texts that feeds and services send as pieces of HTML.

use scraper::{Html, Node};

/// Elements whose content is not for readers.
const HIDDEN: [&str; 6] = ["script", "style", "noscript", "template", "iframe", "svg"];

/// Elements that are on lines of their own.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "section",
    "article",
    "figure",
    "figcaption",
    "dd",
    "dt",
];

/// The words of a piece of HTML, blocks on lines of their own, entities resolved.
///
/// ```
/// use newstape::text::plain_text;
/// assert_eq!(plain_text("<p>AT&amp;T <b>rises</b></p><p>2&nbsp;%</p>"), "AT&T rises\n2 %");
/// ```
#[must_use]
pub fn plain_text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return tidy(html);
    }
    let page = Html::parse_fragment(html);
    let mut text = String::new();
    // A stack of our own, for pieces may nest deeper than the program's. `None` is the end of a block.
    let mut open = vec![Some(page.tree.root())];
    while let Some(next) = open.pop() {
        let Some(node) = next else {
            text.push('\n');
            continue;
        };
        match node.value() {
            Node::Element(element) if HIDDEN.contains(&element.name()) => continue,
            Node::Element(element) if BLOCKS.contains(&element.name()) => {
                text.push('\n');
                open.push(None);
            }
            Node::Element(element) if matches!(element.name(), "td" | "th") => text.push(' '),
            Node::Text(piece) => text.push_str(&spaces_for_breaks(piece)),
            _ => {}
        }
        open.extend(node.children().rev().map(Some));
    }
    tidy(&text)
}

/// Line breaks in the source of HTML are spaces.
fn spaces_for_breaks(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// Lines without spaces at their ends or twice in a row, and without empty ones.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The same on one line: for titles.
#[must_use]
pub fn one_line(html: &str) -> String {
    plain_text(html).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_marks_go_and_words_stay() {
        let html = "<p>One<script>alert('x')</script></p>\n<ul><li>two\nthree<li>four</ul><img src=x>";
        assert_eq!(plain_text(html), "One\ntwo three\nfour");
        assert_eq!(one_line("<b>A</b><br>B &lt;C&gt;"), "A B <C>");
        assert_eq!(plain_text("plain  text\n\nkept"), "plain text\nkept");
    }

    #[test]
    fn deep_nesting_is_no_harm() {
        let html = format!("{}x{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
        assert_eq!(plain_text(&html), "x");
    }
}
