//! Adding to an archive: file by file, each replaced as a whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use super::failed;
use super::index::{self, Entry};
use super::layout::{ADJUSTMENT, INDEX, PROVIDER, Place, schema};
use super::part::{Part, flag_names, micros};
use super::read::Archive;
use crate::market::{SeriesKey, ShelfError, ShelvedBar, year_of};

/// Rows of a group: so many that a scan is fast, and so few that one price needs little decoding.
const ROWS: usize = 1 << 17;
/// Rows of a page, the least that is unpacked.
const PAGE_ROWS: usize = 1 << 12;

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

/// A task: the series that go to an archive, by the files that they go to.
#[derive(Debug, Default)]
pub struct Shelving {
    files: BTreeMap<Place, BTreeMap<String, SeriesKey>>,
}

impl Shelving {
    /// Notes that the bars of a series from one label to another go to the archive.
    pub fn add(&mut self, key: &SeriesKey, first: i64, last: i64) {
        for year in year_of(key.interval, first)..=year_of(key.interval, last) {
            let file = self.files.entry(Place::of(key, year)).or_default();
            file.insert(key.instrument.symbol.as_str().to_owned(), key.clone());
        }
    }

    /// How many files are touched.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether nothing goes to the archive.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes the files one after the other. `bars` gives those of a series in a year; bars that a file has already
    /// and that are not given stay in it. `done` hears of each file: its path, its bars, what became of it.
    ///
    /// A process that is killed leaves each file as it was or as it is to be.
    ///
    /// # Errors
    /// A file cannot be read or written, or `bars` fails.
    pub fn write<E: From<ShelfError>>(
        self,
        archive: &Archive,
        bars: impl Fn(&SeriesKey, i32) -> Result<Vec<ShelvedBar>, E>,
        mut done: impl FnMut(&Path, usize, Written),
    ) -> Result<(), E> {
        for (place, series) in self.files {
            let path = place.file(archive.root());
            let old = archive.part(&path, place.interval)?;
            let mut file = NewFile::create(&path, &place)?;
            let mut symbols: Vec<&str> = series.keys().map(String::as_str).collect();
            if let Some(old) = &old {
                symbols.extend(
                    old.entries.iter().map(|e| e.symbol.as_str()).filter(|s| !series.contains_key(*s)),
                );
                symbols.sort_unstable();
            }
            for symbol in symbols {
                let new =
                    series.get(symbol).map(|key| bars(key, place.year)).transpose()?.unwrap_or_default();
                let kept = old.as_deref().map(|old| kept(old, symbol)).transpose()?.unwrap_or_default();
                file.add(symbol, merged(new, kept))?;
            }
            let rows = file.rows;
            if rows == 0 {
                file.discard();
                continue;
            }
            let became = file.finish(&path)?;
            done(&path, rows, became);
        }
        Ok(())
    }
}

fn kept(old: &Part, symbol: &str) -> Result<Vec<ShelvedBar>, ShelfError> {
    match index::find(&old.entries, symbol) {
        Some(entry) => old.bars(entry, i64::MIN, i64::MAX),
        None => Ok(Vec::new()),
    }
}

/// Both, sorted by label; of two with one label the new one.
fn merged(new: Vec<ShelvedBar>, kept: Vec<ShelvedBar>) -> Vec<ShelvedBar> {
    if kept.is_empty() {
        return new;
    }
    let mut all: BTreeMap<i64, ShelvedBar> = kept.into_iter().map(|bar| (bar.label, bar)).collect();
    all.extend(new.into_iter().map(|bar| (bar.label, bar)));
    all.into_values().collect()
}

/// A file that is being written next to the one that it replaces.
struct NewFile {
    path: PathBuf,
    writer: SerializedFileWriter<BufWriter<File>>,
    place: Place,
    entries: Vec<Entry>,
    rows: usize,
    pending: Pending,
}

/// The rows of the next group.
#[derive(Default)]
struct Pending {
    symbols: Vec<ByteArray>,
    bars: Vec<ShelvedBar>,
}

