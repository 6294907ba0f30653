//! The tokens of an expression.

use std::fmt;

use super::Operator;

/// What is wrong, and at which byte.
pub(super) type Wrong = (usize, String);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Word(String),
    Quoted(String),
    Operator(Operator),
    Open,
    Close,
    Comma,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) part: Part,
    pub(super) at: usize,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Part::Word(word) | Part::Quoted(word) => write!(f, "\"{word}\""),
            Part::Operator(_) => f.write_str("an operator"),
            Part::Open => f.write_str("\"(\""),
            Part::Close => f.write_str("\")\""),
            Part::Comma => f.write_str("\",\""),
        }
    }
}

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Wrong> {
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(out) };
        let (part, taken) = match first {
            '(' => (Part::Open, 1),
            ')' => (Part::Close, 1),
            ',' => (Part::Comma, 1),
            '"' | '\'' => {
                quoted(rest, first).ok_or_else(|| (at, "the quotation is not closed".to_owned()))?
            }
            '=' | '!' | '<' | '>' | '~' => {
                operator(rest).ok_or_else(|| (at, format!("\"{first}\" is not an operator")))?
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "()=!<>~,\"'".contains(c));
                let word = &rest[..end.unwrap_or(rest.len())];
                (Part::Word(word.to_owned()), word.len())
            }
        };
        out.push(Token { part, at });
        rest = &rest[taken..];
    }
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
