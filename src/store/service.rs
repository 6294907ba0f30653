//! What the service remembers of itself.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{Store, StoreError, instant, micros};

/// Counts changes to the user's part of the universe.
pub(super) const UNIVERSE: &str = "universe edits";
/// Counts changes to the sources and their settings.
pub(super) const SOURCES: &str = "source edits";

/// How often the user has changed what the service works with; only whether two are equal matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edits {
    /// Changes to the universe.
    pub universe: i64,
    /// Changes to sources.
    pub sources: i64,
}

/// Counts a change, within the transaction that makes it.
pub(super) fn count_edit(tx: &Connection, what: &str) -> rusqlite::Result<()> {
    let sql = "INSERT INTO service_state (name, value) VALUES (?, 1)
               ON CONFLICT (name) DO UPDATE SET value = value + 1";
    tx.prepare_cached(sql)?.execute([what]).map(|_| ())
}

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

    /// How often the user has changed what the service works with.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn edits(&self) -> Result<Edits, StoreError> {
        let count = |name: &str| {
            self.connection
                .prepare_cached("SELECT value FROM service_state WHERE name = ?")?
                .query_row([name], |row| row.get(0))
                .optional()
                .map(Option::unwrap_or_default)
        };
        let both = || Ok(Edits { universe: count(UNIVERSE)?, sources: count(SOURCES)? });
        both().map_err(|e| self.error(e))
    }

    /// Lets all writing within `work` share one transaction, and with it one synchronisation of the
    /// disk. Each write of an event within it is still whole or absent by itself. Nothing counts as
    /// written before this returns.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses; then nothing is written.
    pub fn group<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Result<T, StoreError> {
        // Each part is a savepoint: what undoes it goes to memory instead of a file of its own.
        self.connection
            .execute_batch("PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE")
            .map_err(|e| self.error(e))?;
        let done = work(self);
        if let Err(e) = self.connection.execute_batch("COMMIT") {
            // A disk that is full: some errors have rolled back already.
            let _ = self.connection.execute_batch("ROLLBACK");
            return Err(self.error(e));
        }
        Ok(done)
    }

    /// Runs `write` as one transaction, or as one part of a group that stands or falls by itself.
    pub(super) fn atomically<T>(
        &mut self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        if self.connection.is_autocommit() {
            let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = write(&tx)?;
            tx.commit()?;
            return Ok(done);
        }
        let part = self.connection.savepoint()?;
        let done = write(&part)?;
        part.commit()?;
        Ok(done)
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
