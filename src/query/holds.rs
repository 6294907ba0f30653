//! Whether an expression holds for an event, from its values alone. The database answers the same
//! question from its indexes; a test compares the two.

use chrono::{DateTime, Utc};

use super::{ClaimFacts, EventExpr, EventFacts, Field, Figures, FilterValue, Halves, Operator, RowFacts};
use crate::event::{Phrase, SearchWords};
use crate::reaction::VerdictWord;
use crate::text::searched_words;

/// The row to which comparisons of an instrument and of its figures apply.
#[derive(Clone, Copy)]
enum Row<'e> {
    /// One that is asked for: names and claims are its own.
    Asked(&'e RowFacts),
    /// The event's leading row.
    Lead(&'e RowFacts),
    /// None.
    None,
}

impl<'e> Row<'e> {
    fn figures(self) -> Option<&'e Figures> {
        match self {
            Self::Asked(row) | Self::Lead(row) => row.figures.as_ref(),
            Self::None => None,
        }
    }
}

impl EventExpr {
    /// Whether it holds for an event.
    ///
    /// ```
    /// # use newstape::query::{EventExpr, EventFacts};
    /// # fn is_worth_a_word(event: &EventFacts) -> Result<bool, newstape::query::FilterError> {
    /// let rule: EventExpr = "ticker = MSFT and verdict in (notable, extreme)".parse()?;
    /// Ok(rule.holds(event))
    /// # }
    /// ```
    #[must_use]
    pub fn holds(&self, event: &EventFacts) -> bool {
        let Halves { of_event, of_row, is_asked } = self.halves();
        let on = |expr: &Self, row| Facts { event, row }.meet(expr, false);
        of_event.is_none_or(|expr| on(&expr, Row::None))
            && of_row.is_none_or(|expr| {
                if is_asked {
                    event.rows.iter().any(|row| on(&expr, Row::Asked(row)))
                        || (expr.may_hold_without_row() && on(&expr, Row::None))
                } else {
                    on(&expr, event.lead().map_or(Row::None, Row::Lead))
                }
            })
    }
}

impl EventFacts {
    /// The row of the first subject that has a figure, else of the first subject.
    fn lead(&self) -> Option<&RowFacts> {
        let has_figure = |row: &&RowFacts| row.figures.as_ref().is_some_and(|f| f.return_fraction.is_some());
        let mut subjects = self.rows.iter().filter(|row| row.is_subject);
        subjects.clone().find(has_figure).or_else(|| subjects.next())
    }
}

/// An event, and one of its rows.
#[derive(Clone, Copy)]
struct Facts<'e> {
    event: &'e EventFacts,
    row: Row<'e>,
}

impl<'e> Facts<'e> {
    fn meet(self, expr: &EventExpr, negated: bool) -> bool {
        match expr {
            EventExpr::And(parts) => self.meet_all(parts, negated),
            EventExpr::Or(parts) => parts.iter().any(|part| self.meet(part, negated)),
            EventExpr::Not(part) => !self.meet(part, !negated),
            EventExpr::Is(field, Operator::NotEqual, value) => {
                !self.is(*field, Operator::Equal, value, !negated)
            }
            EventExpr::Is(field, operator, value) => self.is(*field, *operator, value, negated),
        }
    }

