//! What users changed of events, and how it is taken back: every change keeps the event's rows in all
//! tables as they were before.

use chrono::{DateTime, Utc};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};
use serde::{Deserialize, Serialize};

use super::cells::{column, columns, json, order, word};
use super::findings::insert_findings;
use super::stream::{NoticeKind, tell};
use super::{Store, StoreError, instant, micros};
use crate::event::{EventId, EventText, NewsEvent, RevisionNo};
use crate::road::Findings;

/// What a user did to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuditAction {
    /// Changed its fields.
    Edit,
    /// Deleted it.
    Delete,
    /// Joined it to a story.
    Merge,
    /// Took a change back.
    Undo,
}

impl AuditAction {
    /// The word, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Merge => "merge",
            Self::Undo => "undo",
        }
    }
}

/// A field as it was and as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedField {
    /// The field.
    pub field: String,
    /// As it was, if it was there.
    pub before: Option<String>,
    /// As it is, if it is there.
    pub after: Option<String>,
}

/// An entry of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number.
    pub id: i64,
    /// The number that the entries of one command have.
    pub batch: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub who: String,
    /// What was done.
    pub action: AuditAction,
    /// To which event.
    pub event: EventId,
    /// The event's title then.
    pub title: String,
    /// What changed.
    pub changes: Vec<ChangedField>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Who changes something, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Who.
    pub who: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// An event as it is to be.
#[derive(Debug)]
pub struct Edited<'a> {
    /// The event: text, publication, source, language, kind and tags are written.
    pub event: &'a NewsEvent,
    /// What is found in it now; `None` where that stays.
    pub findings: Option<&'a Findings>,
    /// The notes on it.
    pub notes: &'a [String],
    /// What changes.
    pub changes: &'a [ChangedField],
}

/// The tables with rows of an event, and the column that says so. The event itself comes first.
const TABLES: &[(&str, &str)] = &[
    ("event", "id"),
    ("revision", "event_id"),
    ("tag", "event_id"),
    ("link", "event_id"),
    ("link_decision", "event_id"),
    ("link_history", "event_id"),
    ("unlisted", "event_id"),
    ("claim", "event_id"),
    ("reaction", "event_id"),
    ("event_key", "event_id"),
    ("correction", "event_id"),
    ("correction", "of_event"),
    ("source_item", "event_id"),
    ("story_band", "event_id"),
];

/// The rows of an event in one table.
#[derive(Serialize, Deserialize)]
struct Rows {
    table: String,
    columns: Vec<String>,
    cells: Vec<Vec<serde_json::Value>>,
}

/// The rows of an event in all tables, as JSON.
fn snapshot(tx: &Connection, id: EventId) -> rusqlite::Result<String> {
    let all: Vec<Rows> =
        TABLES.iter().map(|(table, of)| rows(tx, table, of, id)).collect::<rusqlite::Result<_>>()?;
    json(&all)
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

fn value(cell: serde_json::Value) -> Value {
    match cell {
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| number.as_f64().map_or(Value::Null, Value::Real), Value::Integer)
        }
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Bool(flag) => Value::Integer(flag.into()),
        serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => Value::Null,
    }
}

/// Brings the rows of an event back as they were.
fn restore(tx: &Connection, id: EventId, was: &str) -> rusqlite::Result<()> {
    let all: Vec<Rows> = serde_json::from_str(was).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(e))
    })?;
    remove(tx, id)?;
    for Rows { table, columns, cells } in all {
        let places = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT OR REPLACE INTO {table} ({}) VALUES ({places})", columns.join(", "));
        let mut insert = tx.prepare_cached(&sql)?;
        for row in cells {
            insert.execute(params_from_iter(row.into_iter().map(value)))?;
        }
    }
    index_text(tx, id)
}

/// Deletes an event from all tables. What its sources said of it stays known, so that it is not logged again.
fn remove(tx: &Connection, id: EventId) -> rusqlite::Result<()> {
    tx.execute("UPDATE source_item SET event_id = NULL WHERE event_id = ?", [id.0])?;
    tx.execute("DELETE FROM story_band WHERE event_id = ?", [id.0])?;
    tx.execute("DELETE FROM event_search WHERE rowid = ?", [id.0])?;
    tx.execute("DELETE FROM event WHERE id = ?", [id.0])?;
    Ok(())
}

