//! Writes a table to a file, CSV or Parquet according to its name, completely or not at all.

use std::io::Write;
use std::path::Path;

use crate::app::Failure;
use crate::app::refusal::Refusal;
use crate::view::study::EventsTable;

/// Writes the table to a temporary file first, so that a failure leaves nothing half-written.
///
/// # Errors
/// The name ends in neither `.csv` nor `.parquet`, or the file cannot be written.
pub fn write_events(table: &EventsTable, file: &Path) -> Result<(), Failure> {
    let ending = file.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    let bytes = match ending.as_deref().and_then(std::ffi::OsStr::to_str) {
        Some("csv") => csv_bytes(table),
        Some("parquet") => parquet_bytes(table),
        _ => {
            let reason = format!("{}: the name must end in .csv or .parquet", file.display());
            return Err(Refusal::Argument { argument: "output", reason }.into());
        }
    };
    let refuse = |reason: String| Refusal::Unwritable { path: file.to_owned(), reason };
    let bytes = bytes.map_err(refuse)?;
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = file.with_file_name(name);
    let written = std::fs::File::create(&part)
        .and_then(|mut handle| handle.write_all(&bytes))
        .and_then(|()| std::fs::rename(&part, file));
    written.map_err(|e| {
        // The first error is the one to report.
        let _ = std::fs::remove_file(&part);
        refuse(e.to_string()).into()
    })
}

/// The table as CSV.
///
/// # Errors
/// Only where memory is short.
pub(in crate::app) fn csv_bytes(table: &EventsTable) -> Result<Vec<u8>, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|(name, _)| *name)).map_err(|e| e.to_string())?;
    for row in 0..table.rows {
        let cells = (0..table.columns.len()).map(|column| table.cell(column, row));
        writer.write_record(cells).map_err(|e| e.to_string())?;
    }
    writer.into_inner().map_err(|e| e.to_string())
}

#[cfg(not(feature = "parquet"))]
fn parquet_bytes(_table: &EventsTable) -> Result<Vec<u8>, String> {
    Err("this build has no Parquet; write .csv".to_owned())
}

#[cfg(feature = "parquet")]
fn parquet_bytes(table: &EventsTable) -> Result<Vec<u8>, String> {
    use std::sync::Arc;

    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::errors::ParquetError;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use crate::view::study::Column;

    let fields = table.columns.iter().map(|(name, column)| match column {
        Column::Text(_) => format!("required binary {name} (string);"),
        Column::Whole(_) => format!("required int64 {name};"),
        Column::Real(_) => format!("optional double {name};"),
    });
    let write = || -> Result<Vec<u8>, ParquetError> {
        let schema = parse_message_type(&format!("message events {{ {} }}", fields.collect::<String>()))?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
        let mut group = writer.next_row_group()?;
        for (_, column) in &table.columns {
            let Some(mut out) = group.next_column()? else { break };
            match column {
                Column::Text(values) => {
                    let bytes: Vec<ByteArray> = values.iter().map(|v| v.as_str().into()).collect();
                    out.typed::<ByteArrayType>().write_batch(&bytes, None, None)?;
                }
                Column::Whole(values) => {
                    out.typed::<Int64Type>().write_batch(values, None, None)?;
                }
                Column::Real(values) => {
                    let present: Vec<f64> = values.iter().flatten().copied().collect();
                    let levels: Vec<i16> = values.iter().map(|v| i16::from(v.is_some())).collect();
                    out.typed::<DoubleType>().write_batch(&present, Some(&levels), None)?;
                }
            }
            out.close()?;
        }
        group.close()?;
        writer.into_inner()
    };
    write().map_err(|e| e.to_string())
}