    /// Parts that must all hold: those of claims for one claim. A row has one symbol: where several are
    /// asked for, the event has all of them and the row is one of theirs.
    fn meet_all(self, parts: &[EventExpr], negated: bool) -> bool {
        let (of_claims, others): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.is_of_one_claim());
        let (symbols, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|part| part.is_of_symbols());
        let in_one_claim = of_claims.is_empty()
            || self.claims().any(|claim| of_claims.iter().all(|part| is_met_by(part, claim)));
        let is_one_of_several = matches!(self.row, Row::Asked(_)) && !negated && symbols.len() > 1;
        let has_symbols = if is_one_of_several {
            let anywhere = Self { row: Row::None, ..self };
            symbols.iter().all(|part| anywhere.meet(part, false))
                && symbols.iter().any(|part| self.meet(part, false))
        } else {
            symbols.iter().all(|part| self.meet(part, negated))
        };
        in_one_claim && has_symbols && others.iter().all(|part| self.meet(part, negated))
    }

    /// The claims that are asked about: of the instrument that is asked for, else all.
    fn claims(self) -> impl Iterator<Item = &'e ClaimFacts> {
        let of = match self.row {
            Row::Asked(row) => Some(&row.instrument.symbol),
            Row::Lead(_) | Row::None => None,
        };
        self.event.claims.iter().filter(move |claim| of.is_none_or(|of| claim.symbol.as_ref() == Some(of)))
    }

    fn is(self, field: Field, operator: Operator, value: &FilterValue, negated: bool) -> bool {
        let Self { event, row } = self;
        let text = |own: Option<&str>| own.is_some_and(|own| compared_text(own, operator, value));
        let number = |own: Option<f64>| own.is_some_and(|own| compared(&own, operator, value));
        let figures = row.figures();
        let on_row = |holds: &dyn Fn(&RowFacts) -> bool| match row {
            Row::Asked(row) if !negated => holds(row),
            Row::Asked(_) | Row::Lead(_) | Row::None => event.rows.iter().any(holds),
        };
        match field {
            Field::Id => matches!(value, FilterValue::Number(n) if ordered(&event.id, operator, n)),
            Field::Story => matches!(value, FilterValue::Number(n) if ordered(&event.story, operator, n)),
            Field::Kind => text(Some(event.kind)),
            Field::Source => text(event.source.as_deref()),
            Field::Lang => text(event.lang.as_deref()),
            Field::Title => text(Some(&event.title)),
            Field::Url => text(event.url.as_deref()),
            Field::Published => within(event.published, operator, value),
            Field::Seen => within(event.seen, operator, value),
            Field::Ticker => on_row(&|r| compared_text(r.instrument.symbol.as_str(), operator, value)),
            Field::Mic => on_row(&|r| compared_text(r.instrument.mic.as_str(), operator, value)),
            Field::Sector => {
                on_row(&|r| matches!(value, FilterValue::Sector(_, all) if all.contains(&r.instrument)))
            }
            Field::Watched => on_row(&|r| *value == FilterValue::Flag(r.is_watched)),
            Field::Tag => event.tags.iter().any(|tag| compared_text(tag, operator, value)),
            Field::Claim | Field::Chance => self.claims().any(|c| of_claim(c, field, operator, value)),
            Field::Move => number(figures.and_then(|f| f.return_fraction)),
            Field::Size => number(figures.and_then(|f| f.return_fraction).map(f64::abs)),
            Field::Abnormal => number(figures.and_then(|f| f.abnormal)),
            Field::Rank => number(figures.and_then(|f| f.rank)),
            Field::Z => number(figures.and_then(|f| f.z)),
            Field::Verdict => text(figures.and_then(|f| f.verdict).map(VerdictWord::as_str)),
            Field::Horizon => figures.is_some_and(|f| compared_text(&f.horizon.to_string(), operator, value)),
            Field::Status => text(figures.map(|f| f.status.as_str())),
            Field::Text => matches!(value, FilterValue::Words(words) if has_words(&event.words, words)),
        }
    }
}

/// Whether one claim meets an expression that asks for nothing but claims.
fn is_met_by(expr: &EventExpr, claim: &ClaimFacts) -> bool {
    match expr {
        EventExpr::And(parts) => parts.iter().all(|part| is_met_by(part, claim)),
        EventExpr::Or(parts) => parts.iter().any(|part| is_met_by(part, claim)),
        EventExpr::Not(part) => !is_met_by(part, claim),
        EventExpr::Is(field, operator, value) => of_claim(claim, *field, *operator, value),
    }
}

fn of_claim(claim: &ClaimFacts, field: Field, operator: Operator, value: &FilterValue) -> bool {
    if field == Field::Chance {
        return claim.chance.is_some_and(|chance| compared(&chance, operator, value));
    }
    compared_text(claim.status.as_str(), operator, value)
}

fn compared_text(own: &str, operator: Operator, value: &FilterValue) -> bool {
    let FilterValue::Text(wanted) = value else { return false };
    match operator {
        Operator::Contains => own.to_ascii_lowercase().contains(&wanted.to_ascii_lowercase()),
        other => ordered(own, other, wanted.as_str()),
    }
}

fn compared(own: &f64, operator: Operator, value: &FilterValue) -> bool {
    matches!(value, FilterValue::Figure(wanted) if ordered(own, operator, wanted))
}

fn ordered<T: PartialOrd + ?Sized>(own: &T, operator: Operator, wanted: &T) -> bool {
    match operator {
        Operator::Equal => own == wanted,
        Operator::NotEqual => own != wanted,
        Operator::Less => own < wanted,
        Operator::LessOrEqual => own <= wanted,
        Operator::Greater => own > wanted,
        Operator::GreaterOrEqual => own >= wanted,
        Operator::Contains => false,
    }
}

/// A day is a span of instants: equal means within it, greater means after its end.
fn within(at: DateTime<Utc>, operator: Operator, value: &FilterValue) -> bool {
    let FilterValue::Span(from, to) = value else { return false };
    match operator {
        Operator::Less => at < *from,
        Operator::GreaterOrEqual => at >= *from,
        Operator::LessOrEqual => at < *to,
        Operator::Greater => at >= *to,
        Operator::Equal | Operator::NotEqual | Operator::Contains => at >= *from && at < *to,
    }
}

/// Whether one of the alternatives is found: each phrase within the title or within the text.
fn has_words(columns: &[Vec<String>; 2], wanted: &SearchWords) -> bool {
    let has = |phrase: &Phrase| {
        let words = searched_words(&phrase.text);
        columns.iter().any(|column| has_phrase(column, &words, phrase.is_prefix))
    };
    wanted.alternatives.iter().any(|a| a.all.iter().all(has) && !a.none.iter().any(has))
}

fn has_phrase(column: &[String], words: &[String], is_prefix: bool) -> bool {
    let Some((last, before)) = words.split_last() else { return false };
    column.windows(words.len()).any(|window| {
        let Some((own, own_before)) = window.split_last() else { return false };
        own_before == before && if is_prefix { own.starts_with(last.as_str()) } else { own == last }
    })
}
