//! The rows of an event in all tables, as they were before a change, and how they are brought back.

use chrono::NaiveDate;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params, params_from_iter};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::cells::json;
use super::instant;
use super::stories::{remove_bands, write_bands};
use crate::event::{EventId, Precision, Publication, When};
use crate::link::{Decision, Link, LinkDecision};

/// The tables with rows of an event, and the column that says so. The event itself comes first. Bands of
/// its text are none of them: they are made from the text.
pub(super) const TABLES: &[(&str, &str)] = &[
    EVENT,
    ("revision", "event_id"),
    TAG,
    LINK,
    DECISION,
    ("link_history", "event_id"),
    ("unlisted", "event_id"),
    ("score", "event_id"),
    ("claim", "event_id"),
    ("reaction", "event_id"),
    ("event_key", "event_id"),
    ("correction", "event_id"),
    ("correction", "of_event"),
    ("source_item", "event_id"),
];

const EVENT: (&str, &str) = ("event", "id");
const TAG: (&str, &str) = ("tag", "event_id");
const LINK: (&str, &str) = ("link", "event_id");
const DECISION: (&str, &str) = ("link_decision", "event_id");

/// The rows of an event in one table.
#[derive(Serialize, Deserialize)]
struct Rows {
    table: String,
    columns: Vec<String>,
    cells: Vec<Vec<serde_json::Value>>,
}

impl Rows {
    fn each<T>(&self, read: impl FnMut(usize) -> rusqlite::Result<T>) -> rusqlite::Result<Vec<T>> {
        (0..self.cells.len()).map(read).collect()
    }

    fn read<T: DeserializeOwned>(&self, row: usize, column: &str) -> rusqlite::Result<T> {
        let place = self.columns.iter().position(|name| name == column);
        let cell = place.and_then(|place| self.cells.get(row)?.get(place)).cloned().unwrap_or_default();
        serde_json::from_value(cell).map_err(unreadable)
    }
}

/// What of an edited event its changes do not tell in full.
#[derive(Debug, Clone, PartialEq)]
pub struct FormerEvent {
    /// When it was published, as it was known before.
    pub publication: Publication,
    /// The tags that it had.
    pub tags: Vec<String>,
    /// The links that it had; none if the edit was not one of links.
    pub links: Vec<Link>,
    /// The decisions on them, likewise.
    pub decisions: Vec<LinkDecision>,
}

/// The rows of an event in all tables, as JSON.
pub(super) fn whole(tx: &Connection, id: EventId) -> rusqlite::Result<String> {
    of_tables(tx, id, TABLES)
}

/// What is needed to take back an edit, as JSON.
pub(super) fn of_edited(tx: &Connection, id: EventId, with_links: bool) -> rusqlite::Result<String> {
    of_tables(tx, id, if with_links { &[EVENT, TAG, LINK, DECISION] } else { &[EVENT, TAG] })
}

fn of_tables(tx: &Connection, id: EventId, tables: &[(&str, &str)]) -> rusqlite::Result<String> {
    let all: Vec<Rows> =
        tables.iter().map(|(table, of)| rows(tx, table, of, id)).collect::<rusqlite::Result<_>>()?;
    json(&all)
}

/// Reads [`of_edited`] or [`whole`].
pub(super) fn former(was: &str) -> rusqlite::Result<FormerEvent> {
    let all: Vec<Rows> = serde_json::from_str(was).map_err(unreadable)?;
    let of = |(table, _): (&str, &str)| all.iter().find(|rows| rows.table == table);
    let event = of(EVENT).ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let when = match event.read::<Option<i64>>(0, "published_at")? {
        Some(micros) => {
            When::Instant { at: instant(micros), precision: event.read::<Precision>(0, "precision")? }
        }
        None => When::Day(event.read::<NaiveDate>(0, "published_day")?),
    };
    let publication = Publication {
        when,
        origin: event.read(0, "origin")?,
        original: event.read(0, "original")?,
        zone: event.read(0, "zone")?,
        zone_assumed: event.read::<i64>(0, "zone_assumed")? != 0,
    };
    let (tags, links) = (of(TAG), of(LINK));
    Ok(FormerEvent {
        publication,
        tags: tags.map_or(Ok(Vec::new()), |tags| tags.each(|row| tags.read(row, "tag")))?,
        links: links.map_or(Ok(Vec::new()), |links| links.each(|row| former_link(links, row)))?,
        decisions: of(DECISION).map_or(Ok(Vec::new()), former_decisions)?,
    })
}

