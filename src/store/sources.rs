//! Sources: their settings, their polling state, the items they sent, and calls counted by day.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};

use super::cells::{column, json};
use super::service::{SOURCES, count_edit};
use super::{Store, StoreError, instant, micros};
use crate::event::{EventId, PollState, SourceId, SourceSettings, SourceState};

/// A stored source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSource {
    /// Its number.
    pub id: SourceId,
    /// Its settings.
    pub settings: SourceSettings,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Its polling state.
    pub state: SourceState,
}

/// What is stored about an item that a source listed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenItem {
    /// Hash of its content.
    pub said: u64,
    /// The event it became; `None` if it was filtered out.
    pub event: Option<EventId>,
}

impl Store {
    /// Adds a source.
    ///
    /// # Errors
    /// [`StoreError::SourceExists`] if one has the name; else if the database cannot be written.
    pub fn add_source(&mut self, s: &SourceSettings, now: DateTime<Utc>) -> Result<SourceId, StoreError> {
        let insert = |tx: &Connection| -> rusqlite::Result<usize> {
            tx.execute(
                "INSERT INTO source (name, kind, url, query, interval_s, zone, lang, watch_list, include,
                 exclude, full_text, paused, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    s.name,
                    s.kind.as_str(),
                    s.url,
                    s.query,
                    s.interval_s,
                    s.zone.map(Tz::name),
                    s.lang,
                    json(&s.watch_list)?,
                    json(&s.include)?,
                    json(&s.exclude)?,
                    s.full_text,
                    s.paused,
                    micros(now),
                ],
            )
        };
        let inserted = self.atomically(|tx| {
            insert(tx)?;
            let id = tx.last_insert_rowid();
            count_edit(tx, SOURCES)?;
            Ok(id)
        });
        match inserted {
            Ok(id) => Ok(SourceId(id)),
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                Err(StoreError::SourceExists(s.name.clone()))
            }
            Err(e) => Err(self.error(e)),
        }
    }

    /// All sources, by name.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn sources(&self) -> Result<Vec<StoredSource>, StoreError> {
        self.connection
            .prepare_cached(&format!("{SELECT} ORDER BY s.name"))
            .and_then(|mut s| s.query_map([], read)?.collect())
            .map_err(|e| self.error(e))
    }

    /// The source of that name.
    ///
    /// # Errors
    /// [`StoreError::NoSource`] if there is none.
    pub fn source(&self, name: &str) -> Result<StoredSource, StoreError> {
        self.connection
            .prepare_cached(&format!("{SELECT} WHERE s.name = ?"))
            .and_then(|mut s| s.query_row([name], read).optional())
            .map_err(|e| self.error(e))?
            .ok_or_else(|| StoreError::NoSource(name.to_owned()))
    }

    /// Pauses a source, or resumes it.
    ///
    /// # Errors
    /// [`StoreError::NoSource`] if there is none of that name.
    pub fn pause_source(&mut self, name: &str, paused: bool) -> Result<(), StoreError> {
        self.one_source("UPDATE source SET paused = ?2 WHERE name = ?1", name, paused)
    }

    /// Removes a source; its events are kept.
    ///
    /// # Errors
    /// [`StoreError::NoSource`] if there is none of that name.
    pub fn remove_source(&mut self, name: &str) -> Result<(), StoreError> {
        self.one_source("DELETE FROM source WHERE name = ?1 AND ?2", name, true)
    }

    /// Changes the settings of a source; kind, address and pause are unchanged.
    ///
    /// # Errors
    /// [`StoreError::NoSource`] if there is none of that name.
    pub fn change_source(&mut self, s: &SourceSettings) -> Result<(), StoreError> {
        let changed = self.atomically(|tx| {
            let changed = tx.execute(
                "UPDATE source SET query = ?, interval_s = ?, zone = ?, lang = ?, watch_list = ?, include = ?,
                 exclude = ?, full_text = ? WHERE name = ?",
                params![
                    s.query,
                    s.interval_s,
                    s.zone.map(Tz::name),
                    s.lang,
                    json(&s.watch_list)?,
                    json(&s.include)?,
                    json(&s.exclude)?,
                    s.full_text,
                    s.name,
                ],
            )?;
            count_edit(tx, SOURCES)?;
            Ok(changed)
        });
        match changed.map_err(|e| self.error(e))? {
            0 => Err(StoreError::NoSource(s.name.clone())),
            _ => Ok(()),
        }
    }

    fn one_source(&mut self, sql: &str, name: &str, value: bool) -> Result<(), StoreError> {
        let changed = self.atomically(|tx| {
            let changed = tx.execute(sql, params![name, value])?;
            count_edit(tx, SOURCES)?;
            Ok(changed)
        });
        match changed.map_err(|e| self.error(e))? {
            0 => Err(StoreError::NoSource(name.to_owned())),
            _ => Ok(()),
        }
    }

    /// Stores the polling state of a source.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn save_source_state(&mut self, id: SourceId, state: &SourceState) -> Result<(), StoreError> {
        let save = || -> rusqlite::Result<usize> {
            self.connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO source_state (source_id, etag, last_modified, cursor,
                     last_attempt_at, last_success_at, next_poll_at, error_streak, last_error, items_logged)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                )?
                .execute(params![
                    id.0,
                    state.poll.etag,
                    state.poll.last_modified,
                    json(&state.poll.cursor)?,
                    state.last_attempt_at.map(micros),
                    state.last_success_at.map(micros),
                    state.next_poll_at.map(micros),
                    state.error_streak,
                    state.last_error,
                    state.items_logged.cast_signed(),
                ])
        };
        save().map(|_| ()).map_err(|e| self.error(e))
    }

    /// What is stored about an item of a source.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn seen_item(&self, source: SourceId, key: u64) -> Result<Option<SeenItem>, StoreError> {
        self.connection
            .prepare_cached("SELECT said, event_id FROM source_item WHERE source_id = ? AND key = ?")
            .and_then(|mut s| s.query_row(params![source.0, key.cast_signed()], read_seen).optional())
            .map_err(|e| self.error(e))
    }

    /// Stores an item of a source.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn remember_item(
        &mut self,
        source: SourceId,
        key: u64,
        item: SeenItem,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.put_item(source, key, item, now).map_err(|e| self.error(e))
    }

    /// An upsert in one statement would need a journal of its own, and flush the full-text index.
    fn put_item(
        &self,
        source: SourceId,
        key: u64,
        item: SeenItem,
        now: DateTime<Utc>,
    ) -> rusqlite::Result<()> {
        let event = item.event.map(|e| e.0);
        let row = params![source.0, key.cast_signed(), item.said.cast_signed(), event, micros(now)];
        let mut insert = self.connection.prepare_cached(
            "INSERT OR IGNORE INTO source_item (source_id, key, said, event_id, seen_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        if insert.execute(row)? == 0 {
            let again = "UPDATE source_item SET said = ?3, event_id = ?4, seen_at = ?5
                         WHERE source_id = ?1 AND key = ?2";
            self.connection.prepare_cached(again)?.execute(row)?;
        }
        Ok(())
    }

    /// Adds to an owner's calls of a day, and returns the new count.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn count_calls(&mut self, owner: &str, day: NaiveDate, calls: u32) -> Result<u32, StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO quota (owner, day, calls) VALUES (?, ?, ?)
                 ON CONFLICT DO UPDATE SET calls = calls + excluded.calls RETURNING calls",
            )
            .and_then(|mut s| s.query_row(params![owner, day.to_string(), calls], |r| r.get(0)))
            .map_err(|e| self.error(e))
    }

    /// When bars of a provider arrived last; `None` if none ever did.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn last_bars_from(&self, provider: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.connection
            .prepare_cached("SELECT max(fetched_at) FROM bar_series WHERE provider = ?")
            .and_then(|mut s| s.query_row([provider], |row| row.get::<_, Option<i64>>(0)))
            .map(|at| at.map(instant))
            .map_err(|e| self.error(e))
    }

    /// The calls of an owner on a day.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn calls_on(&self, owner: &str, day: NaiveDate) -> Result<u32, StoreError> {
        self.connection
            .prepare_cached("SELECT calls FROM quota WHERE owner = ? AND day = ?")
            .and_then(|mut s| s.query_row(params![owner, day.to_string()], |r| r.get(0)).optional())
            .map(Option::unwrap_or_default)
            .map_err(|e| self.error(e))
    }
}

