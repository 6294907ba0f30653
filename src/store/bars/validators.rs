//! What servers gave to know answers of bars again by.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Row, params};

use super::super::{Store, StoreError};
use super::{BarWriter, key_columns, parsed};
use crate::market::SeriesKey;
use crate::net::Validator;

/// First and last day asked for, and what the answer was known by.
type Known = ((NaiveDate, NaiveDate), Validator);

impl Store {
    /// The ranges of a series that were answered in full, with what the answers are known by.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn validators(
        &self,
        key: &SeriesKey,
        extended: bool,
    ) -> Result<BTreeMap<(NaiveDate, NaiveDate), Validator>, StoreError> {
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
    /// Remembers what an answer is known by, together with its bars.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn keep_validator(
        &mut self,
        key: &SeriesKey,
        extended: bool,
        (first, last): (NaiveDate, NaiveDate),
        validator: &Validator,
    ) -> Result<(), StoreError> {
        let [symbol, mic, interval, provider, adjustment] = key_columns(key);
        let Validator { etag, last_modified } = validator;
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
    let validator = Validator { etag: row.get(2)?, last_modified: row.get(3)? };
    Ok(((parsed(row, 0)?, parsed(row, 1)?), validator))
}
