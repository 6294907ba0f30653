//! The tokens of a text as dates are read from them: words keep their inner apostrophes and hyphens.

use crate::text::{Token as Piece, TokenKind, lower};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of ASCII digits.
    Number,
    /// A run of letters, with inner apostrophes and hyphens.
    Word,
    /// One other visible character.
    Sign(char),
}

/// A piece of text with its place.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// The text in lower case.
    pub(super) lower: String,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether white space precedes it.
    pub(super) spaced: bool,
    /// Whether a line break precedes it.
    pub(super) new_line: bool,
}

impl Token<'_> {
    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// The number it is, if it has `digits.start..digits.end` digits.
    pub(super) fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        (self.kind == Kind::Number && digits.contains(&self.text.len()))
            .then(|| self.text.parse().ok())
            .flatten()
    }

    pub(super) fn word(&self) -> Option<&str> {
        (self.kind == Kind::Word).then_some(self.lower.as_str())
    }

    /// Whether it may be a name: it has a capital, or a script without any.
    pub(super) fn may_be_name(&self) -> bool {
        self.text.chars().next().is_some_and(|c| !c.is_lowercase())
    }
}

/// The tokens of a text as dates are read from them.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let pieces: Vec<Piece> = crate::text::tokens(text).collect();
    let mut out = Vec::with_capacity(pieces.len());
    let (mut at, mut new_line) = (0, true);
    while let Some(first) = pieces.get(at) {
        if first.kind == TokenKind::LineEnd {
            (at, new_line) = (at + 1, true);
            continue;
        }
        let next = if first.kind == TokenKind::Word { word_end(&pieces, at) } else { at + 1 };
        let (start, end) = (first.start, pieces[next - 1].end);
        let piece = text.get(start..end).unwrap_or("");
        let kind = kind(first.kind, piece);
        let lower = if kind == Kind::Word { lower(piece) } else { piece.to_lowercase() };
        out.push(Token { kind, text: piece, lower, start, end, spaced: !first.glued, new_line });
        (at, new_line) = (next, false);
    }
    out
}

fn kind(kind: TokenKind, piece: &str) -> Kind {
    match kind {
        TokenKind::Word => Kind::Word,
        TokenKind::Number => Kind::Number,
        TokenKind::Sign(sign) => Kind::Sign(sign),
        TokenKind::Numeral | TokenKind::Mark | TokenKind::LineEnd => {
            Kind::Sign(piece.chars().next().unwrap_or(' '))
        }
    }
}

/// The piece past a word with its inner apostrophes and hyphens: `aujourd'hui`, `avant-hier`.
fn word_end(pieces: &[Piece], start: usize) -> usize {
    let touching = |at: usize| pieces.get(at).filter(|p| p.glued).map(|p| p.kind);
    let mut end = start + 1;
    while matches!(touching(end), Some(TokenKind::Sign('\'' | '’' | '-')))
        && touching(end + 1) == Some(TokenKind::Word)
    {
        end += 2;
    }
    end
}
