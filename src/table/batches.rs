//! Parquet by columns: of a group of rows only the columns that are wanted, some thousands of rows at a time.
//!
//! Groups of rows share nothing, so that threads can read them side by side.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::Result as ParquetResult;
use parquet::file::reader::FileReader;
use parquet::schema::types::ColumnDescriptor;

use super::cell::Cell;

/// Values of all columns together that are decoded at a time, and the rows that these are at least and at most.
const VALUES: usize = 1 << 16;
const FEWEST_ROWS: usize = 64;
const MOST_ROWS: usize = 1 << 13;

/// The row of a value that is null.
const NULL: u32 = u32::MAX;

/// What the numbers or bytes of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Text,
    Number,
    Day,
    Time { per_second: i64, is_local: bool },
}

impl Meaning {
    /// `None` for what is read row by row only: lists, decimals, times of day.
    fn of(column: &ColumnDescriptor) -> Option<Self> {
        use ConvertedType as C;
        if column.max_rep_level() > 0 || column.max_def_level() > 1 || column.path().parts().len() != 1 {
            return None;
        }
        let (logical, converted) = (column.logical_type_ref(), column.converted_type());
        match (column.physical_type(), converted) {
            (Physical::BYTE_ARRAY, C::NONE | C::UTF8)
                if matches!(logical, None | Some(LogicalType::String)) =>
            {
                Some(Self::Text)
            }
            (Physical::DOUBLE | Physical::FLOAT, C::NONE) if logical.is_none() => Some(Self::Number),
            (Physical::INT32, C::DATE) => Some(Self::Day),
            (Physical::INT32, C::NONE | C::INT_8 | C::INT_16 | C::INT_32) => {
                matches!(logical, None | Some(LogicalType::Integer(_))).then_some(Self::Number)
            }
            (Physical::INT64, converted) => Self::of_long(logical, converted),
            _ => None,
        }
    }

    fn of_long(logical: Option<&LogicalType>, converted: ConvertedType) -> Option<Self> {
        use ConvertedType as C;
        let time = |per_second, is_local| Some(Self::Time { per_second, is_local });
        match (logical, converted) {
            (Some(LogicalType::Timestamp(stamp)), _) => {
                let per_second = match stamp.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                };
                time(per_second, !stamp.is_adjusted_to_u_t_c)
            }
            (None, C::TIMESTAMP_MILLIS) => time(1_000, false),
            (None, C::TIMESTAMP_MICROS) => time(1_000_000, false),
            (None | Some(LogicalType::Integer(_)), C::NONE | C::INT_64) => Some(Self::Number),
            _ => None,
        }
    }
}

/// Values of one column, nulls left out.
enum Values {
    Bytes(ColumnReaderImpl<parquet::data_type::ByteArrayType>, Vec<ByteArray>),
    Int(ColumnReaderImpl<parquet::data_type::Int32Type>, Vec<i32>),
    Long(ColumnReaderImpl<parquet::data_type::Int64Type>, Vec<i64>),
    Float(ColumnReaderImpl<parquet::data_type::FloatType>, Vec<f32>),
    Double(ColumnReaderImpl<parquet::data_type::DoubleType>, Vec<f64>),
}

/// One column's part of a batch.
struct Column {
    meaning: Meaning,
    values: Values,
    is_optional: bool,
    levels: Vec<i16>,
    /// For each row the place of its value; empty where every row has one.
    places: Vec<u32>,
}

impl Column {
    fn new(reader: ColumnReader, column: &ColumnDescriptor) -> Option<Self> {
        let values = match reader {
            ColumnReader::ByteArrayColumnReader(reader) => Values::Bytes(reader, Vec::new()),
            ColumnReader::Int32ColumnReader(reader) => Values::Int(reader, Vec::new()),
            ColumnReader::Int64ColumnReader(reader) => Values::Long(reader, Vec::new()),
            ColumnReader::FloatColumnReader(reader) => Values::Float(reader, Vec::new()),
            ColumnReader::DoubleColumnReader(reader) => Values::Double(reader, Vec::new()),
            _ => return None,
        };
        let (levels, places) = (Vec::new(), Vec::new());
        let is_optional = column.max_def_level() > 0;
        Some(Self { meaning: Meaning::of(column)?, values, is_optional, levels, places })
    }

