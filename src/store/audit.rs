//! The audit trail: what users changed of events, who, and when.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::cells::{column, json, word};
use super::{Store, StoreError, instant, micros};
use crate::event::EventId;

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

impl ChangedField {
    /// The change back.
    pub(super) fn reversed(&self) -> Self {
        Self { field: self.field.clone(), before: self.after.clone(), after: self.before.clone() }
    }
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

/// What an entry says.
pub(super) struct Entry<'a> {
    pub(super) batch: i64,
    pub(super) by: By<'a>,
    pub(super) action: AuditAction,
    pub(super) event: EventId,
    pub(super) title: &'a str,
    pub(super) changes: &'a [ChangedField],
    pub(super) was: Option<String>,
}

impl Entry<'_> {
    pub(super) fn write(&self, tx: &Connection) -> rusqlite::Result<()> {
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

pub(super) fn next_batch(tx: &Connection) -> rusqlite::Result<i64> {
    tx.query_row("SELECT coalesce(max(batch), 0) + 1 FROM audit", [], |row| row.get(0))
}

pub(super) fn title_of(tx: &Connection, id: EventId) -> rusqlite::Result<Option<String>> {
    tx.query_row("SELECT title FROM event WHERE id = ?", [id.0], |row| row.get(0)).optional()
}

impl Store {
    /// The entries of one change, the latest first.
    ///
    /// # Errors
    /// [`StoreError`] if the database or an entry cannot be read.
    pub fn audit_of(&self, batch: i64) -> Result<Vec<AuditEntry>, StoreError> {
        entries(&self.connection, "batch = ?1 ORDER BY id DESC", batch, i64::MAX).map_err(|e| self.error(e))
    }

    /// The title that the user put in place of the source's, if it was not taken back.
    ///
    /// # Errors
    /// [`StoreError`] if the database or an entry cannot be read.
    pub fn users_title(&self, id: EventId) -> Result<Option<String>, StoreError> {
        users_title(&self.connection, id).map_err(|e| self.error(e))
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

const TITLES_GIVEN: &str =
    "event_id = ?1 AND action = 'edit' AND undone_at IS NULL AND changes LIKE '%\"title\"%' ORDER BY id DESC";

/// The title that the user gave an event last.
fn users_title(tx: &Connection, id: EventId) -> rusqlite::Result<Option<String>> {
    let titles = entries(tx, TITLES_GIVEN, id.0, i64::MAX)?;
    let is_title = |change: &ChangedField| change.field == "title";
    Ok(titles.into_iter().flat_map(|entry| entry.changes).find(is_title).and_then(|change| change.after))
}

pub(super) fn entries(
    tx: &Connection,
    wanted: &str,
    value: i64,
    limit: i64,
) -> rusqlite::Result<Vec<AuditEntry>> {
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
