//! Dates in values that machines are meant to read: a meta tag's content, a feed's element.
//!
//! They should be ISO 8601 or RFC 2822 and are often neither, so after the number forms of the
//! epoch and the compact ISO form the reader for prose has its turn.

use chrono::{DateTime, NaiveDate};

use super::civil;
use super::finding::{Civil, DateContext, DateRemark};
use super::time;
use super::token::{self, Kind, Token};
use super::zone::Zone;
use crate::event::Precision;

/// The date that a value holds, if it is one that an item can have.
///
/// The epoch's first day and dates before 1900 are what a content system writes when it knows
/// nothing.
pub(super) fn value(text: &str, context: &DateContext) -> Option<Civil> {
    let text = text.trim();
    let hour = || hour_alone(text).and_then(|spread| civil_in(&spread, context, Precision::Hour));
    let civil = epoch(text).or_else(|| compact(text)).or_else(hour).or_else(|| {
        let tokens = token::tokens(text);
        let placed = civil::dates(&tokens, context).into_iter().next()?;
        let mut civil = placed.civil;
        civil.remarks.extend(unknown_zone(civil.zone.as_ref(), civil.precision, &tokens[placed.next..]));
        Some(civil)
    })?;
    plausible(&civil).then_some(civil)
}

/// `2025-01-29T21Z` with its minutes spelled out: ISO 8601 lets them be left away.
pub(super) fn hour_alone(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    let (hour, zone) = time.split_at_checked(2)?;
    let clock = hour.parse::<u8>().is_ok_and(|hour| hour < 24);
    let dated = NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok();
    let zoned = zone.is_empty() || zone == "Z" || zone.starts_with(['+', '-']);
    (dated && clock && zoned).then(|| format!("{date}T{hour}:00{zone}"))
}

/// The first date of a text, known to no more than this precision.
fn civil_in(text: &str, context: &DateContext, precision: Precision) -> Option<Civil> {
    let civil = civil::dates(&token::tokens(text), context).into_iter().next()?.civil;
    Some(Civil { precision, ..civil })
}

/// What stands where a machine writes the zone, if no zone of this name is known.
fn unknown_zone(
    zone: Option<&(Zone, String)>,
    precision: Precision,
    rest: &[Token<'_>],
) -> Option<DateRemark> {
    let [word] = rest else { return None };
    let is_name = word.kind == Kind::Word && (2..=5).contains(&word.text.len());
    let shouted = word.text.chars().all(|c| c.is_ascii_uppercase());
    (zone.is_none() && precision == Precision::Second && is_name && shouted)
        .then(|| DateRemark::UnknownZone(word.text.to_owned()))
}

/// Whether a value is a date that no item can have, as systems write that know none.
pub(super) fn is_placeholder(text: &str) -> bool {
    let tokens = token::tokens(text);
    let read = civil::dates(&tokens, &DateContext::default()).into_iter().next();
    read.is_some_and(|placed| !plausible(&placed.civil))
        || tokens.iter().any(|t| t.kind == Kind::Number && t.text == "0001")
}

/// Whether an item can have this date.
pub(super) fn plausible(civil: &Civil) -> bool {
    let zero = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default();
    let oldest = NaiveDate::from_ymd_opt(1900, 1, 2).unwrap_or_default();
    civil.date >= oldest && (civil.date - zero).num_days().abs() > 1
}

/// Seconds or milliseconds since 1970: ten or thirteen digits and nothing else.
pub(super) fn epoch(text: &str) -> Option<Civil> {
    let whole = text.split('.').next().filter(|_| text.len() <= 17)?;
    if !text.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let at = match whole.len() {
        10 => DateTime::from_timestamp(number, 0)?,
        13 => DateTime::from_timestamp_millis(number)?,
        _ => return None,
    };
    Civil::instant(at, Precision::Second)
}

/// `20250129`, `20250129T101500Z`, `20250129101500`.
fn compact(text: &str) -> Option<Civil> {
    let tokens = token::tokens(text);
    let first = tokens.first().filter(|t| t.kind == Kind::Number)?;
    match first.text.len() {
        8 => compact_date(&tokens),
        14 if tokens.len() == 1 => {
            let spread = format!("{}T{}", &text[..8], &text[8..]);
            compact_date(&token::tokens(&spread))
        }
        _ => None,
    }
}

fn compact_date(tokens: &[Token<'_>]) -> Option<Civil> {
    let date = NaiveDate::parse_from_str(tokens.first()?.text, "%Y%m%d").ok()?;
    let time = time::time_after(tokens, 1);
    if tokens.len() > 1 && time.is_none() {
        return None;
    }
    Some(civil::civil(date, time, Vec::new()))
}
