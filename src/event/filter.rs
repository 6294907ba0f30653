//! A small query language that selects events: `kind = earnings and ticker = MSFT`.
//!
//! An expression is made of comparisons joined by `and`, `or`, `not` and parentheses; `and` binds
//! tighter than `or`. A comparison is a field, an operator (`=`, `!=`, `<`, `<=`, `>`, `>=`, `~` for words
//! of the text or a part of a field, `in (a, b)`) and a value: a word, a number, `2%`, a date or instant,
//! or anything in quotes.

mod parser;
mod token;

pub use parser::WordCheck;

use chrono::{DateTime, Utc};

use super::SearchWords;

/// A field of the query language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Its number.
    Id,
    /// The number of its story.
    Story,
    /// The kind of news.
    Kind,
    /// Who published it.
    Source,
    /// ISO 639-1 language code.
    Lang,
    /// Its title.
    Title,
    /// Its address.
    Url,
    /// When it was published.
    Published,
    /// When this system first saw it.
    Seen,
    /// A symbol that it is linked to.
    Ticker,
    /// The venue of such a symbol.
    Mic,
    /// One of the user's tags.
    Tag,
    /// The verdict on one of its claims.
    Claim,
    /// The return that the list shows, as a fraction.
    Move,
    /// The placebo rank of that return, as a fraction.
    Rank,
    /// The verdict of that rank.
    Verdict,
    /// The horizon of that return.
    Horizon,
    /// Title and text, by words.
    Text,
}

impl Field {
    /// All fields with their names; a field may have several.
    const NAMES: [(&'static str, Self); 22] = [
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
        ("rank", Self::Rank),
        ("verdict", Self::Verdict),
        ("horizon", Self::Horizon),
        ("text", Self::Text),
    ];

    /// Whether it applies to one instrument of the event, or to that instrument's reaction.
    #[must_use]
    pub const fn is_of_a_row(self) -> bool {
        self.is_instrument() || matches!(self, Self::Move | Self::Rank | Self::Verdict | Self::Horizon)
    }

    /// Whether it names an instrument.
    #[must_use]
    const fn is_instrument(self) -> bool {
        matches!(self, Self::Ticker | Self::Mic)
    }

    /// The kind of value it is compared with.
    #[must_use]
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Id | Self::Story => FieldKind::Number,
            Self::Move | Self::Rank => FieldKind::Share,
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
            | Self::Claim
            | Self::Verdict
            | Self::Horizon => FieldKind::Word,
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
    /// Text, compared literally.
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
    /// The field contains the value; for the text, these words.
    Contains,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterValue {
    /// Text.
    Text(String),
    /// Words to search for.
    Words(SearchWords),
    /// A whole number.
    Number(i64),
    /// A fraction.
    Share(f64),
    /// From an instant to before another: a day is 24 hours, an instant is itself.
    Span(DateTime<Utc>, DateTime<Utc>),
}

/// An expression that selects events.
///
/// ```
/// use newstape::event::{EventExpr, Field, FilterValue, Operator};
///
/// let expr: EventExpr = "move > 3%".parse()?;
/// assert_eq!(expr, EventExpr::Is(Field::Move, Operator::Greater, FilterValue::Share(0.03)));
/// let wrong = "kind = earnings and or".parse::<EventExpr>().unwrap_err();
/// assert_eq!(wrong.at, 21);
/// # Ok::<(), newstape::event::FilterError>(())
/// ```
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
    /// Whether a field occurs anywhere.
    #[must_use]
    pub fn mentions(&self, field: Field) -> bool {
        self.mentions_any(&|own| own == field)
    }

    /// Whether one of some fields occurs anywhere.
    pub fn mentions_any(&self, is_wanted: &impl Fn(Field) -> bool) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.mentions_any(is_wanted)),
            Self::Not(part) => part.mentions_any(is_wanted),
            Self::Is(own, _, _) => is_wanted(*own),
        }
    }

    /// Whether an instrument is asked *for*, not only excluded.
    #[must_use]
    pub fn asks_for_instrument(&self) -> bool {
        self.has(true, &|field, operator, is_asked| {
            field.is_instrument() && is_asked == (operator != Operator::NotEqual)
        })
    }

    /// Whether it can be true of an event without any instrument or reaction.
    #[must_use]
    pub fn may_hold_without_row(&self) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(Self::may_hold_without_row),
            Self::Or(parts) => parts.iter().any(Self::may_hold_without_row),
            Self::Not(_) | Self::Is(_, Operator::NotEqual, _) => true,
            Self::Is(field, _, _) => !field.is_of_a_row(),
        }
    }

    /// Whether any comparison satisfies a predicate, which is also passed whether it is under an even number of `not`.
    fn has(&self, is_asked: bool, wanted: &impl Fn(Field, Operator, bool) -> bool) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.has(is_asked, wanted)),
            Self::Not(part) => part.has(!is_asked, wanted),
            Self::Is(field, operator, _) => wanted(*field, *operator, is_asked),
        }
    }
}

/// What is wrong with an expression, and where.
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
        crate::fault::FaultClass::Usage
    }

    fn remedy(&self) -> Option<crate::fault::Remedy> {
        let example = "for example: kind = earnings and ticker in (MSFT, AAPL) and published >= 2025-01-01";
        Some(crate::fault::Remedy::advice(example))
    }
}
