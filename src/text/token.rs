//! The tokens of a text: words, numbers, signs and line ends, with their byte ranges.
//!
//! The cut is the finest that any reader needs. A room that wants larger units (`E.ON`, `1.234,50`,
//! `AT&T`, `avant-hier`) joins neighbouring tokens; none cuts a text itself.

use std::iter::FusedIterator;
use std::ops::Range;

use unicode_normalization::char::{compose, is_combining_mark};

/// What kind of thing a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A run of letters, their combining marks included.
    Word,
    /// A run of ASCII digits.
    Number,
    /// One numeral outside ASCII: `½`, `²`, `٣`.
    Numeral,
    /// One sign: punctuation or a symbol, its combining marks included.
    Sign(char),
    /// Combining marks that follow no letter and no sign.
    Mark,
    /// A line feed.
    LineEnd,
}

/// A piece of text without white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// Past the last byte.
    pub end: usize,
    /// What it is.
    pub kind: TokenKind,
    /// Whether it touches the token before it: no white space and no line end between them.
    pub glued: bool,
}

impl Token {
    /// Its bytes in the text.
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Its characters in the text it was cut from.
    #[must_use]
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// Cuts a text, from the first character to the last.
///
/// Every character that is not white space is in exactly one token, and every token begins and ends
/// between characters. A text in NFC and the same text in NFD give the same tokens but for their offsets.
///
/// ```
/// use newstape::text::tokens;
/// let text = "E.ON +2,5 %";
/// let pieces: Vec<&str> = tokens(text).map(|t| t.text(text)).collect();
/// assert_eq!(pieces, ["E", ".", "ON", "+", "2", ",", "5", "%"]);
/// ```
#[must_use]
pub const fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0, touches: false }
}

/// The tokens of a text, one after another; made by [`tokens`].
#[derive(Debug, Clone)]
pub struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// Whether the last token ends right here.
    touches: bool,
}

impl Tokens<'_> {
    /// The character at a byte.
    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// Past the run of letters that goes on at a byte.
    #[inline]
    fn letters_end(&self, at: usize) -> usize {
        let end = at + ascii_run(self.text.as_bytes(), at, u8::is_ascii_alphabetic);
        if self.text.as_bytes().get(end).is_none_or(u8::is_ascii) { end } else { self.wide_letters_end(end) }
    }

    /// The same from a byte that is not ASCII.
    fn wide_letters_end(&self, at: usize) -> usize {
        let letter = |c: char| c.is_alphabetic() || is_combining_mark(c);
        let rest = self.text.get(at..).unwrap_or("");
        at + rest.find(|c| !letter(c)).unwrap_or(rest.len())
    }

    /// Past the run of combining marks at a byte.
    fn marks_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or("");
        at + rest.find(|c| !is_combining_mark(c)).unwrap_or(rest.len())
    }

    /// A sign with its marks; `=` with a stroke through it is `≠`.
    fn sign(&self, sign: char, at: usize) -> (TokenKind, usize) {
        let next = at + sign.len_utf8();
        if self.text.as_bytes().get(next).is_none_or(u8::is_ascii) {
            return (TokenKind::Sign(sign), next);
        }
        let end = self.marks_end(next);
        let mark = if end > next { self.char_at(next) } else { None };
        let whole = mark.and_then(|mark| compose(sign, mark)).unwrap_or(sign);
        (TokenKind::Sign(whole), end)
    }

    /// The token at a character outside ASCII.
    fn wide(&self, c: char, at: usize) -> (TokenKind, usize) {
        if is_combining_mark(c) {
            (TokenKind::Mark, self.marks_end(at))
        } else if c.is_alphabetic() {
            (TokenKind::Word, self.letters_end(at))
        } else if c.is_numeric() {
            (TokenKind::Numeral, at + c.len_utf8())
        } else {
            self.sign(c, at)
        }
    }
}

