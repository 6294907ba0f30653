//! The expressions that select events: `kind = earnings and ticker = MSFT`, `since yesterday dividend`.
//!
//! An expression is made of comparisons and of words to search for, joined by `and`, `or`, `not` and
//! parentheses; `and` binds tighter than `or`, and may be left out. A comparison is a field, an operator (`=`,
//! `!=`, `<`, `<=`, `>`, `>=`, `~` for words of the text or a part of a field, `in (a, b)`) and a value: a word, a
//! number, `2%`, a stretch of time such as `2025-01-29`, `3d` or `letzte Woche`, or anything in quotes.
//!
//! **One row.** What is asked of an instrument, of its move and of the claims about it is asked of one
//! and the same instrument of the event. Where no instrument is asked for, it is the event's first subject that
//! has a figure, and the claims are all of the event's. Comparisons of claims that stand next to each other
//! hold for one and the same claim.

mod error;
mod facts;
mod field;
mod holds;
mod parser;
mod print;
mod token;
mod value;
mod wanted;

#[cfg(test)]
pub(crate) mod tests;

pub use error::FilterError;
pub use facts::{ClaimFacts, EventFacts, Figures, RowFacts};
pub use field::{Field, FieldKind};
pub use value::{FilterValue, Reading, Sectors, typed_move, typed_share, typed_size};
pub use wanted::Wanted;

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

/// An expression that selects events.
///
/// ```
/// use newstape::query::{EventExpr, Field, FilterValue, Operator};
///
/// let expr: EventExpr = "move > 3%".parse()?;
/// assert_eq!(expr, EventExpr::Is(Field::Move, Operator::Greater, FilterValue::Figure(0.03)));
/// let wrong = "kind = earnings and or".parse::<EventExpr>().unwrap_err();
/// assert_eq!(wrong.at, 21);
/// # Ok::<(), newstape::query::FilterError>(())
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

/// An expression in its two halves, both of which must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Halves {
    /// What is asked of the event itself.
    pub of_event: Option<EventExpr>,
    /// What is asked of one of its instruments.
    pub of_row: Option<EventExpr>,
    /// Whether an instrument is asked for. If not, the second half is asked of the leading row.
    pub is_asked: bool,
}

impl EventExpr {
    /// What it asks of the event, and what of one of the event's instruments. Claims belong to the instrument
    /// where one is asked for.
    #[must_use]
    pub fn halves(&self) -> Halves {
        let is_asked = self.asks_for_instrument();
        let is_of_row =
            |part: &&Self| part.mentions_any(&|f| f.is_of_a_row() || (is_asked && f.is_of_claim()));
        let (of_row, of_event): (Vec<_>, Vec<_>) = self.parts().iter().partition(is_of_row);
        let joined = |parts: Vec<&Self>| Self::all(parts.into_iter().cloned());
        Halves { of_event: joined(of_event), of_row: joined(of_row), is_asked }
    }

    /// All of several expressions; `None` if there are none.
    #[must_use]
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() > 1 { Some(Self::And(flat)) } else { flat.pop() }
    }

    /// Any of several expressions; `None` if there are none.
    #[must_use]
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut parts: Vec<Self> = parts.into_iter().collect();
        if parts.len() > 1 { Some(Self::Or(parts)) } else { parts.pop() }
    }

    /// The expressions that must all hold: the parts of an `and`, else the expression itself.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::And(parts) => parts,
            other => std::slice::from_ref(other),
        }
    }

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

    /// Whether it is true only of a row that has a return.
    #[must_use]
    pub fn needs_figure(&self) -> bool {
        match self {
            Self::And(parts) => parts.iter().any(Self::needs_figure),
            Self::Or(parts) => !parts.is_empty() && parts.iter().all(Self::needs_figure),
            Self::Not(_) | Self::Is(_, Operator::NotEqual, _) => false,
            Self::Is(field, _, _) => field.is_figure(),
        }
    }

    /// Whether it asks for something of a claim and of nothing else, so that one claim can meet it.
    #[must_use]
    pub fn is_of_one_claim(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().all(Self::is_of_one_claim),
            Self::Not(_) | Self::Is(_, Operator::NotEqual, _) => false,
            Self::Is(field, _, _) => field.is_of_claim(),
        }
    }

    /// Whether it asks for nothing but symbols.
    #[must_use]
    pub fn is_of_symbols(&self) -> bool {
        match self {
            Self::Is(Field::Ticker, operator, _) => *operator != Operator::NotEqual,
            Self::Or(parts) => parts.iter().all(Self::is_of_symbols),
            Self::Is(..) | Self::And(_) | Self::Not(_) => false,
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
