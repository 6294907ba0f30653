//! The days on which something was published.

use chrono::{DateTime, Utc};

use rusqlite::{Row, params};

use super::cells::read_when;
use super::{Store, StoreError, micros};
use crate::event::{EventId, EventKind, StoryId, When};
use crate::instrument::InstrumentId;
use crate::link::Role;

/// News on an instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedNews {
    /// The event's number.
    pub id: EventId,
    /// Its title.
    pub title: String,
    /// When it became public.
    pub when: When,
    /// Who published it.
    pub source: Option<String>,
    /// Its kind.
    pub kind: EventKind,
    /// The first publication of its story.
    pub story: StoryId,
    /// What it has to do with the instrument.
    pub role: Role,
    /// The probability that the link is right.
    pub confidence: f64,
}

impl Store {
    /// The publication time of the last event before an instant, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn last_published_before(&self, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.neighbour("SELECT max(published_order) FROM event WHERE published_order < ?", at)
    }

    /// The publication time of the first event at or after an instant, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn first_published_from(&self, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.neighbour("SELECT min(published_order) FROM event WHERE published_order >= ?", at)
    }

    /// The news on an instrument from one instant to another, that on related instruments left out; at most so
    /// many, the latest first. News known only to the day counts from midnight UTC.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn news_between(
        &self,
        instrument: &InstrumentId,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        limit: usize,
    ) -> Result<Vec<LinkedNews>, StoreError> {
        let sql = "SELECT e.id, e.title, e.published_at, e.published_day, e.precision, e.source, e.kind, e.story_id,
                          k.role, k.confidence
                   FROM link k CROSS JOIN event e ON e.id = k.event_id
                   WHERE k.symbol = ? AND k.mic = ? AND k.role <> 'related'
                     AND k.published_order >= ? AND k.published_order <= ?
                   ORDER BY k.published_order DESC, k.event_id DESC LIMIT ?";
        let (symbol, mic) = (instrument.symbol.as_str(), instrument.mic.to_string());
        let asked = params![symbol, mic, micros(from), micros(to), limit];
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(asked, linked_news)?.collect())
            .map_err(|e| self.error(e))
    }

    fn neighbour(&self, sql: &str, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([micros(at)], |row| row.get::<_, Option<i64>>(0)))
            .map(|found| found.map(super::instant))
            .map_err(|e| self.error(e))
    }
}

fn linked_news(row: &Row<'_>) -> rusqlite::Result<LinkedNews> {
    let (kind, role): (String, String) = (row.get(6)?, row.get(8)?);
    Ok(LinkedNews {
        id: EventId(row.get(0)?),
        title: row.get(1)?,
        when: read_when(row, 2, 3, 4)?,
        source: row.get(5)?,
        kind: kind.parse().unwrap_or(EventKind::Other),
        story: StoryId(row.get(7)?),
        role: if role == "subject" { Role::Subject } else { Role::Mentioned },
        confidence: row.get(9)?,
    })
}
