//! A small language that says which events are meant: `kind = earnings and ticker = MSFT`.
//!
//! An expression is made of comparisons joined by `and`, `or`, `not` and parentheses; `and` binds
//! tighter than `or`. A comparison is a field, an operator (`=`, `!=`, `<`, `<=`, `>`, `>=`, `~` for words
//! of the text or a part of a field, `in (a, b)`) and a value: a word, a number, `2%`, a date or instant,
//! or anything in quotes.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// What can be asked about an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Its number.
    Id,
    /// The number of its story.
    Story,
    /// What kind of news.
    Kind,
    /// Who published it.
    Source,
    /// ISO 639-1 language code.
    Lang,
    /// Its title.
    Title,
    /// Its address.
    Url,
    /// When it became public.
    Published,
    /// When this system first had it.
    Seen,
    /// A symbol that it is linked to.
    Ticker,
    /// The venue of such a symbol.
    Mic,
    /// A tag of the user's.
    Tag,
    /// The verdict on one of its claims.
    Claim,
    /// The first linked instrument's return over one session, a fraction.
    Move,
    /// Title and text, by words.
    Text,
}

impl Field {
    /// All fields with their names; a field may have several.
    const NAMES: [(&'static str, Self); 19] = [
        ("id", Self::Id),
        ("story", Self::Story),
        ("kind", Self::Kind),
        ("source", Self::Source),
        ("lang", Self::Lang),
        ("title", Self::Title),
        ("url", Self::Url),
        ("published", Self::Published),
        ("published_at", Self::Published),
        ("at", Self::Published),
        ("seen", Self::Seen),
        ("seen_at", Self::Seen),
        ("ticker", Self::Ticker),
        ("symbol", Self::Ticker),
        ("mic", Self::Mic),
        ("tag", Self::Tag),
        ("claim", Self::Claim),
        ("move", Self::Move),
        ("text", Self::Text),
    ];

    /// What kind of value it is compared with.
    #[must_use]
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Id | Self::Story => FieldKind::Number,
            Self::Move => FieldKind::Share,
            Self::Published | Self::Seen => FieldKind::Instant,
            Self::Text => FieldKind::Words,
            Self::Kind
            | Self::Source
            | Self::Lang
            | Self::Title
            | Self::Url
            | Self::Ticker
            | Self::Mic
            | Self::Tag
            | Self::Claim => FieldKind::Word,
        }
    }
}

/// The kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Whole numbers.
    Number,
    /// Fractions, also written in percent.
    Share,
    /// Days and instants.
    Instant,
    /// Text, compared as it stands.
    Word,
    /// Text, searched by words.
    Words,
}

/// How a field and a value are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Equal.
    Equal,
    /// Not equal.
    NotEqual,
    /// Below; before.
    Less,
    /// At most.
    LessOrEqual,
    /// Above; after.
    Greater,
    /// At least.
    GreaterOrEqual,
    /// The field holds the value somewhere; for the text, these words.
    Contains,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterValue {
    /// Text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A fraction.
    Share(f64),
    /// From an instant to before another: a day is 24 hours, an instant is itself.
    Span(DateTime<Utc>, DateTime<Utc>),
}

/// Which events are meant.
#[derive(Debug, Clone, PartialEq)]
pub enum EventExpr {
    /// All of these.
    And(Vec<EventExpr>),
    /// At least one of these.
    Or(Vec<EventExpr>),
    /// Not this.
    Not(Box<EventExpr>),
    /// A comparison.
    Is(Field, Operator, FilterValue),
}

impl EventExpr {
    /// Whether a field is asked about anywhere.
    #[must_use]
    pub fn mentions(&self, field: Field) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.mentions(field)),
            Self::Not(part) => part.mentions(field),
            Self::Is(own, _, _) => *own == field,
        }
    }
}

/// What is wrong with an expression, and where (a byte offset).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at character {at} of \"{expression}\"")]
pub struct FilterError {
    /// The expression.
    pub expression: String,
    /// The character, from 1.
    pub at: usize,
    /// What is wrong.
    pub reason: String,
}

impl crate::fault::Fault for FilterError {
    fn class(&self) -> crate::fault::FaultClass {
        crate::fault::FaultClass::Input
    }

    fn hint(&self) -> Option<String> {
        Some("for example: kind = earnings and ticker in (MSFT, AAPL) and published >= 2025-01-01".to_owned())
    }
}

