//! Panels for studies: many instruments' prices in one file, read light.
//!
//! Long (`symbol,date,close`, any further columns), wide (`date`, then one column for each symbol), or one
//! file per symbol (`date,close`, the symbol being the file's name); CSV, gzipped CSV, Parquet.

mod events;
mod factors;
mod parquet_file;
mod table;
mod when;

pub use events::{EventRow, EventsFile, read_events};
pub use factors::{FactorTable, read_factors};
pub use table::{PanelFile, PanelOptions, read_panel};
pub use when::{Stamp, parse_stamp};

use crate::fault::{Fault, FaultClass};

/// Why a panel, an event file or a factor file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PanelError {
    /// The file cannot be opened or read.
    #[error("{file} cannot be read")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no table.
    #[error("{file}: {reason}")]
    NoTable {
        /// The file.
        file: String,
        /// What is missing.
        reason: String,
    },
    /// A field cannot be understood.
    #[error("{file}:{line}: column {column}: \"{value}\" is not {wanted}")]
    Field {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
        /// What stands there.
        value: String,
        /// What was expected.
        wanted: &'static str,
    },
}

impl Fault for PanelError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Unreadable { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                FaultClass::NotFound
            }
            Self::Unreadable { .. } | Self::NoTable { .. } | Self::Field { .. } => FaultClass::Input,
        }
    }
}

/// Opens a file, unpacking gzip by its first bytes.
fn open(path: &std::path::Path) -> Result<Box<dyn std::io::Read>, PanelError> {
    use std::io::{BufRead, BufReader};
    let file = path.display().to_string();
    let unreadable = |source| PanelError::Unreadable { file: file.clone(), source };
    let mut reader = BufReader::with_capacity(1 << 16, std::fs::File::open(path).map_err(unreadable)?);
    let zipped = reader.fill_buf().map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
    Ok(if zipped { Box::new(flate2::bufread::MultiGzDecoder::new(reader)) } else { Box::new(reader) })
}

/// A CSV reader over the opened file.
fn csv_reader(path: &std::path::Path) -> Result<csv::Reader<Box<dyn std::io::Read>>, PanelError> {
    Ok(csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(open(path)?))
}

fn broken(file: &str, error: &csv::Error) -> PanelError {
    PanelError::NoTable { file: file.to_owned(), reason: error.to_string() }
}

/// A column by one of its names, in any case.
fn column(header: &[String], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| header.iter().position(|have| have.eq_ignore_ascii_case(name)))
}
