//! What is thought of bars and actions that cannot be used as they arrived.

use chrono::NaiveDate;
use rusqlite::{Row, params};

use super::super::{Store, StoreError};
use super::actions::{action, columns};
use super::block::write_fetches;
use super::label::{Label, block_of};
use super::write::{BarWriter, Target};
use super::{Trouble, codec, named, series_id};
use crate::instrument::InstrumentId;
use crate::market::quality::{Flags, JudgedAction, Trust};
use crate::market::{ActionKind, Bar, CorporateAction, SeriesKey};

/// A judgement of an action, as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionJudgement {
    /// The action as it was told.
    pub told: CorporateAction,
    /// The amount to use; `None` where it takes no part.
    pub used: Option<f64>,
    /// `repaired`, `double`, `suspect`, `accepted` or `rejected`.
    pub trust: String,
    /// Why, in words.
    pub reason: String,
}

const fn name(trust: Trust) -> Option<&'static str> {
    match trust {
        Trust::Sound => None,
        Trust::Repaired => Some("repaired"),
        Trust::Double => Some("double"),
        Trust::Suspect => Some("suspect"),
    }
}

const fn amount_of(kind: ActionKind) -> f64 {
    match kind {
        ActionKind::Split { new_per_old } => new_per_old,
        ActionKind::Dividend { amount } => amount,
    }
}

impl Store {
    /// The splits and dividends of one instrument as they were told, whatever the gates think of them; those
    /// that the user has rejected are not among them.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn told_actions(&self, instrument: &InstrumentId) -> Result<Vec<CorporateAction>, StoreError> {
        let read = || -> rusqlite::Result<Vec<CorporateAction>> {
            self.connection
                .prepare_cached(
                    "SELECT a.symbol, a.mic, a.ex_date, a.kind, a.amount FROM corporate_action a
                     LEFT JOIN action_judgement j
                       ON j.symbol = a.symbol AND j.mic = a.mic AND j.ex_date = a.ex_date AND j.kind = a.kind
                      AND j.told = a.amount AND j.trust = 'rejected'
                     WHERE a.symbol = ? AND a.mic = ? AND j.trust IS NULL ORDER BY a.ex_date, a.kind DESC",
                )?
                .query_map([instrument.symbol.as_str(), instrument.mic.as_str()], action)?
                .collect()
        };
        read().map_err(|e| self.error(e))
    }

    /// What is thought of the actions of one instrument, or of all; sound ones are not among them.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn action_judgements(
        &self,
        instrument: Option<&InstrumentId>,
    ) -> Result<Vec<ActionJudgement>, StoreError> {
        let (symbol, mic) = instrument.map_or(("", ""), |id| (id.symbol.as_str(), id.mic.as_str()));
        let judgement = |row: &Row<'_>| {
            Ok(ActionJudgement {
                told: action(row)?,
                used: row.get(5)?,
                trust: row.get(6)?,
                reason: row.get(7)?,
            })
        };
        let read = || -> rusqlite::Result<Vec<ActionJudgement>> {
            self.connection
                .prepare_cached(
                    "SELECT j.symbol, j.mic, j.ex_date, j.kind, j.told, j.used, j.trust, j.reason
                     FROM action_judgement j JOIN corporate_action a
                       ON a.symbol = j.symbol AND a.mic = j.mic AND a.ex_date = j.ex_date
                      AND a.kind = j.kind AND a.amount = j.told
                     WHERE (?1 = '' OR (j.symbol = ?1 AND j.mic = ?2))
                     ORDER BY j.symbol, j.mic, j.ex_date, j.kind DESC",
                )?
                .query_map([symbol, mic], judgement)?
                .collect()
        };
        read().map_err(|e| self.error(e))
    }

    /// The repaired bars of a series as they arrived, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses or a bar is damaged.
    pub fn original_bars<At: Label>(&self, key: &SeriesKey) -> Result<Vec<Bar<At>>, StoreError> {
        let read = || -> Result<Vec<Bar<At>>, Trouble> {
            let Some(id) = series_id(&self.connection, key)? else { return Ok(Vec::new()) };
            let mut statement = self
                .connection
                .prepare_cached("SELECT data FROM bar_original WHERE series = ? ORDER BY label")?;
            let mut rows = statement.query([id])?;
            let mut bars = Vec::new();
            while let Some(row) = rows.next()? {
                let data = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
                let damaged = |_| Trouble::Damaged { series: named(key), block: 0 };
                bars.extend(codec::decode::<At>(data).map_err(damaged)?);
            }
            Ok(bars)
        };
        read().map_err(|e| e.at(&self.path))
    }
}