impl NewFile {
    fn create(target: &Path, place: &Place) -> Result<Self, ShelfError> {
        let path = target.with_extension("parquet.new");
        let at = |e: &dyn ToString| failed(&path, e);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|e| at(&e))?;
        }
        let file = File::create(&path).map_err(|e| at(&e))?;
        let schema = schema(place.interval).map_err(|e| at(&e))?;
        let properties = properties().map_err(|e| at(&e))?;
        let writer = SerializedFileWriter::new(BufWriter::new(file), Arc::new(schema), properties);
        let writer = writer.map_err(|e| at(&e))?;
        let (entries, pending) = (Vec::new(), Pending::default());
        Ok(Self { path, writer, place: place.clone(), entries, rows: 0, pending })
    }

    fn add(&mut self, symbol: &str, bars: Vec<ShelvedBar>) -> Result<(), ShelfError> {
        let (Some(first), Some(last)) = (bars.first(), bars.last()) else { return Ok(()) };
        self.entries.push(Entry {
            symbol: symbol.to_owned(),
            row: self.rows,
            rows: bars.len(),
            first: first.label,
            last: last.label,
            flagged: bars.iter().filter(|bar| !bar.flags.is_empty()).count(),
            fetched_at: bars.iter().map(|bar| bar.fetched_at.timestamp_micros()).max().unwrap_or_default(),
        });
        self.rows += bars.len();
        let name: ByteArray = symbol.into();
        for bar in bars {
            self.pending.symbols.push(name.clone());
            self.pending.bars.push(bar);
            if self.pending.bars.len() == ROWS {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ShelfError> {
        let pending = std::mem::take(&mut self.pending);
        self.group(&pending).map_err(|e| failed(&self.path, &e))
    }

    fn group(&mut self, Pending { symbols, bars }: &Pending) -> ParquetResult<()> {
        let is_daily = self.place.interval.span().is_none();
        let (provider, state) = (self.place.provider.as_str(), self.place.adjustment.as_str());
        let same = |text: &str| vec![ByteArray::from(text); bars.len()];
        let doubles = |pick: fn(&ShelvedBar) -> f64| bars.iter().map(pick).collect::<Vec<f64>>();
        let mut group = self.writer.next_row_group()?;
        let mut place = 0;
        while let Some(mut column) = group.next_column()? {
            match place {
                0 => column.typed::<ByteArrayType>().write_batch(symbols, None, None),
                1 if is_daily => column.typed::<Int32Type>().write_batch(&days(bars)?, None, None),
                1 => {
                    let labels: Vec<i64> = bars.iter().map(|bar| micros(bar.label)).collect();
                    column.typed::<Int64Type>().write_batch(&labels, None, None)
                }
                2 => column.typed::<DoubleType>().write_batch(&doubles(|bar| bar.open), None, None),
                3 => column.typed::<DoubleType>().write_batch(&doubles(|bar| bar.high), None, None),
                4 => column.typed::<DoubleType>().write_batch(&doubles(|bar| bar.low), None, None),
                5 => column.typed::<DoubleType>().write_batch(&doubles(|bar| bar.close), None, None),
                6 => {
                    let volumes: Vec<f64> = bars.iter().filter_map(|bar| bar.volume).collect();
                    let levels = levels(bars, |bar| bar.volume.is_some());
                    column.typed::<DoubleType>().write_batch(&volumes, Some(&levels), None)
                }
                7 => column.typed::<ByteArrayType>().write_batch(&same(provider), None, None),
                8 => column.typed::<ByteArrayType>().write_batch(&same(state), None, None),
                9 => {
                    let at: Vec<i64> = bars.iter().map(|bar| bar.fetched_at.timestamp_micros()).collect();
                    column.typed::<Int64Type>().write_batch(&at, None, None)
                }
                _ => {
                    let names = bars.iter().filter_map(|bar| flag_names(bar.flags));
                    let names: Vec<ByteArray> = names.map(|names| names.as_str().into()).collect();
                    let levels = levels(bars, |bar| !bar.flags.is_empty());
                    column.typed::<ByteArrayType>().write_batch(&names, Some(&levels), None)
                }
            }?;
            column.close()?;
            place += 1;
        }
        group.close().map(|_| ())
    }

    fn finish(mut self, target: &Path) -> Result<Written, ShelfError> {
        if !self.pending.bars.is_empty() {
            self.flush()?;
        }
        let Self { path, mut writer, place, entries, .. } = self;
        let at = |e: &dyn ToString| failed(&path, e);
        for (name, value) in [
            (PROVIDER, place.provider),
            (ADJUSTMENT, place.adjustment.as_str().to_owned()),
            (INDEX, index::print(&entries)),
        ] {
            writer.append_key_value_metadata(KeyValue::new(name.to_owned(), value));
        }
        let file = writer.into_inner().map_err(|e| at(&e))?;
        let file = file.into_inner().map_err(|e| at(&e.into_error()))?;
        file.sync_all().map_err(|e| at(&e))?;
        let became = match (fs::metadata(target), is_same(&path, target)) {
            (Err(_), _) => Written::Created,
            (Ok(_), true) => Written::Unchanged,
            (Ok(_), false) => Written::Replaced,
        };
        let done = match became {
            Written::Unchanged => fs::remove_file(&path),
            Written::Created | Written::Replaced => fs::rename(&path, target),
        };
        done.map_err(|e| at(&e))?;
        Ok(became)
    }

    fn discard(self) {
        // What is left of a file without bars is no harm.
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether two files have the same bytes.
fn is_same(a: &Path, b: &Path) -> bool {
    use std::io::Read;
    const PIECE: usize = 1 << 20;
    let length = |path: &Path| fs::metadata(path).map(|metadata| metadata.len()).ok();
    if length(a).is_none() || length(a) != length(b) {
        return false;
    }
    let (Ok(a), Ok(b)) = (File::open(a), File::open(b)) else { return false };
    let (mut a, mut b) = (a.take(u64::MAX), b.take(u64::MAX));
    let (mut left, mut right) = (Vec::with_capacity(PIECE), Vec::with_capacity(PIECE));
    loop {
        left.clear();
        right.clear();
        let read = |from: &mut std::io::Take<File>, into: &mut Vec<u8>| {
            from.by_ref().take(PIECE as u64).read_to_end(into).is_ok()
        };
        if !read(&mut a, &mut left) || !read(&mut b, &mut right) || left != right {
            return false;
        }
        if left.is_empty() {
            return true;
        }
    }
}

fn days(bars: &[ShelvedBar]) -> ParquetResult<Vec<i32>> {
    let day = |bar: &ShelvedBar| {
        i32::try_from(bar.label).map_err(|_| ParquetError::General("a date is out of range".to_owned()))
    };
    bars.iter().map(day).collect()
}

fn levels(bars: &[ShelvedBar], is_there: impl Fn(&ShelvedBar) -> bool) -> Vec<i16> {
    bars.iter().map(|bar| i16::from(is_there(bar))).collect()
}

/// Prices as bytes by their weight, which packs them best; texts by dictionaries.
fn properties() -> ParquetResult<WriterPropertiesPtr> {
    let mut builder = WriterProperties::builder()
        .set_created_by("newstape".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_max_row_group_row_count(Some(ROWS))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_write_batch_size(PAGE_ROWS);
    for name in ["open", "high", "low", "close", "volume"] {
        builder = builder
            .set_column_dictionary_enabled(ColumnPath::from(name), false)
            .set_column_encoding(ColumnPath::from(name), Encoding::BYTE_STREAM_SPLIT);
    }
    for name in ["date", "datetime"] {
        builder = builder
            .set_column_dictionary_enabled(ColumnPath::from(name), false)
            .set_column_encoding(ColumnPath::from(name), Encoding::DELTA_BINARY_PACKED);
    }
    Ok(Arc::new(builder.build()))
}
