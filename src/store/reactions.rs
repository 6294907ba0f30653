//! Reactions: rows that are measured, or wait until they are ripe.

use chrono::{DateTime, Utc};
use rusqlite::{Transaction, TransactionBehavior, params};

use super::events::{json, word};
use super::{Store, StoreError, instant, micros};
use crate::claim::{Claim, ClaimVerdict};
use crate::event::EventId;
use crate::instrument::InstrumentId;
use crate::reaction::Reaction;

/// An event and instrument with rows that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReaction {
    /// The event.
    pub event: EventId,
    /// The instrument.
    pub instrument: InstrumentId,
    /// When its first waiting row is ripe.
    pub due_at: Option<DateTime<Utc>>,
}

/// Writes rows; those of the same event, instrument and horizon are replaced.
pub(super) fn insert(
    tx: &Transaction<'_>,
    id: EventId,
    reactions: &[Reaction],
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    for (position, reaction) in reactions.iter().enumerate() {
        tx.prepare_cached(
            "INSERT OR REPLACE INTO reaction (event_id, symbol, mic, horizon, position, status, due_at,
                 return_fraction, placebo_rank, measured_at, record)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            id.0,
            reaction.instrument.symbol.as_str(),
            reaction.instrument.mic.as_str(),
            reaction.horizon.to_string(),
            position,
            word(&reaction.status)?,
            reaction.due_at.map(micros),
            reaction.return_fraction.map(crate::units::Return::fraction),
            reaction.unusualness.map(|u| u.placebo_rank),
            micros(at),
            json(reaction)?,
        ])?;
    }
    Ok(())
}

impl Store {
    /// Replaces the reactions of one event to one instrument, and the verdicts on its claims, in
    /// one transaction.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses; it is then unchanged.
    pub fn record_measurement(
        &mut self,
        id: EventId,
        reactions: &[Reaction],
        claims: &[(Claim, Option<ClaimVerdict>)],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        let mut write = || -> rusqlite::Result<()> {
            let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            tx.execute("DELETE FROM reaction WHERE event_id = ?", [id.0])?;
            insert(&tx, id, reactions, at)?;
            for (position, (_, verdict)) in claims.iter().enumerate() {
                tx.prepare_cached("UPDATE claim SET verdict = ? WHERE event_id = ? AND position = ?")?
                    .execute(params![verdict.as_ref().map(json).transpose()?, id.0, position])?;
            }
            tx.commit()
        };
        write().map_err(|e| StoreError::at(&path, e))
    }

    /// The events with rows that wait for time or data, earliest due first.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
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

    /// Other events that are linked, as more than related, to an instrument within a span.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn events_of(
        &self,
        instrument: &InstrumentId,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<super::EventRow>, StoreError> {
        let filter = super::EventFilter {
            instruments: vec![instrument.clone()],
            since: Some(from),
            until: Some(to),
            limit: 50,
            ..super::EventFilter::default()
        };
        Ok(self.list(&filter)?.events)
    }
}
