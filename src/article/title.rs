//! The title of a text that marks none.

use std::ops::Range;

use crate::date::{DateEvidence, DatedText};
use crate::text::{self, lower, words};

/// Lines that are looked at.
const MAX_LINES: usize = 15;

/// The most characters of a title; a longer line is a paragraph.
const MAX_TITLE: usize = 220;

/// The most characters of a rubric such as *KI* or *Wirtschaft & Börse*.
const MAX_RUBRIC: usize = 30;

/// The most characters of a date line.
const MAX_DATE_LINE: usize = 100;

/// The most words of a byline.
const MAX_BYLINE: usize = 8;

/// The most words of a line that tells how long reading takes.
const MAX_READING_TIME: usize = 5;

/// A line with its place in the text, trimmed.
struct Line<'a> {
    text: &'a str,
    start: usize,
}

impl Line<'_> {
    fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The byte span of the title: the first line that is neither a date line, a rubric, a byline nor
/// furniture; of a paragraph, its first sentence. Empty where the text has no words.
pub(super) fn find(text: &str, dated: &DatedText) -> Range<usize> {
    let lines = lines(text);
    let chosen = (0..lines.len()).find(|&i| !is_furniture(&lines, i, dated)).unwrap_or(0);
    let Some(line) = lines.get(chosen) else { return 0..0 };
    let start = line.start + after_dateline(line, dated);
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

fn is_furniture(lines: &[Line<'_>], i: usize, dated: &DatedText) -> bool {
    let line = &lines[i];
    !line.text.chars().any(char::is_alphabetic)
        || is_date_line(line, dated)
        || is_byline(line.text)
        || is_address(line.text)
        || (is_rubric(line.text) && lines.get(i + 1).is_some_and(|next| may_follow_rubric(next.text)))
}

/// A line that is nothing but a date, with a place or a byline at most.
fn is_date_line(line: &Line<'_>, dated: &DatedText) -> bool {
    let short = line.text.chars().count() <= MAX_DATE_LINE;
    short && dated.within(line.span()).any(|(_, evidence)| evidence != DateEvidence::Dateline)
}

/// `By Ann Example`, `3 min read`, `Advertisement`.
fn is_byline(line: &str) -> bool {
    let lower = lower(line);
    let words = line.split_whitespace().count();
    let begins = |e: &words::Entry| {
        lower
            .strip_prefix(&text::lower(e.phrase))
            .is_some_and(|rest| e.phrase.ends_with(':') || rest.starts_with(' '))
    };
    let joins = |word: &str| words::of_kind("article.name_joiner").any(|e| e.phrase == word);
    let rest_is_names = line
        .split_whitespace()
        .skip(1)
        .all(|w| w.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphabetic()) || joins(w));
    let reading_time = words <= MAX_READING_TIME
        && words::of_kind("article.reading_time").any(|e| lower.contains(&text::lower(e.phrase)));
    let notice = words::of_kind("article.notice").any(|e| lower == text::lower(e.phrase));
    reading_time
        || notice
        || words <= MAX_BYLINE && rest_is_names && words::of_kind("article.byline").any(begins)
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

/// A rubric is followed by a headline or a date. A sentence with a full stop is the text itself, and
/// the short line above it the headline.
fn may_follow_rubric(next: &str) -> bool {
    next.chars().count() <= MAX_TITLE && !next.ends_with('.')
}

/// Bytes of `NEW YORK, Sept 9 (Agency) - ` at the start of a line.
fn after_dateline(line: &Line<'_>, dated: &DatedText) -> usize {
    let mut datelines = dated.within(line.span()).filter(|(_, evidence)| *evidence == DateEvidence::Dateline);
    let Some((date, _)) = datelines.next() else { return 0 };
    let (text, from) = (line.text, date.end - line.start);
    ["- ", "– ", "— ", ": ", ") "]
        .iter()
        .filter_map(|mark| Some(from + text.get(from..)?.find(mark)? + mark.len()))
        .min()
        .filter(|end| *end < text.len())
        .map_or(0, |end| {
            end + (text[end..].len() - text[end..].trim_start_matches(['-', '–', '—', ' ']).len())
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
