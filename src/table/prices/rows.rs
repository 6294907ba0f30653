//! Rows out of CSV, JSON lines or Parquet: whatever the file, a header and records of text.

use std::io::{BufRead, BufReader, Read};

use csv::ByteRecord;
use flate2::bufread::MultiGzDecoder;

use super::error::PriceFileError;
use super::{json, parquet_rows};

/// Bytes at the start of a file by which its format is known.
const GZIP: &[u8] = &[0x1f, 0x8b];
const PARQUET: &[u8] = b"PAR1";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Enough for a header, and one system call.
const BUFFER: usize = 1 << 17;

/// A file's rows, one at a time.
pub(super) enum Rows<'a> {
    Csv(Box<csv::Reader<Box<dyn BufRead + 'a>>>),
    JsonLines(json::Lines<'a>),
    Parquet(parquet_rows::Rows),
}

/// The line of a row, and whether it could be taken apart: a broken row is no reason to stop.
pub(super) type Row = (u64, Result<(), String>);

/// A header and the rows after it.
pub(super) struct Table<'a> {
    pub(super) header: ByteRecord,
    pub(super) rows: Rows<'a>,
}

/// Recognises the format by its content and reads the header.
pub(super) fn open<'a>(input: impl Read + 'a, file: &str) -> Result<Table<'a>, PriceFileError> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let start = peek(&mut input, file)?;
    if start.starts_with(PARQUET) {
        return parquet_rows::open(input, file);
    }
    if start.starts_with(GZIP) {
        let inflated = BufReader::with_capacity(BUFFER, MultiGzDecoder::new(input));
        return open_text(Box::new(inflated), file);
    }
    open_text(Box::new(input), file)
}

fn open_text<'a>(mut input: Box<dyn BufRead + 'a>, file: &str) -> Result<Table<'a>, PriceFileError> {
    if peek(&mut input, file)?.starts_with(BYTE_ORDER_MARK) {
        input.consume(BYTE_ORDER_MARK.len());
    }
    // Stooq's Polish files begin with an empty line.
    let mut skipped = 0;
    while let Some(&(b'\n' | b'\r' | b' ')) = peek(&mut input, file)?.first() {
        skipped += u64::from(peek(&mut input, file)?[0] == b'\n');
        input.consume(1);
    }
    let start = peek(&mut input, file)?;
    match start.first() {
        None => Err(PriceFileError::Empty(file.to_owned())),
        Some(b'{') => json::open(input, file, skipped),
        Some(b'<') if !start.starts_with(b"<TICKER>") && !start.starts_with(b"<DATE>") => {
            Err(not_a_table(file, "it is HTML or XML"))
        }
        Some(_) if start.starts_with(b"%PDF") || start.starts_with(b"PK") || start.contains(&0) => {
            Err(not_a_table(file, "it is no text"))
        }
        Some(_) => open_csv(input, file),
    }
}

fn open_csv<'a>(mut input: Box<dyn BufRead + 'a>, file: &str) -> Result<Table<'a>, PriceFileError> {
    let start = peek(&mut input, file)?;
    let line = &start[..start.iter().position(|&b| b == b'\n').unwrap_or(start.len())];
    let count = |delimiter: u8| line.split(|&b| b == delimiter).count() - 1;
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|&d| (count(d), d == b',')).unwrap_or(b',');
    if count(delimiter) == 0 {
        return Err(not_a_table(file, &format!("it begins \"{}\"", excerpt(line))));
    }
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(true).from_reader(input);
    let header = reader.byte_headers().map_err(|e| unreadable(file, &e))?.clone();
    Ok(Table { header, rows: Rows::Csv(Box::new(reader)) })
}

impl Rows<'_> {
    /// Reads the next row into `record`; `None` at the end.
    pub(super) fn next(
        &mut self,
        record: &mut ByteRecord,
        file: &str,
    ) -> Result<Option<Row>, PriceFileError> {
        match self {
            Self::Csv(reader) => {
                let more = reader.read_byte_record(record).map_err(|e| unreadable(file, &e))?;
                let line = record.position().map_or(0, csv::Position::line);
                Ok(more.then_some((line, Ok(()))))
            }
            Self::JsonLines(lines) => lines.next(record, file),
            Self::Parquet(rows) => rows.next(record, file),
        }
    }
}

fn peek<'b>(input: &'b mut impl BufRead, file: &str) -> Result<&'b [u8], PriceFileError> {
    input.fill_buf().map_err(|e| unreadable(file, &e))
}

/// The file cannot be read; a broken gzip stream says so itself.
pub(super) fn unreadable(file: &str, error: &dyn ToString) -> PriceFileError {
    PriceFileError::Unreadable { file: file.to_owned(), reason: error.to_string() }
}

pub(super) fn not_a_table(file: &str, found: &str) -> PriceFileError {
    PriceFileError::NotATable { file: file.to_owned(), found: found.to_owned() }
}

fn excerpt(line: &[u8]) -> String {
    String::from_utf8_lossy(&line[..line.len().min(40)]).trim().to_owned()
}
