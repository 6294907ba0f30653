//! Writes bars, in one transaction for all that belong together.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::super::{Store, StoreError, micros};
use super::block::{Block, FetchId, Merge, write_fetches, write_flags};
use super::label::{Label, block_of};
use super::{Inserted, Trouble, actions, codec, key_columns, named, series_id};
use crate::instrument::InstrumentId;
use crate::market::quality::Flags;
use crate::market::{Bar, CorporateAction, Series, SeriesKey};

impl Store {
    /// Stores bars of one series: new ones are added, changed ones replace the stored ones, and
    /// unchanged ones keep their first arrival. All or nothing.
    ///
    /// `source` is the file or address they came from.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn insert_bars<At: Label>(
        &mut self,
        series: &Series<At>,
        fetched_at: DateTime<Utc>,
        source: &str,
    ) -> Result<Inserted, StoreError> {
        let mut writer = self.bar_writer(fetched_at, source)?;
        let inserted = writer.insert(series, &[])?;
        writer.commit()?;
        Ok(inserted)
    }

    /// Begins to write several series and corporate actions that are stored together or not
    /// at all. Dropped without [`BarWriter::commit`], it leaves the database as it was.
    ///
    /// # Errors
    /// [`StoreError`] where the database cannot be written.
    pub fn bar_writer(
        &mut self,
        fetched_at: DateTime<Utc>,
        source: &str,
    ) -> Result<BarWriter<'_>, StoreError> {
        let path = self.path.clone();
        let at = |e| StoreError::at(&path, e);
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
        let fetch = fetch_id(&tx, fetched_at, source).map_err(at)?;
        Ok(BarWriter { tx, fetch, fetched_at, path })
    }
}

/// A transaction that writes bars.
#[derive(Debug)]
pub struct BarWriter<'store> {
    pub(super) tx: Transaction<'store>,
    fetch: FetchId,
    fetched_at: DateTime<Utc>,
    pub(super) path: PathBuf,
}

