//! The same surface in a build without Parquet: there are no bars, and nothing can be written.

use std::path::{Path, PathBuf};

use crate::instrument::{InstrumentId, Mic};
use crate::market::{Interval, SeriesKey, Shelf, ShelfError, ShelvedBar, ShelvedSeries};

/// A folder with bars, which this build cannot read.
#[derive(Debug)]
pub struct Archive {
    root: PathBuf,
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It is new.
    Created,
    /// It has other bars than before.
    Replaced,
    /// It would have been written with the same bytes.
    Unchanged,
}

/// The bars of one symbol that stand together in a file.
#[derive(Debug, Clone, Copy)]
pub struct Scanned<'a> {
    /// The symbol.
    pub symbol: &'a str,
    /// Days since 1970 of daily bars, seconds since then of others.
    pub labels: &'a [i64],
    /// The last prices.
    pub closes: &'a [f64],
}

/// A task: the series that go to an archive.
#[derive(Debug, Default)]
pub struct Shelving {
    series: usize,
}

impl Archive {
    /// The archive in a folder.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn refused(&self) -> ShelfError {
        ShelfError { place: self.root.display().to_string(), reason: "this build has no Parquet".to_owned() }
    }

    /// Visits the closes of all bars.
    ///
    /// # Errors
    /// Always: this build has no Parquet.
    pub fn scan(&self, _: Mic, _: Interval, _: impl Fn(Scanned<'_>) + Sync) -> Result<usize, ShelfError> {
        Err(self.refused())
    }
}

impl Shelving {
    /// Notes that the bars of a series go to the archive.
    pub fn add(&mut self, _: &SeriesKey, _: i64, _: i64) {
        self.series += 1;
    }

    /// How many files are touched.
    #[must_use]
    pub fn len(&self) -> usize {
        self.series
    }

    /// Whether nothing goes to the archive.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.series == 0
    }

    /// Writes the files.
    ///
    /// # Errors
    /// Always: this build has no Parquet.
    pub fn write<E: From<ShelfError>>(
        self,
        archive: &Archive,
        _: impl Fn(&SeriesKey, i32) -> Result<Vec<ShelvedBar>, E>,
        _: impl FnMut(&Path, usize, Written),
    ) -> Result<(), E> {
        Err(archive.refused().into())
    }
}

impl Shelf for Archive {
    fn name(&self) -> String {
        format!("archive {}", self.root.display())
    }

    fn series_of(&self, _: &InstrumentId) -> Result<Vec<ShelvedSeries>, ShelfError> {
        Err(self.refused())
    }

    fn bars(&self, _: &SeriesKey, _: i64, _: i64) -> Result<Vec<ShelvedBar>, ShelfError> {
        Err(self.refused())
    }

    fn last_until(&self, _: &SeriesKey, _: i64) -> Result<Option<ShelvedBar>, ShelfError> {
        Err(self.refused())
    }
}
