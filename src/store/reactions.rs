//! Reactions: measured rows, and rows that wait until they are due.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior, params};

use super::cells::{read_when, verdict_json};
use super::stream::{NoticeKind, tell};
use super::{Store, StoreError, instant, micros, record};
use crate::claim::{Claim, ClaimVerdict};
use crate::event::{EventId, EventKind};
use crate::instrument::InstrumentId;
use crate::market::{Missing, MissingData};
use crate::reaction::{Horizon, OtherEvent, Outcome, Reaction, Remark, VerdictWord, Wait, headlines};

/// An event and instrument with waiting rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReaction {
    /// The event.
    pub event: EventId,
    /// The instrument.
    pub instrument: InstrumentId,
    /// When its first waiting row is due.
    pub due_at: Option<DateTime<Utc>>,
}

/// A row that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RipeRow {
    /// The event.
    pub event: EventId,
    /// The instrument.
    pub instrument: InstrumentId,
    /// The horizon.
    pub horizon: Horizon,
    /// Its position among the event's rows.
    pub position: usize,
}

/// What each row of an event waits for, and whether it is a headline, by symbol, venue and horizon.
type Waits = HashMap<(String, String, String), (Wait, bool)>;

/// Writes the first rows of an event.
pub(super) fn insert_new(
    tx: &Connection,
    id: EventId,
    reactions: &[Reaction],
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    insert(tx, id, with_headlines(tx, id, reactions)?, &Waits::new(), at, NEW_ROW)
}

/// All rows of an event with their positions, and whether each is its instrument's headline.
fn with_headlines<'r>(
    tx: &Connection,
    id: EventId,
    reactions: &'r [Reaction],
) -> rusqlite::Result<impl Iterator<Item = (usize, &'r Reaction, bool)>> {
    let when = tx
        .prepare_cached("SELECT published_at, published_day, precision FROM event WHERE id = ?")?
        .query_row([id.0], |row| read_when(row, 0, 1, 2))?;
    let marks = headlines(&when, reactions);
    Ok(reactions.iter().enumerate().zip(marks).map(|((place, row), mark)| (place, row, mark)))
}

/// Deletes the rows of instruments that an event is no longer linked to, or only as related.
pub(super) fn drop_unlinked(tx: &Connection, id: EventId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "DELETE FROM reaction WHERE event_id = ?1 AND NOT EXISTS (
             SELECT 1 FROM link l WHERE l.event_id = ?1 AND l.symbol = reaction.symbol
                 AND l.mic = reaction.mic AND l.role <> 'related')",
    )?
    .execute([id.0])?;
    Ok(())
}

const NEW_ROW: &str = "
    INSERT OR IGNORE INTO reaction (event_id, symbol, mic, horizon, position, status, due_at,
        return_fraction, placebo_rank, measured_at, record, tries, next_try_at, headline, verdict,
        abnormal_return, z, published_order)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
        (SELECT published_order FROM event WHERE id = ?1))";
const ANY_ROW: &str = "
    INSERT OR REPLACE INTO reaction (event_id, symbol, mic, horizon, position, status, due_at,
        return_fraction, placebo_rank, measured_at, record, tries, next_try_at, headline, verdict,
        abnormal_return, z, published_order)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
        (SELECT published_order FROM event WHERE id = ?1))";

/// Writes rows with a statement that decides what happens to existing rows of the same event, instrument and
/// horizon. `waits` is what the rows have been waiting for.
fn insert<'r>(
    tx: &Connection,
    id: EventId,
    reactions: impl Iterator<Item = (usize, &'r Reaction, bool)>,
    waits: &Waits,
    at: DateTime<Utc>,
    sql: &str,
) -> rusqlite::Result<()> {
    let mut is_measured = false;
    let mut insert = tx.prepare_cached(sql)?;
    for (position, reaction, is_headline) in reactions {
        let before = waits.get(&row_key(reaction)).map(|(wait, _)| *wait);
        let (wait, reaction) = Wait::after(reaction, before, at);
        let reaction = reaction.as_ref();
        insert.execute(params![
            id.0,
            reaction.instrument.symbol.as_str(),
            reaction.instrument.mic.as_str(),
            reaction.horizon.to_string(),
            position,
            reaction.status().as_str(),
            reaction.due_at().map(micros),
            reaction.return_fraction().map(crate::units::Return::fraction),
            reaction.unusualness().map(|u| u.placebo_rank),
            micros(at),
            row_json(reaction)?,
            wait.tries,
            wait.next_try_at.map(micros),
            is_headline,
            reaction.verdict().map(VerdictWord::as_str),
            reaction.measured().and_then(|m| m.abnormal.as_ref()).map(|a| a.abnormal_return.fraction()),
            reaction.measured().and_then(|m| m.standing.as_ref()).and_then(|s| s.z),
        ])?;
        is_measured |= reaction.measured().is_some();
    }
    if is_measured { tell(tx, NoticeKind::Reaction, id, at) } else { Ok(()) }
}