impl BarWriter<'_> {
    /// Writes bars of one series; `flags` has one entry per bar, or is empty.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn insert<At: Label>(
        &mut self,
        series: &Series<At>,
        flags: &[Flags],
    ) -> Result<Inserted, StoreError> {
        self.try_insert(series, flags).map_err(|e| e.at(&self.path))
    }

    /// Writes corporate actions: a later one of the same day and kind replaces the earlier one.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn insert_actions(
        &mut self,
        known: &[CorporateAction],
        provider: &str,
    ) -> Result<Inserted, StoreError> {
        actions::insert(&self.tx, known, provider, self.fetched_at).map_err(|e| StoreError::at(&self.path, e))
    }

    /// Commits the transaction.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().map_err(|e| StoreError::at(&self.path, e))
    }

    fn try_insert<At: Label>(&self, series: &Series<At>, flags: &[Flags]) -> Result<Inserted, Trouble> {
        let bars = series.bars();
        let labels = stored_labels(series)?;
        let id = self.open_series(series.key())?;
        let mut done = Inserted { rows: bars.len(), ..Inserted::default() };
        let (mut start, mut news_from) = (0, None);
        for run in
            labels.chunk_by(|&a, &b| block_of(series.key().interval, a) == block_of(series.key().interval, b))
        {
            let end = start + run.len();
            let target =
                Target { series: id, block: block_of(series.key().interval, run[0]), key: series.key() };
            let (written, first_new) =
                self.write_block(&target, run, &bars[start..end], flags.get(start..end).unwrap_or_default())?;
            news_from = news_from.or(first_new);
            done += written;
            start = end;
        }
        if let Some(from) = news_from {
            self.reopen(&series.key().instrument, from.begins())?;
        }
        Ok(done)
    }

    /// Makes rows without data due again that end where bars are new or later, those that were given up
    /// included: what they lacked may be here now. A bar that only changed, as the running one does, opens
    /// nothing: a row that still lacked data would be tried without pause.
    fn reopen(&self, instrument: &InstrumentId, from: DateTime<Utc>) -> rusqlite::Result<()> {
        let sql = "UPDATE reaction SET next_try_at = ?1
                   WHERE symbol = ?2 AND mic = ?3 AND status = 'no_data'
                       AND (next_try_at IS NULL OR next_try_at > ?1) AND coalesce(due_at, measured_at) >= ?4";
        let (symbol, mic) = (instrument.symbol.as_str(), instrument.mic.as_str());
        let values = params![micros(self.fetched_at), symbol, mic, micros(from)];
        self.tx.prepare_cached(sql)?.execute(values).map(|_| ())
    }

    pub(super) fn open_series(&self, key: &SeriesKey) -> rusqlite::Result<i64> {
        if let Some(id) = series_id(&self.tx, key)? {
            self.tx
                .prepare_cached("UPDATE bar_series SET fetched_at = max(fetched_at, ?) WHERE id = ?")?
                .execute([micros(self.fetched_at), id])?;
            return Ok(id);
        }
        let [symbol, mic, interval, provider, adjustment] = key_columns(key);
        self.tx
            .prepare_cached(
                "INSERT INTO bar_series (symbol, mic, interval, provider, adjustment, fetched_at)
                 VALUES (?, ?, ?, ?, ?, ?)",
            )?
            .insert(params![symbol, mic, interval, provider, adjustment, micros(self.fetched_at)])
    }

    fn write_block<At: Label>(
        &self,
        target: &Target<'_>,
        labels: &[i64],
        bars: &[Bar<At>],
        flags: &[Flags],
    ) -> Result<(Inserted, Option<At>), Trouble> {
        let Some(old) = self.read_block::<At>(target)? else {
            let fetches = write_fetches(&vec![self.fetch; bars.len()]);
            self.put(target, labels, &codec::encode(labels, bars), &fetches, flags)?;
            let inserted = Inserted { inserted: bars.len(), ..Inserted::default() };
            return Ok((inserted, bars.first().map(|bar| bar.at)));
        };
        let is_new = |at: &At| old.bars.binary_search_by(|known| known.at.cmp(at)).is_err();
        let first_new = bars.iter().map(|bar| bar.at).find(is_new);
        let merge = old.merge(bars, flags, self.fetch);
        if merge.altered {
            self.write_merge(target, &merge)?;
        }
        let written = Inserted {
            rows: 0,
            inserted: merge.inserted,
            replaced: merge.replaced.len(),
            unchanged: merge.unchanged,
        };
        Ok((written, first_new))
    }

    pub(super) fn read_block<At: Label>(&self, target: &Target<'_>) -> Result<Option<Block<At>>, Trouble> {
        self.tx
            .prepare_cached("SELECT data, fetches, flags FROM bar_block WHERE series = ? AND block = ?")?
            .query_row([target.series, target.block], |row| {
                let flags = row.get_ref(2)?.as_blob_or_null()?;
                Ok(Block::read(row.get_ref(0)?.as_blob()?, row.get_ref(1)?.as_blob()?, flags))
            })
            .optional()?
            .transpose()
            .map_err(|_| Trouble::Damaged { series: named(target.key), block: target.block })
    }

    fn write_merge<At: Label>(&self, target: &Target<'_>, merge: &Merge<At>) -> Result<(), Trouble> {
        for (bar, fetch) in &merge.replaced {
            let label = bar.at.to_stored().unwrap_or_default();
            self.tx
                .prepare_cached(
                    "INSERT OR REPLACE INTO bar_replaced (series, label, fetch, data) VALUES (?, ?, ?, ?)",
                )?
                .execute(params![target.series, label, fetch, codec::encode(&[label], &[*bar])])?;
        }
        let Block { bars, flags, fetches } = &merge.block;
        let labels: Vec<i64> = bars.iter().filter_map(|b| b.at.to_stored()).collect();
        self.put(target, &labels, &codec::encode(&labels, bars), &write_fetches(fetches), flags)?;
        Ok(())
    }

    pub(super) fn put(
        &self,
        target: &Target<'_>,
        labels: &[i64],
        data: &[u8],
        fetches: &[u8],
        flags: &[Flags],
    ) -> rusqlite::Result<()> {
        let flagged = flags.iter().filter(|f| f.is_odd()).count();
        self.tx
            .prepare_cached(
                "INSERT INTO bar_block (series, block, first, last, bars, flagged, fetches, flags, data)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (series, block) DO UPDATE SET first = excluded.first, last = excluded.last,
                     bars = excluded.bars, flagged = excluded.flagged, fetches = excluded.fetches,
                     flags = excluded.flags, data = excluded.data",
            )?
            .execute(params![
                target.series,
                target.block,
                labels.first(),
                labels.last(),
                labels.len(),
                flagged,
                fetches,
                write_flags(flags),
                data,
            ])?;
        Ok(())
    }
}

/// The row a block goes to.
pub(super) struct Target<'a> {
    pub(super) series: i64,
    pub(super) block: i64,
    pub(super) key: &'a SeriesKey,
}

/// The labels as they are stored; refuses a series whose labels do not match its interval.
fn stored_labels<At: Label>(series: &Series<At>) -> Result<Vec<i64>, Trouble> {
    let refused = |bar: &Bar<At>| Trouble::Label { series: named(series.key()), label: bar.at.to_string() };
    if series.key().interval.span().is_none() != At::DAILY {
        return series.bars().first().map_or(Ok(Vec::new()), |bar| Err(refused(bar)));
    }
    series.bars().iter().map(|bar| bar.at.to_stored().ok_or_else(|| refused(bar))).collect()
}

fn fetch_id(tx: &Transaction<'_>, fetched_at: DateTime<Utc>, source: &str) -> rusqlite::Result<FetchId> {
    tx.prepare_cached("INSERT INTO bar_fetch (fetched_at, source) VALUES (?, ?) ON CONFLICT DO NOTHING")?
        .execute(params![micros(fetched_at), source])?;
    tx.prepare_cached("SELECT id FROM bar_fetch WHERE fetched_at = ? AND source = ?")?
        .query_row(params![micros(fetched_at), source], |row| row.get(0))
}