/// How many bytes from `at` on are of one sort.
#[inline]
fn ascii_run(bytes: &[u8], at: usize, sort: impl Fn(&u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    rest.iter().position(|b| !sort(b)).unwrap_or(rest.len())
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    #[inline]
    fn next(&mut self) -> Option<Token> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            let byte = *bytes.get(start)?;
            let (kind, end) = match byte {
                b'a'..=b'z' | b'A'..=b'Z' => (TokenKind::Word, self.letters_end(start + 1)),
                b'0'..=b'9' => (TokenKind::Number, start + ascii_run(bytes, start, u8::is_ascii_digit)),
                b'\n' => (TokenKind::LineEnd, start + 1),
                // As `char::is_whitespace` has it.
                b' ' | b'\t' | 0x0b | 0x0c | b'\r' => {
                    (self.at, self.touches) = (start + 1, false);
                    continue;
                }
                0..0x80 => self.sign(char::from(byte), start),
                _ => {
                    let c = self.char_at(start)?;
                    if c.is_whitespace() {
                        (self.at, self.touches) = (start + c.len_utf8(), false);
                        continue;
                    }
                    self.wide(c, start)
                }
            };
            let glued = self.touches && kind != TokenKind::LineEnd;
            (self.at, self.touches) = (end, kind != TokenKind::LineEnd);
            return Some(Token { start, end, kind, glued });
        }
    }
}

impl FusedIterator for Tokens<'_> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text).map(|t| t.text(text)).collect()
    }

    #[test]
    fn words_numbers_and_signs_are_cut_apart() {
        assert_eq!(cut("17h42, v1.2"), ["17", "h", "42", ",", "v", "1", ".", "2"]);
        assert_eq!(cut("Lowe’s 3½ m²\n"), ["Lowe", "’", "s", "3", "½", "m", "²", "\n"]);
        let glued: Vec<bool> = tokens("a b-c\nd").map(|t| t.glued).collect();
        assert_eq!(glued, [false, false, true, true, false, false]);
    }

    #[test]
    fn marks_belong_to_their_letter_or_sign() {
        assert_eq!(cut("Bo\u{308}rse"), ["Bo\u{308}rse"]);
        assert_eq!(tokens("=\u{338}").next().map(|t| t.kind), Some(TokenKind::Sign('≠')));
        assert_eq!(tokens(" \u{301}").next().map(|t| t.kind), Some(TokenKind::Mark));
    }

    fn any_text() -> impl Strategy<Value = String> {
        let pieces = prop_oneof![
            "\\PC{0,8}",
            "[a-zäößéñ]{1,6}",
            "[0-9.,'’&+-]{1,5}",
            "[ \n\t\u{a0}]{1,2}",
            "[=<>a1 ][\u{300}-\u{345}\u{338}]{1,3}",
        ];
        proptest::collection::vec(pieces, 0..12).prop_map(|p| p.concat())
    }

    proptest! {
        #[test]
        fn tokens_cover_the_text(text in any_text()) {
            let mut at = 0;
            for token in tokens(&text) {
                prop_assert!(token.start < token.end && text.is_char_boundary(token.start) && text.is_char_boundary(token.end));
                let gap = &text[at..token.start];
                prop_assert!(gap.chars().all(char::is_whitespace), "{gap:?} is left out of {text:?}");
                let after_line = text[..token.start].ends_with('\n');
                prop_assert_eq!(token.glued, at > 0 && gap.is_empty() && !after_line && token.kind != TokenKind::LineEnd);
                at = token.end;
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }

        #[test]
        fn both_normal_forms_are_cut_alike(text in any_text()) {
            let shown = |text: String| -> Vec<(TokenKind, bool, String)> {
                tokens(&text).map(|t| (t.kind, t.glued, t.text(&text).nfc().collect())).collect()
            };
            prop_assert_eq!(shown(text.nfc().collect()), shown(text.nfd().collect()));
        }
    }
}
