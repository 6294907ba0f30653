//! A pool of read-only connections.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::InterruptHandle;

use super::{Store, StoreError};
use crate::market::Shelf;

/// A pool of read-only connections. Each use takes one and returns it.
#[derive(Debug)]
pub struct Readers {
    path: PathBuf,
    shelf: Option<Arc<dyn Shelf>>,
    idle: Mutex<Vec<Store>>,
}

/// Aborts the work of a connection, from another thread.
pub struct Interrupter(InterruptHandle);

impl Interrupter {
    /// Aborts it: the use in progress fails with [`StoreError::Interrupted`].
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl Readers {
    /// A pool for the database at a path. Nothing is opened yet.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path, shelf: None, idle: Mutex::new(Vec::new()) }
    }

    /// The same with bars that are kept elsewhere: [`Store::with_shelf`].
    #[must_use]
    pub fn with_shelf(self, shelf: Option<Arc<dyn Shelf>>) -> Self {
        Self { shelf, ..self }
    }

    /// Where the database is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A connection: an idle one or a new one.
    ///
    /// # Errors
    /// As [`Store::open_reader`].
    pub fn with<T>(
        &self,
        started: impl FnOnce(Interrupter),
        work: impl FnOnce(&Store) -> T,
    ) -> Result<T, StoreError> {
        let store = self.take()?;
        started(store.interrupter());
        let done = work(&store);
        self.give_back(store);
        Ok(done)
    }

    /// A connection: an idle one or a new one.
    fn take(&self) -> Result<Store, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let open = || Ok(Store::open_reader(&self.path)?.with_shelf(self.shelf.clone()));
        idle.map_or_else(open, Ok)
    }

    /// Returns a connection to the pool.
    fn give_back(&self, store: Store) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(store);
    }
}

impl Store {
    /// A handle to abort the use in progress of this connection, from another thread.
    #[must_use]
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.connection.get_interrupt_handle())
    }
}
