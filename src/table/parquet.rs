//! Parquet, where the build has it: the same surface either way.

#[cfg(feature = "parquet")]
pub(super) use enabled::{Rows, open};

#[cfg(not(feature = "parquet"))]
pub(super) use disabled::{Rows, open};

#[cfg(feature = "parquet")]
mod enabled {
    use std::io::{BufReader, Read, SeekFrom};
    use std::sync::{Arc, Mutex};

    use bytes::Bytes;
    use chrono::DateTime;
    use parquet::basic::{LogicalType, TimeUnit};
    use parquet::errors::{ParquetError, Result as ParquetResult};
    use parquet::file::metadata::ParquetMetaData;
    use parquet::file::reader::{ChunkReader, FileReader, Length, RowGroupReader, SerializedFileReader};
    use parquet::record::Field;
    use parquet::record::reader::RowIter;
    use parquet::schema::types::Type;
    use rayon::prelude::*;

    use crate::table::batches::{self, Batch};
    use crate::table::cell::{Record, Value};
    use crate::table::columns::Header;
    use crate::table::error::TableError;
    use crate::table::input::{Row, TableInput};

    /// The rows of a Parquet file.
    pub(in crate::table) struct Rows {
        reader: Shared,
        /// Begun with the first row.
        records: Option<RowIter<'static>>,
        row: u64,
        /// What the file says about each column beyond its plain type.
        kinds: Vec<Option<LogicalType>>,
    }

    pub(in crate::table) fn open(
        mut input: impl TableInput,
        file: &str,
    ) -> Result<(Header, Rows), TableError> {
        let unreadable = |e: &dyn ToString| TableError::unreadable(file, e);
        let length = input.seek(SeekFrom::End(0)).map_err(|e| unreadable(&e))?;
        let parts = Parts { input: Arc::new(Mutex::new(input)), length };
        let reader = SerializedFileReader::new(parts).map_err(|e| unreadable(&e))?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let header = Header::new(schema.columns().iter().map(|column| column.name().to_owned()));
        let kinds = schema.columns().iter().map(|c| c.logical_type_ref().cloned()).collect();
        Ok((header, Rows { reader: Shared(Arc::new(reader)), records: None, row: 0, kinds }))
    }

    /// One reader for threads that read different groups of rows.
    #[derive(Clone)]
    struct Shared(Arc<dyn FileReader>);

    impl FileReader for Shared {
        fn metadata(&self) -> &ParquetMetaData {
            self.0.metadata()
        }

        fn num_row_groups(&self) -> usize {
            self.0.num_row_groups()
        }

        fn get_row_group(&self, group: usize) -> ParquetResult<Box<dyn RowGroupReader + '_>> {
            self.0.get_row_group(group)
        }