fn former_link(links: &Rows, row: usize) -> rusqlite::Result<Link> {
    serde_json::from_str(&links.read::<String>(row, "record")?).map_err(unreadable)
}

/// The decisions on instruments whose names can still be read.
fn former_decisions(rows: &Rows) -> rusqlite::Result<Vec<LinkDecision>> {
    let all = rows.each(|row| {
        let (symbol, mic): (String, String) = (rows.read(row, "symbol")?, rows.read(row, "mic")?);
        let decision: Decision = rows.read(row, "decision")?;
        let instrument = format!("{symbol}:{mic}").parse().ok();
        Ok(instrument.map(|instrument| LinkDecision { instrument, name: symbol, decision }))
    })?;
    Ok(all.into_iter().flatten().collect())
}

fn unreadable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}

fn rows(tx: &Connection, table: &str, of: &str, id: EventId) -> rusqlite::Result<Rows> {
    let mut info = tx.prepare_cached("SELECT name FROM pragma_table_info(?)")?;
    let columns: Vec<String> = info.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut select =
        tx.prepare_cached(&format!("SELECT {} FROM {table} WHERE {of} = ?", columns.join(", ")))?;
    let read = |row: &rusqlite::Row<'_>| {
        (0..columns.len()).map(|place| Ok(cell(row.get_ref(place)?))).collect::<rusqlite::Result<Vec<_>>>()
    };
    let cells = select.query_map([id.0], read)?.collect::<rusqlite::Result<_>>()?;
    drop(select);
    Ok(Rows { table: table.to_owned(), columns, cells })
}

/// None of the tables has blobs.
fn cell(value: ValueRef<'_>) -> serde_json::Value {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => serde_json::Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
    }
}

fn value(cell: &serde_json::Value) -> Value {
    match cell {
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| number.as_f64().map_or(Value::Null, Value::Real), Value::Integer)
        }
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Bool(flag) => Value::Integer((*flag).into()),
        serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => Value::Null,
    }
}

/// Brings a deleted event back with its rows as they were.
pub(super) fn restore(tx: &Connection, id: EventId, was: &str) -> rusqlite::Result<()> {
    let all: Vec<Rows> = serde_json::from_str(was).map_err(unreadable)?;
    let known = |rows: &&Rows| TABLES.iter().any(|(table, _)| *table == rows.table);
    for rows in all.iter().filter(known) {
        match rows.table.as_str() {
            "source_item" => claim_items(tx, id, rows)?,
            "correction" => insert_corrections(tx, rows)?,
            _ => insert(tx, rows)?,
        }
    }
    index_text(tx, id)?;
    write_bands(tx, id)
}

fn insert(tx: &Connection, rows: &Rows) -> rusqlite::Result<()> {
    // The number of a former link may have been given to another one since.
    let is_kept = |column: &str| rows.table != "link_history" || column != "id";
    let kept: Vec<usize> = (0..rows.columns.len()).filter(|place| is_kept(&rows.columns[*place])).collect();
    let names: Vec<&str> = kept.iter().map(|place| rows.columns[*place].as_str()).collect();
    let places = vec!["?"; names.len()].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({places})", rows.table, names.join(", "));
    let mut insert = tx.prepare_cached(&sql)?;
    for row in &rows.cells {
        insert.execute(params_from_iter(kept.iter().filter_map(|place| row.get(*place)).map(value)))?;
    }
    Ok(())
}

