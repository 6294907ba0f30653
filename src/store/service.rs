//! What the service remembers of itself.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError, instant, micros};

impl Store {
    /// Notes that the service worked at this instant; an earlier one than is noted changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn beat(&mut self, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "INSERT INTO service_state (name, value) VALUES ('beat', ?)
                   ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.execute(params![micros(at)]))
            .map(|_| ())
            .map_err(|e| self.error(e))
    }

    /// The latest instant at which the service worked on this database.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn last_beat(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.connection
            .query_row("SELECT value FROM service_state WHERE name = 'beat'", [], |row| row.get(0))
            .optional()
            .map(|micros| micros.map(instant))
            .map_err(|e| self.error(e))
    }

    /// Writes all of the log into the database file, as before a clean end.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses. A reader that is still at work is no error; the
    /// rest is then written later.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(|e| self.error(e))
    }
}