        fn get_row_iter(&self, projection: Option<Type>) -> ParquetResult<RowIter<'_>> {
            self.0.get_row_iter(projection)
        }
    }

    /// Reads parts of a source out of order, so that a large file need not be in memory.
    struct Parts<R> {
        input: Arc<Mutex<R>>,
        length: u64,
    }

    /// The source from a place on.
    struct Part<R> {
        input: Arc<Mutex<R>>,
        at: u64,
    }

    impl<R: TableInput> Length for Parts<R> {
        fn len(&self) -> u64 {
            self.length
        }
    }

    impl<R: TableInput> ChunkReader for Parts<R> {
        type T = BufReader<Part<R>>;

        fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
            Ok(BufReader::new(Part { input: Arc::clone(&self.input), at: start }))
        }

        fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
            let mut part = Part { input: Arc::clone(&self.input), at: start }.take(length as u64);
            let mut bytes = Vec::with_capacity(length);
            if part.read_to_end(&mut bytes)? < length {
                return Err(ParquetError::EOF("the file is cut off".to_owned()));
            }
            Ok(bytes.into())
        }
    }

    impl<R: TableInput> Read for Part<R> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let mut input =
                self.input.lock().map_err(|_| std::io::Error::other("the reader failed before"))?;
            input.seek(SeekFrom::Start(self.at))?;
            let read = input.read(buffer)?;
            self.at += read as u64;
            Ok(read)
        }
    }

    impl Rows {
        /// Visits all rows by columns, with one gatherer for each group of rows, and groups side by side: the
        /// number of a batch's first row, the batch, and how many rows it has. `None` where a column is of a type
        /// that has to be read row by row.
        pub(in crate::table) fn gather<G: Send>(
            &self,
            wanted: &[usize],
            file: &str,
            gatherer: impl Fn() -> G + Sync,
            take: impl Fn(&mut G, u64, &Batch, usize) + Sync,
        ) -> Result<Option<Vec<G>>, TableError> {
            if wanted.is_empty() || !batches::can_read(&self.reader, wanted) {
                return Ok(None);
            }
            let reader = &self.reader;
            let group = |group| {
                let mut own = gatherer();
                let each = |first, batch: &Batch, rows| take(&mut own, first, batch, rows);
                let whole = batches::visit(reader, group, wanted, each);
                whole.map(|whole| whole.then_some(own)).map_err(|e| TableError::unreadable(file, &e))
            };
            let groups: Vec<_> = (0..reader.num_row_groups()).into_par_iter().map(group).collect();
            groups.into_iter().collect()
        }

        pub(in crate::table) fn next(
            &mut self,
            record: &mut Record,
            file: &str,
        ) -> Result<Option<Row>, TableError> {
            let reader = &self.reader;
            let records =
                self.records.get_or_insert_with(|| RowIter::from_file_into(Box::new(reader.clone())));
            let Some(row) = records.next() else { return Ok(None) };
            let row = row.map_err(|e| TableError::unreadable(file, &e))?;
            self.row += 1;
            let mut values = match std::mem::replace(record, Record::Typed(Vec::new())) {
                Record::Typed(values) => values,
                Record::Text(_) => Vec::new(),
            };
            values.clear();
            values
                .extend(row.get_column_iter().zip(&self.kinds).map(|((_, f), kind)| value(f, kind.as_ref())));
            *record = Record::Typed(values);
            Ok(Some((self.row, Ok(()))))
        }
    }

    fn value(field: &Field, kind: Option<&LogicalType>) -> Value {
        match field {
            Field::Null => Value::Absent,
            Field::Str(text) => Value::Text(text.clone()),
            Field::Date(days) => Value::Day(i64::from(*days)),
            Field::TimestampMillis(millis) => stamp(millis.saturating_mul(1_000), kind),
            Field::TimestampMicros(micros) => stamp(*micros, kind),
            Field::Long(nanos) if is_nanos(kind) => stamp(nanos.div_euclid(1_000), kind),
            Field::Long(number) => Value::Whole(*number),
            Field::Int(number) => Value::Whole(i64::from(*number)),
            // The digits that the file's writer meant, not those of the nearest `f64`.
            Field::Float(number) => number.to_string().parse().map_or(Value::Absent, Value::Number),
            Field::Double(number) => Value::Number(*number),
            Field::Bytes(bytes) => Value::Text(String::from_utf8_lossy(bytes.data()).into_owned()),
            other => Value::Text(other.to_string()),
        }
    }

    /// pandas writes nanoseconds, for which the reader has no type of its own.
    fn is_nanos(kind: Option<&LogicalType>) -> bool {
        matches!(kind, Some(LogicalType::Timestamp(stamp)) if matches!(stamp.unit, TimeUnit::NANOS))
    }

    /// An instant, or a local time where the file says that it is not in UTC.
    fn stamp(micros: i64, kind: Option<&LogicalType>) -> Value {
        let is_local = matches!(kind, Some(LogicalType::Timestamp(stamp)) if !stamp.is_adjusted_to_u_t_c);
        let seconds = micros.div_euclid(1_000_000);
        if micros.rem_euclid(1_000_000) != 0 {
            // Within a second, as no bar begins: the reader of stamps refuses it by its text.
            let text = DateTime::from_timestamp_micros(micros).map(|at| at.naive_utc().to_string());
            return text.map_or(Value::Absent, |text| Value::Text(if is_local { text } else { text + "Z" }));
        }
        if is_local { Value::Local(seconds) } else { Value::Instant(seconds) }
    }
}

#[cfg(not(feature = "parquet"))]
mod disabled {
    use crate::table::cell::Record;
    use crate::table::error::TableError;
    use crate::table::input::{Row, TableInput};

    /// There are none: [`open`] refuses.
    pub(in crate::table) enum Rows {}

    pub(in crate::table) fn open(_: impl TableInput, file: &str) -> Result<Table, TableError> {
        Err(TableError::NoParquet(file.to_owned()))
    }

    impl Rows {
        pub(in crate::table) fn next(&mut self, _: &mut Record, _: &str) -> Result<Option<Row>, TableError> {
            match *self {}
        }
    }
}