fn index_text(tx: &Connection, id: EventId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO event_search (rowid, title, body)
         SELECT e.id, e.title, r.text FROM event e JOIN revision r ON r.event_id = e.id AND r.revision = e.revision
         WHERE e.id = ?",
    )?
    .execute([id.0])?;
    Ok(())
}

/// Makes the earliest of the other events of a story its first, in place of one that leaves it.
fn leave_story(tx: &Connection, id: EventId) -> rusqlite::Result<Option<EventId>> {
    let next: Option<i64> = tx
        .prepare_cached(
            "SELECT id FROM event WHERE story_id = ?1 AND id <> ?1 ORDER BY published_order, id LIMIT 1",
        )?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    if let Some(next) = next {
        tx.execute("UPDATE event SET story_id = ?1 WHERE story_id = ?2 AND id <> ?2", [next, id.0])?;
    }
    Ok(next.map(EventId))
}

/// The change of a story that has another first event.
fn story(before: EventId, after: EventId) -> ChangedField {
    let of = |id: EventId| Some(id.to_string());
    ChangedField { field: STORY.to_owned(), before: of(before), after: of(after) }
}

/// The field with the number of an event's story.
const STORY: &str = "story";

/// Gives stories their first event back that a deletion had taken from them.
fn restore_stories(tx: &Connection, entries: &[AuditEntry]) -> rusqlite::Result<()> {
    let deleted = entries.iter().filter(|e| e.action == AuditAction::Delete);
    for change in deleted.flat_map(|e| &e.changes).filter(|c| c.field == STORY) {
        tx.execute(
            "UPDATE event SET story_id = ?1 WHERE story_id = ?2",
            params![change.before, change.after],
        )?;
        tx.execute("DELETE FROM reaction WHERE event_id = ?", params![change.after])?;
    }
    Ok(())
}

/// Joins the stories of events; the earliest of all their events is the first.
fn merge(tx: &Connection, events: &[EventId], by: By<'_>) -> rusqlite::Result<EventId> {
    let mut members: Vec<(i64, EventId, i64)> = Vec::new();
    let mut select = tx.prepare_cached(
        "SELECT published_order, id, story_id FROM event
         WHERE story_id = (SELECT story_id FROM event WHERE id = ?)",
    )?;
    for id in events {
        let of_story =
            select.query_map([id.0], |row| Ok((row.get(0)?, EventId(row.get(1)?), row.get(2)?)))?;
        members.extend(of_story.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    members.sort_unstable_by_key(|(at, id, _)| (*at, *id));
    members.dedup_by_key(|(_, id, _)| *id);
    let first = members.first().map_or(EventId(0), |(_, id, _)| *id);
    let batch = next_batch(tx)?;
    for &(_, event, of) in members.iter().filter(|(_, _, of)| *of != first.0) {
        let (was, title) = (Some(snapshot(tx, event)?), title_of(tx, event)?.unwrap_or_default());
        let changes = [story(EventId(of), first)];
        Entry { batch, by, action: AuditAction::Merge, event, title: &title, changes: &changes, was }
            .write(tx)?;
        tx.execute("UPDATE event SET story_id = ? WHERE id = ?", [first.0, event.0])?;
        if event != first {
            tx.execute("DELETE FROM reaction WHERE event_id = ?", [event.0])?;
        }
        tell(tx, NoticeKind::Event, event, by.at)?;
    }
    Ok(first)
}

/// What an entry says.
struct Entry<'a> {
    batch: i64,
    by: By<'a>,
    action: AuditAction,
    event: EventId,
    title: &'a str,
    changes: &'a [ChangedField],
    was: Option<String>,
}

impl Entry<'_> {
    fn write(&self, tx: &Connection) -> rusqlite::Result<()> {
        tx.prepare_cached(
            "INSERT INTO audit (batch, at, who, action, event_id, title, changes, was)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            self.batch,
            micros(self.by.at),
            self.by.who,
            word(&self.action)?,
            self.event.0,
            self.title,
            json(&self.changes)?,
            self.was,
        ])?;
        Ok(())
    }
}

fn next_batch(tx: &Connection) -> rusqlite::Result<i64> {
    tx.query_row("SELECT coalesce(max(batch), 0) + 1 FROM audit", [], |row| row.get(0))
}

