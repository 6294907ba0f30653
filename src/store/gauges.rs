//! Small queries for gauges.

use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::{Store, StoreError, instant, micros};
use crate::event::EventId;

/// Facts about an event, for counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief {
    /// Whether it is linked to an instrument.
    pub is_linked: bool,
    /// Whether an earlier event published its story.
    pub is_reprint: bool,
    /// The time from publication to arrival, if the instant of publication is known and earlier.
    pub age: Option<Duration>,
}

/// The reactions that are pending or lack prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// Number of waiting reactions.
    pub pending: u64,
    /// Number of those that are due.
    pub ripe: u64,
    /// Since when the oldest of them has been due.
    pub ripe_since: Option<DateTime<Utc>>,
    /// Number of reactions without data that are no longer tried, until bars of their instrument arrive.
    pub given_up: u64,
}

impl Store {
    /// Facts about an event, for counters.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
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

    /// The waiting reactions.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn backlog(&self, as_of: DateTime<Utc>) -> Result<Backlog, StoreError> {
        // Counted over the index of waiting rows, which has no other rows.
        let sql = "SELECT count(*), coalesce(sum(next_try_at <= ?1), 0), min(next_try_at) FROM reaction
                   WHERE next_try_at IS NOT NULL";
        let read = |row: &rusqlite::Row<'_>| {
            let first = row.get::<_, Option<i64>>(2)?.map(instant);
            let ripe_since = first.filter(|first| *first <= as_of);
            Ok(Backlog { pending: row.get(0)?, ripe: row.get(1)?, ripe_since, given_up: 0 })
        };
        let given_up = "SELECT count(*) FROM reaction WHERE status = 'no_data' AND next_try_at IS NULL";
        let count = || -> rusqlite::Result<Backlog> {
            let waiting = self.connection.prepare_cached(sql)?.query_row(params![micros(as_of)], read)?;
            let given_up = self.connection.prepare_cached(given_up)?.query_row([], |row| row.get(0))?;
            Ok(Backlog { given_up, ..waiting })
        };
        count().map_err(|e| self.error(e))
    }
}
