//! Values of comparisons, and how they are read.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Field, FieldKind, Operator};
use crate::claim::ClaimStatus;
use crate::date::stretch;
use crate::event::{EventKind, SearchWords};
use crate::instrument::{InstrumentId, Mic};
use crate::reaction::{Horizon, ReactionStatus, VerdictWord};
use crate::text::LanguageCode;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterValue {
    /// Text.
    Text(String),
    /// Words to search for.
    Words(SearchWords),
    /// A whole number.
    Number(i64),
    /// A number; of returns, ranks and chances as a fraction.
    Figure(f64),
    /// From an instant to before another: a day is 24 hours, an instant is itself.
    Span(DateTime<Utc>, DateTime<Utc>),
    /// A sector, and the instruments that belong to it.
    Sector(String, Vec<InstrumentId>),
    /// Yes or no.
    Flag(bool),
}

/// The instruments of a sector, or why there are none.
pub type Sectors<'a> = dyn Fn(&str) -> Result<(String, Vec<InstrumentId>), String> + 'a;

/// What an expression is read with: what *yesterday* refers to, and which instruments a sector has.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The present; without it, stretches that count from the present are refused.
    pub now: Option<DateTime<Utc>>,
    /// The zone of days.
    pub zone: Tz,
    /// The instruments of sectors; without them, sectors are refused.
    pub sectors: Option<&'a Sectors<'a>>,
}

impl Reading<'_> {
    /// A reading at an instant, with days in UTC and without sectors.
    #[must_use]
    pub const fn at(now: DateTime<Utc>) -> Self {
        Self { now: Some(now), zone: Tz::UTC, sectors: None }
    }

    /// A reading without a present and without sectors.
    #[must_use]
    pub const fn timeless() -> Self {
        Self { now: None, zone: Tz::UTC, sectors: None }
    }

    /// The value that a field is compared with.
    pub(super) fn value(&self, field: Field, operator: Operator, text: &str) -> Result<FilterValue, String> {
        let wrong = |what: &str| format!("\"{text}\" is not {what}");
        match field.kind() {
            FieldKind::Word if operator == Operator::Contains => Ok(FilterValue::Text(normal(field, text))),
            FieldKind::Word if field == Field::Sector => {
                let sectors = self.sectors.ok_or("sectors are not known here")?;
                sectors(text).map(|(name, of)| FilterValue::Sector(name, of))
            }
            FieldKind::Word => known(field, normal(field, text)).map(FilterValue::Text),
            FieldKind::Words => text.parse().map(FilterValue::Words).map_err(|e| format!("{e}")),
            FieldKind::Number => {
                text.parse().map(FilterValue::Number).map_err(|_| wrong("a whole number, like 12"))
            }
            FieldKind::Decimal => {
                decimal(text).map(FilterValue::Figure).ok_or_else(|| wrong("a number, like 2.5"))
            }
            FieldKind::Move => typed_move(text).map(FilterValue::Figure),
            FieldKind::Share => typed_share(field.name(), text).map(FilterValue::Figure),
            FieldKind::Flag => flag(text).map(FilterValue::Flag).ok_or_else(|| wrong("yes or no")),
            FieldKind::Instant => self.span(text, operator),
        }
    }

    fn span(&self, text: &str, operator: Operator) -> Result<FilterValue, String> {
        let found = self.stretch(text).ok_or_else(|| {
            format!("\"{text}\" is not a day or time, like 2025-01-29, 3d, yesterday or last week")
        })?;
        let FilterValue::Span(from, to) = found else { return Ok(found) };
        let is_counted = text.parse::<DateTime<Utc>>().is_err() && (to - from).num_milliseconds() == 0;
        if is_counted && matches!(operator, Operator::Equal | Operator::NotEqual) {
            return Err(format!("\"{text}\" is an instant: write since {text}, or name a day or a week"));
        }
        Ok(found)
    }

    /// The stretch of time that a text names.
    pub(super) fn stretch(&self, text: &str) -> Option<FilterValue> {
        // What does not count from the present is the same in any.
        let read = |now| stretch(text, now, self.zone);
        let found = if let Some(now) = self.now {
            read(now)?
        } else {
            let (one, other) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + chrono::TimeDelta::days(4000));
            read(one).filter(|found| read(other).as_ref() == Some(found))?
        };
        Some(FilterValue::Span(found.from, found.to))
    }
}

