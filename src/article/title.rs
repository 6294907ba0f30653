//! The title of a text that marks none.

use std::ops::Range;

use crate::date::{DateContext, Evidence, find_in_text};

/// Lines that are looked at.
const MAX_LINES: usize = 15;

/// The most characters of a title; a longer line is a paragraph.
const MAX_TITLE: usize = 220;

/// The most characters of a rubric such as *KI* or *Wirtschaft & Börse*.
const MAX_RUBRIC: usize = 30;

/// A line with its place in the text, trimmed.
struct Line<'a> {
    text: &'a str,
    start: usize,
}

/// The byte span of the title: the first line that is neither a date line, a rubric, a byline nor
/// furniture; of a paragraph, its first sentence. Empty where the text has no words.
pub(super) fn find(text: &str, context: &DateContext) -> Range<usize> {
    let lines = lines(text);
    let chosen = (0..lines.len()).find(|&i| !is_furniture(&lines, i, context)).unwrap_or(0);
    let Some(line) = lines.get(chosen) else { return 0..0 };
    let start = line.start + after_dateline(line.text, context);
    let rest = &text[start..line.start + line.text.len()];
    start..start + if rest.chars().count() > MAX_TITLE { first_sentence(rest) } else { rest.len() }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            found.push(Line { text: trimmed, start: at + (line.len() - line.trim_start().len()) });
        }
        at += line.len();
        if found.len() == MAX_LINES {
            break;
        }
    }
    found
}

fn is_furniture(lines: &[Line<'_>], i: usize, context: &DateContext) -> bool {
    let line = lines[i].text;
    !line.chars().any(char::is_alphabetic)
        || is_date_line(line, context)
        || is_byline(line)
        || is_address(line)
        || (is_rubric(line) && lines.get(i + 1).is_some_and(|next| may_follow_rubric(next.text)))
}

/// A line that is nothing but a date, with a place or a byline at most.
fn is_date_line(line: &str, context: &DateContext) -> bool {
    // A missing year must not hide a date line, so any recent day serves as today.
    let found = find_in_text(line, context);
    let dates = found.best.iter().chain(&found.future);
    line.chars().count() <= 100 && dates.into_iter().any(|f| f.evidence != Evidence::Dateline)
}

fn is_byline(line: &str) -> bool {
    let lower = line.to_lowercase();
    let words = line.split_whitespace().count();
    let starts = [
        "von ", "by ", "par ", "por ", "di ", "autor:", "author:", "foto:", "photo:", "bild:", "quelle:",
        "source:", "image:",
    ];
    let rest_is_names = line.split_whitespace().skip(1).all(|w| {
        w.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphabetic())
            || matches!(w, "und" | "and" | "et" | "y" | "e" | "in" | "von" | "de")
    });
    let reading_time = words <= 5
        && (lower.contains("min read") || lower.contains("lesezeit") || lower.contains("min. lese"));
    let notice = matches!(
        lower.as_str(),
        "anzeige"
            | "advertisement"
            | "werbung"
            | "teilen"
            | "share"
            | "publicité"
            | "breaking"
            | "eilmeldung"
    );
    reading_time || notice || (words <= 8 && rest_is_names && starts.iter().any(|s| lower.starts_with(s)))
}

fn is_address(line: &str) -> bool {
    (line.starts_with("http://") || line.starts_with("https://") || line.starts_with("www."))
        && !line.contains(' ')
}

/// A word or two without the marks of a sentence or headline.
fn is_rubric(line: &str) -> bool {
    let words = line.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
    words <= 2
        && line.chars().count() <= MAX_RUBRIC
        && !line.contains(['?', '!', '.', '"', '%', '„', '“'])
        && (!line.contains(':') || line.ends_with(':'))
}

/// Below a rubric stands a headline or a date. A sentence with its full stop is the text itself, and
/// the short line above it the headline.
fn may_follow_rubric(next: &str) -> bool {
    next.chars().count() <= MAX_TITLE && !next.ends_with('.')
}

/// Bytes of `NEW YORK, Sept 9 (Agency) - ` at the start of a line.
fn after_dateline(line: &str, context: &DateContext) -> usize {
    let Some(found) = find_in_text(line, context).best.filter(|f| f.evidence == Evidence::Dateline) else {
        return 0;
    };
    let from = line.find(&found.original).map_or(0, |at| at + found.original.len());
    ["- ", "– ", "— ", ": ", ") "]
        .iter()
        .filter_map(|mark| Some(from + line.get(from..)?.find(mark)? + mark.len()))
        .min()
        .filter(|end| *end < line.len())
        .map_or(0, |end| {
            end + (line[end..].len() - line[end..].trim_start_matches(['-', '–', '—', ' ']).len())
        })
}

/// Bytes of the first sentence, or of as many words as a title may have.
fn first_sentence(text: &str) -> usize {
    let limit = text.char_indices().nth(MAX_TITLE).map_or(text.len(), |(at, _)| at);
    let head = &text[..limit];
    let end = head.char_indices().zip(head.chars().skip(1)).find_map(|((at, c), next)| {
        let before = head[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let short = before.chars().count() < 3 || before.chars().all(|c| c.is_ascii_digit());
        (matches!(c, '.' | '!' | '?') && next.is_whitespace() && !(c == '.' && short))
            .then_some(at + c.len_utf8())
    });
    end.or_else(|| head.rfind(' ')).unwrap_or(limit)
}