const SELECT: &str = "
    SELECT s.id, s.name, s.kind, s.url, s.query, s.interval_s, s.zone, s.lang, s.watch_list, s.include,
           s.exclude, s.full_text, s.paused, s.created_at, t.etag, t.last_modified, coalesce(t.cursor, 'null'),
           t.last_attempt_at, t.last_success_at, t.next_poll_at, coalesce(t.error_streak, 0), t.last_error,
           coalesce(t.items_logged, 0)
    FROM source s LEFT JOIN source_state t ON t.source_id = s.id";

fn read(row: &Row<'_>) -> rusqlite::Result<StoredSource> {
    let settings = SourceSettings {
        name: row.get(1)?,
        kind: column(row, 2, true)?,
        url: row.get(3)?,
        query: row.get(4)?,
        interval_s: row.get(5)?,
        zone: row.get::<_, Option<String>>(6)?.and_then(|z| z.parse::<Tz>().ok()),
        lang: row.get(7)?,
        watch_list: column(row, 8, false)?,
        include: column(row, 9, false)?,
        exclude: column(row, 10, false)?,
        full_text: row.get(11)?,
        paused: row.get(12)?,
    };
    let time = |index: usize| row.get::<_, Option<i64>>(index).map(|t| t.map(instant));
    let state = SourceState {
        poll: PollState { etag: row.get(14)?, last_modified: row.get(15)?, cursor: column(row, 16, false)? },
        last_attempt_at: time(17)?,
        last_success_at: time(18)?,
        next_poll_at: time(19)?,
        error_streak: row.get(20)?,
        last_error: row.get(21)?,
        items_logged: row.get::<_, i64>(22)?.cast_unsigned(),
    };
    Ok(StoredSource { id: SourceId(row.get(0)?), settings, created_at: instant(row.get(13)?), state })
}

