//! Text as numbers, words and signs with their places: what dates are read from.

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
    /// White space stands before it.
    pub(super) spaced: bool,
    /// A line break stands before it.
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

    pub(super) fn is_capitalised(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

/// Splits a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let (mut spaced, mut new_line) = (true, true);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        if first.is_whitespace() {
            spaced = true;
            new_line |= first == '\n';
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (kind, length) = measure(rest, first);
        let piece = &rest[..length];
        out.push(Token {
            kind,
            text: piece,
            lower: piece.to_lowercase(),
            start,
            end: start + length,
            spaced,
            new_line,
        });
        (spaced, new_line) = (false, false);
        rest = &rest[length..];
    }
    out
}

fn measure(rest: &str, first: char) -> (Kind, usize) {
    if first.is_ascii_digit() {
        return (Kind::Number, rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
    }
    if !first.is_alphabetic() {
        return (Kind::Sign(first), first.len_utf8());
    }
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inner =
            matches!(c, '\'' | '’' | '-') && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !c.is_alphabetic() && !inner {
            break;
        }
        end = at + c.len_utf8();
    }
    (Kind::Word, end)
}