impl FromStr for EventExpr {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |(offset, reason): Wrong| FilterError {
            expression: text.to_owned(),
            at: text.get(..offset).map_or(0, |before| before.chars().count()) + 1,
            reason,
        };
        let mut parser = Parser { tokens: tokens(text).map_err(wrong)?, at: 0, end: text.len(), depth: 0 };
        let expr = parser.any().map_err(wrong)?;
        match parser.peek() {
            None => Ok(expr),
            Some(token) => Err(wrong((token.at, format!("{token} is not expected")))),
        }
    }
}

type Wrong = (usize, String);

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Word(String),
    Quoted(String),
    Operator(Operator),
    Open,
    Close,
    Comma,
}

#[derive(Debug, Clone, PartialEq)]
struct Token {
    part: Part,
    at: usize,
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

fn tokens(text: &str) -> Result<Vec<Token>, Wrong> {
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
            '"' | '\'' => quoted(rest, first).ok_or_else(|| (at, "the quotation does not end".to_owned()))?,
            '=' | '!' | '<' | '>' | '~' => {
                operator(rest).ok_or_else(|| (at, format!("\"{first}\" is no operator")))?
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

/// Expressions nest no deeper than this: input must not exhaust the stack.
const DEEPEST: usize = 64;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self, wanted: &str) -> Result<Token, Wrong> {
        let token = self.peek().cloned().ok_or_else(|| (self.end, format!("{wanted} is missing")))?;
        self.at += 1;
        Ok(token)
    }

    /// Takes the next word if it is this one.
    fn keyword(&mut self, word: &str) -> bool {
        let found =
            matches!(self.peek(), Some(Token { part: Part::Word(w), .. }) if w.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<EventExpr, Wrong> {
        let mut parts = vec![self.all()?];
        while self.keyword("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { EventExpr::Or(parts) })
    }

    fn all(&mut self) -> Result<EventExpr, Wrong> {
        let mut parts = vec![self.one()?];
        while self.keyword("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { EventExpr::And(parts) })
    }

    fn one(&mut self) -> Result<EventExpr, Wrong> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let at = self.peek().map_or(self.end, |token| token.at);
            return Err((at, "the expression nests too deep".to_owned()));
        }
        let out = if self.keyword("not") {
            Ok(EventExpr::Not(Box::new(self.one()?)))
        } else if self.peek().is_some_and(|token| token.part == Part::Open) {
            self.at += 1;
            let inner = self.any()?;
            let close = self.next("\")\"")?;
            if close.part == Part::Close {
                Ok(inner)
            } else {
                Err((close.at, format!("\")\" is expected, not {close}")))
            }
        } else {
            self.comparison()
        };
        self.depth -= 1;
        out
    }

    fn comparison(&mut self) -> Result<EventExpr, Wrong> {
        let token = self.next("a comparison")?;
        let Part::Word(name) = &token.part else {
            return Err((token.at, format!("a field is expected, not {token}")));
        };
        let found = Field::NAMES.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        let Some((_, field)) = found else {
            let known: Vec<&str> = Field::NAMES.iter().map(|(own, _)| *own).collect();
            return Err((token.at, format!("\"{name}\" is no field (known: {})", known.join(", "))));
        };
        let negated = self.keyword("not");
        if self.keyword("in") {
            let list = EventExpr::Or(self.list(*field)?);
            return Ok(if negated { EventExpr::Not(Box::new(list)) } else { list });
        }
        let sign = self.next("an operator")?;
        let Part::Operator(operator) = sign.part else {
            return Err((sign.at, format!("an operator is expected, not {sign}")));
        };
        if negated {
            return Err((sign.at, "\"in\" is expected after \"not\"".to_owned()));
        }
        let fits = match field.kind() {
            FieldKind::Words => operator == Operator::Contains,
            FieldKind::Word => {
                matches!(operator, Operator::Equal | Operator::NotEqual | Operator::Contains)
            }
            FieldKind::Number | FieldKind::Share | FieldKind::Instant => operator != Operator::Contains,
        };
        if !fits {
            return Err((sign.at, format!("the operator does not fit the field {name}")));
        }
        Ok(EventExpr::Is(*field, operator, self.value(*field)?))
    }

    /// `(a, b)`: one of several values.
    fn list(&mut self, field: Field) -> Result<Vec<EventExpr>, Wrong> {
        let open = self.next("\"(\"")?;
        if open.part != Part::Open {
            return Err((open.at, format!("\"(\" is expected, not {open}")));
        }
        let operator = if field.kind() == FieldKind::Words { Operator::Contains } else { Operator::Equal };
        let mut out = Vec::new();
        loop {
            out.push(EventExpr::Is(field, operator, self.value(field)?));
            let token = self.next("\")\"")?;
            match token.part {
                Part::Comma => {}
                Part::Close => return Ok(out),
                _ => return Err((token.at, format!("\",\" or \")\" is expected, not {token}"))),
            }
        }
    }

    fn value(&mut self, field: Field) -> Result<FilterValue, Wrong> {
        let token = self.next("a value")?;
        let (Part::Word(text) | Part::Quoted(text)) = &token.part else {
            return Err((token.at, format!("a value is expected, not {token}")));
        };
        let refuse = |what: &str| (token.at, format!("\"{text}\" is not {what}"));
        match field.kind() {
            FieldKind::Word | FieldKind::Words => Ok(FilterValue::Text(normal(field, text))),
            FieldKind::Number => text.parse().map(FilterValue::Number).map_err(|_| refuse("a whole number")),
            FieldKind::Share => {
                share(text).map(FilterValue::Share).ok_or_else(|| refuse("a move, like 2% or 0.02"))
            }
            FieldKind::Instant => span(text).ok_or_else(|| refuse("a day or instant, like 2025-01-29")),
        }
    }
}

/// Symbols and venues are written in capitals, kinds and verdicts are not.
fn normal(field: Field, text: &str) -> String {
    match field {
        Field::Ticker | Field::Mic => text.to_uppercase(),
        Field::Kind | Field::Claim | Field::Lang => text.to_lowercase(),
        _ => text.to_owned(),
    }
}

fn share(text: &str) -> Option<f64> {
    let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |percent| (percent, 100.0));
    number.parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| value / scale)
}

fn span(text: &str) -> Option<FilterValue> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        let start = day.and_time(NaiveTime::MIN).and_utc();
        return Some(FilterValue::Span(start, day.succ_opt()?.and_time(NaiveTime::MIN).and_utc()));
    }
    let at = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
    Some(FilterValue::Span(at, at + chrono::TimeDelta::microseconds(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(field: Field, operator: Operator, text: &str) -> EventExpr {
        EventExpr::Is(field, operator, FilterValue::Text(text.to_owned()))
    }

    #[test]
    fn and_binds_tighter_than_or_and_not_tightest() {
        let got: EventExpr =
            "kind = Earnings and not ticker=msft or source != 'The \"Wire\"'".parse().unwrap();
        let earnings = is(Field::Kind, Operator::Equal, "earnings");
        let msft = EventExpr::Not(Box::new(is(Field::Ticker, Operator::Equal, "MSFT")));
        let source = is(Field::Source, Operator::NotEqual, "The \"Wire\"");
        assert_eq!(got, EventExpr::Or(vec![EventExpr::And(vec![earnings, msft]), source]));
    }

    #[test]
    fn lists_parentheses_days_and_percentages() {
        let got: EventExpr =
            "(tag in (a, 'b c')) AND published >= 2025-01-29 and move < -2%".parse().unwrap();
        let EventExpr::And(parts) = got else { panic!("{got:?}") };
        assert_eq!(
            parts[0],
            EventExpr::Or(vec![is(Field::Tag, Operator::Equal, "a"), is(Field::Tag, Operator::Equal, "b c")])
        );
        assert!(
            matches!(&parts[1], EventExpr::Is(Field::Published, Operator::GreaterOrEqual, FilterValue::Span(a, b))
            if (*b - *a).num_hours() == 24)
        );
        assert_eq!(parts[2], EventExpr::Is(Field::Move, Operator::Less, FilterValue::Share(-0.02)));
        assert!("ticker not in (A)".parse::<EventExpr>().unwrap().mentions(Field::Ticker));
    }

    #[test]
    fn each_mistake_is_named_with_its_place() {
        for (text, at, part) in [
            ("", 1, "a comparison is missing"),
            ("kind", 5, "an operator is missing"),
            ("kind =", 7, "a value is missing"),
            ("colour = red", 1, "\"colour\" is no field"),
            ("kind = a b", 10, "\"b\" is not expected"),
            ("(kind = a", 10, "\")\" is missing"),
            ("kind < a", 6, "does not fit"),
            ("published > soon", 13, "not a day or instant"),
            ("source = 'x", 10, "does not end"),
            ("kind ! a", 6, "no operator"),
        ] {
            let refusal = text.parse::<EventExpr>().unwrap_err();
            assert!(refusal.reason.contains(part), "{text}: {refusal}");
            assert_eq!(refusal.at, at, "{text}: {refusal}");
        }
        let deep = format!("{}kind = a{}", "(".repeat(500), ")".repeat(500));
        assert!(deep.parse::<EventExpr>().unwrap_err().reason.contains("too deep"));
    }
}
