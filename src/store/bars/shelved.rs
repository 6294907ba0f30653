//! Bars of the database together with those that are kept elsewhere.
//!
//! Of two bars with one label that of the database counts: what is corrected here need not be corrected there.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::super::{Store, StoreError};
use super::block::FetchId;
use super::label::{Label, block_of};
use super::read::extent;
use super::{AsOfPrice, BarOrigin, FlaggedBar, LabelSpan, SeriesInfo, Trouble, series_id};
use crate::instrument::InstrumentId;
use crate::market::quality::Flags;
use crate::market::{Bar, SeriesKey, ShelvedBar, ShelvedSeries};

impl Store {
    /// The bars of the database and, where it has none, those of the shelf.
    pub(super) fn with_shelved<At: Label>(
        &self,
        key: &SeriesKey,
        own: Vec<Bar<At>>,
        (from, to): (At, At),
        known_by: Option<DateTime<Utc>>,
    ) -> Result<Vec<Bar<At>>, StoreError> {
        if self.shelf.is_none() || key.interval.span().is_none() != At::DAILY || from > to {
            return Ok(own);
        }
        let mut theirs = self.shelved(key, from, to)?;
        theirs.retain(|bar| known_by.is_none_or(|instant| bar.fetched_at <= instant));
        Ok(merged(own, theirs.iter().filter_map(bar)))
    }

    fn shelved<At: Label>(&self, key: &SeriesKey, from: At, to: At) -> Result<Vec<ShelvedBar>, StoreError> {
        let Some(shelf) = &self.shelf else { return Ok(Vec::new()) };
        let from = from.to_stored().unwrap_or_else(|| from.floor_stored() + 1);
        Ok(shelf.bars(key, from, to.floor_stored())?)
    }

    /// The series of the database, longer by what the shelf has of them, and those that are on the shelf alone.
    pub(super) fn with_shelved_series(
        &self,
        instrument: &InstrumentId,
        own: Vec<SeriesInfo>,
    ) -> Result<Vec<SeriesInfo>, StoreError> {
        let Some(shelf) = &self.shelf else { return Ok(own) };
        let mut all = own;
        for theirs in shelf.series_of(instrument)? {
            match all.iter_mut().find(|info| info.key == theirs.key) {
                Some(info) => {
                    let further = self.outside(info, &theirs)?;
                    info.bars += further;
                    info.extent =
                        joined(&info.extent, &extent(theirs.key.interval, theirs.first, theirs.last));
                    info.fetched_at = info.fetched_at.max(theirs.fetched_at);
                }
                None => all.push(SeriesInfo {
                    extent: extent(theirs.key.interval, theirs.first, theirs.last),
                    bars: theirs.bars,
                    flagged: theirs.flagged,
                    fetched_at: theirs.fetched_at,
                    key: theirs.key,
                }),
            }
        }
        all.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(all)
    }

    /// How many bars of the shelf lie before the first and after the last of the database.
    fn outside(&self, own: &SeriesInfo, theirs: &ShelvedSeries) -> Result<usize, StoreError> {
        let (first, last) = match own.extent {
            LabelSpan::Days { first, last } => (first.floor_stored(), last.floor_stored()),
            LabelSpan::Instants { first, last } => (first.floor_stored(), last.floor_stored()),
        };
        let Some(shelf) = &self.shelf else { return Ok(0) };
        let mut count = 0;
        if theirs.first < first {
            count += shelf.bars(&theirs.key, theirs.first, first - 1)?.len();
        }
        if theirs.last > last {
            count += shelf.bars(&theirs.key, last + 1, theirs.last)?.len();
        }
        Ok(count)
    }

    /// The later of two last prices.
    pub(super) fn or_shelved<At: Label>(
        &self,
        key: &SeriesKey,
        at: At,
        own: Option<AsOfPrice<At>>,
    ) -> Result<Option<AsOfPrice<At>>, StoreError> {
        let Some(shelf) = &self.shelf else { return Ok(own) };
        let theirs = shelf.last_until(key, at.floor_stored())?.and_then(|bar| {
            let at = At::from_stored(bar.label)?;
            Some(AsOfPrice { at, close: bar.close, fetched_at: bar.fetched_at })
        });
        Ok(match (own, theirs) {
            (Some(own), Some(theirs)) if theirs.at > own.at => Some(theirs),
            (None, theirs) => theirs,
            (own, _) => own,
        })
    }

    pub(super) fn shelved_origin<At: Label>(
        &self,
        key: &SeriesKey,
        at: At,
    ) -> Result<Option<BarOrigin>, StoreError> {
        let Some(shelf) = self.shelf.as_ref().filter(|_| key.interval.span().is_none() == At::DAILY) else {
            return Ok(None);
        };
        let Some(label) = at.to_stored() else { return Ok(None) };
        let found = shelf.bars(key, label, label)?.into_iter().next();
        Ok(found.map(|bar| BarOrigin {
            provider: key.provider.clone(),
            fetched_at: bar.fetched_at,
            source: shelf.name(),
            flags: bar.flags,
        }))
    }

