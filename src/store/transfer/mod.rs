//! The whole database as JSON lines, a file for each table, and back.
//!
//! Rows stand in the order of their keys and values are written in one way only, so that the same content gives
//! the same bytes. What is made from other tables, such as the index of words, is not written but made again.

mod cell;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};

use super::migrate::{SCHEMA_VERSION, fresh};
use super::{Store, StoreError};

/// The name of the file that describes the others.
const MANIFEST: &str = "manifest.json";

/// What an export holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    schema: String,
    /// The version of the tables.
    pub version: u32,
    /// The tables, by name.
    pub tables: Vec<TableRows>,
}

/// A table of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRows {
    /// Its name; its rows are in the file of this name with the extension `jsonl`.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
}

const SCHEMA: &str = "newstape/export/1";

/// A table and its columns.
struct Table {
    name: String,
    columns: Vec<String>,
    /// The columns of its key, by which rows are ordered.
    key: Vec<String>,
}

impl Store {
    /// Writes all tables to a folder, as they are at one moment.
    ///
    /// # Errors
    /// The folder cannot be written, or the database cannot be read.
    pub fn export(&self, folder: &Path) -> Result<Manifest, StoreError> {
        let tx = self.connection.unchecked_transaction().map_err(|e| self.error(e))?;
        let mut manifest =
            Manifest { schema: SCHEMA.to_owned(), version: SCHEMA_VERSION, tables: Vec::new() };
        for table in tables(&tx).map_err(|e| self.error(e))? {
            let path = folder.join(format!("{}.jsonl", table.name));
            let rows = write(&tx, &table, &path).map_err(|e| self.trouble(e, &path))?;
            manifest.tables.push(TableRows { name: table.name, rows });
        }
        let path = folder.join(MANIFEST);
        let text = serde_json::to_string_pretty(&manifest).map_err(std::io::Error::from);
        let written = text.and_then(|text| std::fs::write(&path, text + "\n"));
        written.map_err(|e| self.trouble(Trouble::File(e), &path))?;
        Ok(manifest)
    }

    /// Whether no table has a row that a new database does not have.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        let has_row = |table: &Table| {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", table.name);
            self.connection.query_row(&sql, [], |row| row.get::<_, bool>(0))
        };
        let filled = || -> rusqlite::Result<bool> {
            for table in tables(&self.connection)? {
                if !FILLED.contains(&table.name.as_str()) && has_row(&table)? {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        filled().map(|filled| !filled).map_err(|e| self.error(e))
    }

    fn trouble(&self, trouble: Trouble, path: &Path) -> StoreError {
        match trouble {
            Trouble::Database(e) => self.error(e),
            Trouble::File(e) => {
                StoreError::Transfer { path: path.to_owned(), line: None, reason: e.to_string() }
            }
            Trouble::Line(line, reason) => {
                StoreError::Transfer { path: path.to_owned(), line: Some(line), reason }
            }
        }
    }
}

/// Makes a new database at `target` from an export of this or an earlier version of the tables.
///
/// # Errors
/// [`StoreError::Transfer`] names the file and line that cannot be read; [`StoreError::Newer`] if a later version
/// of the program wrote it. The target is then left as a file that is of no use.
pub(super) fn import(folder: &Path, target: &Path) -> Result<Manifest, StoreError> {
    let at = |e| StoreError::at(target, e);
    let manifest = read_manifest(folder)?;
    let connection = fresh(target, manifest.version).map_err(at)?;
    let store =
        Store { connection, path: target.to_owned(), migrated: super::Migrated::default(), shelf: None };
    let connection = &store.connection;
    connection.pragma_update(None, "foreign_keys", false).map_err(at)?;
    let tx = connection.unchecked_transaction().map_err(at)?;
    let triggers = take_triggers(&tx).map_err(at)?;
    let known = tables(&tx).map_err(at)?;
    for told in &manifest.tables {
        let path = folder.join(format!("{}.jsonl", told.name));
        let Some(table) = known.iter().find(|t| t.name == told.name) else {
            let reason = format!("there is no table \"{}\"", told.name);
            return Err(StoreError::Transfer { path: folder.join(MANIFEST), line: None, reason });
        };
        let rows = read(&tx, table, &path).map_err(|e| store.trouble(e, &path))?;
        if rows != told.rows {
            let reason = format!("it has {rows} rows, and {} were written", told.rows);
            return Err(StoreError::Transfer { path, line: None, reason });
        }
    }
    finish(&tx, &triggers).map_err(at)?;
    tx.commit().map_err(at)?;
    Ok(manifest)
}

enum Trouble {
    Database(rusqlite::Error),
    File(std::io::Error),
    Line(u64, String),
}

impl From<rusqlite::Error> for Trouble {
    fn from(e: rusqlite::Error) -> Self {
        Self::Database(e)
    }
}

impl From<std::io::Error> for Trouble {
    fn from(e: std::io::Error) -> Self {
        Self::File(e)
    }
}

/// The tables that have rows in a new database.
const FILLED: &[&str] = &["sqlite_sequence", "alert_cursor"];

/// All tables but those of the index of words, by name; the numbers that were given come last, since rows that
/// are inserted change them.
fn tables(tx: &Connection) -> rusqlite::Result<Vec<Table>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'event_search%'
                 AND (name NOT LIKE 'sqlite_%' OR name = 'sqlite_sequence') ORDER BY name = 'sqlite_sequence', name";
    let mut named = tx.prepare(sql)?;
    let names: Vec<String> = named.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    names.into_iter().map(|name| table(tx, name)).collect()
}