fn read_seen(row: &Row<'_>) -> rusqlite::Result<SeenItem> {
    let said: i64 = row.get(0)?;
    Ok(SeenItem { said: said.cast_unsigned(), event: row.get::<_, Option<i64>>(1)?.map(EventId) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::SourceKind;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_738_368_000, 0).unwrap()
    }

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("news.db")).unwrap();
        (folder, store)
    }

    #[test]
    fn a_source_comes_back_as_it_was_set_up() {
        let (_folder, mut store) = store();
        let mut wire = SourceSettings::new("wire", SourceKind::Feed, Some("https://a.example/rss"));
        wire.zone = Some(chrono_tz::Europe::Berlin);
        wire.watch_list = vec!["SAP.DE".to_owned()];
        wire.exclude = vec!["Werbung".to_owned()];
        let id = store.add_source(&wire, now()).unwrap();
        let read = store.source("wire").unwrap();
        assert_eq!((read.id, &read.settings, read.created_at), (id, &wire, now()));
        assert_eq!(read.state, SourceState::default());
        assert!(matches!(store.add_source(&wire, now()), Err(StoreError::SourceExists(n)) if n == "wire"));
        store.pause_source("wire", true).unwrap();
        assert!(store.sources().unwrap()[0].settings.paused);
        store.remove_source("wire").unwrap();
        assert!(matches!(store.source("wire"), Err(StoreError::NoSource(_))));
        assert!(matches!(store.pause_source("wire", true), Err(StoreError::NoSource(_))));
    }

    #[test]
    fn the_state_of_polling_survives() {
        let (_folder, mut store) = store();
        let id = store.add_source(&SourceSettings::new("a", SourceKind::Gdelt, None), now()).unwrap();
        let state = SourceState {
            poll: PollState {
                etag: Some("\"x\"".to_owned()),
                last_modified: None,
                cursor: serde_json::json!({"after": 7}),
            },
            last_attempt_at: Some(now()),
            next_poll_at: Some(now() + chrono::TimeDelta::minutes(5)),
            error_streak: 3,
            last_error: Some("a.example answered 500".to_owned()),
            ..SourceState::default()
        };
        store.save_source_state(id, &state).unwrap();
        assert_eq!(store.source("a").unwrap().state, state);
        store.remove_source("a").unwrap();
        let left: i64 =
            store.connection.query_row("SELECT count(*) FROM source_state", [], |r| r.get(0)).unwrap();
        assert_eq!(left, 0);
    }

    #[test]
    fn calls_are_counted_by_owner_and_day() {
        let (_folder, mut store) = store();
        let day = now().date_naive();
        assert_eq!(store.calls_on("finnhub", day).unwrap(), 0);
        assert_eq!(store.count_calls("finnhub", day, 1).unwrap(), 1);
        assert_eq!(store.count_calls("finnhub", day, 4).unwrap(), 5);
        assert_eq!(store.count_calls("gdelt", day, 1).unwrap(), 1);
        assert_eq!(store.calls_on("finnhub", day.succ_opt().unwrap()).unwrap(), 0);
    }

    #[test]
    fn an_item_is_remembered() {
        let (_folder, mut store) = store();
        let id = store.add_source(&SourceSettings::new("a", SourceKind::Feed, None), now()).unwrap();
        let item = SeenItem { said: u64::MAX, event: None };
        assert_eq!(store.seen_item(id, 1 << 63).unwrap(), None);
        store.remember_item(id, 1 << 63, item, now()).unwrap();
        assert_eq!(store.seen_item(id, 1 << 63).unwrap(), Some(item));
    }
}
