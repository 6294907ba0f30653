//! What happened, in the order in which it was committed.

use chrono::{DateTime, Utc};

use rusqlite::{Connection, params};

use super::cells::{column, word};
use super::{Store, StoreError, instant, micros};
use crate::event::EventId;

/// The kind of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// An event was logged, changed or restored.
    Event,
    /// Reactions of an event were measured.
    Reaction,
}

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number: later notices have higher ones.
    pub seq: i64,
    /// What happened.
    pub kind: NoticeKind,
    /// The event.
    pub event: EventId,
    /// The time of the commit.
    pub at: DateTime<Utc>,
}

/// Notices in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notices {
    /// The notices.
    pub notices: Vec<Notice>,
    /// Whether some between the requested number and the first one here are no longer kept.
    pub gap: bool,
}

/// The number of notices that are kept.
const KEPT: i64 = 20_000;

/// Adds a notice that an event was logged, or that rows of it were measured. Rows that are written one after
/// the other need one notice.
pub(super) fn tell(
    tx: &Connection,
    kind: NoticeKind,
    event: EventId,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let (what, at) = (word(&kind)?, micros(at));
    // In two statements: one that selects what it inserts would flush the full-text index each time.
    let is_told = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM notice
             WHERE seq = (SELECT max(seq) FROM notice) AND what = ?1 AND event_id = ?2 AND at = ?3)",
        )?
        .query_row(params![what, event.0, at], |row| row.get(0))?;
    if is_told {
        return Ok(());
    }
    tx.prepare_cached("INSERT INTO notice (what, event_id, at) VALUES (?1, ?2, ?3)")?
        .execute(params![what, event.0, at])?;
    let seq = tx.last_insert_rowid();
    if seq % 1_000 == 0 {
        tx.prepare_cached("DELETE FROM notice WHERE seq <= ?")?.execute([seq - KEPT])?;
    }
    Ok(())
}

impl Store {
    /// The number of the latest notice; 0 before the first.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn latest_notice(&self) -> Result<i64, StoreError> {
        self.connection
            .prepare_cached("SELECT coalesce(max(seq), 0) FROM notice")
            .and_then(|mut s| s.query_row([], |row| row.get(0)))
            .map_err(|e| self.error(e))
    }

    /// The notices after a number, the earliest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn notices_after(&self, seq: i64, limit: usize) -> Result<Notices, StoreError> {
        let sql = "SELECT seq, what, event_id, at FROM notice WHERE seq > ? ORDER BY seq LIMIT ?";
        let read = |row: &rusqlite::Row<'_>| {
            let (kind, event) = (column(row, 1, true)?, EventId(row.get(2)?));
            Ok(Notice { seq: row.get(0)?, kind, event, at: instant(row.get(3)?) })
        };
        let notices: Vec<Notice> = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(rusqlite::params![seq, limit], read)?.collect())
            .map_err(|e| self.error(e))?;
        // Numbers have no gaps; a first one that is not the next shows that some were trimmed.
        let gap = notices.first().is_some_and(|n| n.seq > seq + 1);
        Ok(Notices { notices, gap })
    }
}
