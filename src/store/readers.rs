//! Connections that only read, kept open between uses.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::InterruptHandle;

use super::{Store, StoreError};

/// Connections that only read. Each use takes one, and gives it back.
#[derive(Debug)]
pub struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Store>>,
}

/// Ends what a connection is doing, from another thread.
pub struct Interrupter(InterruptHandle);

impl Interrupter {
    /// Ends it: the use in progress fails as [`StoreError::Interrupted`].
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl Readers {
    /// Readers of the database at a place. Nothing is opened yet.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::new(Vec::new()) }
    }

    /// Where the database is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A connection: one that is idle, or a new one.
    ///
    /// # Errors
    /// As [`Store::open_reader`].
    pub fn take(&self) -> Result<Store, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| Store::open_reader(&self.path), Ok)
    }

    /// Gives a connection back.
    pub fn give_back(&self, store: Store) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(store);
    }
}

impl Store {
    /// What ends the use in progress of this connection, from another thread.
    #[must_use]
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.connection.get_interrupt_handle())
    }
}