fn title_of(tx: &Connection, id: EventId) -> rusqlite::Result<Option<String>> {
    tx.query_row("SELECT title FROM event WHERE id = ?", [id.0], |row| row.get(0)).optional()
}

/// Writes the fields of an event that a user can change.
fn write_fields(tx: &Connection, edited: &Edited<'_>, at: DateTime<Utc>) -> rusqlite::Result<()> {
    let NewsEvent { id, text, publication, source, lang, kind, tags, revision, .. } = edited.event;
    let (instant, day) = columns(&publication.when);
    let stored: u32 = tx.query_row("SELECT revision FROM event WHERE id = ?", [id.0], |row| row.get(0))?;
    if revision.0 > stored {
        insert_revision(tx, *id, *revision, text, at)?;
    }
    let when = &publication.when;
    tx.prepare_cached(
        "UPDATE event SET title = ?2, published_at = ?3, published_day = ?4, published_order = ?5, precision = ?6,
             origin = ?7, original = ?8, zone = ?9, zone_assumed = ?10, source = ?11, lang = ?12, kind = ?13,
             revision = ?14, notes = ?15 WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        text.title(),
        instant,
        day,
        order(when),
        word(&when.precision())?,
        word(&publication.origin)?,
        publication.original,
        publication.zone,
        publication.zone_assumed,
        source,
        lang,
        kind.as_str(),
        revision.0,
        json(&edited.notes)?,
    ])?;
    for table in ["link", "reaction"] {
        tx.execute(
            &format!("UPDATE {table} SET published_order = ?2 WHERE event_id = ?1"),
            params![id.0, order(when)],
        )?;
    }
    tx.execute("DELETE FROM tag WHERE event_id = ?", [id.0])?;
    for tag in tags {
        tx.prepare_cached("INSERT OR IGNORE INTO tag (event_id, tag) VALUES (?, ?)")?
            .execute(params![id.0, tag])?;
    }
    index_text(tx, *id)
}

fn insert_revision(
    tx: &Connection,
    id: EventId,
    revision: RevisionNo,
    text: &EventText,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO revision (event_id, revision, text, title_start, title_end, content_hash, seen_at)
         SELECT ?1, ?2, ?3, ?4, ?5, content_hash, ?6 FROM revision WHERE event_id = ?1
         ORDER BY revision DESC LIMIT 1",
    )?
    .execute(params![id.0, revision.0, text.text, text.title.start, text.title.end, micros(at)])?;
    Ok(())
}

