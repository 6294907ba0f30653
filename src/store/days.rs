//! The days on which something was published.

use chrono::{DateTime, Utc};

use super::{Store, StoreError, micros};

impl Store {
    /// The publication time of the last event before an instant, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn last_published_before(&self, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.neighbour("SELECT max(published_order) FROM event WHERE published_order < ?", at)
    }

    /// The publication time of the first event at or after an instant, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn first_published_from(&self, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.neighbour("SELECT min(published_order) FROM event WHERE published_order >= ?", at)
    }

    fn neighbour(&self, sql: &str, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([micros(at)], |row| row.get::<_, Option<i64>>(0)))
            .map(|found| found.map(super::instant))
            .map_err(|e| self.error(e))
    }
}