/// The items of sources that became the event, unless they have become another one since.
fn claim_items(tx: &Connection, id: EventId, rows: &Rows) -> rusqlite::Result<()> {
    for row in 0..rows.cells.len() {
        let (source, key): (i64, i64) = (rows.read(row, "source_id")?, rows.read(row, "key")?);
        tx.prepare_cached(
            "UPDATE source_item SET event_id = ? WHERE source_id = ? AND key = ? AND event_id IS NULL",
        )?
        .execute([id.0, source, key])?;
    }
    Ok(())
}

/// What the event corrects and what corrects it, where that is still there.
fn insert_corrections(tx: &Connection, rows: &Rows) -> rusqlite::Result<()> {
    for row in 0..rows.cells.len() {
        let (event, of): (i64, i64) = (rows.read(row, "event_id")?, rows.read(row, "of_event")?);
        tx.prepare_cached(
            "INSERT OR IGNORE INTO correction (event_id, of_event) SELECT ?1, ?2
             WHERE EXISTS (SELECT 1 FROM event WHERE id = ?1) AND EXISTS (SELECT 1 FROM event WHERE id = ?2)",
        )?
        .execute(params![event, of])?;
    }
    Ok(())
}

/// Deletes an event from all tables. What its sources said of it stays known, so that it is not logged again.
pub(super) fn remove(tx: &Connection, id: EventId) -> rusqlite::Result<()> {
    remove_bands(tx, id)?;
    tx.execute("UPDATE source_item SET event_id = NULL WHERE event_id = ?", [id.0])?;
    tx.execute("DELETE FROM event_search WHERE rowid = ?", [id.0])?;
    tx.execute("DELETE FROM event WHERE id = ?", [id.0])?;
    Ok(())
}

pub(super) fn index_text(tx: &Connection, id: EventId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO event_search (rowid, title, body)
         SELECT e.id, e.title, r.text FROM event e JOIN revision r ON r.event_id = e.id AND r.revision = e.revision
         WHERE e.id = ?",
    )?
    .execute([id.0])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Store;
    use super::super::stories::REMOVE_BANDS;
    use super::*;

    /// The steps by which a statement with parameters is carried out.
    fn plan(store: &Store, sql: &str) -> Vec<String> {
        let mut explain = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let nothing = vec![0_i64; explain.parameter_count()];
        let steps = explain.query_map(params_from_iter(nothing), |row| row.get(3)).unwrap();
        steps.map(Result::unwrap).collect()
    }

    #[test]
    fn no_table_is_read_whole_to_keep_or_delete_an_event() {
        let store = Store::open(Path::new(":memory:")).unwrap();
        let kept = TABLES.iter().map(|(table, of)| format!("SELECT * FROM {table} WHERE {of} = ?"));
        // What a deleted event takes with it is looked up by each reference to it.
        let references = "SELECT m.name, f.\"from\" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
                          WHERE m.type = 'table' AND f.\"table\" = 'event'";
        let mut named = store.connection.prepare(references).unwrap();
        let taken: Vec<String> = named
            .query_map([], |row| {
                let (table, of): (String, String) = (row.get(0)?, row.get(1)?);
                Ok(format!("SELECT 1 FROM {table} WHERE {of} = ?"))
            })
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(taken.len() > 10, "{taken:?}");
        for sql in kept.chain(taken).chain([REMOVE_BANDS.to_owned()]) {
            let steps = plan(&store, &sql);
            assert!(steps.iter().all(|step| step.starts_with("SEARCH")), "{sql}: {steps:?}");
        }
    }

    #[test]
    fn every_table_that_belongs_to_an_event_is_kept() {
        let store = Store::open(Path::new(":memory:")).unwrap();
        let sql = "SELECT DISTINCT m.name FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
                   WHERE m.type = 'table' AND f.\"table\" = 'event'";
        let mut named = store.connection.prepare(sql).unwrap();
        let found = named.query_map([], |row| row.get::<_, String>(0)).unwrap();
        for table in found.map(Result::unwrap) {
            assert!(TABLES.iter().any(|(known, _)| *known == table), "{table}");
        }
    }
}