/// A move as it is typed: `2%`, `2,5%`, `0.02`. A number of 1 or more without a percent sign is refused: it
/// could be meant either way.
///
/// ```
/// use newstape::query::typed_move;
///
/// assert_eq!(typed_move("-2.5%"), Ok(-0.025));
/// assert!(typed_move("2").unwrap_err().contains("write 2%"));
/// ```
///
/// # Errors
/// What is wrong, and what would be right.
pub fn typed_move(text: &str) -> Result<f64, String> {
    let (number, value) =
        fraction(text).ok_or_else(|| format!("\"{text}\" is not a move: for example 2% or 0.02"))?;
    if number == text && value.abs() >= 1.0 { Err(ambiguous(text)) } else { Ok(value) }
}

/// The size of a move, whichever way, as it is typed: `2%`, `150%`, `0.02`.
///
/// # Errors
/// As [`typed_move`], and a size below zero.
pub fn typed_size(text: &str) -> Result<f64, String> {
    let size = typed_move(text.trim())?;
    if size < 0.0 { Err(format!("\"{text}\" is not a size: for example 2% or 0.02")) } else { Ok(size) }
}

/// A rank or a chance as it is typed: `90%`, `0.9`.
///
/// # Errors
/// What is wrong, and what would be right.
pub fn typed_share(what: &str, text: &str) -> Result<f64, String> {
    let (number, value) =
        fraction(text).ok_or_else(|| format!("\"{text}\" is not a {what}: for example 90% or 0.9"))?;
    match value {
        0.0..=1.0 => Ok(value),
        _ if number == text && value > 1.0 && value <= 100.0 => Err(ambiguous(text)),
        _ => Err(format!("\"{text}\" is not a {what}: it is from 0% to 100%")),
    }
}

fn ambiguous(number: &str) -> String {
    format!("\"{number}\" could mean {number}% or a hundred times that: write {number}%")
}

/// The digits of a fraction or of a percentage, and its value.
fn fraction(text: &str) -> Option<(&str, f64)> {
    let text = text.trim();
    match text.strip_suffix('%') {
        Some(number) => Some((number, decimal(number)? / 100.0)),
        None => Some((text, decimal(text)?)),
    }
}

/// A number, with a decimal point or comma.
fn decimal(text: &str) -> Option<f64> {
    let text = text.trim().replace('\u{2212}', "-");
    let text = if text.contains('.') { text } else { text.replacen(',', ".", 1) };
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    text.parse::<f64>().ok().filter(|value| is_plain && value.is_finite())
}

fn flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" | "ja" => Some(true),
        "no" | "false" | "0" | "nein" => Some(false),
        _ => None,
    }
}

/// Symbols and venues are written in capitals, kinds and verdicts are not.
fn normal(field: Field, text: &str) -> String {
    match field {
        Field::Ticker => text.trim_start_matches('$').to_uppercase(),
        Field::Mic => text.to_uppercase(),
        Field::Kind | Field::Claim | Field::Lang | Field::Verdict | Field::Horizon | Field::Status => {
            text.to_lowercase()
        }
        _ => text.to_owned(),
    }
}

/// The word as events have it, if the field's words are fixed and this is one of them.
fn known(field: Field, word: String) -> Result<String, String> {
    fn is<T: FromStr<Err: Display>>(word: String) -> Result<String, String> {
        word.parse::<T>().map(|_| word).map_err(|e| e.to_string())
    }
    match field {
        Field::Kind => word.parse::<EventKind>().map(|kind| kind.to_string()).map_err(|e| e.to_string()),
        Field::Lang => word.parse::<LanguageCode>().map(|code| code.to_string()).map_err(|e| e.to_string()),
        Field::Claim => is::<ClaimStatus>(word),
        Field::Verdict => is::<VerdictWord>(word),
        Field::Horizon => is::<Horizon>(word),
        Field::Mic => is::<Mic>(word),
        Field::Status => status(word),
        _ => Ok(word),
    }
}

fn status(word: String) -> Result<String, String> {
    let all = ReactionStatus::ALL.map(ReactionStatus::as_str);
    if all.contains(&word.as_str()) {
        return Ok(word);
    }
    Err(format!("\"{word}\" is not a status of a reaction: one of {}", all.join(", ")))
}
