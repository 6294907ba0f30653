//! Reading an archive like the database.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::index::{self, Entry};
use super::layout::{self, Place, value};
use super::part::{Part, stamp};
use crate::instrument::{InstrumentId, Mic};
use crate::market::{Adjustment, Interval, SeriesKey, Shelf, ShelfError, ShelvedBar, ShelvedSeries, year_of};

/// A folder with bars.
///
/// Files stay open once read. One that was replaced is read anew, so that a long-running service sees what was added.
#[derive(Debug)]
pub struct Archive {
    root: PathBuf,
    parts: Mutex<HashMap<PathBuf, Arc<Part>>>,
}

impl Archive {
    /// The archive in a folder. Nothing is read yet; a folder that is not there has no bars.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), parts: Mutex::default() }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The file, if it is there.
    pub(super) fn part(&self, path: &Path, interval: Interval) -> Result<Option<Arc<Part>>, ShelfError> {
        let Some(stamp) = stamp(path) else { return Ok(None) };
        let known = || self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(part) = known().get(path).filter(|part| part.stamp == stamp) {
            return Ok(Some(Arc::clone(part)));
        }
        let part = Arc::new(Part::open(path, interval)?);
        known().insert(path.to_owned(), Arc::clone(&part));
        Ok(Some(part))
    }

    /// The files of a venue and an interval, with their years.
    pub(super) fn files(&self, mic: Mic, interval: Interval) -> Vec<(i32, PathBuf)> {
        let mut files = Vec::new();
        for (name, folder) in inside(&layout::folder(&self.root, mic, interval)) {
            let Some(year) = value(&name, "year").and_then(|year| year.parse().ok()) else { continue };
            let parts = inside(&folder).into_iter().filter(|(name, _)| is_part(name));
            files.extend(parts.map(|(_, path)| (year, path)));
        }
        files.sort();
        files
    }

    /// The years of a series in which there is a file, in their order, within bounds.
    fn years(&self, key: &SeriesKey, (from, to): (i64, i64)) -> Vec<i32> {
        let folder = layout::folder(&self.root, key.instrument.mic, key.interval);
        let mut years: Vec<i32> = inside(&folder)
            .into_iter()
            .filter_map(|(name, _)| value(&name, "year")?.parse().ok())
            .filter(|year| (year_of(key.interval, from)..=year_of(key.interval, to)).contains(year))
            .collect();
        years.sort_unstable();
        years
    }

    /// The file of a series in a year, and its rows there.
    fn rows(&self, key: &SeriesKey, year: i32) -> Result<Option<(Arc<Part>, Entry)>, ShelfError> {
        let file = Place::of(key, year).file(&self.root);
        let Some(part) = self.part(&file, key.interval)? else { return Ok(None) };
        let entry = index::find(&part.entries, key.instrument.symbol.as_str()).cloned();
        Ok(entry.map(|entry| (part, entry)))
    }
}

/// Names and paths in a folder; none where it is not there.
pub(super) fn inside(folder: &Path) -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let named = |entry: fs::DirEntry| Some((entry.file_name().into_string().ok()?, entry.path()));
    entries.filter_map(|entry| named(entry.ok()?)).collect()
}

/// What is being written has another ending.
pub(super) fn is_part(name: &str) -> bool {
    name.starts_with("part-") && name.ends_with(".parquet")
}

impl Shelf for Archive {
    fn name(&self) -> String {
        format!("archive {}", self.root.display())
    }

    fn series_of(&self, instrument: &InstrumentId) -> Result<Vec<ShelvedSeries>, ShelfError> {
        let mut all: Vec<ShelvedSeries> = Vec::new();
        for interval in Interval::ALL {
            for (_, file) in self.files(instrument.mic, interval) {
                let Some(part) = self.part(&file, interval)? else { continue };
                let Some(entry) = index::find(&part.entries, instrument.symbol.as_str()) else { continue };
                let Some(series) = series(instrument, interval, &part, entry) else { continue };
                match all.iter_mut().find(|known| known.key == series.key) {
                    Some(known) => extend(known, &series),
                    None => all.push(series),
                }
            }
        }
        Ok(all)
    }

    fn bars(&self, key: &SeriesKey, from: i64, to: i64) -> Result<Vec<ShelvedBar>, ShelfError> {
        let mut bars = Vec::new();
        for year in self.years(key, (from, to)) {
            if let Some((part, entry)) = self.rows(key, year)? {
                bars.extend(part.bars(&entry, from, to)?);
            }
        }
        Ok(bars)
    }

    fn last_until(&self, key: &SeriesKey, label: i64) -> Result<Option<ShelvedBar>, ShelfError> {
        for year in self.years(key, (i64::MIN, label)).into_iter().rev() {
            let Some((part, entry)) = self.rows(key, year)? else { continue };
            if let Some(bar) = part.last_until(&entry, label)? {
                return Ok(Some(bar));
            }
        }
        Ok(None)
    }
}

fn series(
    instrument: &InstrumentId,
    interval: Interval,
    part: &Part,
    entry: &Entry,
) -> Option<ShelvedSeries> {
    let adjustment = Adjustment::ALL.into_iter().find(|state| state.as_str() == part.adjustment)?;
    Some(ShelvedSeries {
        key: SeriesKey {
            instrument: instrument.clone(),
            interval,
            provider: part.provider.clone(),
            adjustment,
        },
        first: entry.first,
        last: entry.last,
        bars: entry.rows,
        flagged: entry.flagged,
        fetched_at: DateTime::<Utc>::from_timestamp_micros(entry.fetched_at).unwrap_or_default(),
    })
}

fn extend(known: &mut ShelvedSeries, further: &ShelvedSeries) {
    known.first = known.first.min(further.first);
    known.last = known.last.max(further.last);
    known.bars += further.bars;
    known.flagged += further.flagged;
    known.fetched_at = known.fetched_at.max(further.fetched_at);
}
