//! Parquet panels, where the build has them: the same surface either way.

#[cfg(feature = "parquet")]
pub(super) use enabled::{Rows, open};

#[cfg(not(feature = "parquet"))]
pub(super) use disabled::{Rows, open};

#[cfg(feature = "parquet")]
mod enabled {
    use std::io::Read;

    use chrono::{DateTime, NaiveDate, TimeDelta};
    use csv::ByteRecord;
    use parquet::basic::{LogicalType, TimeUnit};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use parquet::record::reader::RowIter;

    use crate::table::prices::error::PriceFileError;
    use crate::table::prices::rows::{self, Row, Table, unreadable};

    /// The rows of a Parquet file.
    pub(in crate::table::prices) struct Rows {
        records: RowIter<'static>,
        row: u64,
        /// What the file says about each column beyond its plain type.
        kinds: Vec<Option<LogicalType>>,
    }

    pub(in crate::table::prices) fn open<'a>(
        mut input: impl Read + 'a,
        file: &str,
    ) -> Result<Table<'a>, PriceFileError> {
        // The index is at the end of the file, so all of it is needed.
        let mut content = Vec::new();
        input.read_to_end(&mut content).map_err(|e| unreadable(file, &e))?;
        let reader =
            SerializedFileReader::new(bytes::Bytes::from(content)).map_err(|e| unreadable(file, &e))?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let header = schema.columns().iter().map(|c| c.name().as_bytes()).collect::<Vec<_>>().into();
        let kinds = schema.columns().iter().map(|c| c.logical_type_ref().cloned()).collect();
        let records = RowIter::from_file_into(Box::new(reader));
        Ok(Table { header, rows: rows::Rows::Parquet(Rows { records, row: 0, kinds }) })
    }

    impl Rows {
        pub(in crate::table::prices) fn next(
            &mut self,
            record: &mut ByteRecord,
            file: &str,
        ) -> Result<Option<Row>, PriceFileError> {
            let Some(row) = self.records.next() else { return Ok(None) };
            let row = row.map_err(|e| unreadable(file, &e))?;
            self.row += 1;
            record.clear();
            for ((_, field), kind) in row.get_column_iter().zip(&self.kinds) {
                record.push_field(text(field, kind.as_ref()).as_bytes());
            }
            Ok(Some((self.row, Ok(()))))
        }
    }

    /// A field as a CSV file would have it; instants end in "Z", local times do not.
    fn text(field: &Field, kind: Option<&LogicalType>) -> String {
        let zone = match kind {
            Some(LogicalType::Timestamp(stamp)) if !stamp.is_adjusted_to_u_t_c => "",
            _ => "Z",
        };
        let stamp = |micros| match DateTime::from_timestamp_micros(micros) {
            Some(at) => format!("{}{zone}", at.format("%Y-%m-%dT%H:%M:%S%.f")),
            None => String::new(),
        };
        match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Date(days) => NaiveDate::default()
                .checked_add_signed(TimeDelta::days(i64::from(*days)))
                .map_or_else(String::new, |day| day.to_string()),
            Field::TimestampMillis(millis) => stamp(millis.saturating_mul(1_000)),
            Field::TimestampMicros(micros) => stamp(*micros),
            Field::Long(nanos) if is_nanos(kind) => stamp(nanos / 1_000),
            Field::Float(number) => number.to_string(),
            Field::Double(number) => number.to_string(),
            Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
            other => other.to_string(),
        }
    }

    /// pandas writes nanoseconds, for which the reader has no type of its own.
    fn is_nanos(kind: Option<&LogicalType>) -> bool {
        matches!(kind, Some(LogicalType::Timestamp(stamp)) if matches!(stamp.unit, TimeUnit::NANOS))
    }
}

#[cfg(not(feature = "parquet"))]
mod disabled {
    use std::io::Read;

    use csv::ByteRecord;

    use crate::table::prices::error::PriceFileError;
    use crate::table::prices::rows::{Row, Table};

    /// There are none: [`open`] refuses.
    pub(in crate::table::prices) enum Rows {}

    pub(in crate::table::prices) fn open<'a>(
        _: impl Read + 'a,
        file: &str,
    ) -> Result<Table<'a>, PriceFileError> {
        Err(PriceFileError::NoParquet(file.to_owned()))
    }

    impl Rows {
        pub(in crate::table::prices) fn next(
            &mut self,
            _: &mut ByteRecord,
            _: &str,
        ) -> Result<Option<Row>, PriceFileError> {
            match *self {}
        }
    }
}