impl Store {
    /// Writes events as a user changed them, with what is found in them now, in one transaction.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn edit(&mut self, edited: &[Edited<'_>], by: By<'_>) -> Result<(), StoreError> {
        if edited.is_empty() {
            return Ok(());
        }
        let path = self.path.clone();
        let written = self.atomically(|tx| {
            let batch = next_batch(tx)?;
            for one in edited {
                let (id, was) = (one.event.id, Some(snapshot(tx, one.event.id)?));
                let title = title_of(tx, id)?.unwrap_or_default();
                let entry = Entry {
                    batch,
                    by,
                    action: AuditAction::Edit,
                    event: id,
                    title: &title,
                    changes: one.changes,
                    was,
                };
                entry.write(tx)?;
                write_fields(tx, one, by.at)?;
                if let Some(findings) = one.findings {
                    super::links::keep_former_links(tx, id, by.at)?;
                    for table in ["link", "unlisted", "claim", "reaction"] {
                        tx.execute(&format!("DELETE FROM {table} WHERE event_id = ?"), [id.0])?;
                    }
                    insert_findings(tx, id, findings, one.event.story.0 == id.0, by.at)?;
                }
                tell(tx, NoticeKind::Event, id, by.at)?;
            }
            Ok(())
        });
        written.map_err(|e| StoreError::at(&path, e))
    }

    /// Deletes events, in one transaction. Where one was the first of its story, the next takes its place;
    /// returns these, which are to be measured.
    ///
    /// # Errors
    /// [`StoreError::NoEvent`] if one does not exist; nothing is then deleted.
    pub fn delete(&mut self, events: &[EventId], by: By<'_>) -> Result<Vec<EventId>, StoreError> {
        for id in events {
            self.published(*id)?;
        }
        let path = self.path.clone();
        let written = self.atomically(|tx| {
            let batch = next_batch(tx)?;
            let mut first = Vec::new();
            for &event in events {
                let Some(title) = title_of(tx, event)? else { continue };
                let was = Some(snapshot(tx, event)?);
                let next = leave_story(tx, event)?;
                let changes: Vec<ChangedField> = next.map(|next| story(event, next)).into_iter().collect();
                Entry {
                    batch,
                    by,
                    action: AuditAction::Delete,
                    event,
                    title: &title,
                    changes: &changes,
                    was,
                }
                .write(tx)?;
                first.extend(next);
                remove(tx, event)?;
            }
            first.retain(|id| !events.contains(id));
            Ok(first)
        });
        written.map_err(|e| StoreError::at(&path, e))
    }

    /// Joins events to one story, in one transaction: that of the earliest, which alone is measured. Returns it.
    ///
    /// # Errors
    /// [`StoreError::NoEvent`] if one does not exist; nothing is then written.
    pub fn merge(&mut self, events: &[EventId], by: By<'_>) -> Result<EventId, StoreError> {
        for id in events {
            self.published(*id)?;
        }
        let path = self.path.clone();
        let written = self.atomically(|tx| merge(tx, events, by));
        written.map_err(|e| StoreError::at(&path, e))
    }

    /// Takes the last change back that was not taken back yet, in one transaction. Returns its entries; none if
    /// there is nothing to take back.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn undo(&mut self, by: By<'_>) -> Result<Vec<AuditEntry>, StoreError> {
        let path = self.path.clone();
        let written = self.atomically(|tx| {
            let last: Option<i64> = tx.query_row(
                "SELECT max(batch) FROM audit WHERE undone_at IS NULL AND action <> 'undo'",
                [],
                |row| row.get(0),
            )?;
            let Some(last) = last else { return Ok(Vec::new()) };
            let entries = entries(tx, "batch = ?1 AND action <> 'undo' ORDER BY id DESC", last, i64::MAX)?;
            let batch = next_batch(tx)?;
            for entry in &entries {
                let was: String =
                    tx.query_row("SELECT was FROM audit WHERE id = ?", [entry.id], |row| row.get(0))?;
                restore(tx, entry.event, &was)?;
                let back = |c: &ChangedField| ChangedField {
                    field: c.field.clone(),
                    before: c.after.clone(),
                    after: c.before.clone(),
                };
                let changes: Vec<ChangedField> = entry.changes.iter().map(back).collect();
                let (event, title) = (entry.event, entry.title.as_str());
                Entry { batch, by, action: AuditAction::Undo, event, title, changes: &changes, was: None }
                    .write(tx)?;
                tx.execute("UPDATE audit SET undone_at = ? WHERE id = ?", params![micros(by.at), entry.id])?;
                tell(tx, NoticeKind::Event, event, by.at)?;
            }
            restore_stories(tx, &entries)?;
            Ok(entries)
        });
        written.map_err(|e| StoreError::at(&path, e))
    }

    /// The latest entries of the audit trail, of one event or of all, the latest first.
    ///
    /// # Errors
    /// [`StoreError`] if the database or an entry cannot be read.
    pub fn audit(&self, event: Option<EventId>, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = match event {
            Some(id) => entries(&self.connection, "event_id = ?1 ORDER BY id DESC", id.0, limit),
            None => entries(&self.connection, "?1 = 0 ORDER BY id DESC", 0, limit),
        };
        found.map_err(|e| self.error(e))
    }
}

fn entries(tx: &Connection, wanted: &str, value: i64, limit: i64) -> rusqlite::Result<Vec<AuditEntry>> {
    let sql = format!(
        "SELECT id, batch, at, who, action, event_id, title, changes, undone_at FROM audit WHERE {wanted} LIMIT ?2"
    );
    let mut statement = tx.prepare_cached(&sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(AuditEntry {
            id: row.get(0)?,
            batch: row.get(1)?,
            at: instant(row.get(2)?),
            who: row.get(3)?,
            action: column(row, 4, true)?,
            event: EventId(row.get(5)?),
            title: row.get(6)?,
            changes: column(row, 7, false)?,
            undone_at: row.get::<_, Option<i64>>(8)?.map(instant),
        })
    };
    statement.query_map(params![value, limit], read)?.collect()
}
