//! Alerts: their rules, how far they were evaluated, and what is to be delivered.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};

use super::cells::{column, word};
use super::{NoticeKind, Store, StoreError, instant, micros};
use crate::event::EventId;

/// A rule that tells of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAlert {
    /// Its number.
    pub id: i64,
    /// The user's name for it.
    pub name: String,
    /// What an event must be.
    pub expr: String,
    /// Where it goes.
    pub target: String,
    /// Hours in which nothing is sent.
    pub quiet: Option<String>,
    /// Only notices after this one count.
    pub since: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// What is to be delivered for a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// The rule's number.
    pub alert: i64,
    /// The rule's name.
    pub name: String,
    /// Where it goes.
    pub target: String,
    /// The event.
    pub event: EventId,
    /// The first event of its story.
    pub story: EventId,
    /// What made the rule match.
    pub why: NoticeKind,
    /// A line.
    pub message: String,
    /// The whole, as JSON.
    pub body: String,
    /// When it is to be sent.
    pub due_at: DateTime<Utc>,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its number, by which a receiver knows a repetition.
    pub id: i64,
    /// The rule's name.
    pub name: String,
    /// Where it goes.
    pub target: String,
    /// The event.
    pub event: EventId,
    /// What made the rule match.
    pub why: NoticeKind,
    /// A line.
    pub message: String,
    /// The whole, as JSON.
    pub body: String,
    /// When the rule matched.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next; `None` if it was delivered or given up.
    pub next_try_at: Option<DateTime<Utc>>,
    /// When it was delivered.
    pub sent_at: Option<DateTime<Utc>>,
    /// Why the last try failed.
    pub last_error: Option<String>,
}

const DELIVERY: &str =
    "SELECT id, name, target, event_id, why, message, body, at, tries, next_try_at, sent_at, last_error
                        FROM alert_delivery";

fn read_delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let time = |place: usize| row.get::<_, Option<i64>>(place).map(|at| at.map(instant));
    Ok(Delivery {
        id: row.get(0)?,
        name: row.get(1)?,
        target: row.get(2)?,
        event: EventId(row.get(3)?),
        why: column(row, 4, true)?,
        message: row.get(5)?,
        body: row.get(6)?,
        at: instant(row.get(7)?),
        tries: row.get(8)?,
        next_try_at: time(9)?,
        sent_at: time(10)?,
        last_error: row.get(11)?,
    })
}

