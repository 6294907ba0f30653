//! A small language that says which events are meant: `kind = earnings and ticker = MSFT`.
//!
//! An expression is made of comparisons joined by `and`, `or`, `not` and parentheses; `and` binds
//! tighter than `or`. A comparison is a field, an operator (`=`, `!=`, `<`, `<=`, `>`, `>=`, `~` for words
//! of the text or a part of a field, `in (a, b)`) and a value: a word, a number, `2%`, a date or instant,
//! or anything in quotes.

mod parser;
mod token;

use chrono::{DateTime, Utc};

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

    fn remedy(&self) -> Option<crate::fault::Remedy> {
        let example = "for example: kind = earnings and ticker in (MSFT, AAPL) and published >= 2025-01-01";
        Some(crate::fault::Remedy::advice(example))
    }
}
