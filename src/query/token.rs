//! The tokens of an expression.

use std::fmt;

use super::{Field, Operator};

/// What is wrong, and at which byte.
pub(super) type Wrong = (usize, String);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Word(String),
    Quoted(String),
    Operator(Operator),
    /// `:` behind a field: what the field is usually asked.
    Colon,
    Open,
    Close,
    Comma,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) part: Part,
    pub(super) at: usize,
}

impl Token {
    pub(super) const fn is_operator(&self) -> bool {
        matches!(self.part, Part::Operator(_) | Part::Colon)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Part::Word(word) | Part::Quoted(word) => write!(f, "\"{word}\""),
            Part::Operator(_) | Part::Colon => f.write_str("an operator"),
            Part::Open => f.write_str("\"(\""),
            Part::Close => f.write_str("\")\""),
            Part::Comma => f.write_str("\",\""),
        }
    }
}

/// Cuts an expression into tokens. Only in the list of an `in` is a comma a token; elsewhere it is part
/// of a word, or separates words as a space does.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Wrong> {
    let mut out: Vec<Token> = Vec::new();
    let mut rest = text;
    let mut in_list = false;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || (c == ',' && !in_list));
        let at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(out) };
        let (part, taken) = match first {
            '(' => {
                in_list = opens_list(&out);
                (Part::Open, 1)
            }
            ')' => {
                in_list = false;
                (Part::Close, 1)
            }
            ',' => (Part::Comma, 1),
            '"' | '\'' => {
                quoted(rest, first).ok_or_else(|| (at, "the quotation is not closed".to_owned()))?
            }
            '=' | '!' | '<' | '>' | '~' => {
                operator(rest).ok_or_else(|| (at, format!("\"{first}\" is not an operator")))?
            }
            ':' if is_field(out.last(), at) => (Part::Colon, 1),
            _ => word(rest, in_list),
        };
        out.push(Token { part, at });
        rest = &rest[taken..];
    }
}

/// Whether a parenthesis begins a list: it stands behind `in`, and that behind a word.
fn opens_list(before: &[Token]) -> bool {
    match before {
        [.., Token { part: Part::Word(_), .. }, Token { part: Part::Word(word), .. }] => {
            word.eq_ignore_ascii_case("in")
        }
        _ => false,
    }
}

/// Whether the name of a field ends right before a place.
fn is_field(last: Option<&Token>, at: usize) -> bool {
    let Some(Token { part: Part::Word(word), at: start }) = last else { return false };
    start + word.len() == at && takes_colon(word)
}

/// Whether a word is a field or a side of publication, so that a colon behind it stands for its operator.
fn takes_colon(word: &str) -> bool {
    Field::named(word).is_some() || bound(word).is_some()
}

/// The sides of publication that words stand for.
pub(super) fn bound(word: &str) -> Option<Operator> {
    match word.to_lowercase().as_str() {
        "since" | "seit" => Some(Operator::GreaterOrEqual),
        "until" | "bis" => Some(Operator::Less),
        _ => None,
    }
}

fn word(rest: &str, in_list: bool) -> (Part, usize) {
    let mut end = rest.len();
    for (at, c) in rest.char_indices() {
        let next = &rest[at + c.len_utf8()..];
        let ends = match c {
            ',' => in_list || !next.starts_with(|n: char| n.is_alphanumeric()),
            '!' => next.starts_with('='),
            ':' => takes_colon(&rest[..at]),
            _ => c.is_whitespace() || "()=<>~\"".contains(c),
        };
        if ends {
            end = at;
            break;
        }
    }
    // A word has at least its first character, whatever that is.
    let end = if end == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { end };
    (Part::Word(rest[..end].to_owned()), end)
}

/// A quotation; the quotation mark itself is written twice.
fn quoted(rest: &str, mark: char) -> Option<(Part, usize)> {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != mark {
            value.push(c);
        } else if chars.peek().is_some_and(|(_, next)| *next == mark) {
            value.push(mark);
            chars.next();
        } else {
            return Some((Part::Quoted(value), at + 1));
        }
    }
    None
}

fn operator(rest: &str) -> Option<(Part, usize)> {
    const ALL: [(&str, Operator); 9] = [
        ("==", Operator::Equal),
        ("!=", Operator::NotEqual),
        ("<>", Operator::NotEqual),
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("=", Operator::Equal),
        ("<", Operator::Less),
        (">", Operator::Greater),
        ("~", Operator::Contains),
    ];
    let found = ALL.iter().find(|(sign, _)| rest.starts_with(sign))?;
    Some((Part::Operator(found.1), found.0.len()))
}