fn set_verdicts(
    tx: &Connection,
    id: EventId,
    claims: &[(Claim, Option<ClaimVerdict>)],
) -> rusqlite::Result<()> {
    for (position, (_, verdict)) in claims.iter().enumerate() {
        tx.prepare_cached("UPDATE claim SET verdict = ? WHERE event_id = ? AND position = ?")?
            .execute(params![verdict.as_ref().map(verdict_json).transpose()?, id.0, position])?;
    }
    Ok(())
}

fn row_json(reaction: &Reaction) -> rusqlite::Result<String> {
    record::write_reaction(reaction).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

fn row_key(reaction: &Reaction) -> (String, String, String) {
    let Reaction { instrument, horizon, .. } = reaction;
    (instrument.symbol.to_string(), instrument.mic.to_string(), horizon.to_string())
}

fn waits(tx: &Connection, id: EventId) -> rusqlite::Result<Waits> {
    let mut select = tx.prepare_cached(
        "SELECT symbol, mic, horizon, tries, next_try_at, headline FROM reaction
         WHERE event_id = ? AND status IN ('pending', 'no_data')",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        let next_try_at = row.get::<_, Option<i64>>(4)?.map(instant);
        let wait = Wait { tries: row.get(3)?, next_try_at };
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), (wait, row.get(5)?)))
    };
    select.query_map([id.0], read)?.collect()
}

/// Gives up the postponed rows of an event that were tried often enough: they lack usable
/// data.
fn give_up(tx: &Connection, id: EventId, reason: &str, as_of: DateTime<Utc>) -> rusqlite::Result<()> {
    let tried_enough = "SELECT record FROM reaction
                        WHERE event_id = ?1 AND next_try_at > ?2 AND tries >= ?3";
    let mut select = tx.prepare_cached(tried_enough)?;
    let rows = select.query_map(params![id.0, micros(as_of), Wait::MOST_TRIES], |row| row.get(0))?;
    let rows: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
    for text in rows {
        let mut row = record::read_reaction(&text).map_err(|e| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(e))
        })?;
        let what = MissingData::SoundPrices { problem: reason.to_owned() };
        let missing = Missing { instrument: row.instrument.clone(), what };
        let (anchor, end) = (row.anchor().cloned(), row.end().cloned());
        row.outcome = Outcome::NoData { missing, due_at: row.due_at(), anchor, end };
        row.remark(Remark::GivenUp { tries: Wait::MOST_TRIES });
        let given_up = "UPDATE reaction SET next_try_at = NULL, status = 'no_data', record = ?
                        WHERE event_id = ? AND symbol = ? AND mic = ? AND horizon = ?";
        let (symbol, mic, horizon) = row_key(&row);
        tx.prepare_cached(given_up)?.execute(params![row_json(&row)?, id.0, symbol, mic, horizon])?;
    }
    Ok(())
}

