//! Corrected and recomputed links: the user's decisions, and the history of links.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::cells::{column, json, word};
use super::findings::insert_findings;
use super::{Store, StoreError, instant, micros};
use crate::event::{EventId, RevisionNo};
use crate::instrument::InstrumentId;
use crate::link::{Decision, Link, LinkDecision};
use crate::road::Findings;

/// The links of an event as they were until they were replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct PastLinks {
    /// When they were replaced.
    pub replaced_at: DateTime<Utc>,
    /// The links.
    pub links: Vec<Link>,
}

/// New findings for an event that is stored already.
#[derive(Debug, Clone, Copy)]
pub struct Relinked<'a> {
    /// The event.
    pub event: EventId,
    /// The revision of the text that was linked.
    pub revision: RevisionNo,
    /// The new findings.
    pub findings: &'a Findings,
    /// The notes on the event, which replace those that it has.
    pub notes: &'a [String],
}

impl Store {
    /// Replaces links, organisations, claims and reactions of an event, and stores the former links, in one
    /// transaction. Returns false and writes nothing if the text has meanwhile
    /// been revised.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn relink(&mut self, new: &Relinked<'_>, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let path = self.path.clone();
        let mut write = || -> rusqlite::Result<bool> {
            let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if !is_at_revision(&tx, new)? {
                return Ok(false);
            }
            keep_former_links(&tx, new.event, at)?;
            for table in ["link", "unlisted", "claim", "reaction"] {
                tx.execute(&format!("DELETE FROM {table} WHERE event_id = ?"), [new.event.0])?;
            }
            insert_findings(&tx, new.event, new.findings, true, at)?;
            tx.prepare_cached("UPDATE event SET notes = ? WHERE id = ?")?
                .execute(params![json(&new.notes)?, new.event.0])?;
            tx.commit()?;
            Ok(true)
        };
        write().map_err(|e| StoreError::at(&path, e))
    }

    /// The user's decisions on an event's links, in the order in which they were made.
    ///
    /// # Errors
    /// [`StoreError`] if the database or a record cannot be read.
    pub fn link_decisions(&self, id: EventId) -> Result<Vec<LinkDecision>, StoreError> {
        let sql = "SELECT symbol, mic, decision FROM link_decision WHERE event_id = ?
                   ORDER BY decided_at, symbol, mic";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_map([id.0], |row| {
                    let (symbol, mic): (String, String) = (row.get(0)?, row.get(1)?);
                    let instrument: Option<InstrumentId> = format!("{symbol}:{mic}").parse().ok();
                    let decision = column(row, 2, true)?;
                    Ok(instrument.map(|instrument| LinkDecision { instrument, name: symbol, decision }))
                })?
                .filter_map(Result::transpose)
                .collect()
            })
            .map_err(|e| self.error(e))
    }

    /// The links that an event had before, the latest first.
    ///
    /// # Errors
    /// [`StoreError`] if the database or a record cannot be read.
    pub fn link_history(&self, id: EventId) -> Result<Vec<PastLinks>, StoreError> {
        let sql = "SELECT replaced_at, links FROM link_history WHERE event_id = ? ORDER BY id DESC";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_map([id.0], |row| {
                    Ok(PastLinks { replaced_at: instant(row.get(0)?), links: column(row, 1, false)? })
                })?
                .collect()
            })
            .map_err(|e| self.error(e))
    }

    /// The numbers of the events published at or after an instant, or of all events, in ascending order.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn event_ids(&self, since: Option<DateTime<Utc>>) -> Result<Vec<EventId>, StoreError> {
        self.connection
            .prepare_cached("SELECT id FROM event WHERE published_order >= ? ORDER BY id")
            .and_then(|mut s| {
                s.query_map([since.map_or(i64::MIN, micros)], |row| Ok(EventId(row.get(0)?)))?.collect()
            })
            .map_err(|e| self.error(e))
    }
}

fn is_at_revision(tx: &Connection, new: &Relinked<'_>) -> rusqlite::Result<bool> {
    let now: Option<u32> = tx
        .prepare_cached("SELECT revision FROM event WHERE id = ?")?
        .query_row([new.event.0], |r| r.get(0))
        .optional()?;
    Ok(now == Some(new.revision.0))
}

/// Stores the current links in the history before they are replaced.
pub(super) fn keep_former_links(tx: &Connection, id: EventId, at: DateTime<Utc>) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO link_history (event_id, replaced_at, links)
         SELECT ?1, ?2, json_group_array(json(record)) FROM
             (SELECT record FROM link WHERE event_id = ?1 ORDER BY position)",
    )?
    .execute(params![id.0, micros(at)])?;
    Ok(())
}

/// A decision on a link to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetDecision {
    /// The instrument.
    pub instrument: InstrumentId,
    /// What the user says now; `None` takes back what was said.
    pub decision: Option<Decision>,
}

/// Writes decisions on an event; a later one replaces an earlier one.
pub(super) fn set_decisions(
    tx: &Connection,
    event: EventId,
    decisions: &[SetDecision],
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    for SetDecision { instrument, decision } in decisions {
        let (symbol, mic) = (instrument.symbol.as_str(), instrument.mic.as_str());
        tx.prepare_cached("DELETE FROM link_decision WHERE event_id = ? AND symbol = ? AND mic = ?")?
            .execute(params![event.0, symbol, mic])?;
        let Some(decision) = decision else { continue };
        tx.prepare_cached(
            "INSERT INTO link_decision (event_id, symbol, mic, decision, decided_at) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![event.0, symbol, mic, word(decision)?, micros(at)])?;
    }
    Ok(())
}
