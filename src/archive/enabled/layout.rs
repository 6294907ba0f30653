//! Where the bars of a series are, and the columns of a file.

use std::path::{Path, PathBuf};

use parquet::schema::types::Type;

use crate::instrument::Mic;
use crate::market::{Adjustment, Interval, SeriesKey};

/// The provider and the state of the bars of a file, in what the file says of itself.
pub(super) const PROVIDER: &str = "newstape.provider";
/// See [`PROVIDER`].
pub(super) const ADJUSTMENT: &str = "newstape.adjustment";
/// The symbols and their rows: [`super::index`].
pub(super) const INDEX: &str = "newstape.index";

/// The columns of a file, from 0.
pub(super) mod column {
    pub(in super::super) const LABEL: usize = 1;
    pub(in super::super) const OPEN: usize = 2;
    pub(in super::super) const HIGH: usize = 3;
    pub(in super::super) const LOW: usize = 4;
    pub(in super::super) const CLOSE: usize = 5;
    pub(in super::super) const VOLUME: usize = 6;
    pub(in super::super) const FETCHED_AT: usize = 9;
    pub(in super::super) const FLAGS: usize = 10;
}

/// What a file holds the bars of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub(super) mic: Mic,
    pub(super) interval: Interval,
    pub(super) year: i32,
    pub(super) provider: String,
    pub(super) adjustment: Adjustment,
}

impl Place {
    pub(super) fn of(key: &SeriesKey, year: i32) -> Self {
        Self {
            mic: key.instrument.mic,
            interval: key.interval,
            year,
            provider: key.provider.clone(),
            adjustment: key.adjustment,
        }
    }

    /// The file below the root of the archive.
    pub(super) fn file(&self, root: &Path) -> PathBuf {
        let Self { year, provider, adjustment, .. } = self;
        let name = format!("part-{}-{}.parquet", plain(provider), adjustment.as_str());
        folder(root, self.mic, self.interval).join(format!("year={year}")).join(name)
    }
}

/// The folder of a venue and an interval.
pub(super) fn folder(root: &Path, mic: Mic, interval: Interval) -> PathBuf {
    root.join(format!("mic={mic}")).join(format!("interval={interval}"))
}

/// The value of `name=value` in the name of a folder.
pub(super) fn value<'a>(folder: &'a str, name: &str) -> Option<&'a str> {
    folder.strip_prefix(name)?.strip_prefix('=')
}

/// A name that every file system takes.
fn plain(name: &str) -> String {
    let harmless = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '.' { c } else { '_' };
    name.chars().map(harmless).collect()
}

/// The columns: those of the partition stand in the names of folders.
pub(super) fn schema(interval: Interval) -> Result<Type, parquet::errors::ParquetError> {
    let label = if interval.span().is_none() {
        "required int32 date (date)"
    } else {
        "required int64 datetime (timestamp(micros,true))"
    };
    parquet::schema::parser::parse_message_type(&format!(
        "message bars {{ required binary symbol (string); {label}; required double open; required double high;
         required double low; required double close; optional double volume; required binary provider (string);
         required binary adjustment (string); required int64 fetched_at (timestamp(micros,true));
         optional binary flags (string); }}"
    ))
}