    /// Reads the next rows; how many there were.
    fn fill(&mut self, rows: usize) -> ParquetResult<usize> {
        self.levels.clear();
        self.places.clear();
        let levels = self.is_optional.then_some(&mut self.levels);
        let (read, present) = match &mut self.values {
            Values::Bytes(reader, values) => next(reader, values, levels, rows),
            Values::Int(reader, values) => next(reader, values, levels, rows),
            Values::Long(reader, values) => next(reader, values, levels, rows),
            Values::Float(reader, values) => next(reader, values, levels, rows),
            Values::Double(reader, values) => next(reader, values, levels, rows),
        }?;
        if present < read {
            let mut at = 0;
            self.places.extend(self.levels.iter().map(|level| {
                let is_there = *level > 0;
                at += u32::from(is_there);
                if is_there { at - 1 } else { NULL }
            }));
        }
        Ok(read)
    }

    /// Whether a time lies within a second, for which there is no cell but text.
    fn has_fractions(&self) -> bool {
        let (Meaning::Time { per_second, .. }, Values::Long(_, values)) = (self.meaning, &self.values) else {
            return false;
        };
        values.iter().any(|value| value.rem_euclid(per_second) != 0)
    }

    fn cell(&self, row: usize) -> Cell<'_> {
        let place = self.places.get(row).map_or(row, |place| *place as usize);
        let cell = match &self.values {
            Values::Bytes(_, values) => values.get(place).map(|bytes| Cell::Text(bytes.data())),
            Values::Double(_, values) => values.get(place).map(|value| Cell::Number(*value)),
            Values::Float(_, values) => values.get(place).and_then(|value| digits(*value)),
            Values::Int(_, values) => values.get(place).map(|value| self.whole(i64::from(*value))),
            Values::Long(_, values) => values.get(place).map(|value| self.whole(*value)),
        };
        cell.unwrap_or(Cell::Absent)
    }

    fn whole(&self, value: i64) -> Cell<'static> {
        match self.meaning {
            Meaning::Text | Meaning::Number => Cell::Whole(value),
            Meaning::Day => Cell::Day(value),
            Meaning::Time { per_second, is_local: true } => Cell::Local(value.div_euclid(per_second)),
            Meaning::Time { per_second, is_local: false } => Cell::Instant(value.div_euclid(per_second)),
        }
    }
}

/// The digits that the file's writer meant, not those of the nearest `f64`.
fn digits(value: f32) -> Option<Cell<'static>> {
    value.to_string().parse().ok().map(Cell::Number)
}

/// Reads values; the number of rows, and of those with a value.
fn next<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    values: &mut Vec<T::T>,
    levels: Option<&mut Vec<i16>>,
    rows: usize,
) -> ParquetResult<(usize, usize)> {
    values.clear();
    let (read, present, _) = reader.read_records(rows, levels, None, values)?;
    Ok((read, present))
}

/// Some rows of the columns that were asked for.
pub(super) struct Batch {
    columns: Vec<Column>,
    /// By the number of a column its place among those, counted from 1; 0 for none.
    places: Vec<usize>,
}

impl Batch {
    /// A column of dates without a gap: days since 1970.
    pub(super) fn days(&self, at: usize) -> Option<&[i32]> {
        match self.full(at)? {
            Column { meaning: Meaning::Day, values: Values::Int(_, days), .. } => Some(days),
            _ => None,
        }
    }

    /// A column of numbers without a gap.
    pub(super) fn numbers(&self, at: usize) -> Option<&[f64]> {
        match self.full(at)? {
            Column { meaning: Meaning::Number, values: Values::Double(_, numbers), .. } => Some(numbers),
            _ => None,
        }
    }