impl Store {
    /// Replaces the reactions of one event to one instrument, and the verdicts on its claims, in
    /// one transaction.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn record_measurement(
        &mut self,
        id: EventId,
        reactions: &[Reaction],
        claims: &[(Claim, Option<ClaimVerdict>)],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        let written = self.atomically(|tx| {
            let before = waits(tx, id)?;
            tx.prepare_cached("DELETE FROM reaction WHERE event_id = ?")?.execute([id.0])?;
            insert(tx, id, with_headlines(tx, id, reactions)?, &before, at, ANY_ROW)?;
            set_verdicts(tx, id, claims)
        });
        written.map_err(|e| StoreError::at(&path, e))
    }

    /// Replaces some rows of an event, each with its position, and the verdicts on its claims, in
    /// one transaction. A row that has been deleted, because the text was revised meanwhile, is
    /// not restored.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn record_rows(
        &mut self,
        id: EventId,
        rows: &[(usize, Reaction)],
        claims: &[(Claim, Option<ClaimVerdict>)],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        let written = self.atomically(|tx| {
            let before = waits(tx, id)?;
            let still = |(place, row): &'_ (usize, Reaction)| {
                before.get(&row_key(row)).map(|(_, is_headline)| (*place, *is_headline))
            };
            let still = rows.iter().filter_map(|row| still(row).map(|(place, mark)| (place, &row.1, mark)));
            insert(tx, id, still, &before, at, ANY_ROW)?;
            set_verdicts(tx, id, claims)
        });
        written.map_err(|e| StoreError::at(&path, e))
    }

    /// Adds rows to those of an event, and sets the verdicts on its claims, in one
    /// transaction.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn add_rows(
        &mut self,
        id: EventId,
        rows: &[Reaction],
        claims: &[(Claim, Option<ClaimVerdict>)],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        let written = self.atomically(|tx| {
            insert_new(tx, id, rows, at)?;
            set_verdicts(tx, id, claims)
        });
        written.map_err(|e| StoreError::at(&path, e))
    }

    /// The events with rows that wait for time or data, earliest due first.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn due(&self, as_of: DateTime<Utc>) -> Result<Vec<DueReaction>, StoreError> {
        let sql = "SELECT event_id, symbol, mic, min(due_at) FROM reaction
                   WHERE status IN ('pending', 'no_data') AND (due_at IS NULL OR due_at <= ?)
                   GROUP BY event_id, symbol, mic ORDER BY min(due_at), event_id";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_map([micros(as_of)], |row| {
                    let symbol: String = row.get(1)?;
                    let mic: String = row.get(2)?;
                    Ok(symbol.parse().ok().zip(mic.parse().ok()).map(|(symbol, mic)| DueReaction {
                        event: EventId(row.get(0).unwrap_or_default()),
                        instrument: InstrumentId::new(symbol, mic),
                        due_at: row.get::<_, Option<i64>>(3).ok().flatten().map(instant),
                    }))
                })?
                .filter_map(Result::transpose)
                .collect()
            })
            .map_err(|e| self.error(e))
    }

    /// The rows that are due, the longest waiting first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn ripe(&self, as_of: DateTime<Utc>, limit: usize) -> Result<Vec<RipeRow>, StoreError> {
        let sql = "SELECT event_id, symbol, mic, horizon, position FROM reaction
                   WHERE next_try_at <= ? ORDER BY next_try_at, event_id, symbol, mic, position LIMIT ?";
        let read = |row: &rusqlite::Row<'_>| {
            let (symbol, mic): (String, String) = (row.get(1)?, row.get(2)?);
            let horizon: String = row.get(3)?;
            let parsed = symbol.parse().ok().zip(mic.parse().ok()).zip(horizon.parse().ok());
            Ok(parsed.map(|((symbol, mic), horizon)| RipeRow {
                event: EventId(row.get(0).unwrap_or_default()),
                instrument: InstrumentId::new(symbol, mic),
                horizon,
                position: row.get(4).unwrap_or_default(),
            }))
        };
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_map(params![micros(as_of), limit], read)?.filter_map(Result::transpose).collect()
            })
            .map_err(|e| self.error(e))
    }

    /// When the next row is due; `None` if none waits.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn next_ripe_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.connection
            .prepare_cached("SELECT min(next_try_at) FROM reaction WHERE next_try_at IS NOT NULL")
            .and_then(|mut s| s.query_row([], |row| row.get::<_, Option<i64>>(0)))
            .map(|micros| micros.map(instant))
            .map_err(|e| self.error(e))
    }

    /// Counts a failed attempt for all due rows of an event that could not be measured at all, so
    /// that it is not due again at once. After the last attempt they keep the reason.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn postpone(&mut self, id: EventId, reason: &str, as_of: DateTime<Utc>) -> Result<(), StoreError> {
        let path = self.path.clone();
        let mut write = || -> rusqlite::Result<()> {
            let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let sql = "UPDATE reaction SET tries = tries + 1, next_try_at = ?2 + ?3 * (tries + 1)
                       WHERE event_id = ?1 AND next_try_at <= ?2";
            let pause = chrono::TimeDelta::hours(1).num_microseconds();
            tx.execute(sql, params![id.0, micros(as_of), pause])?;
            give_up(&tx, id, reason, as_of)?;
            tx.commit()
        };
        write().map_err(|e| StoreError::at(&path, e))
    }

    /// The other news on an instrument within a span: the first publications of other stories than
    /// this event's own that are linked to it as more than related; the latest, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn other_news(
        &self,
        than: Option<EventId>,
        instrument: &InstrumentId,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        limit: usize,
    ) -> Result<Vec<OtherEvent>, StoreError> {
        let sql =
            "SELECT e.id, e.title, k.published_order, e.kind FROM link k CROSS JOIN event e ON e.id = k.event_id
                   WHERE k.symbol = ? AND k.mic = ? AND k.role <> 'related'
                     AND k.published_order >= ? AND k.published_order < ?
                     AND e.story_id = e.id AND e.id IS NOT (SELECT story_id FROM event WHERE id = ?)
                   ORDER BY k.published_order DESC, k.event_id DESC LIMIT ?";
        let read = |row: &rusqlite::Row<'_>| {
            let kind: String = row.get(3)?;
            Ok(OtherEvent {
                id: EventId(row.get(0)?),
                title: row.get(1)?,
                at: instant(row.get(2)?),
                kind: kind.parse().unwrap_or(EventKind::Other),
            })
        };
        let (symbol, mic) = (instrument.symbol.as_str(), instrument.mic.to_string());
        let asked = params![symbol, mic, micros(from), micros(to), than.map(|id| id.0), limit];
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(asked, read)?.collect())
            .map_err(|e| self.error(e))
    }
}
