//! What every format of a table is read from, and into.

use std::io::{BufRead, Read, Seek};

use super::error::{Purpose, TableError, Wrong};

/// What a table can be read from. Parquet has its index at the end, so it is read out of order; all else from
/// the first byte to the last.
pub trait TableInput: Read + Seek + Send + 'static {}

impl<T: Read + Seek + Send + 'static> TableInput for T {}

/// The line of a row, and whether it could be taken apart: a broken row is no reason to stop.
pub(super) type Row = (u64, Result<(), Wrong>);

/// Text as it comes.
pub(super) type Text = Box<dyn BufRead>;

pub(super) fn not_a_table(file: &str, purpose: Purpose, found: &str) -> TableError {
    TableError::NotATable { file: file.to_owned(), purpose, found: found.to_owned() }
}
