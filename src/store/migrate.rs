//! Numbered SQL, applied forward only, all that is missing in one transaction, after a backup.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::StoreError;

/// The migrations, in order; the n-th takes the schema to version n. Never edited once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_events.sql"),
    include_str!("../../migrations/0002_market.sql"),
    include_str!("../../migrations/0003_sources.sql"),
    include_str!("../../migrations/0004_service.sql"),
    include_str!("../../migrations/0005_market.sql"),
    include_str!("../../migrations/0006_notices.sql"),
    include_str!("../../migrations/0007_fewer_writes.sql"),
    include_str!("../../migrations/0008_lists_off_an_index.sql"),
    include_str!("../../migrations/0009_identity.sql"),
    include_str!("../../migrations/0010_headlines.sql"),
    include_str!("../../migrations/0011_judgements.sql"),
    include_str!("../../migrations/0012_queries.sql"),
    include_str!("../../migrations/0013_audit.sql"),
    include_str!("../../migrations/0014_corrections.sql"),
    include_str!("../../migrations/0015_ripening.sql"),
    include_str!("../../migrations/0016_reaction_rows.sql"),
    include_str!("../../migrations/0017_views.sql"),
    include_str!("../../migrations/0018_alerts.sql"),
    include_str!("../../migrations/0019_scores.sql"),
];

/// The version this program writes.
#[allow(clippy::cast_possible_truncation)] // a handful of files
pub const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

/// How opening a database changed its schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The version found; 0 for a new file.
    pub from: u32,
    /// The path of the copy made before the migration.
    pub backup: Option<PathBuf>,
}

/// Brings the schema up to date, in one transaction: of two processes that find an old file, one
/// copies and migrates it while the other waits and then finds nothing to do.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<Migrated, StoreError> {
    let at = |e| StoreError::at(path, e);
    let from = version(connection).map_err(at)?;
    if from == SCHEMA_VERSION {
        return Ok(Migrated { from, backup: None });
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
    // Another process may have come first while this one waited for the lock.
    let found = version(&transaction).map_err(at)?;
    if found == SCHEMA_VERSION {
        return Ok(Migrated { from, backup: None });
    }
    let backup = (found > 0).then(|| back_up(path, found)).transpose()?;
    for sql in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(sql).map_err(at)?;
    }
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION).map_err(at)?;
    transaction.commit().map_err(at)?;
    Ok(Migrated { from, backup })
}

/// A new database with the tables of a version.
pub(super) fn fresh(path: &Path, version: u32) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    for sql in MIGRATIONS.iter().take(version as usize) {
        connection.execute_batch(sql)?;
    }
    connection.pragma_update(None, "user_version", version)?;
    Ok(connection)
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Copies the file to the same folder: `news.db` of version 1 to `news.db.v1.bak`.
fn back_up(path: &Path, version: u32) -> Result<PathBuf, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".v{version}.bak"));
    let target = PathBuf::from(name);
    let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|e| StoreError::at(path, e))?;
    reader.backup(rusqlite::MAIN_DB, &target, super::NO_PROGRESS).map_err(|e| StoreError::at(&target, e))?;
    Ok(target)
}

/// A database as an earlier version of the program left it.
#[cfg(test)]
pub(super) fn old(path: &Path, version: u32) -> Connection {
    let connection = Connection::open(path).unwrap();
    let known = MIGRATIONS.iter().take(version as usize);
    known.for_each(|sql| connection.execute_batch(sql).unwrap());
    connection.pragma_update(None, "user_version", version).unwrap();
    connection
}
