//! Which of the dates in a text is the one of its publication.
//!
//! A date counts only in a place for one: next to a word such as *published*, on a line or in
//! a sentence that holds little else, or in a dateline. What a sentence tells happened or will
//! happen on some day is not when the text appeared.

use std::ops::Range;

use super::civil::{self, Placed};
use super::finding::{DateContext, DateEvidence, DateFinding};
use super::token::{self, Kind, Token};
use super::words::{self, CueWord};
use crate::text::stop_ends_sentence;

/// How many names and numbers a date line may have besides the date.
const MAX_NAMES: usize = 7;

/// Small words between the name of the item and the date in a notice: *dieser Artikel wurde erstmals am*.
const MAX_NOTICE: usize = 5;

/// Words before the date in a dateline, `NEW YORK, Sept 9 (Agency) -`.
const MAX_PLACE: usize = 5;

/// How far the words around a date are read. A sentence this long is prose, whatever comes before, and
/// without a bound, a text of nothing but dates would take time in the square of its length.
const MOST_CONTEXT: usize = 200;

/// The dates of a text that may be its publication, in text order, with their byte ranges.
pub(super) fn dates(text: &str, context: &DateContext) -> Vec<(Range<usize>, DateFinding)> {
    let tokens = token::tokens(text);
    civil::dates(&tokens, context)
        .into_iter()
        .filter_map(|placed| {
            let evidence = evidence(text, &tokens, &placed)?;
            let span = tokens[placed.first].start..tokens[placed.next - 1].end;
            let finding = placed.civil.found(text.get(span.clone())?, evidence);
            Some((span, finding))
        })
        .collect()
}

/// The dates of a text that may be its publication, best first.
pub(super) fn findings(text: &str, context: &DateContext) -> Vec<DateFinding> {
    let mut found: Vec<_> = dates(text, context).into_iter().map(|(_, finding)| finding).collect();
    // Stable: among equals the first in the text leads.
    found.sort_by_key(|finding| finding.evidence);
    found
}