    /// The flagged bars of the database, and those of the shelf that the database does not have.
    pub(super) fn with_shelved_flags<At: Label>(
        &self,
        key: &SeriesKey,
        mut own: Vec<FlaggedBar<At>>,
    ) -> Result<Vec<FlaggedBar<At>>, StoreError> {
        let Some(shelf) = &self.shelf else { return Ok(own) };
        let has_flags = |series: &ShelvedSeries| series.key == *key && series.flagged > 0;
        let Some(series) = shelf.series_of(&key.instrument)?.into_iter().find(has_flags) else {
            return Ok(own);
        };
        for theirs in shelf.bars(key, series.first, series.last)? {
            let Some(bar) = bar(&theirs).filter(|_| !theirs.flags.is_empty()) else { continue };
            if self.own_origin(key, bar.at)?.is_none() {
                own.push(FlaggedBar { bar, flags: theirs.flags });
            }
        }
        own.sort_by_key(|flagged| flagged.bar.at);
        Ok(own)
    }
}

fn bar<At: Label>(bar: &ShelvedBar) -> Option<Bar<At>> {
    let at = At::from_stored(bar.label)?;
    Some(Bar { at, open: bar.open, high: bar.high, low: bar.low, close: bar.close, volume: bar.volume })
}

/// Both, sorted; of two with one label the first list's.
fn merged<At: Label>(own: Vec<Bar<At>>, theirs: impl Iterator<Item = Bar<At>>) -> Vec<Bar<At>> {
    let mut theirs = theirs.peekable();
    if theirs.peek().is_none() {
        return own;
    }
    let mut all = Vec::with_capacity(own.len() + theirs.size_hint().1.unwrap_or_default());
    for bar in own {
        while let Some(earlier) = theirs.next_if(|other| other.at < bar.at) {
            all.push(earlier);
        }
        theirs.next_if(|other| other.at == bar.at);
        all.push(bar);
    }
    all.extend(theirs);
    all
}

fn joined(a: &LabelSpan, b: &LabelSpan) -> LabelSpan {
    match (a, b) {
        (LabelSpan::Days { first, last }, LabelSpan::Days { first: f, last: l }) => {
            LabelSpan::Days { first: *first.min(f), last: *last.max(l) }
        }
        (LabelSpan::Instants { first, last }, LabelSpan::Instants { first: f, last: l }) => {
            LabelSpan::Instants { first: *first.min(f), last: *last.max(l) }
        }
        (LabelSpan::Days { .. }, LabelSpan::Instants { .. })
        | (LabelSpan::Instants { .. }, LabelSpan::Days { .. }) => *a,
    }
}

/// Reads the bars of the database as a shelf keeps them.
#[derive(Debug)]
pub struct ToShelve<'store> {
    store: &'store Store,
    arrivals: HashMap<FetchId, DateTime<Utc>>,
}

impl Store {
    /// A reader of bars with all that is known of each.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn to_shelve(&self) -> Result<ToShelve<'_>, StoreError> {
        Ok(ToShelve { store: self, arrivals: self.arrivals().map_err(|e| self.error(e))? })
    }
}

impl ToShelve<'_> {
    /// The bars of the database itself, of a series in a calendar year, those from `until` on left out.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read or a block is damaged.
    pub fn bars(
        &self,
        key: &SeriesKey,
        year: i32,
        until: Option<NaiveDate>,
    ) -> Result<Vec<ShelvedBar>, StoreError> {
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MAX);
        let (first, next) = (day(year), day(year + 1));
        let end = until.map_or(next, |until| until.min(next));
        if key.interval.span().is_none() {
            self.between::<NaiveDate>(key, first.floor_stored(), end.floor_stored() - 1)
        } else {
            let seconds = |day: NaiveDate| day.begins().floor_stored();
            self.between::<DateTime<Utc>>(key, seconds(first), seconds(end) - 1)
        }
    }

    fn between<At: Label>(&self, key: &SeriesKey, from: i64, to: i64) -> Result<Vec<ShelvedBar>, StoreError> {
        let read = || -> Result<Vec<ShelvedBar>, Trouble> {
            let Some(id) = series_id(&self.store.connection, key)? else { return Ok(Vec::new()) };
            let (first, last) = (block_of(key.interval, from), block_of(key.interval, to));
            let mut bars = Vec::new();
            for block in self.store.blocks::<At>(key, id, first, last)? {
                for ((bar, flags), fetch) in block.bars.iter().zip(block.flags).zip(block.fetches) {
                    let label = bar.at.floor_stored();
                    if from <= label && label <= to {
                        bars.push(self.shelved(bar, label, flags, fetch));
                    }
                }
            }
            Ok(bars)
        };
        read().map_err(|e| e.at(&self.store.path))
    }

    fn shelved<At>(&self, bar: &Bar<At>, label: i64, flags: Flags, fetch: FetchId) -> ShelvedBar {
        ShelvedBar {
            label,
            open: bar.open,
            high: bar.high,
            low: bar.low,
            close: bar.close,
            volume: bar.volume,
            flags,
            fetched_at: self.arrivals.get(&fetch).copied().unwrap_or_default(),
        }
    }
}
