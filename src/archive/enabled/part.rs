//! One file: its table of symbols, and the bars of some of its rows.

use std::fs::File;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, RowGroupReader};
use parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};

use super::failed;
use super::index::{self, Entry};
use super::layout::{ADJUSTMENT, INDEX, PROVIDER, column};
use crate::market::quality::{Flag, Flags};
use crate::market::{Interval, ShelfError, ShelvedBar};

const MICROS: i64 = 1_000_000;

/// An open file.
pub(super) struct Part {
    pub(super) path: PathBuf,
    /// When it was written, and its length: with another it is another file.
    pub(super) stamp: Stamp,
    pub(super) provider: String,
    pub(super) adjustment: String,
    pub(super) entries: Vec<Entry>,
    reader: SerializedFileReader<File>,
    is_daily: bool,
}

/// When a file was written, and its length.
pub(super) type Stamp = (Option<SystemTime>, u64);

/// The stamp of a file; `None` where there is none.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok(), metadata.len()))
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Part {
    pub(super) fn open(path: &Path, interval: Interval) -> Result<Self, ShelfError> {
        let at = |e: &dyn ToString| failed(path, e);
        let stamp = stamp(path).ok_or_else(|| at(&"it is not there"))?;
        let file = File::open(path).map_err(|e| at(&e))?;
        let options = ReadOptionsBuilder::new().with_page_index().build();
        let reader = guarded(|| SerializedFileReader::new_with_options(file, options)).map_err(|e| at(&e))?;
        if !is_sound(reader.metadata(), stamp.1) {
            return Err(at(&"its directory of pages is damaged"));
        }
        let about = reader.metadata().file_metadata().key_value_metadata();
        let said = |name: &str| {
            let pair = about.and_then(|pairs| pairs.iter().find(|pair| pair.key == name));
            pair.and_then(|pair| pair.value.clone()).ok_or_else(|| at(&"it was not written by this program"))
        };
        let entries = index::parse(&said(INDEX)?).ok_or_else(|| at(&"its table of symbols is damaged"))?;
        let (provider, adjustment) = (said(PROVIDER)?, said(ADJUSTMENT)?);
        let rows = usize::try_from(reader.metadata().file_metadata().num_rows()).unwrap_or_default();
        if entries.iter().map(|entry| entry.rows).sum::<usize>() != rows {
            return Err(at(&"its table of symbols does not match its rows"));
        }
        let is_daily = interval.span().is_none();
        Ok(Self { path: path.to_owned(), stamp, provider, adjustment, entries, reader, is_daily })
    }

    /// The groups that have some of these rows, each with the number of its first row.
    pub(super) fn groups(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        let mut start = 0;
        (0..self.reader.num_row_groups()).map(move |group| {
            let rows =
                usize::try_from(self.reader.metadata().row_group(group).num_rows()).unwrap_or_default();
            start += rows;
            (group, start - rows..start)
        })
    }

    /// The bars of an entry whose labels lie between two, both included.
    pub(super) fn bars(&self, entry: &Entry, from: i64, to: i64) -> Result<Vec<ShelvedBar>, ShelfError> {
        let mut bars = Vec::new();
        if entry.last < from || entry.first > to {
            return Ok(bars);
        }
        let wanted = entry.row..entry.row + entry.rows;
        for (group, rows) in self.groups() {
            let (start, end) = (wanted.start.max(rows.start), wanted.end.min(rows.end));
            if start < end {
                let read = guarded(|| self.read(group, start - rows.start..end - rows.start, (from, to)));
                bars.extend(read.map_err(|e| failed(&self.path, &e))?);
            }
        }
        Ok(bars)
    }

    /// The last bar of an entry that is not after a label: of the columns only the row that is wanted is read.
    pub(super) fn last_until(&self, entry: &Entry, label: i64) -> Result<Option<ShelvedBar>, ShelfError> {
        let at = |e: ParquetError| failed(&self.path, &e);
        if entry.first > label {
            return Ok(None);
        }
        let wanted = entry.row..entry.row + entry.rows;
        let groups: Vec<_> = self.groups().collect();
        for (group, rows) in groups.into_iter().rev() {
            let (start, end) = (wanted.start.max(rows.start), wanted.end.min(rows.end));
            if start >= end {
                continue;
            }
            let reader = self.group(group).map_err(at)?;
            let labels = guarded(|| self.labels(&*reader, start - rows.start..end - rows.start));
            let labels = labels.map_err(at)?;
            let found = labels.partition_point(|own| *own <= label);
            if let Some(own) = found.checked_sub(1).and_then(|place| labels.get(place)) {
                let row = start - rows.start + found - 1;
                let read = guarded(|| self.read(group, row..row + 1, (*own, *own))).map_err(at)?;
                return Ok(read.into_iter().next());
            }
        }
        Ok(None)
    }

    fn read(
        &self,
        group: usize,
        rows: Range<usize>,
        (from, to): (i64, i64),
    ) -> ParquetResult<Vec<ShelvedBar>> {
        let group = self.reader.get_row_group(group)?;
        let labels = self.labels(&*group, rows.clone())?;
        let first = labels.partition_point(|label| *label < from);
        let end = labels.partition_point(|label| *label <= to);
        if first >= end {
            return Ok(Vec::new());
        }
        let rows = rows.start + first..rows.start + end;
        let doubles = |place| values::<DoubleType>(&*group, place, rows.clone()).map(|(values, _)| values);
        let (open, high) = (doubles(column::OPEN)?, doubles(column::HIGH)?);
        let (low, close) = (doubles(column::LOW)?, doubles(column::CLOSE)?);
        let volume = spread(values::<DoubleType>(&*group, column::VOLUME, rows.clone())?);
        let (fetched_at, _) = values::<Int64Type>(&*group, column::FETCHED_AT, rows.clone())?;
        let flags = spread(values::<ByteArrayType>(&*group, column::FLAGS, rows.clone())?);
        let lengths =
            [open.len(), high.len(), low.len(), close.len(), volume.len(), fetched_at.len(), flags.len()];
        if lengths.iter().any(|length| *length != rows.len()) {
            return Err(ParquetError::General("a column is shorter than the others".to_owned()));
        }
        let bar = |row: usize| ShelvedBar {
            label: labels[first + row],
            open: open[row],
            high: high[row],
            low: low[row],
            close: close[row],
            volume: volume[row],
            flags: flags[row].as_ref().map_or(Flags::NONE, |text| read_flags(text.data())),
            fetched_at: DateTime::<Utc>::from_timestamp_micros(fetched_at[row]).unwrap_or_default(),
        };
        Ok((0..rows.len()).map(bar).collect())
    }

    /// Days or seconds since 1970.
    pub(super) fn labels(&self, group: &dyn RowGroupReader, rows: Range<usize>) -> ParquetResult<Vec<i64>> {
        if self.is_daily {
            let (days, _) = values::<Int32Type>(group, column::LABEL, rows)?;
            return Ok(days.into_iter().map(i64::from).collect());
        }
        let (micros, _) = values::<Int64Type>(group, column::LABEL, rows)?;
        Ok(micros.into_iter().map(|micros| micros.div_euclid(MICROS)).collect())
    }

    /// A group of rows.
    pub(super) fn group(&self, group: usize) -> ParquetResult<Box<dyn RowGroupReader + '_>> {
        self.reader.get_row_group(group)
    }
}

