//! The events of a span of time, by how unusual what followed them is.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::events::{column, read_when};
use super::{Store, StoreError, micros};
use crate::claim::ClaimStatus;
use crate::event::{EventId, EventKind, When};
use crate::reaction::Horizon;

/// One event with the latest figure of its first link up to the first close.
#[derive(Debug, Clone)]
pub struct RankedRow {
    /// Its number.
    pub id: EventId,
    /// Its title.
    pub title: String,
    /// ISO 639-1 language code.
    pub lang: Option<String>,
    /// When it became public.
    pub when: When,
    /// Who published it.
    pub source: Option<String>,
    /// What kind of news.
    pub kind: EventKind,
    /// The symbols it is linked to, subjects first, without related ones.
    pub symbols: Vec<String>,
    /// Its claims' statuses, in order.
    pub claims: Vec<ClaimStatus>,
    /// The longest horizon up to the first close that is measured.
    pub horizon: Option<Horizon>,
    /// The return over it, as a fraction.
    pub return_fraction: Option<f64>,
    /// The placebo rank of that return.
    pub placebo_rank: Option<f64>,
    /// Whether rows up to the first close still wait for their time.
    pub pending: bool,
}

/// The longest measured horizon of the first link that is not later than the first close; a rank
/// over another span than a neighbour's compares all the same, for it is a share of like spans.
const SELECT: &str = "
    WITH day AS (
        SELECT e.id AS event_id, (SELECT r.horizon FROM reaction r
            WHERE r.event_id = e.id AND (r.symbol, r.mic) =
                      (SELECT symbol, mic FROM link WHERE event_id = e.id ORDER BY position LIMIT 1)
              AND r.return_fraction IS NOT NULL
              AND (r.horizon IN ('premarket', 'open', 'close', '1d') OR r.horizon GLOB '[0-9]*[mh]')
            ORDER BY r.position DESC LIMIT 1) AS horizon
        FROM event e WHERE e.published_order >= ?1 AND e.published_order < ?2
    )
    SELECT e.id, e.title, e.published_at, e.published_day, e.precision, e.source, e.kind,
           (SELECT json_group_array(symbol) FROM
               (SELECT symbol FROM link WHERE event_id = e.id AND role <> 'related' ORDER BY position)),
           (SELECT json_group_array(status) FROM
               (SELECT status FROM claim WHERE event_id = e.id AND status IS NOT NULL ORDER BY position)),
           d.horizon, m.return_fraction, m.placebo_rank,
           EXISTS (SELECT 1 FROM reaction WHERE event_id = e.id AND status = 'pending' AND horizon = '1d'),
           e.lang
    FROM day d JOIN event e ON e.id = d.event_id
    LEFT JOIN reaction m ON m.event_id = e.id AND m.horizon = d.horizon AND (m.symbol, m.mic) =
        (SELECT symbol, mic FROM link WHERE event_id = e.id ORDER BY position LIMIT 1)
    ORDER BY m.placebo_rank DESC NULLS LAST, abs(m.return_fraction) DESC NULLS LAST, e.published_order DESC, e.id
    LIMIT ?3";

impl Store {
    /// The events published from `since` to before `until`, the most unusual first, those without a
    /// figure last.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn ranked(
        &self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<RankedRow>, StoreError> {
        self.connection
            .prepare_cached(SELECT)
            .and_then(|mut s| s.query_map(params![micros(since), micros(until), limit], read_row)?.collect())
            .map_err(|e| self.error(e))
    }

    /// The publication of the last event before an instant, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn last_published_before(&self, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.neighbour("SELECT max(published_order) FROM event WHERE published_order < ?", at)
    }

    /// The publication of the first event at or after an instant, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn first_published_from(&self, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.neighbour("SELECT min(published_order) FROM event WHERE published_order >= ?", at)
    }

    fn neighbour(&self, sql: &str, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([micros(at)], |row| row.get::<_, Option<i64>>(0)))
            .map(|found| found.map(super::instant))
            .map_err(|e| self.error(e))
    }
}

fn read_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<RankedRow> {
    Ok(RankedRow {
        id: EventId(row.get(0)?),
        title: row.get(1)?,
        when: read_when(row, 2, 3, 4)?,
        source: row.get(5)?,
        kind: column(row, 6, true)?,
        symbols: column(row, 7, false)?,
        claims: column(row, 8, false)?,
        horizon: row.get::<_, Option<String>>(9)?.and_then(|h| h.parse().ok()),
        return_fraction: row.get(10)?,
        placebo_rank: row.get(11)?,
        pending: row.get(12)?,
        lang: row.get(13)?,
    })
}
