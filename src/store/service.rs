//! The persistent state of the service.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};

use super::{Store, StoreError, instant, micros};

/// Longest wait for another process in [`Store::can_be_written`]; a group of items takes a fifth of it.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// Counts changes to the user's part of the universe.
pub(super) const UNIVERSE: &str = "universe edits";
/// Since when providers of prices have been asked in vain.
const PRICES_FAIL: &str = "prices fail since";

/// Counts changes to the sources and their settings.
pub(super) const SOURCES: &str = "source edits";

/// Counters of the user's changes to the reference data; only compared for equality.
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
    /// Records that the service worked at this instant; an instant before the recorded one changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn beat(&mut self, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "INSERT INTO service_state (name, value) VALUES ('beat', ?)
                   ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.execute(params![micros(at)]))
            .map(|_| ())
            .map_err(|e| self.error(e))
    }

    /// Takes back a record of an instant that is yet to come.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written.
    pub fn beat_no_later_than(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE service_state SET value = ?1 WHERE name = 'beat' AND value > ?1";
        self.connection.execute(sql, [micros(now)]).map(|_| ()).map_err(|e| self.error(e))
    }

    /// Lets the rows without prices that were last tried after this instant, by a clock that was ahead, be tried
    /// at once; how many.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written.
    pub fn retry_what_was_tried_later(&mut self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let sql = "UPDATE reaction SET next_try_at = max(coalesce(due_at, ?1), ?1)
                   WHERE next_try_at > ?1 AND status = 'no_data' AND measured_at > ?1";
        self.connection.execute(sql, [micros(now)]).map_err(|e| self.error(e))
    }

    /// Records that providers were asked for bars at this instant, and whether any brought some.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written.
    pub fn asked_for_prices(&mut self, at: DateTime<Utc>, have_arrived: bool) -> Result<(), StoreError> {
        let done = if have_arrived {
            self.connection.execute("DELETE FROM service_state WHERE name = ?", [PRICES_FAIL])
        } else {
            // The first of a row of failures stays.
            let sql = "INSERT INTO service_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING";
            self.connection.execute(sql, params![PRICES_FAIL, micros(at)])
        };
        done.map(|_| ()).map_err(|e| self.error(e))
    }

    /// Since when providers have been asked for bars and none has brought any; `None` where the last that
    /// were asked did, or none was asked.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn prices_fail_since(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.state(PRICES_FAIL).map(|since| since.map(instant))
    }

    fn state(&self, name: &str) -> Result<Option<i64>, StoreError> {
        self.connection
            .prepare_cached("SELECT value FROM service_state WHERE name = ?")
            .and_then(|mut s| s.query_row([name], |row| row.get(0)).optional())
            .map_err(|e| self.error(e))
    }

    /// Whether a change could be written now. Waits for a second where another process holds the lock.
    ///
    /// # Errors
    /// [`StoreError`] that says why none can be.
    pub fn can_be_written(path: &Path) -> Result<(), StoreError> {
        let at = |e| StoreError::at(path, e);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(at)?;
        connection.busy_timeout(LONGEST_WAIT).map_err(at)?;
        connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(Transaction::rollback)
            .map_err(at)
    }

    /// The latest instant at which the service worked on this database.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn last_beat(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.state("beat").map(|beat| beat.map(instant))
    }

    /// The counters of the user's changes.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn edits(&self) -> Result<Edits, StoreError> {
        let count = |name: &str| self.state(name).map(Option::unwrap_or_default);
        Ok(Edits { universe: count(UNIVERSE)?, sources: count(SOURCES)? })
    }

    /// Runs all writes within `work` in one transaction, and so with one synchronisation of the
    /// disk: all of them are stored afterwards or, if any part fails, none. Parts have no savepoints
    /// of their own, for each would cost as much as a small event and flush the full-text index.
    ///
    /// # Errors
    /// The error of `work`, or [`StoreError`] if the database cannot be written; then nothing is written.
    pub fn group<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|e| self.error(e))?;
        // A panic must not leave the transaction open.
        let done = catch_unwind(AssertUnwindSafe(|| work(self)));
        if let Ok(Ok(done)) = done {
            let Err(e) = self.connection.execute_batch("COMMIT") else { return Ok(done) };
            let error = self.error(e).into();
            self.roll_back();
            return Err(error);
        }
        self.roll_back();
        match done {
            Ok(failed) => failed,
            Err(panic) => resume_unwind(panic),
        }
    }

    /// Some errors, such as a full disk, have already rolled back.
    fn roll_back(&self) {
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    /// Runs `write` as one transaction, or within the one of a group, which its failure ends.
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
        write(&self.connection)
    }

    /// Writes the whole write-ahead log to the database file, as before a clean shutdown.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written. An active reader is not an error; the
    /// rest is then written later.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(|e| self.error(e))
    }
}
