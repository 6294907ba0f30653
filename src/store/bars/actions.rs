//! Reads and writes corporate actions.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::super::{Store, StoreError, micros};
use super::{Inserted, parsed};
use crate::instrument::InstrumentId;
use crate::market::{ActionKind, CorporateAction};

/// Keeps the state that a correction replaces, for readings as of then. A second correction at the same instant
/// keeps the first state: the one in between was never visible.
const KEEP_EARLIER: &str = "INSERT OR IGNORE INTO corporate_action_replaced
    SELECT symbol, mic, ex_date, kind, amount, provider, fetched_at FROM corporate_action
    WHERE symbol = ? AND mic = ? AND ex_date = ? AND kind = ?";

/// Inserts or updates; an unchanged row keeps its first arrival.
pub(super) fn insert(
    tx: &Transaction<'_>,
    actions: &[CorporateAction],
    provider: &str,
    fetched_at: DateTime<Utc>,
) -> rusqlite::Result<Inserted> {
    let mut done = Inserted { rows: actions.len(), ..Inserted::default() };
    for action in actions {
        let (kind, amount) = columns(action.kind);
        let InstrumentId { symbol, mic } = &action.instrument;
        let key = params![symbol.as_str(), mic.as_str(), action.ex_date.to_string(), kind];
        let old: Option<f64> = tx
            .prepare_cached(
                "SELECT amount FROM corporate_action WHERE symbol = ? AND mic = ? AND ex_date = ? AND kind = ?",
            )?
            .query_row(key, |row| row.get(0))
            .optional()?;
        match old {
            Some(known) if known.to_bits() == amount.to_bits() => {
                done.unchanged += 1;
                continue;
            }
            Some(_) => {
                tx.prepare_cached(KEEP_EARLIER)?.execute(key)?;
                done.replaced += 1;
            }
            None => done.inserted += 1,
        }
        tx.prepare_cached(
            "INSERT OR REPLACE INTO corporate_action (symbol, mic, ex_date, kind, amount, provider, fetched_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            symbol.as_str(),
            mic.as_str(),
            action.ex_date.to_string(),
            kind,
            amount,
            provider,
            micros(fetched_at)
        ])?;
    }
    Ok(done)
}

impl Store {
    /// Stores corporate actions without bars; see [`super::BarWriter::insert_actions`].
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn insert_actions(
        &mut self,
        actions: &[CorporateAction],
        provider: &str,
        fetched_at: DateTime<Utc>,
    ) -> Result<Inserted, StoreError> {
        let path = self.path.clone();
        let mut write = || -> rusqlite::Result<Inserted> {
            let tx = self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let done = insert(&tx, actions, provider, fetched_at)?;
            tx.commit()?;
            Ok(done)
        };
        write().map_err(|e| StoreError::at(&path, e))
    }

    /// The splits and dividends of one instrument that can be used, oldest first: those told in another unit
    /// repaired, suspect ones left out. With `known_by`, only those that had arrived by then, and what was
    /// corrected later as it was before.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn actions(
        &self,
        instrument: &InstrumentId,
        known_by: Option<DateTime<Utc>>,
    ) -> Result<Vec<CorporateAction>, StoreError> {
        // Of each action the state that arrived last by then; SQLite takes the other columns of a
        // group from the row with the maximum.
        let sql =
            "SELECT told.symbol, told.mic, told.ex_date, told.kind, coalesce(j.used, told.amount) FROM (
                SELECT symbol, mic, ex_date, kind, amount, max(fetched_at) FROM (
                    SELECT symbol, mic, ex_date, kind, amount, fetched_at FROM corporate_action
                    UNION ALL
                    SELECT symbol, mic, ex_date, kind, amount, fetched_at FROM corporate_action_replaced
                ) WHERE symbol = ?1 AND mic = ?2 AND fetched_at <= ?3 GROUP BY ex_date, kind
            ) told LEFT JOIN action_judgement j
                ON j.symbol = told.symbol AND j.mic = told.mic AND j.ex_date = told.ex_date
                AND j.kind = told.kind AND j.told = told.amount
            WHERE j.trust IS NULL OR j.used IS NOT NULL
            ORDER BY told.ex_date, told.kind DESC";
        let until = known_by.map_or(i64::MAX, micros);
        let read = || -> rusqlite::Result<Vec<CorporateAction>> {
            self.connection
                .prepare_cached(sql)?
                .query_map(params![instrument.symbol.as_str(), instrument.mic.as_str(), until], action)?
                .collect()
        };
        read().map_err(|e| self.error(e))
    }
}

pub(super) const fn columns(kind: ActionKind) -> (&'static str, f64) {
    match kind {
        ActionKind::Split { new_per_old } => ("split", new_per_old),
        ActionKind::Dividend { amount } => ("dividend", amount),
    }
}

pub(super) fn action(row: &Row<'_>) -> rusqlite::Result<CorporateAction> {
    let amount = row.get(4)?;
    let kind = match row.get_ref(3)?.as_str()? {
        "split" => ActionKind::Split { new_per_old: amount },
        _ => ActionKind::Dividend { amount },
    };
    let instrument = InstrumentId::new(parsed(row, 0)?, parsed(row, 1)?);
    Ok(CorporateAction { instrument, ex_date: parsed(row, 2)?, kind })
}