/// What the words around a date say it is; `None` where it is just a date.
fn evidence(text: &str, tokens: &[Token<'_>], placed: &Placed) -> Option<DateEvidence> {
    let before = before(text, tokens, placed.first);
    let after = after(text, tokens, placed.next);
    let lead = side(before);
    if lead.item && lead.prose <= MAX_NOTICE {
        return in_notice(&lead, &side(after));
    }
    if placed.civil.time.is_some() && (1..=MAX_NOTICE).contains(&lead.prose) && lead.cue.is_none() {
        // *… wurde am 29. Januar 2025 um 9:12 Uhr veröffentlicht*: with the minute it is the text itself.
        return in_notice(&lead, &side(after)).filter(|_| side(after).cue_is_first);
    }
    if lead.future || lead.prose > 0 || lead.names > MAX_NAMES {
        return None;
    }
    match lead.cue {
        Some(CueWord::Other) => return None,
        Some(CueWord::Published) if lead.cue_is_near => return Some(DateEvidence::PublishedText),
        Some(CueWord::Modified) if lead.cue_is_near => return Some(DateEvidence::ModifiedText),
        Some(_) | None => {}
    }
    if lead.names <= MAX_PLACE
        && !placed.is_bare_word
        && opens_dateline(after)
        && before.first().is_none_or(|t| t.new_line)
    {
        return Some(DateEvidence::Dateline);
    }
    let tail = side(after);
    if tail.prose > 0 || tail.names + lead.names > MAX_NAMES {
        return None;
    }
    match tail.first_cue.filter(|_| lead.cue.is_none()) {
        Some(CueWord::Other) => None,
        Some(CueWord::Published) if tail.cue_is_first => Some(DateEvidence::PublishedText),
        Some(CueWord::Modified) if tail.cue_is_first => Some(DateEvidence::ModifiedText),
        // A headline has such words too: *Why the Share Fell Today*.
        Some(_) | None => {
            (!placed.is_bare_word || lead.names + tail.names == 0).then_some(DateEvidence::DateLine)
        }
    }
}

/// What a sentence about the item itself says: *this entry was posted on …*, *Dieser Beitrag wurde am … erstellt*.
fn in_notice(lead: &Side, tail: &Side) -> Option<DateEvidence> {
    let cue = lead.cue.filter(|_| lead.cue_is_near).or(tail.first_cue.filter(|_| !lead.future));
    match cue? {
        CueWord::Published => Some(DateEvidence::PublishedText),
        CueWord::Modified => Some(DateEvidence::ModifiedText),
        CueWord::Other => None,
    }
}

/// The context on one side of a date, within its line or sentence.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // independent facts of a line
struct Side {
    /// The last cue word.
    cue: Option<CueWord>,
    /// Whether only small words come between that cue and the end.
    cue_is_near: bool,
    /// The first cue word.
    first_cue: Option<CueWord>,
    /// Whether only small words come before the first cue.
    cue_is_first: bool,
    /// Names: capitalised words.
    names: usize,
    /// Words that belong to a sentence.
    prose: usize,
    /// Whether the context is about the future.
    future: bool,
    /// The item itself is named: *this entry*.
    item: bool,
}

fn side(tokens: &[Token<'_>]) -> Side {
    let mut side = Side::default();
    let mut words = 0_usize;
    for token in tokens {
        let cue = words::cue(&token.lower);
        if let Some(cue) = cue {
            if side.first_cue.is_none() {
                (side.first_cue, side.cue_is_first) = (Some(cue), words == 0);
            }
            (side.cue, side.cue_is_near) = (Some(cue), true);
            continue;
        }
        if token.kind != Kind::Word {
            continue;
        }
        side.future |= words::future(&token.lower);
        side.item |= words::names_item(&token.lower);
        if words::date_line_word(&token.lower) {
            continue;
        }
        words += 1;
        side.cue_is_near = false;
        if token.may_be_name() {
            side.names += 1;
        } else if words::weekday(&token.lower, true).is_none() && words::month(&token.lower).is_none() {
            side.prose += 1;
        }
    }
    side
}

/// The tokens before `first` in the same line or sentence.
fn before<'t, 'a>(text: &str, tokens: &'t [Token<'a>], first: usize) -> &'t [Token<'a>] {
    let mut start = first;
    let least = first.saturating_sub(MOST_CONTEXT);
    while start > least && !tokens[start].new_line && !ends_sentence(text, tokens, start - 1) {
        start -= 1;
    }
    &tokens[start..first]
}

/// The tokens from `next` in the same line or sentence.
fn after<'t, 'a>(text: &str, tokens: &'t [Token<'a>], next: usize) -> &'t [Token<'a>] {
    let mut end = next;
    let most = tokens.len().min(next + MOST_CONTEXT);
    while end < most && !tokens[end].new_line {
        end += 1;
        if ends_sentence(text, tokens, end - 1) {
            break;
        }
    }
    &tokens[next..end]
}

/// True where token `i` is a mark that ends a sentence. A stop behind a number belongs to a date or a time
/// more often than not.
fn ends_sentence(text: &str, tokens: &[Token<'_>], i: usize) -> bool {
    match tokens[i].kind {
        Kind::Sign('!' | '?') => tokens.get(i + 1).is_none_or(|t| t.spaced),
        Kind::Sign('.') => {
            let behind_number =
                i.checked_sub(1).and_then(|b| tokens.get(b)).is_some_and(|t| t.kind == Kind::Number);
            !behind_number && stop_ends_sentence(text, tokens[i].start)
        }
        _ => false,
    }
}

/// True where what follows a date opens the first sentence: `(Agency) -`, ` – `, ` - `, `: `.
fn opens_dateline(after: &[Token<'_>]) -> bool {
    let Some(first) = after.first() else { return false };
    let rest = if first.is_sign('(') {
        let Some(close) = after.iter().take(8).position(|t| t.is_sign(')')) else { return false };
        &after[close + 1..]
    } else if first.is_sign(')') {
        // `(Berlin, 29.01.2025) Der Konzern …`
        return after.len() > 1;
    } else {
        after
    };
    rest.first().is_some_and(|t| matches!(t.kind, Kind::Sign('-' | '–' | '—' | ':' | '/'))) && rest.len() > 1
}
