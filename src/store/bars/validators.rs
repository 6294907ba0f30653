//! Validators of answers with bars, for conditional requests.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Row, params};

use super::super::{Store, StoreError};
use super::{BarWriter, key_columns, parsed};
use crate::market::SeriesKey;

/// The validators of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerTag {
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
}

/// First and last day requested, and the validators of the answer.
type Known = ((NaiveDate, NaiveDate), AnswerTag);

impl Store {
    /// The ranges of a series that were answered completely, with the validators of the answers.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn validators(
        &self,
        key: &SeriesKey,
        extended: bool,
    ) -> Result<BTreeMap<(NaiveDate, NaiveDate), AnswerTag>, StoreError> {
        let [symbol, mic, interval, provider, adjustment] = key_columns(key);
        let read = || -> rusqlite::Result<BTreeMap<_, _>> {
            self.connection
                .prepare_cached(
                    "SELECT first, last, etag, last_modified FROM bar_validator WHERE symbol = ? AND mic = ?
                     AND interval = ? AND provider = ? AND adjustment = ? AND extended = ?",
                )?
                .query_map(params![symbol, mic, interval, provider, adjustment, extended], known)?
                .collect()
        };
        read().map_err(|e| self.error(e))
    }
}

impl BarWriter<'_> {
    /// Stores an answer's validators together with its bars.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn keep_validator(
        &mut self,
        key: &SeriesKey,
        extended: bool,
        (first, last): (NaiveDate, NaiveDate),
        tag: &AnswerTag,
    ) -> Result<(), StoreError> {
        let [symbol, mic, interval, provider, adjustment] = key_columns(key);
        let AnswerTag { etag, last_modified } = tag;
        let (first, last) = (first.to_string(), last.to_string());
        self.tx
            .prepare_cached("INSERT OR REPLACE INTO bar_validator VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .and_then(|mut insert| {
                insert.execute(params![
                    symbol,
                    mic,
                    interval,
                    provider,
                    adjustment,
                    extended,
                    first,
                    last,
                    etag,
                    last_modified
                ])
            })
            .map_err(|e| StoreError::at(&self.path, e))?;
        Ok(())
    }
}

fn known(row: &Row<'_>) -> rusqlite::Result<Known> {
    let tag = AnswerTag { etag: row.get(2)?, last_modified: row.get(3)? };
    Ok(((parsed(row, 0)?, parsed(row, 1)?), tag))
}
