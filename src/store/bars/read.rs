//! Reads bars.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;

use super::super::{Store, StoreError};
use super::block::{Block, FetchId, fetch_of};
use super::label::{Label, block_of};
use super::{
    AsOfPrice, BarOrigin, FlaggedBar, LabelSpan, SeriesInfo, Trouble, codec, instant, key_from, named,
    series_id,
};
use crate::instrument::InstrumentId;
use crate::market::{Bar, Interval, Series, SeriesKey};

impl Store {
    /// Daily bars from one session to another, both inclusive; `None` if there are none.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read or a block is damaged.
    pub fn daily(
        &self,
        key: &SeriesKey,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Option<Series<NaiveDate>>, StoreError> {
        self.bars_between(key, from, to, None)
    }

    /// Intraday bars that start from `from` to `to`, both inclusive; `None` if there are none.
    ///
    /// # Errors
    /// As [`Self::daily`].
    pub fn intraday(
        &self,
        key: &SeriesKey,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Option<Series<DateTime<Utc>>>, StoreError> {
        self.bars_between(key, from, to, None)
    }

    /// The bars from one label to another, both included, whatever their labels; `None` where there
    /// are none.
    ///
    /// # Errors
    /// As [`Self::daily`].
    pub fn bars<At: Label>(
        &self,
        key: &SeriesKey,
        from: At,
        to: At,
    ) -> Result<Option<Series<At>>, StoreError> {
        self.bars_between(key, from, to, None)
    }

    /// The bars from one label to another, both inclusive, as they were known at `known_by`: nothing
    /// that arrived later, and with later corrections undone.
    ///
    /// # Errors
    /// As [`Self::daily`].
    pub fn bars_known_by<At: Label>(
        &self,
        key: &SeriesKey,
        from: At,
        to: At,
        known_by: DateTime<Utc>,
    ) -> Result<Option<Series<At>>, StoreError> {
        self.bars_between(key, from, to, Some(known_by))
    }

    fn bars_between<At: Label>(
        &self,
        key: &SeriesKey,
        from: At,
        to: At,
        known_by: Option<DateTime<Utc>>,
    ) -> Result<Option<Series<At>>, StoreError> {
        let read = || -> Result<Vec<Bar<At>>, Trouble> {
            let Some((id, from, to)) = self.bounds(key, from, to)? else { return Ok(Vec::new()) };
            match known_by {
                None => self.read_bars(key, id, from, to),
                Some(instant) => self.read_known(key, id, (from, to), instant),
            }
        };
        let own = read().map_err(|e| e.at(&self.path))?;
        let bars = self.with_shelved(key, own, (from, to), known_by)?;
        if bars.is_empty() {
            return Ok(None);
        }
        // Blocks contain sorted bars, and are read in order.
        Series::new(key.clone(), bars)
            .map(Some)
            .map_err(|_| StoreError::BarBlock { series: named(key), block: 0 })
    }

    /// The series and the stored labels that bound a reading; `None` where there is nothing to read.
    fn bounds<At: Label>(
        &self,
        key: &SeriesKey,
        from: At,
        to: At,
    ) -> Result<Option<(i64, i64, i64)>, Trouble> {
        if key.interval.span().is_none() != At::DAILY || from > to {
            return Ok(None);
        }
        let Some(id) = series_id(&self.connection, key)? else { return Ok(None) };
        // An instant within a second: bars start on whole ones, so the bounds move to the next.
        Ok(Some((id, ceiling(from), floor(to))))
    }

    fn read_bars<At: Label>(
        &self,
        key: &SeriesKey,
        id: i64,
        from: i64,
        to: i64,
    ) -> Result<Vec<Bar<At>>, Trouble> {
        let mut statement = self.connection.prepare_cached(
            "SELECT data, block, first, last FROM bar_block
             WHERE series = ? AND block BETWEEN ? AND ? ORDER BY block",
        )?;
        let (first, last) = (block_of(key.interval, from), block_of(key.interval, to));
        let mut rows = statement.query([id, first, last])?;
        let mut bars: Vec<Bar<At>> = Vec::new();
        while let Some(row) = rows.next()? {
            let (block, first, last): (i64, i64, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let read: Vec<Bar<At>> = codec::decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)
                .map_err(|_| Trouble::Damaged { series: named(key), block })?;
            if from <= first && last <= to {
                bars.extend(read);
            } else {
                bars.extend(read.into_iter().filter(|b| within(b.at, from, to)));
            }
        }
        Ok(bars)
    }

    fn read_known<At: Label>(
        &self,
        key: &SeriesKey,
        id: i64,
        (from, to): (i64, i64),
        known_by: DateTime<Utc>,
    ) -> Result<Vec<Bar<At>>, Trouble> {
        let arrivals = self.arrivals()?;
        let known = |fetch: FetchId| arrivals.get(&fetch).is_some_and(|at| *at <= known_by);
        let mut earlier = self.replaced::<At>(key, id, (from, to), &arrivals, known_by)?;
        let mut bars = Vec::new();
        for block in self.blocks::<At>(key, id, block_of(key.interval, from), block_of(key.interval, to))? {
            for (bar, fetch) in block.bars.into_iter().zip(block.fetches) {
                let before = bar.at.to_stored().and_then(|label| earlier.remove(&label));
                if within(bar.at, from, to) {
                    bars.extend(if known(fetch) { Some(bar) } else { before });
                }
            }
        }
        Ok(bars)
    }

    /// The earlier states of corrected bars, by label: the last state that had arrived by then.
    fn replaced<At: Label>(
        &self,
        key: &SeriesKey,
        id: i64,
        (from, to): (i64, i64),
        arrivals: &HashMap<FetchId, DateTime<Utc>>,
        known_by: DateTime<Utc>,
    ) -> Result<HashMap<i64, Bar<At>>, Trouble> {
        let mut statement = self.connection.prepare_cached(
            "SELECT label, fetch, data FROM bar_replaced WHERE series = ? AND label BETWEEN ? AND ?",
        )?;
        let mut rows = statement.query([id, from, to])?;
        let mut states: Vec<(DateTime<Utc>, i64, Bar<At>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (label, fetch): (i64, FetchId) = (row.get(0)?, row.get(1)?);
            let bars = codec::decode(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?)
                .map_err(|_| Trouble::Damaged { series: named(key), block: block_of(key.interval, label) })?;
            let arrived = arrivals.get(&fetch).copied().filter(|at| *at <= known_by);
            states.extend(arrived.zip(bars.first().copied()).map(|(at, bar)| (at, label, bar)));
        }
        states.sort_by_key(|(at, _, _)| *at);
        Ok(states.into_iter().map(|(_, label, bar)| (label, bar)).collect())
    }

    pub(super) fn arrivals(&self) -> rusqlite::Result<HashMap<FetchId, DateTime<Utc>>> {
        self.connection
            .prepare_cached("SELECT id, fetched_at FROM bar_fetch")?
            .query_map([], |row| Ok((row.get(0)?, instant(row.get(1)?))))?
            .collect()
    }

    pub(super) fn blocks<At: Label>(
        &self,
        key: &SeriesKey,
        id: i64,
        first: i64,
        last: i64,
    ) -> Result<Vec<Block<At>>, Trouble> {
        let mut statement = self.connection.prepare_cached(
            "SELECT data, fetches, flags, block FROM bar_block
             WHERE series = ? AND block BETWEEN ? AND ? ORDER BY block",
        )?;
        let mut rows = statement.query([id, first, last])?;
        let mut blocks = Vec::new();
        while let Some(row) = rows.next()? {
            blocks.push(block_in(row, key)?);
        }
        Ok(blocks)
    }

    /// All series of one instrument, daily ones last, with those that are kept elsewhere.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn series_of(&self, instrument: &InstrumentId) -> Result<Vec<SeriesInfo>, StoreError> {
        self.with_shelved_series(instrument, self.own_series_of(instrument)?)
    }

    /// The series of one instrument that are in the database itself.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn own_series_of(&self, instrument: &InstrumentId) -> Result<Vec<SeriesInfo>, StoreError> {
        self.series_where("symbol = ? AND mic = ?", &[instrument.symbol.as_str(), instrument.mic.as_str()])
    }