impl Store {
    /// Adds a rule, for what happens from now on; one of the same name is replaced. Its number.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn add_alert(
        &mut self,
        (name, expr, target): (&str, &str, &str),
        quiet: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let mut write = || -> rusqlite::Result<i64> {
            let tx = self.connection.transaction()?;
            tx.execute("DELETE FROM alert WHERE name = ?", [name])?;
            tx.execute(
                "INSERT INTO alert (name, expr, target, quiet, since_seq, created_at)
                 VALUES (?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM notice), ?)",
                params![name, expr, target, quiet, micros(now)],
            )?;
            let id = tx.last_insert_rowid();
            tx.commit()?;
            Ok(id)
        };
        write().map_err(|e| self.error(e))
    }

    /// Removes a rule; whether there was one. What is already to be delivered is dropped.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn remove_alert(&mut self, name: &str) -> Result<bool, StoreError> {
        let mut write = || -> rusqlite::Result<bool> {
            let tx = self.connection.transaction()?;
            let id: Option<i64> = tx
                .query_row("DELETE FROM alert WHERE name = ? RETURNING id", [name], |r| r.get(0))
                .optional()?;
            tx.execute("UPDATE alert_delivery SET next_try_at = NULL WHERE alert_id = ?", [id])?;
            tx.commit()?;
            Ok(id.is_some())
        };
        write().map_err(|e| self.error(e))
    }

    /// The rules, by name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn alerts(&self) -> Result<Vec<StoredAlert>, StoreError> {
        let sql = "SELECT id, name, expr, target, quiet, since_seq, created_at FROM alert ORDER BY name";
        let read = |row: &Row<'_>| {
            Ok(StoredAlert {
                id: row.get(0)?,
                name: row.get(1)?,
                expr: row.get(2)?,
                target: row.get(3)?,
                quiet: row.get(4)?,
                since: row.get(5)?,
                created_at: instant(row.get(6)?),
            })
        };
        let found = self.connection.prepare_cached(sql).and_then(|mut s| s.query_map([], read)?.collect());
        found.map_err(|e| self.error(e))
    }

    /// The events that were logged last, the latest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn latest_events(&self, limit: usize) -> Result<Vec<EventId>, StoreError> {
        let read = self.connection.prepare_cached("SELECT id FROM event ORDER BY id DESC LIMIT ?");
        read.and_then(|mut s| s.query_map([limit], |row| row.get(0).map(EventId))?.collect())
            .map_err(|e| self.error(e))
    }

    /// The last notice for which all rules were evaluated.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn alert_cursor(&self) -> Result<i64, StoreError> {
        let read = self.connection.prepare_cached("SELECT seq FROM alert_cursor");
        read.and_then(|mut s| s.query_row([], |row| row.get(0))).map_err(|e| self.error(e))
    }

    /// Moves on from one notice to another and notes what is to be delivered for those between, in one
    /// transaction; a rule that has told of a story does not do so again. How many are new; `None`, and nothing is
    /// written, if another process was faster.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn move_alerts_on(
        &mut self,
        (from, to): (i64, i64),
        deliveries: &[NewDelivery],
        now: DateTime<Utc>,
    ) -> Result<Option<usize>, StoreError> {
        let mut write = || -> rusqlite::Result<Option<usize>> {
            let tx = self.connection.transaction()?;
            if tx.execute("UPDATE alert_cursor SET seq = ? WHERE seq = ?", [to, from])? == 0 {
                return Ok(None);
            }
            let mut new = 0;
            for one in deliveries {
                new += tx
                    .prepare_cached(
                        "INSERT OR IGNORE INTO alert_delivery
                             (alert_id, name, target, event_id, story_id, why, message, body, at, next_try_at)
                         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    )?
                    .execute(params![
                        one.alert,
                        one.name,
                        one.target,
                        one.event.0,
                        one.story.0,
                        word(&one.why)?,
                        one.message,
                        one.body,
                        micros(now),
                        micros(one.due_at)
                    ])?;
            }
            tx.commit()?;
            Ok(Some(new))
        };
        write().map_err(|e| self.error(e))
    }

    /// What is to be sent now, the earliest of each target, but to none of the busy ones.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn due_deliveries(
        &self,
        now: DateTime<Utc>,
        busy: &[String],
        limit: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        let busy = serde_json::Value::from(busy).to_string();
        let sql = format!(
            "{DELIVERY} WHERE next_try_at <= ? AND target NOT IN (SELECT value FROM json_each(?)) \
             ORDER BY next_try_at, id"
        );
        let read = || -> rusqlite::Result<Vec<Delivery>> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut found: Vec<Delivery> = Vec::new();
            for one in statement.query_map(params![micros(now), busy], read_delivery)? {
                let one = one?;
                if found.iter().all(|known| known.target != one.target) {
                    found.push(one);
                }
                if found.len() >= limit {
                    break;
                }
            }
            Ok(found)
        };
        read().map_err(|e| self.error(e))
    }

    /// The deliveries, the latest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn deliveries(&self, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        let sql = format!("{DELIVERY} ORDER BY id DESC LIMIT ?");
        let read = self.connection.prepare_cached(&sql);
        read.and_then(|mut s| s.query_map([limit], read_delivery)?.collect()).map_err(|e| self.error(e))
    }

    /// Notes how a try ended: it was delivered, or it failed and is tried again at an instant or not at all.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn note_try(
        &mut self,
        id: i64,
        failed: Option<(&str, Option<DateTime<Utc>>)>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE alert_delivery SET tries = tries + 1, sent_at = ?, last_error = ?, next_try_at = ? WHERE id = ?";
        let sent = failed.is_none().then(|| micros(now));
        let (reason, again) =
            failed.map_or((None, None), |(reason, again)| (Some(reason), again.map(micros)));
        let wrote = self.connection.execute(sql, params![sent, reason, again, id]);
        wrote.map(|_| ()).map_err(|e| self.error(e))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_738_000_000 + second, 0).unwrap()
    }

    fn delivery(alert: i64, event: i64, story: i64) -> NewDelivery {
        NewDelivery {
            alert,
            name: "a".to_owned(),
            target: "exec:true".to_owned(),
            event: EventId(event),
            story: EventId(story),
            why: NoticeKind::Event,
            message: String::new(),
            body: String::new(),
            due_at: at(0),
        }
    }

    #[test]
    fn a_rule_tells_of_a_story_once_and_of_a_notice_once() {
        let mut store = Store::open(Path::new(":memory:")).unwrap();
        let both = [delivery(1, 5, 5), delivery(1, 6, 5), delivery(2, 6, 5)];
        assert_eq!(store.move_alerts_on((0, 3), &both, at(0)).unwrap(), Some(2));
        // Who read the same notices comes too late, and writes nothing.
        assert_eq!(store.move_alerts_on((0, 3), &[delivery(1, 9, 9)], at(0)).unwrap(), None);
        assert_eq!(store.move_alerts_on((3, 4), &[delivery(1, 7, 5)], at(0)).unwrap(), Some(0));
        assert_eq!((store.alert_cursor().unwrap(), store.deliveries(9).unwrap().len()), (4, 2));
    }

    #[test]
    fn a_try_that_failed_waits_and_one_that_was_given_up_does_not_come_again() {
        let mut store = Store::open(Path::new(":memory:")).unwrap();
        store.move_alerts_on((0, 1), &[delivery(1, 5, 5)], at(0)).unwrap();
        let id = store.due_deliveries(at(0), &[], 9).unwrap()[0].id;
        store.note_try(id, Some(("no answer", Some(at(60)))), at(1)).unwrap();
        assert!(store.due_deliveries(at(59), &[], 9).unwrap().is_empty());
        let again = &store.due_deliveries(at(60), &[], 9).unwrap()[0];
        assert_eq!((again.tries, again.last_error.as_deref()), (1, Some("no answer")));
        store.note_try(id, None, at(61)).unwrap();
        assert!(store.due_deliveries(at(9_999), &[], 9).unwrap().is_empty());
        assert_eq!(store.deliveries(9).unwrap()[0].sent_at, Some(at(61)));
    }
}