fn table(tx: &Connection, name: String) -> rusqlite::Result<Table> {
    // Generated columns are not among them.
    let mut info = tx.prepare("SELECT name, pk FROM pragma_table_info(?)")?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let all: Vec<(String, i64)> = info.query_map([&name], read)?.collect::<rusqlite::Result<_>>()?;
    let mut key: Vec<(i64, String)> =
        all.iter().filter(|(_, pk)| *pk > 0).map(|(n, pk)| (*pk, n.clone())).collect();
    key.sort();
    let columns: Vec<String> = all.into_iter().map(|(name, _)| name).collect();
    let key: Vec<String> = key.into_iter().map(|(_, name)| name).collect();
    let key = if key.is_empty() { columns.clone() } else { key };
    Ok(Table { name, columns, key })
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

fn write(tx: &Connection, table: &Table, path: &Path) -> Result<u64, Trouble> {
    let mut out = BufWriter::new(File::create(path)?);
    let sql =
        format!("SELECT {} FROM {} ORDER BY {}", quoted(&table.columns), table.name, quoted(&table.key));
    let mut select = tx.prepare(&sql)?;
    let mut rows = select.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let mut line = String::from("{");
        for (place, column) in table.columns.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            let value =
                cell::write(row.get_ref(place)?).map_err(|reason| Trouble::Line(count + 1, reason))?;
            line.extend([comma, "\"", column, "\":", &value]);
        }
        line.push_str("}\n");
        out.write_all(line.as_bytes())?;
        count += 1;
    }
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    Ok(count)
}

fn read(tx: &Connection, table: &Table, path: &Path) -> Result<u64, Trouble> {
    let places = vec!["?"; table.columns.len()].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({places})", table.name, quoted(&table.columns));
    // Some tables have rows from the beginning.
    tx.execute(&format!("DELETE FROM {}", table.name), [])?;
    let mut insert = tx.prepare(&sql)?;
    let mut count = 0;
    for line in BufReader::new(File::open(path)?).lines() {
        let line = line?;
        count += 1;
        let values = cell::read_row(&line, &table.columns).map_err(|reason| Trouble::Line(count, reason))?;
        insert.execute(params_from_iter(values)).map_err(|e| Trouble::Line(count, e.to_string()))?;
    }
    Ok(count)
}

fn read_manifest(folder: &Path) -> Result<Manifest, StoreError> {
    let path = folder.join(MANIFEST);
    let wrong = |reason: String| StoreError::Transfer { path: path.clone(), line: None, reason };
    let text = std::fs::read_to_string(&path).map_err(|e| wrong(e.to_string()))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
    if manifest.schema != SCHEMA {
        return Err(wrong(format!("its schema is \"{}\", not {SCHEMA}", manifest.schema)));
    }
    if manifest.version > SCHEMA_VERSION {
        let (found, known) = (manifest.version, SCHEMA_VERSION);
        return Err(StoreError::Newer { path: path.clone(), found, known });
    }
    Ok(manifest)
}

/// Takes the triggers off, which would write rows of their own, and returns how they are made.
fn take_triggers(tx: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut all = tx.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let triggers: Vec<(String, String)> = all.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    for (name, _) in &triggers {
        tx.execute_batch(&format!("DROP TRIGGER \"{name}\""))?;
    }
    Ok(triggers.into_iter().map(|(_, sql)| sql).collect())
}

/// Puts the triggers back, makes the index of words, and checks what rows refer to.
fn finish(tx: &Connection, triggers: &[String]) -> rusqlite::Result<()> {
    for sql in triggers {
        tx.execute_batch(sql)?;
    }
    tx.execute_batch(
        "INSERT INTO event_search (rowid, title, body)
         SELECT e.id, e.title, r.text FROM event e JOIN revision r ON r.event_id = e.id AND r.revision = e.revision",
    )?;
    let dangling: bool =
        tx.query_row("SELECT EXISTS (SELECT 1 FROM pragma_foreign_key_check)", [], |r| r.get(0))?;
    if dangling {
        return Err(rusqlite::Error::ToSqlConversionFailure("a row refers to one that is not there".into()));
    }
    Ok(())
}