impl BarWriter<'_> {
    /// Keeps what is thought of the actions of an instrument. What was suspect is thought of anew; what was
    /// found out, perhaps from a file that is gone, and what the user has decided stays for as long as the
    /// action is told so.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn judge_actions(
        &mut self,
        instrument: &InstrumentId,
        judged: &[JudgedAction],
    ) -> Result<(), StoreError> {
        let write = || -> rusqlite::Result<()> {
            let (symbol, mic) = (instrument.symbol.as_str(), instrument.mic.as_str());
            self.tx
                .prepare_cached(
                    "DELETE FROM action_judgement AS j
                     WHERE j.symbol = ? AND j.mic = ? AND (j.trust IN ('suspect', 'double') OR NOT EXISTS (
                        SELECT 1 FROM corporate_action a
                        WHERE a.symbol = j.symbol AND a.mic = j.mic AND a.ex_date = j.ex_date
                          AND a.kind = j.kind AND a.amount = j.told))",
                )?
                .execute([symbol, mic])?;
            for JudgedAction { action, told, trust, reason } in judged {
                let Some(trust) = name(*trust) else { continue };
                let (kind, _) = columns(action.kind);
                let used = (trust == "repaired").then(|| amount_of(action.kind));
                let date = action.ex_date.to_string();
                self.tx
                    .prepare_cached("INSERT OR IGNORE INTO action_judgement VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?
                    .execute(params![symbol, mic, date, kind, told, used, trust, reason])?;
            }
            Ok(())
        };
        write().map_err(|e| StoreError::at(&self.path, e))
    }

    /// Keeps what the user has decided of the actions of a day; how many there are.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn decide_actions(
        &mut self,
        instrument: &InstrumentId,
        ex_date: NaiveDate,
        is_accepted: bool,
    ) -> Result<usize, StoreError> {
        let trust = if is_accepted { "accepted" } else { "rejected" };
        let (symbol, mic) = (instrument.symbol.as_str(), instrument.mic.as_str());
        self.tx
            .prepare_cached(
                "INSERT OR REPLACE INTO action_judgement
                 SELECT symbol, mic, ex_date, kind, amount, CASE WHEN ?4 = 'accepted' THEN amount END, ?4, ''
                 FROM corporate_action WHERE symbol = ?1 AND mic = ?2 AND ex_date = ?3",
            )
            .and_then(|mut statement| statement.execute([symbol, mic, &ex_date.to_string(), trust]))
            .map_err(|e| StoreError::at(&self.path, e))
    }

    /// Keeps bars as they arrived, before their repaired state is taken in.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn keep_originals<At: Label>(&mut self, key: &SeriesKey, bars: &[Bar<At>]) -> Result<(), StoreError> {
        let write = || -> rusqlite::Result<()> {
            let id = self.open_series(key)?;
            for bar in bars {
                let label = bar.at.to_stored().unwrap_or_default();
                self.tx
                    .prepare_cached("INSERT OR IGNORE INTO bar_original VALUES (?, ?, ?)")?
                    .execute(params![id, label, codec::encode(&[label], &[*bar])])?;
            }
            Ok(())
        };
        write().map_err(|e| StoreError::at(&self.path, e))
    }

    /// Forgets that a bar was repaired, because it is now as it arrived.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn forget_original<At: Label>(&mut self, key: &SeriesKey, at: At) -> Result<(), StoreError> {
        let write = || -> rusqlite::Result<()> {
            let id = self.open_series(key)?;
            self.tx
                .prepare_cached("DELETE FROM bar_original WHERE series = ? AND label = ?")?
                .execute(params![id, at.to_stored()])?;
            Ok(())
        };
        write().map_err(|e| StoreError::at(&self.path, e))
    }

    /// Gives bars of a series other flags. `flags` says of a bar, by its label and the flags that it has,
    /// which it is to have.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses or a block is damaged.
    pub fn reflag<At: Label>(
        &mut self,
        key: &SeriesKey,
        from: At,
        to: At,
        flags: impl Fn(At, Flags) -> Flags,
    ) -> Result<(), StoreError> {
        let write = || -> Result<(), Trouble> {
            let id = self.open_series(key)?;
            let (first, last) =
                (block_of(key.interval, from.floor_stored()), block_of(key.interval, to.floor_stored()));
            let blocks: Vec<i64> = self
                .tx
                .prepare_cached("SELECT block FROM bar_block WHERE series = ? AND block BETWEEN ? AND ?")?
                .query_map([id, first, last], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for block in blocks {
                let target = Target { series: id, block, key };
                let Some(mut found) = self.read_block::<At>(&target)? else { continue };
                let before = found.flags.clone();
                for (bar, own) in found.bars.iter().zip(&mut found.flags) {
                    *own = flags(bar.at, *own);
                }
                if before != found.flags {
                    let labels: Vec<i64> = found.bars.iter().filter_map(|b| b.at.to_stored()).collect();
                    let (data, fetches) =
                        (codec::encode(&labels, &found.bars), write_fetches(&found.fetches));
                    self.put(&target, &labels, &data, &fetches, &found.flags)?;
                }
            }
            Ok(())
        };
        write().map_err(|e| e.at(&self.path))
    }
}
