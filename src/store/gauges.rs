//! Small questions about how things stand, for counters.

use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::{Store, StoreError, instant, micros};
use crate::event::EventId;

/// An event in three words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief {
    /// It is about an instrument.
    pub is_linked: bool,
    /// An earlier event told its story.
    pub is_reprint: bool,
    /// From publication to arrival, where the instant of publication is known and was before.
    pub age: Option<Duration>,
}

/// The reactions that wait for their time, or for prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// How many wait.
    pub pending: u64,
    /// Those whose time has come.
    pub ripe: u64,
    /// Since when the first of them has been ripe.
    pub ripe_since: Option<DateTime<Utc>>,
}

impl Store {
    /// An event in three words.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn brief(&self, id: EventId) -> Result<Brief, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM link WHERE event_id = e.id AND role <> 'related'),
                          story_id <> id, seen_at - published_at FROM event e WHERE id = ?";
        let read = |row: &rusqlite::Row<'_>| {
            let age = row.get::<_, Option<i64>>(2)?.and_then(|micros| u64::try_from(micros).ok());
            Ok(Brief { is_linked: row.get(0)?, is_reprint: row.get(1)?, age: age.map(Duration::from_micros) })
        };
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([id.0], read))
            .map_err(|e| self.error(e))
    }

    /// The reactions that wait.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn backlog(&self, as_of: DateTime<Utc>) -> Result<Backlog, StoreError> {
        // Counted over the index of what waits, which holds nothing else.
        let sql = "SELECT count(*), coalesce(sum(next_try_at <= ?1), 0), min(next_try_at) FROM reaction
                   WHERE next_try_at IS NOT NULL";
        let read = |row: &rusqlite::Row<'_>| {
            let first = row.get::<_, Option<i64>>(2)?.map(instant);
            let ripe_since = first.filter(|first| *first <= as_of);
            Ok(Backlog { pending: row.get(0)?, ripe: row.get(1)?, ripe_since })
        };
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row(params![micros(as_of)], read))
            .map_err(|e| self.error(e))
    }
}
