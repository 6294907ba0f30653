//! The integrity and size of the database.

use rusqlite::OptionalExtension;

use super::{Store, StoreError, instant};

/// The result of a check of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseHealth {
    /// The version of its schema.
    pub schema_version: u32,
    /// Its size in bytes, without the write-ahead log.
    pub bytes: u64,
    /// Events in it.
    pub events: u64,
    /// When the latest event was first seen.
    pub latest_seen_at: Option<chrono::DateTime<chrono::Utc>>,
    /// What is damaged, each a message of SQLite; empty if the database is sound.
    pub damages: Vec<String>,
}

/// The most messages that are reported.
const MOST_DAMAGES: usize = 10;

impl Store {
    /// Checks the whole file: every page, and every foreign key.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read at all.
    pub fn examine(&self) -> Result<DatabaseHealth, StoreError> {
        let read = || -> rusqlite::Result<DatabaseHealth> {
            let number = |sql: &str| self.connection.query_row(sql, [], |r| r.get::<_, i64>(0));
            let bytes = number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?;
            Ok(DatabaseHealth {
                schema_version: self.connection.pragma_query_value(None, "user_version", |r| r.get(0))?,
                bytes: bytes.cast_unsigned(),
                events: number("SELECT count(*) FROM event")?.cast_unsigned(),
                latest_seen_at: self
                    .connection
                    .query_row("SELECT max(seen_at) FROM event", [], |r| r.get::<_, Option<i64>>(0))
                    .optional()?
                    .flatten()
                    .map(instant),
                damages: self.damages()?,
            })
        };
        read().map_err(|e| self.error(e))
    }

    fn damages(&self) -> rusqlite::Result<Vec<String>> {
        let mut check = self.connection.prepare("PRAGMA quick_check(10)")?;
        let mut found: Vec<String> =
            check.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        found.retain(|line| line != "ok");
        let mut references = self.connection.prepare("PRAGMA foreign_key_check")?;
        let broken = references.query_map([], |r| {
            Ok(format!("a row of {} points to nothing in {}", r.get::<_, String>(0)?, r.get::<_, String>(2)?))
        })?;
        for line in broken.take(MOST_DAMAGES) {
            found.push(line?);
        }
        found.truncate(MOST_DAMAGES);
        Ok(found)
    }
}
