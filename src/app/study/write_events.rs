//! Writes tables to a file, CSV or Parquet according to its name, completely or not at all.

use std::borrow::Borrow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::mpsc::sync_channel;

use rayon::prelude::*;

use crate::app::Failure;
use crate::app::refusal::Refusal;
use crate::study::Window;
use crate::view::study::{EventsTable, MeasuredEvents, events_table};

/// Events whose rows are in memory at a time.
const EVENTS: usize = 8_192;

/// Writes the days of all measured events, some thousands of events at a time.
///
/// # Errors
/// As [`write_events`].
pub fn write_measured(events: &MeasuredEvents<'_>, window: Window, file: &Path) -> Result<(), Failure> {
    let days: Vec<i32> = window.days().collect();
    let starts: Vec<usize> = (0..events.len().max(1)).step_by(EVENTS).collect();
    let table = |start: &usize| {
        let end = (start + EVENTS).min(events.len());
        events_table(&events.records(*start..end), &days)
    };
    // What comes next is computed while what came before is written.
    let (sender, tables) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for some in starts.chunks(rayon::current_num_threads()) {
                let made: Vec<EventsTable> = some.par_iter().map(table).collect();
                // A writer that has failed needs no more.
                if made.into_iter().any(|table| sender.send(table).is_err()) {
                    return;
                }
            }
        });
        write_tables(tables.into_iter(), file)
    })
}

/// Writes the table to a temporary file first, so that a failure leaves nothing half-written.
///
/// # Errors
/// The name ends in neither `.csv` nor `.parquet`, or the file cannot be written.
pub fn write_events(table: &EventsTable, file: &Path) -> Result<(), Failure> {
    write_tables(std::iter::once(table), file)
}

/// The same with tables of the same columns, one below the other.
fn write_tables<T: Borrow<EventsTable>>(tables: impl Iterator<Item = T>, file: &Path) -> Result<(), Failure> {
    let ending = file.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    let is_csv = match ending.as_deref().and_then(std::ffi::OsStr::to_str) {
        Some("csv") => true,
        Some("parquet") => false,
        _ => {
            let reason = format!("{}: the name must end in .csv or .parquet", file.display());
            return Err(Refusal::Argument { argument: "output", reason }.into());
        }
    };
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = file.with_file_name(name);
    let write = || -> Result<(), String> {
        let out = BufWriter::new(File::create(&part).map_err(|e| e.to_string())?);
        let mut out = if is_csv { csv_to(out, tables) } else { parquet_to(out, tables) }?;
        out.flush().map_err(|e| e.to_string())?;
        std::fs::rename(&part, file).map_err(|e| e.to_string())
    };
    write().map_err(|reason| {
        // The first error is the one to report.
        let _ = std::fs::remove_file(&part);
        Refusal::Unwritable { path: file.to_owned(), reason }.into()
    })
}

/// The table as CSV.
///
/// # Errors
/// Only where memory is short.
pub(in crate::app) fn csv_bytes(table: &EventsTable) -> Result<Vec<u8>, String> {
    csv_to(Vec::new(), std::iter::once(table))
}

fn csv_to<W: Write, T: Borrow<EventsTable>>(out: W, tables: impl Iterator<Item = T>) -> Result<W, String> {
    let mut writer = csv::Writer::from_writer(out);
    for (at, table) in tables.enumerate() {
        let table = table.borrow();
        if at == 0 {
            writer.write_record(table.columns.iter().map(|(name, _)| *name)).map_err(|e| e.to_string())?;
        }
        for row in 0..table.rows {
            let cells = (0..table.columns.len()).map(|column| table.cell(column, row));
            writer.write_record(cells).map_err(|e| e.to_string())?;
        }
    }
    writer.into_inner().map_err(|e| e.to_string())
}

#[cfg(not(feature = "parquet"))]
fn parquet_to<W: Write, T: Borrow<EventsTable>>(_: W, _: impl Iterator<Item = T>) -> Result<W, String> {
    Err("this build has no Parquet; write .csv".to_owned())
}

#[cfg(feature = "parquet")]
fn parquet_to<W: Write + Send, T: Borrow<EventsTable>>(
    out: W,
    tables: impl Iterator<Item = T>,
) -> Result<W, String> {
    parquet::write(out, tables).map_err(|e| e.to_string())
}

/// A group of rows for each table.
#[cfg(feature = "parquet")]
mod parquet {
    use std::borrow::Borrow;
    use std::io::Write;
    use std::sync::Arc;

    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::errors::{ParquetError, Result};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
    use parquet::schema::parser::parse_message_type;
    use parquet::schema::types::ColumnPath;

    use crate::view::study::{Column, EventsTable};

    pub(super) fn write<W: Write + Send, T: Borrow<EventsTable>>(
        out: W,
        tables: impl Iterator<Item = T>,
    ) -> Result<W> {
        let mut tables = tables.peekable();
        let first = tables.peek().ok_or_else(|| ParquetError::General("there is no table".to_owned()))?;
        let mut writer = begin(out, first.borrow())?;
        for table in tables {
            let mut group = writer.next_row_group()?;
            for (_, column) in &table.borrow().columns {
                let Some(mut out) = group.next_column()? else { break };
                write_column(&mut out, column)?;
                out.close()?;
            }
            group.close()?;
        }
        writer.into_inner()
    }

    fn begin<W: Write + Send>(out: W, table: &EventsTable) -> Result<SerializedFileWriter<W>> {
        let fields = table.columns.iter().map(|(name, column)| match column {
            Column::Text(_) | Column::Repeated { .. } => format!("required binary {name} (string);"),
            Column::Whole(_) => format!("required int64 {name};"),
            Column::Real(_) => format!("optional double {name};"),
        });
        let schema = parse_message_type(&format!("message events {{ {} }}", fields.collect::<String>()))?;
        let mut properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
        for (name, column) in &table.columns {
            // Figures hardly repeat: a dictionary of them would be made in vain.
            let repeats = !matches!(column, Column::Real(_));
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(*name), repeats);
        }
        SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties.build()))
    }

    fn write_column(out: &mut SerializedColumnWriter<'_>, column: &Column) -> Result<()> {
        match column {
            Column::Text(values) => write_text(out, values, 1),
            Column::Repeated { values, times } => write_text(out, values, *times),
            Column::Whole(values) => out.typed::<Int64Type>().write_batch(values, None, None).map(|_| ()),
            Column::Real(values) => {
                let present: Vec<f64> = values.iter().flatten().copied().collect();
                let levels: Vec<i16> = values.iter().map(|v| i16::from(v.is_some())).collect();
                out.typed::<DoubleType>().write_batch(&present, Some(&levels), None).map(|_| ())
            }
        }
    }

    fn write_text(out: &mut SerializedColumnWriter<'_>, values: &[String], times: usize) -> Result<()> {
        let repeated = |value: &String| std::iter::repeat_n(ByteArray::from(value.as_str()), times);
        let bytes: Vec<ByteArray> = values.iter().flat_map(repeated).collect();
        out.typed::<ByteArrayType>().write_batch(&bytes, None, None).map(|_| ())
    }
}
