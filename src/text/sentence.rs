//! The one cut of a text into sentences.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::fold::lower;
use super::token::{Token, TokenKind, tokens};
use super::words;

/// The most bytes of an abbreviation, without its stop.
const LONGEST_ABBREVIATION: usize = 5;

/// From this many bytes on a line may have been broken because it was full.
const FULL_LINE: usize = 60;

/// From this many bytes on a line that a small letter follows was broken because it was full.
const FLOWING_LINE: usize = 30;

/// The sentences of a text as bytes: together they are the text, none is empty.
///
/// A stop ends a sentence unless it belongs to a number, an abbreviation or an initial; a line end does
/// unless the line only wraps; `!`, `?` and the signs between the points of a list always do.
///
/// ```
/// use newstape::text::sentences;
/// let text = "Apple Inc. fell. E.ON rose on 3. Mai.";
/// let found: Vec<&str> = sentences(text).into_iter().map(|s| text[s].trim()).collect();
/// assert_eq!(found, ["Apple Inc. fell.", "E.ON rose on 3. Mai."]);
/// ```
#[must_use]
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let tokens: Vec<Token> = tokens(text).collect();
    let mut out = Vec::new();
    let (mut start, mut line_start) = (0, 0);
    for (i, token) in tokens.iter().enumerate() {
        let ends = match token.kind {
            TokenKind::LineEnd => {
                let length = token.start.saturating_sub(line_start);
                line_start = token.end;
                !wraps(text, &tokens, i, length)
            }
            TokenKind::Sign('!' | '?' | '•' | '|') => true,
            TokenKind::Sign('.') => stop_ends_sentence(text, token.start),
            _ => false,
        };
        if ends {
            out.push(start..token.end);
            start = token.end;
        }
    }
    if start < text.len() {
        out.push(start..text.len());
    }
    out
}

/// Whether a line was broken only because it was full: the sentence goes on in the next.
fn wraps(text: &str, tokens: &[Token], line_end: usize, length: usize) -> bool {
    if opens_with_comma(tokens, line_end) {
        return true;
    }
    let Some(next) = tokens.get(line_end + 1) else { return false };
    let before = line_end.checked_sub(1).map(|b| tokens[b].kind);
    let ended = matches!(before, Some(TokenKind::Sign('.' | '!' | '?' | ':')));
    let word = matches!(next.kind, TokenKind::Word | TokenKind::Number | TokenKind::Numeral);
    let flows = next.kind == TokenKind::Word && !next.text(text).starts_with(char::is_uppercase);
    // `um 0,10⏎Prozent`: a number and its unit.
    let number = matches!(before, Some(TokenKind::Number)) && is_unit(next.text(text));
    let dangling = word && line_end.checked_sub(1).is_some_and(|b| is_article(tokens[b].text(text)));
    !ended && (dangling || length >= FULL_LINE && word || length >= FLOWING_LINE && (flows || number))
}

/// An article or a word that joins, behind which no line of its own ends: `Der⏎Dax`. `ein` ends verbs too: `brach ein`.
fn is_article(word: &str) -> bool {
    static ALL: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let particles: HashSet<&str> = words::entries().iter().filter_map(particle).collect();
        let joins = ["det", "of", "conj"].into_iter().flat_map(words::of_kind);
        joins.map(|e| lower(e.phrase)).filter(|w| !particles.contains(w.as_str())).collect()
    });
    ALL.contains(&lower(word))
}

/// The particle of a separable verb.
fn particle(entry: &words::Entry) -> Option<&'static str> {
    entry.value.filter(|_| entry.kind.starts_with("sep."))
}

/// A word for per cent or points.
fn is_unit(word: &str) -> bool {
    ["percent", "points"].iter().any(|kind| words::of_kind(kind).any(|e| lower(e.phrase) == lower(word)))
}

/// The most line ends before a comma that goes on with the sentence.
const MOST_BLANK: usize = 3;

/// Whether what follows, behind empty lines too, begins with a comma: no sentence does. Pages that set a link apart
/// leave the rest of its sentence so.
fn opens_with_comma(tokens: &[Token], line_end: usize) -> bool {
    let mut ahead =
        tokens[line_end..].iter().take(MOST_BLANK + 1).skip_while(|t| t.kind == TokenKind::LineEnd);
    ahead.next().is_some_and(|t| t.kind == TokenKind::Sign(','))
}

