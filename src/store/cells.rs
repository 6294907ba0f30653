//! Values of the program as cells of a table, and back.

use chrono::NaiveDate;
use rusqlite::Row;
use serde::de::DeserializeOwned;

use super::{StoreError, instant, micros, record};
use crate::claim::{Claim, ClaimVerdict};
use crate::event::{EventId, Precision, When};

pub(super) fn parse<T: DeserializeOwned>(
    what: &'static str,
    id: EventId,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::record(what, id, &e))
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

pub(super) fn claim_json(claim: &Claim) -> rusqlite::Result<String> {
    record::write_claim(claim).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

pub(super) fn verdict_json(verdict: &ClaimVerdict) -> rusqlite::Result<String> {
    record::write_verdict(verdict).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

/// The instant or the day, of which one is there.
pub(super) fn columns(when: &When) -> (Option<i64>, Option<String>) {
    match when {
        When::Instant { at, .. } => (Some(micros(*at)), None),
        When::Day(day) => (None, Some(day.to_string())),
    }
}

/// Where an event stands in a list: a day stands before the instants of that day.
pub(super) fn order(when: &When) -> i64 {
    match when {
        When::Instant { at, .. } => micros(*at),
        When::Day(day) => micros(day.and_time(chrono::NaiveTime::MIN).and_utc()),
    }
}

/// The name that an enum has in JSON, for a text column.
pub(super) fn word<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    Ok(json(value)?.trim_matches('"').to_owned())
}

/// A column that holds JSON, or a word that is JSON without its quotes.
pub(super) fn column<T: DeserializeOwned>(row: &Row<'_>, index: usize, quoted: bool) -> rusqlite::Result<T> {
    let text: String = row.get(index)?;
    let text = if quoted { format!("\"{text}\"") } else { text };
    serde_json::from_str(&text).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, Box::new(e))
    })
}

/// The time from its three columns.
pub(super) fn read_when(row: &Row<'_>, at: usize, day: usize, precision: usize) -> rusqlite::Result<When> {
    let precision: Precision = column(row, precision, true)?;
    Ok(match row.get::<_, Option<i64>>(at)? {
        Some(micros) => When::Instant { at: instant(micros), precision },
        None => When::Day(column::<NaiveDate>(row, day, true)?),
    })
}