    /// All series of the store, by instrument.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn all_series(&self) -> Result<Vec<SeriesInfo>, StoreError> {
        self.series_where("TRUE", &[])
    }

    fn series_where(&self, condition: &str, values: &[&str]) -> Result<Vec<SeriesInfo>, StoreError> {
        let sql = format!(
            "SELECT symbol, mic, interval, provider, adjustment, fetched_at,
                 min(first), max(last), sum(bars), sum(flagged)
             FROM bar_series JOIN bar_block ON bar_block.series = bar_series.id
             WHERE {condition} GROUP BY bar_series.id ORDER BY symbol, mic, interval DESC, provider, adjustment"
        );
        let read = || -> rusqlite::Result<Vec<SeriesInfo>> {
            self.connection
                .prepare_cached(&sql)?
                .query_map(rusqlite::params_from_iter(values), series_info)?
                .collect()
        };
        let mut all = read().map_err(|e| self.error(e))?;
        all.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(all)
    }

    /// The close of the last bar that had *ended* at `instant`; `None` if the store has none.
    ///
    /// An intraday bar ends an interval after its start. A daily bar counts as ended when its day is
    /// over in UTC, which is later than any venue's close from Tokyo to New York and needs no calendar.
    ///
    /// # Errors
    /// As [`Self::daily`].
    pub fn as_of_price(
        &self,
        key: &SeriesKey,
        at: DateTime<Utc>,
    ) -> Result<Option<AsOfPrice<DateTime<Utc>>>, StoreError> {
        let read = || -> Result<Option<AsOfPrice<DateTime<Utc>>>, StoreError> {
            if let Some(span) = key.interval.span() {
                let Some(start) = at.checked_sub_signed(span) else { return Ok(None) };
                let own = self.last_until(key, start).map_err(|e| e.at(&self.path))?;
                return self.or_shelved(key, start, own);
            }
            let Some(day) = at.date_naive().pred_opt() else { return Ok(None) };
            let own = self.last_until::<NaiveDate>(key, day).map_err(|e| e.at(&self.path))?;
            let price = self.or_shelved(key, day, own)?;
            let at_midnight = |p: AsOfPrice<NaiveDate>| AsOfPrice {
                at: p.at.and_time(chrono::NaiveTime::MIN).and_utc(),
                close: p.close,
                fetched_at: p.fetched_at,
            };
            Ok(price.map(at_midnight))
        };
        read()
    }

    fn last_until<At: Label>(&self, key: &SeriesKey, label: At) -> Result<Option<AsOfPrice<At>>, Trouble> {
        let Some(id) = series_id(&self.connection, key)? else { return Ok(None) };
        let label = floor(label);
        let mut statement = self.connection.prepare_cached(
            "SELECT data, fetches, block FROM bar_block
             WHERE series = ? AND block <= ? AND first <= ? ORDER BY block DESC LIMIT 1",
        )?;
        let mut rows = statement.query([id, block_of(key.interval, label), label])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let block: i64 = row.get(2)?;
        let damaged = || Trouble::Damaged { series: named(key), block };
        let data = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        let Some(last) = codec::last_until(data, label).map_err(|_| damaged())? else { return Ok(None) };
        let fetches = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let fetch = fetch_of(fetches, last.index).ok_or_else(damaged)?;
        let fetched_at = self
            .connection
            .prepare_cached("SELECT fetched_at FROM bar_fetch WHERE id = ?")?
            .query_row([fetch], |row| Ok(instant(row.get(0)?)))?;
        let at = At::from_stored(last.label).ok_or_else(damaged)?;
        Ok(Some(AsOfPrice { at, close: last.close, fetched_at }))
    }

    /// Where the bar with exactly this label came from.
    ///
    /// # Errors
    /// As [`Self::daily`].
    pub fn bar_origin<At: Label>(&self, key: &SeriesKey, at: At) -> Result<Option<BarOrigin>, StoreError> {
        match self.own_origin(key, at)? {
            Some(origin) => Ok(Some(origin)),
            None => self.shelved_origin(key, at),
        }
    }

    pub(super) fn own_origin<At: Label>(
        &self,
        key: &SeriesKey,
        at: At,
    ) -> Result<Option<BarOrigin>, StoreError> {
        let read = || -> Result<Option<BarOrigin>, Trouble> {
            let Some((id, label, _)) = self.bounds(key, at, at)? else { return Ok(None) };
            let block = block_of(key.interval, label);
            let Some(block) = self.blocks::<At>(key, id, block, block)?.pop() else { return Ok(None) };
            let Ok(index) = block.bars.binary_search_by_key(&at, |b| b.at) else { return Ok(None) };
            let (fetched_at, source) = self
                .connection
                .prepare_cached("SELECT fetched_at, source FROM bar_fetch WHERE id = ?")?
                .query_row([block.fetches[index]], |row| Ok((instant(row.get(0)?), row.get(1)?)))?;
            Ok(Some(BarOrigin {
                provider: key.provider.clone(),
                fetched_at,
                source,
                flags: block.flags[index],
            }))
        };
        read().map_err(|e| e.at(&self.path))
    }

    /// The bars of a series that were flagged on arrival.
    ///
    /// # Errors
    /// As [`Self::daily`].
    pub fn flagged_bars<At: Label>(&self, key: &SeriesKey) -> Result<Vec<FlaggedBar<At>>, StoreError> {
        self.with_shelved_flags(key, self.own_flagged(key)?)
    }

    fn own_flagged<At: Label>(&self, key: &SeriesKey) -> Result<Vec<FlaggedBar<At>>, StoreError> {
        let read = || -> Result<Vec<FlaggedBar<At>>, Trouble> {
            let Some(id) = series_id(&self.connection, key)? else { return Ok(Vec::new()) };
            let mut statement = self.connection.prepare_cached(
                "SELECT data, fetches, flags, block FROM bar_block WHERE series = ? AND flags IS NOT NULL ORDER BY block",
            )?;
            let mut rows = statement.query([id])?;
            let mut flagged = Vec::new();
            while let Some(row) = rows.next()? {
                let block: Block<At> = block_in(row, key)?;
                let all = block.bars.into_iter().zip(block.flags).filter(|(_, flags)| !flags.is_empty());
                flagged.extend(all.map(|(bar, flags)| FlaggedBar { bar, flags }));
            }
            Ok(flagged)
        };
        read().map_err(|e| e.at(&self.path))
    }
}

