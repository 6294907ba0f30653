//! From marks to words, for titles and texts that feeds and services send as pieces of HTML.

use super::html;

/// The words of a piece of HTML, blocks on lines of their own, entities resolved.
///
/// What readers do not see is left out: scripts, styles, drawings, templates. The time taken grows with
/// the length of the piece alone, however deep its elements nest.
///
/// ```
/// use newstape::text::plain_text;
/// assert_eq!(plain_text("<p>AT&amp;T <b>rises</b></p><p>2&nbsp;%</p>"), "AT&T rises\n2 %");
/// ```
#[must_use]
pub fn plain_text(html: &str) -> String {
    if html.contains(['<', '&']) { tidy(&html::words(html)) } else { tidy(html) }
}

/// Lines without spaces at their ends or twice in a row, and without empty ones.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Whether a text is HTML, by how it begins.
#[must_use]
pub fn looks_like_html(text: &str) -> bool {
    let text = text.trim_start();
    if !text.starts_with('<') {
        return false;
    }
    let head = text.chars().take(2_000).collect::<String>().to_ascii_lowercase();
    let tags = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<article",
        "<title",
        "<div",
        "<p>",
        "<p ",
        "<main",
    ];
    tags.iter().any(|tag| head.contains(tag))
}

/// The same on one line: for titles.
#[must_use]
pub fn one_line(html: &str) -> String {
    plain_text(html).replace('\n', " ")
}

#[cfg(test)]
mod tests;