    /// A column of text without a gap.
    pub(super) fn texts(&self, at: usize) -> Option<&[ByteArray]> {
        match self.full(at)? {
            Column { meaning: Meaning::Text, values: Values::Bytes(_, texts), .. } => Some(texts),
            _ => None,
        }
    }

    /// A column that was asked for and has a value in every row.
    fn full(&self, at: usize) -> Option<&Column> {
        let place = self.places.get(at)?.checked_sub(1)?;
        Some(&self.columns[place]).filter(|column| column.places.is_empty())
    }

    /// A cell of a row of the batch; absent in columns that were not asked for.
    pub(super) fn cell(&self, row: usize, at: usize) -> Cell<'_> {
        let place = self.places.get(at).and_then(|place| place.checked_sub(1));
        place.map_or(Cell::Absent, |place| self.columns[place].cell(row))
    }
}

/// Whether all these columns can be read by columns.
pub(super) fn can_read(reader: &dyn FileReader, wanted: &[usize]) -> bool {
    let schema = reader.metadata().file_metadata().schema_descr();
    wanted.iter().all(|at| *at < schema.num_columns() && Meaning::of(&schema.column(*at)).is_some())
}

/// Visits every batch of a group: the number of its first row in the file, counted from 1, and how many rows it
/// has. `false` if the group has to be read row by row after all.
pub(super) fn visit(
    reader: &dyn FileReader,
    group: usize,
    wanted: &[usize],
    mut each: impl FnMut(u64, &Batch, usize),
) -> ParquetResult<bool> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let rows = reader.get_row_group(group)?;
    let mut batch = Batch { columns: Vec::new(), places: vec![0; schema.num_columns()] };
    for at in wanted {
        let Some(column) = Column::new(rows.get_column_reader(*at)?, &schema.column(*at)) else {
            return Ok(false);
        };
        batch.columns.push(column);
        batch.places[*at] = batch.columns.len();
    }
    let before = reader.metadata().row_groups()[..group].iter();
    let mut line: u64 = before.map(|group| u64::try_from(group.num_rows()).unwrap_or_default()).sum();
    let at_a_time = (VALUES / wanted.len().max(1)).clamp(FEWEST_ROWS, MOST_ROWS);
    loop {
        let mut counts = Vec::with_capacity(batch.columns.len());
        for column in &mut batch.columns {
            counts.push(column.fill(at_a_time)?);
            if column.has_fractions() {
                return Ok(false);
            }
        }
        let count = counts.first().copied().unwrap_or_default();
        if counts.iter().any(|other| *other != count) {
            // Columns of different lengths: the reader of rows says what is wrong.
            return Ok(false);
        }
        if count == 0 {
            return Ok(true);
        }
        each(line + 1, &batch, count);
        line += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::Arc;

    use parquet::data_type::{ByteArrayType, DoubleType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use crate::table::events::{self, EventOptions};
    use crate::table::panel::{self, PanelOptions};

    /// A symbol, milliseconds since 1970, a close.
    type Row = (&'static str, Option<i64>, Option<f64>);

    const DAY: i64 = 86_400_000;
    /// `B` goes on in the second group, in which `A` comes again and `C` is new.
    const GROUPS: [&[Row]; 3] = [
        &[("A", Some(DAY), Some(10.5)), ("A", Some(2 * DAY), None), ("B", Some(DAY), Some(7.0))],
        &[("B", Some(2 * DAY), Some(7.5)), ("C", Some(DAY), Some(1.0)), ("", Some(DAY), Some(1.0))],
        &[("A", None, Some(11.0)), ("A", Some(3 * DAY), Some(11.25))],
    ];

    fn parquet(groups: &[&[Row]]) -> Cursor<Vec<u8>> {
        let fields =
            "required binary symbol (string); optional int64 date (timestamp_millis); optional double close;";
        let schema = Arc::new(parse_message_type(&format!("message m {{ {fields} }}")).unwrap());
        let properties = Arc::new(WriterProperties::new());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        for rows in groups {
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let symbols: Vec<_> = rows.iter().map(|row| row.0.into()).collect();
            column.typed::<ByteArrayType>().write_batch(&symbols, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.1.is_some())).collect();
            let times: Vec<i64> = rows.iter().filter_map(|row| row.1).collect();
            column.typed::<Int64Type>().write_batch(&times, Some(&levels), None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.2.is_some())).collect();
            let closes: Vec<f64> = rows.iter().filter_map(|row| row.2).collect();
            column.typed::<DoubleType>().write_batch(&closes, Some(&levels), None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        Cursor::new(writer.into_inner().unwrap())
    }

    /// The same as lines of JSON, which are read row by row.
    fn lines(groups: &[&[Row]]) -> Cursor<String> {
        let line = |(symbol, at, close): &Row| {
            let date = at.and_then(chrono::DateTime::from_timestamp_millis);
            let date = date.map(|at| at.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string());
            serde_json::json!({ "symbol": symbol, "date": date, "close": close }).to_string() + "\n"
        };
        Cursor::new(groups.concat().iter().map(line).collect())
    }

    #[test]
    fn groups_read_side_by_side_are_what_rows_in_turn_are() {
        let by_columns = panel::read(parquet(&GROUPS), "p.parquet", &PanelOptions::default()).unwrap();
        let by_rows = panel::read(lines(&GROUPS), "p.jsonl", &PanelOptions::default()).unwrap();
        let plain = |table: &panel::PanelTable| {
            let series = table.series.iter().map(|s| (s.symbol.clone(), s.points().collect::<Vec<_>>()));
            let faults =
                [&table.left_out, &table.bad_fields].map(|f| (f.count, f.first.as_ref().map(|r| r.line)));
            (series.collect::<Vec<_>>(), table.rows, faults, table.intraday)
        };
        assert_eq!(plain(&by_columns), plain(&by_rows));
        let a: Vec<_> = by_columns.series[0].points().collect();
        assert_eq!(a, [(86_400, Some(10.5)), (172_800, None), (259_200, Some(11.25))]);
        assert_eq!(by_columns.left_out.count, 2);
    }

    #[test]
    fn events_keep_their_order_over_groups_and_share_their_symbols() {
        let dated: Vec<Vec<Row>> =
            GROUPS.iter().map(|rows| rows.iter().map(|row| (row.0, row.1, None)).collect()).collect();
        let dated: Vec<&[Row]> = dated.iter().map(Vec::as_slice).collect();
        let options = EventOptions { group: Some("close".into()), ..EventOptions::default() };
        let by_columns = events::read(parquet(&dated), "e.parquet", &options).unwrap();
        let by_rows = events::read(lines(&dated), "e.jsonl", &options).unwrap();
        assert_eq!(by_columns, by_rows);
        let symbols: Vec<&str> = by_columns.events.iter().map(|event| &*event.symbol).collect();
        assert_eq!(symbols, ["A", "A", "B", "B", "C", "A"]);
        let rejected: Vec<u64> = by_columns.rejected.iter().map(|row| row.line).collect();
        assert_eq!(rejected, [6, 7]);
        assert!(Arc::ptr_eq(&by_columns.events[0].symbol, &by_columns.events[1].symbol));
    }

    #[test]
    fn times_within_a_second_are_refused_as_they_are_row_by_row() {
        let rows: &[Row] = &[("A", Some(1_500), None), ("A", Some(DAY), None)];
        let options = EventOptions { group: Some("close".into()), ..EventOptions::default() };
        let table = events::read(parquet(&[rows]), "e.parquet", &options).unwrap();
        let by_rows = events::read(lines(&[rows]), "e.jsonl", &options).unwrap();
        assert_eq!(table.events, by_rows.events);
        // A time is known to the second: one within it is refused, whatever the format.
        let refused = |table: &events::EventTable| {
            table.rejected.iter().map(|row| (row.line, row.field.clone())).collect::<Vec<_>>()
        };
        assert_eq!(refused(&table), refused(&by_rows));
        assert_eq!(refused(&table).len(), 1);
    }
}
