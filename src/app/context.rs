//! What every use case is given: the clock, the database's place, what is allowed.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use etcetera::BaseStrategy;

use super::Failure;
use crate::clock::Clock;
use crate::store::Store;

/// What every use case is given.
#[derive(Debug, Clone)]
pub struct Context {
    /// Where "now" comes from.
    pub clock: Clock,
    /// The database file.
    pub db: PathBuf,
    /// Whether every network access is forbidden.
    pub offline: bool,
}

impl Context {
    /// A context for a database; without one, `newstape/newstape.db` in the user's data folder, or
    /// in the working directory where the system names none.
    #[must_use]
    pub fn new(clock: Clock, db: Option<PathBuf>, offline: bool) -> Self {
        Self { clock, db: db.unwrap_or_else(default_db), offline }
    }

    /// The current instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The database, made if it is not there.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn store(&self) -> Result<Store, Failure> {
        Ok(Store::open(&self.db)?)
    }

    /// The database, which must be there.
    ///
    /// # Errors
    /// As [`Store::open_existing`].
    pub fn existing_store(&self) -> Result<Store, Failure> {
        Ok(Store::open_existing(&self.db)?)
    }
}

fn default_db() -> PathBuf {
    etcetera::choose_base_strategy()
        .map_or_else(|_| PathBuf::new(), |dirs| dirs.data_dir().join("newstape"))
        .join("newstape.db")
}