/// Reads what may be damaged: some damage is beyond what the reader of Parquet is prepared for.
pub(super) fn guarded<T>(read: impl FnOnce() -> ParquetResult<T>) -> ParquetResult<T> {
    let done = catch_unwind(AssertUnwindSafe(read));
    done.unwrap_or_else(|_| Err(ParquetError::General("the file is damaged".to_owned())))
}

/// Whether all pages lie within their columns, and the columns within the file.
fn is_sound(metadata: &ParquetMetaData, length: u64) -> bool {
    (0..metadata.num_row_groups()).all(|group| {
        let pages = metadata.page_index_for_row_group(group);
        metadata.row_group(group).columns().iter().enumerate().all(|(place, chunk)| {
            let begin = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
            let Some(whole) = span(begin, chunk.compressed_size()).filter(|whole| whole.end <= length) else {
                return false;
            };
            let within = |at: i64, size: i32| {
                span(at, i64::from(size))
                    .is_some_and(|page| whole.start <= page.start && page.end <= whole.end)
            };
            let locations = pages.page_locations(place).into_iter().flatten();
            locations.into_iter().all(|page| within(page.offset, page.compressed_page_size))
        })
    })
}

fn span(start: i64, size: i64) -> Option<Range<u64>> {
    let (start, size) = (u64::try_from(start).ok()?, u64::try_from(size).ok()?);
    Some(start..start.checked_add(size)?)
}

/// The label as the file has it, of seconds or days since 1970.
pub(super) const fn micros(label: i64) -> i64 {
    label.saturating_mul(MICROS)
}

/// Values of a column that are there, and for each row whether it has one; the second is empty for a column in
/// which all rows have.
type Values<T> = (Vec<T>, Vec<i16>);

/// The values of some rows of a column.
pub(super) fn values<T: DataType>(
    group: &dyn RowGroupReader,
    place: usize,
    rows: Range<usize>,
) -> ParquetResult<Values<T::T>> {
    let reader = T::get_column_reader(group.get_column_reader(place)?);
    let mut reader: ColumnReaderImpl<T> =
        reader.ok_or_else(|| ParquetError::General(format!("column {place} is of another type")))?;
    if rows.start > 0 {
        reader.skip_records(rows.start)?;
    }
    let (mut values, mut levels) = (Vec::with_capacity(rows.len()), Vec::new());
    let mut read = 0;
    while read < rows.len() {
        let (records, ..) = reader.read_records(rows.len() - read, Some(&mut levels), None, &mut values)?;
        if records == 0 {
            break;
        }
        read += records;
    }
    Ok((values, levels))
}

/// The values with their gaps.
fn spread<T>((values, levels): Values<T>) -> Vec<Option<T>> {
    let mut values = values.into_iter();
    levels.into_iter().map(|level| if level > 0 { values.next() } else { None }).collect()
}

/// `jump,repaired`.
fn read_flags(text: &[u8]) -> Flags {
    let mut flags = Flags::NONE;
    for name in text.split(|byte| *byte == b',') {
        if let Some(flag) = Flag::ALL.into_iter().find(|flag| flag.as_str().as_bytes() == name) {
            flags.insert(flag);
        }
    }
    flags
}

/// The names of flags; `None` for none.
pub(super) fn flag_names(flags: Flags) -> Option<String> {
    let names: Vec<&str> = flags.iter().map(Flag::as_str).collect();
    (!names.is_empty()).then(|| names.join(","))
}
