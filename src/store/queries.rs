//! The watch-list, and expressions that were saved by a name.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};

use super::{Store, StoreError, micros};
use crate::instrument::InstrumentId;

/// An expression that was saved by a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedQuery {
    /// Its name.
    pub name: String,
    /// The expression, as it was typed.
    pub expr: String,
}

impl Store {
    /// Puts instruments on the watch-list; returns how many were not on it.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn watch(&mut self, instruments: &[&InstrumentId], at: DateTime<Utc>) -> Result<usize, StoreError> {
        let sql = "INSERT OR IGNORE INTO watch (symbol, mic, watched_at) VALUES (?1, ?2, ?3)";
        self.each(instruments, sql, Some(at))
    }

    /// Takes instruments off the watch-list; returns how many were on it.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn unwatch(&mut self, instruments: &[&InstrumentId]) -> Result<usize, StoreError> {
        self.each(instruments, "DELETE FROM watch WHERE symbol = ?1 AND mic = ?2", None)
    }

    fn each(
        &mut self,
        instruments: &[&InstrumentId],
        sql: &str,
        at: Option<DateTime<Utc>>,
    ) -> Result<usize, StoreError> {
        let path = self.path.clone();
        let written = self.atomically(|tx| {
            let mut statement = tx.prepare_cached(sql)?;
            let mut changed = 0;
            for id in instruments {
                let (symbol, mic) = (id.symbol.as_str(), id.mic.as_str());
                changed += match at {
                    Some(at) => statement.execute(params![symbol, mic, micros(at)])?,
                    None => statement.execute(params![symbol, mic])?,
                };
            }
            Ok(changed)
        });
        written.map_err(|e| StoreError::at(&path, e))
    }

    /// The watch-list, by symbol.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn watched(&self) -> Result<Vec<InstrumentId>, StoreError> {
        let sql = "SELECT symbol || ':' || mic FROM watch ORDER BY symbol, mic";
        let read = || -> rusqlite::Result<Vec<String>> {
            self.connection.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect()
        };
        let all = read().map_err(|e| self.error(e))?;
        Ok(all.iter().filter_map(|id| id.parse().ok()).collect())
    }

    /// Saves an expression by a name; one that has the name already is replaced.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written.
    pub fn save_query(&mut self, saved: &SavedQuery, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO saved_query (name, expr, saved_at) VALUES (?, ?, ?)";
        let done = self.connection.execute(sql, params![saved.name, saved.expr, micros(at)]);
        done.map(|_| ()).map_err(|e| self.error(e))
    }

    /// Forgets a saved expression; false if there is none of that name.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written.
    pub fn forget_query(&mut self, name: &str) -> Result<bool, StoreError> {
        let done = self.connection.execute("DELETE FROM saved_query WHERE name = ?", [name]);
        done.map(|gone| gone > 0).map_err(|e| self.error(e))
    }

    /// The expression that was saved by a name.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn saved_query(&self, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT expr FROM saved_query WHERE name = ?";
        self.connection.query_row(sql, [name], |row| row.get(0)).optional().map_err(|e| self.error(e))
    }

    /// All tags, by name.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn tags(&self) -> Result<Vec<String>, StoreError> {
        let read = self.connection.prepare_cached("SELECT DISTINCT tag FROM tag ORDER BY tag");
        read.and_then(|mut s| s.query_map([], |row| row.get(0))?.collect()).map_err(|e| self.error(e))
    }

    /// All saved expressions, by name.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn saved_queries(&self) -> Result<Vec<SavedQuery>, StoreError> {
        let sql = "SELECT name, expr FROM saved_query ORDER BY name";
        let read = || -> rusqlite::Result<Vec<SavedQuery>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let one = |row: &rusqlite::Row<'_>| Ok(SavedQuery { name: row.get(0)?, expr: row.get(1)? });
            statement.query_map([], one)?.collect()
        };
        read().map_err(|e| self.error(e))
    }
}