/// Reads a block from the columns data, fetches, flags, block.
fn block_in<At: Label>(row: &Row<'_>, key: &SeriesKey) -> Result<Block<At>, Trouble> {
    let data = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
    let fetches = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
    let flags = row.get_ref(2)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
    let block: i64 = row.get(3)?;
    Block::read(data, fetches, flags).map_err(|_| Trouble::Damaged { series: named(key), block })
}

fn within<At: Label>(at: At, from: i64, to: i64) -> bool {
    at.to_stored().is_some_and(|label| from <= label && label <= to)
}

/// The last stored label that is not after `at`.
fn floor<At: Label>(at: At) -> i64 {
    at.floor_stored()
}

/// The first stored label that is not before `at`.
fn ceiling<At: Label>(at: At) -> i64 {
    at.to_stored().unwrap_or_else(|| at.floor_stored() + 1)
}

fn series_info(row: &Row<'_>) -> rusqlite::Result<SeriesInfo> {
    let key = key_from(row)?;
    let (first, last): (i64, i64) = (row.get(6)?, row.get(7)?);
    Ok(SeriesInfo {
        extent: extent(key.interval, first, last),
        key,
        bars: row.get(8)?,
        flagged: row.get(9)?,
        fetched_at: instant(row.get(5)?),
    })
}

pub(super) fn extent(interval: Interval, first: i64, last: i64) -> LabelSpan {
    let day = |stored| NaiveDate::from_stored(stored).unwrap_or_default();
    let moment = |stored| DateTime::from_stored(stored).unwrap_or_default();
    match interval {
        Interval::Day1 => LabelSpan::Days { first: day(first), last: day(last) },
        Interval::Minute1 | Interval::Minute5 | Interval::Minute15 | Interval::Hour1 => {
            LabelSpan::Instants { first: moment(first), last: moment(last) }
        }
    }
}
