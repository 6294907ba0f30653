//! The text of an event with its findings marked.

use std::ops::Range;

use crate::event::EventText;
use crate::link::{EvidenceKind, Role};
use crate::view::event::EventDocument;
use crate::view::text::status_word;

/// The most bytes of a text that a page shows.
const MOST_BYTES: usize = 20_000;

/// A text divided into marked and unmarked stretches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The stretches, in order; together they are the text.
    pub stretches: Vec<Stretch>,
    /// Whether the text was cut off.
    pub is_cut: bool,
}

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The words.
    pub text: String,
    /// `""` for plain text, `link` for a company, else the verdict on a stated move.
    pub mark: &'static str,
    /// The label of the mark: a symbol or a verdict.
    pub says: String,
}

struct Mark {
    span: Range<usize>,
    class: &'static str,
    says: String,
}

/// The text after its title; `None` where nothing follows.
pub(super) fn passage(text: &EventText, document: &EventDocument) -> Option<Passage> {
    let end = text.text.floor_char_boundary(text.text.len().min(text.title.end + MOST_BYTES));
    let body = text.title.end..end;
    if text.text.get(body.clone())?.trim().is_empty() {
        return None;
    }
    let mut stretches = Vec::new();
    let mut at = body.start;
    let plain = |from: usize, to: usize| Stretch {
        text: text.text.get(from..to).unwrap_or_default().to_owned(),
        mark: "",
        says: String::new(),
    };
    for Mark { span, class, says } in marks(document) {
        let Some(words) = text.text.get(span.clone()).filter(|_| span.start >= at && span.end <= end) else {
            continue;
        };
        stretches.push(plain(at, span.start));
        stretches.push(Stretch { text: words.to_owned(), mark: class, says });
        at = span.end;
    }
    stretches.push(plain(at, end));
    stretches.retain(|s| !s.text.is_empty());
    trim(&mut stretches);
    Some(Passage { stretches, is_cut: end < text.text.len() })
}

/// The marks in order; of two that overlap, the earlier is kept, and of two that
/// begin together, the stated move.
fn marks(document: &EventDocument) -> Vec<Mark> {
    let claims = document.claims.iter().map(|claim| {
        let word = claim.verdict.as_ref().map_or("unchecked", |v| status_word(v.status));
        Mark { span: claim.evidence.start..claim.evidence.end, class: word, says: word.to_owned() }
    });
    let links = document.links.iter().filter(|l| l.role != Role::Related).flat_map(|link| {
        let places = link.evidence.iter().filter(|e| e.kind != EvidenceKind::User && e.end > e.start);
        places.map(|e| Mark { span: e.start..e.end, class: "link", says: link.symbol.to_string() })
    });
    let mut marks: Vec<Mark> = claims.chain(links).collect();
    marks.sort_by_key(|m| (m.span.start, m.class == "link"));
    marks
}

/// The text without leading and trailing empty lines.
fn trim(stretches: &mut [Stretch]) {
    if let Some(first) = stretches.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = stretches.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
}
