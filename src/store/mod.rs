//! The database: the only room with SQL.
//!
//! One SQLite file in WAL mode with full synchronisation: what has been acknowledged survives a
//! killed process and a power cut. Each kind of data has a file that reads and writes it.

mod additions;
mod alerts;
mod audit;
mod bars;
mod cells;
mod corrections;
mod days;
mod error;
mod events;
mod filter;
mod findings;
mod gauges;
mod health;
mod hold;
mod links;
mod list;
mod migrate;
mod queries;
mod reactions;
mod readers;
mod record;
mod search;
mod select;
mod service;
mod snapshot;
mod sources;
mod stats;
mod stories;
mod stream;
#[cfg(test)]
mod tests;
mod transfer;
mod upkeep;
mod values;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::market::Shelf;

pub use alerts::{Delivery, NewDelivery, StoredAlert};
pub use audit::{AuditAction, AuditEntry, By, ChangedField};
pub use bars::{
    ActionJudgement, AnswerTag, AsOfPrice, BarOrigin, BarWriter, FlaggedBar, Inserted, Label, LabelSpan,
    SeriesInfo, ToShelve,
};
#[doc(hidden)]
pub use bars::{bars_in_block, block_of_bars};
pub use corrections::{Changed, Edited, LastChange, Undone};
pub use days::LinkedNews;
pub use error::StoreError;
pub use events::KnownEvent;
pub use filter::{GroupBy, InstrumentEvent};
pub use gauges::{Backlog, Brief};
pub use health::DatabaseHealth;
pub use hold::Hold;
pub use links::{PastLinks, Relinked, SetDecision};
pub use migrate::{Migrated, SCHEMA_VERSION};
pub use queries::SavedQuery;
pub use reactions::{DueReaction, RipeRow};
pub use readers::{Interrupter, Readers};
pub use select::Selected;
pub use service::Edits;
pub use snapshot::FormerEvent;
pub use sources::{SeenItem, StoredSource};
pub use stats::{ClaimGroups, CountBy, CountedMove, EventGroup};
pub use stream::{Notice, NoticeKind, Notices};
pub use transfer::{Manifest, TableRows};
pub use upkeep::{Prunable, PruneRule};

/// How long a writer waits for another process to finish.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The size up to which a backup needs no progress report.
const NO_PROGRESS: Option<fn(rusqlite::backup::Progress)> = None;

/// An open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    migrated: Migrated,
    shelf: Option<Arc<dyn Shelf>>,
}

impl Store {
    /// Opens the database for reading and writing, creates it if it does not exist, and migrates an
    /// older one after a backup to the same folder.
    ///
    /// # Errors
    /// Any [`StoreError`] that opening or migrating a file can give.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_within(path, BUSY_TIMEOUT)
    }

    /// [`Self::open`] with another timeout for locks.
    pub(in crate::store) fn open_within(path: &Path, busy: Duration) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| StoreError::folder(folder, &e))?;
        }
        let connection = Connection::open(path).map_err(|e| StoreError::at(path, e))?;
        Self::prepare(connection, path, busy)
    }

    /// Opens an existing database for reading only.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if it does not exist.
    pub fn open_existing(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        Self::open(path)
    }

    fn prepare(connection: Connection, path: &Path, busy: Duration) -> Result<Self, StoreError> {
        let at = |e| StoreError::at(path, e);
        connection.busy_timeout(busy).map_err(at)?;
        connection.set_prepared_statement_cache_capacity(64);
        let version: u32 =
            connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(at)?;
        if version > SCHEMA_VERSION {
            return Err(StoreError::Newer { path: path.to_owned(), found: version, known: SCHEMA_VERSION });
        }
        connection.pragma_update(None, "journal_mode", "wal").map_err(at)?;
        connection.pragma_update(None, "synchronous", "full").map_err(at)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(at)?;
        connection.pragma_update(None, "cache_size", -64_000).map_err(at)?;
        // Pages that are written repeatedly go to the file once per 32 MB of the log.
        connection.pragma_update(None, "wal_autocheckpoint", 8_000).map_err(at)?;
        let mut store =
            Self { connection, path: path.to_owned(), migrated: Migrated::default(), shelf: None };
        store.migrated = migrate::migrate(&mut store.connection, path)?;
        Ok(store)
    }

    /// How many megabytes of the database's pages this connection may keep in memory.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn keep_in_memory(&self, megabytes: u32) -> Result<(), StoreError> {
        let kilobytes = -1000 * i64::from(megabytes);
        self.connection.pragma_update(None, "cache_size", kilobytes).map_err(|e| self.error(e))
    }

    /// A second connection to the same file that can only read.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn reader(&self) -> Result<Self, StoreError> {
        Ok(Self::open_reader(&self.path)?.with_shelf(self.shelf.clone()))
    }

    /// A connection to an existing database that can only read.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if it does not exist, else as [`Self::open`].
    pub fn open_reader(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let at = |e| StoreError::at(path, e);
        let connection = Connection::open_with_flags(path, flags).map_err(at)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(at)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection, path: path.to_owned(), migrated: Migrated::default(), shelf: None })
    }

    /// The same with bars that are kept elsewhere and read like its own; those of the database come first.
    #[must_use]
    pub fn with_shelf(self, shelf: Option<Arc<dyn Shelf>>) -> Self {
        Self { shelf, ..self }
    }

    /// Where the database is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How opening it changed its schema.
    #[must_use]
    pub const fn migrated(&self) -> &Migrated {
        &self.migrated
    }

    pub(in crate::store) fn error(&self, e: rusqlite::Error) -> StoreError {
        StoreError::at(&self.path, e)
    }
}

/// An instant as stored: microseconds since 1970 UTC.
pub(in crate::store) fn micros(at: chrono::DateTime<chrono::Utc>) -> i64 {
    at.timestamp_micros()
}

/// The instant of a stored number.
pub(in crate::store) fn instant(micros: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp_micros(micros).unwrap_or_default()
}