/// Whether the full stop at a byte of a text ends a sentence.
///
/// It does not inside a number or name (`1.5`, `E.ON`), before a small letter, after an initial or an
/// abbreviation (`J. Smith`, `Inc.`), nor between the parts of a date (`3. Januar`, `29. 01.`).
#[must_use]
pub fn stop_ends_sentence(text: &str, stop: usize) -> bool {
    let (before, after) = (text.get(..stop).unwrap_or(""), text.get(stop + 1..).unwrap_or(""));
    let follows = after.trim_start();
    let gap = &after[..after.len() - follows.len()];
    let Some(next) = follows.chars().next() else { return true };
    let closes = gap.is_empty() && matches!(next, '"' | '”' | '“' | '»' | ')' | '\'' | '’');
    let goes_on = next.is_alphabetic() && !next.is_uppercase() && !gap.contains('\n');
    if goes_on || gap.is_empty() && !closes {
        return false;
    }
    let word = &before[word_start(before)..];
    if word.bytes().all(|b| b.is_ascii_digit() || b == b'.') && word.bytes().any(|b| b.is_ascii_digit()) {
        return !begins_with_month(follows);
    }
    let initial = is_initial(word) && !is_possessive(before, word);
    !(initial || is_abbreviation(word))
}

/// Where the letters, digits and inner stops begin that end a text.
fn word_start(text: &str) -> usize {
    let inside = |c: char| c.is_alphanumeric() || c == '.';
    text.char_indices().rev().take_while(|(_, c)| inside(*c)).last().map_or(text.len(), |(at, _)| at)
}

/// A single letter, or one behind a stop: `J`, `U.S`, `z.B`.
fn is_initial(word: &str) -> bool {
    let last = word.rsplit('.').next().unwrap_or(word);
    let mut letters = last.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

/// The `s` of `Lowe's` is not an initial.
fn is_possessive(before: &str, word: &str) -> bool {
    before[..before.len() - word.len()].ends_with(['\'', '’'])
}

fn is_abbreviation(word: &str) -> bool {
    static ALL: LazyLock<HashSet<String>> = LazyLock::new(|| {
        words::of_kind("abbreviation").map(|e| lower(e.phrase.trim_end_matches('.'))).collect()
    });
    (1..=LONGEST_ABBREVIATION).contains(&word.len()) && ALL.contains(&lower(word))
}

/// Whether a text begins with the name of a month: the stop before it makes an ordinal.
fn begins_with_month(text: &str) -> bool {
    static MONTHS: LazyLock<HashSet<String>> =
        LazyLock::new(|| words::of_kind("month").map(|e| lower(e.phrase.trim_end_matches('.'))).collect());
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    (1..=24).contains(&end) && MONTHS.contains(&lower(&text[..end]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|s| text[s].trim()).collect()
    }

    #[test]
    fn stops_inside_names_dates_and_abbreviations_do_not_end_sentences() {
        for whole in [
            "E.ON stieg am 3. Januar auf 1.234,50.",
            "Apple Inc. fell in the U.S. market.",
            "J. Smith and Dr. Jones met the U.S. President.",
            "Das gilt z.B. Siemens.",
            "He paid 2.5 per cent. less",
        ] {
            assert_eq!(cut(whole), [whole]);
        }
    }

    #[test]
    fn no_abbreviation_is_longer_than_is_looked_for() {
        for entry in words::of_kind("abbreviation") {
            assert!(is_abbreviation(entry.phrase.trim_end_matches('.')), "{entry:?}");
        }
    }

    #[test]
    fn stops_behind_sentences_do() {
        assert_eq!(cut("E.ON stieg am 3. Januar. SAP fiel."), ["E.ON stieg am 3. Januar.", "SAP fiel."]);
        assert_eq!(cut("It fell to 25. Then it rose."), ["It fell to 25.", "Then it rose."]);
        assert_eq!(cut("\"It fell.\" So it did."), ["\"It fell.", "\" So it did."]);
        assert_eq!(cut("They shop at Lowe's. He left!"), ["They shop at Lowe's.", "He left!"]);
        assert_eq!(cut("One\nTwo"), ["One", "Two"]);
    }

    #[test]
    fn wrapped_lines_join_and_rows_do_not() {
        let wrapped = "Shares of the company that everybody knows fell sharply on Monday\nafter results.";
        assert_eq!(cut(wrapped).len(), 1);
        assert_eq!(cut("Ford +1%\nGM -2%").len(), 2);
        let apart = "Norwick (NWK.N)\n\n, opens new tab fell.\nHalbach rose.";
        assert_eq!(cut(apart).into_iter().filter(|s| !s.is_empty()).count(), 2);
    }

    proptest! {
        #[test]
        fn sentences_are_the_text(text in "(\\PC{0,9}|[A-Za-z]{1,5}[.!?] |[0-9]{1,3}\\. |\n|[a-z ]{30,70}\n){0,9}") {
            let mut at = 0;
            for sentence in sentences(&text) {
                prop_assert!(sentence.start == at && sentence.end > at && text.is_char_boundary(sentence.end));
                at = sentence.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
