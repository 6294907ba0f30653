//! From bytes to a table: compression, encoding, format, delimiter, header.

use std::io::{BufRead, BufReader, Read};

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};
use flate2::bufread::MultiGzDecoder;

use super::cell::{Record, decoded};
use super::columns::Header;
use super::error::{Purpose, TableError, Wrong};
use super::input::{Row, Source, Text, not_a_table};
use super::{jsonl, parquet};

/// Bytes at the start of a file by which its format is known.
const GZIP: &[u8] = &[0x1f, 0x8b];
const PARQUET: &[u8] = b"PAR1";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Enough for a header, and one system call.
const BUFFER: usize = 1 << 17;

/// A table that is being read.
pub(super) struct Table {
    pub(super) header: Header,
    pub(super) rows: Rows,
    /// The field separator, if the format has one.
    pub(super) delimiter: Option<u8>,
}

/// A table's rows, one at a time.
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "without Parquet there are no rows of it"))]
pub(super) enum Rows {
    Csv(Box<CsvRows>),
    JsonLines(jsonl::Lines),
    Parquet(parquet::Rows),
}

/// Recognises the format by its content and reads the header.
pub(super) fn open(input: impl Source, file: &str, purpose: Purpose) -> Result<Table, TableError> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    if is_parquet(peek(&mut input, file)?) {
        let (header, rows) = parquet::open(input.into_inner(), file)?;
        return Ok(Table { header, rows: Rows::Parquet(rows), delimiter: None });
    }
    let (text, skipped) = plain(input, file, purpose)?;
    open_text(text, file, purpose, skipped)
}

/// The whole of a file as text, with its lines where they are.
pub(super) fn whole(input: impl Source, file: &str, purpose: Purpose) -> Result<String, TableError> {
    let input = BufReader::with_capacity(BUFFER, input);
    let (mut text, skipped) = plain(input, file, purpose)?;
    let mut bytes = vec![b'\n'; usize::try_from(skipped).unwrap_or_default()];
    text.read_to_end(&mut bytes).map_err(|e| TableError::unreadable(file, &e))?;
    Ok(decoded(&bytes).into_owned())
}

/// Whether the bytes are those of a Parquet file.
pub(super) fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(PARQUET)
}

/// Unpacks and decodes, to the first line that is not empty; how many lines were passed over.
fn plain(mut input: impl BufRead + 'static, file: &str, purpose: Purpose) -> Result<(Text, u64), TableError> {
    let mut text: Text = if peek(&mut input, file)?.starts_with(GZIP) {
        Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(input)))
    } else {
        Box::new(input)
    };
    if let Some(encoding) = utf_16(peek(&mut text, file)?) {
        let decoder = encoding.new_decoder_with_bom_removal();
        let utf_8 = Utf8 { input: text, decoder, decoded: Vec::new(), given: 0 };
        text = Box::new(BufReader::with_capacity(BUFFER, utf_8));
    } else if peek(&mut text, file)?.starts_with(BYTE_ORDER_MARK) {
        text.consume(BYTE_ORDER_MARK.len());
    }
    // Stooq's Polish files begin with an empty line.
    let mut skipped = 0;
    while let Some(&blank @ (b'\n' | b'\r' | b' ')) = peek(&mut text, file)?.first() {
        skipped += u64::from(blank == b'\n');
        text.consume(1);
    }
    let start = peek(&mut text, file)?;
    if start.is_empty() {
        return Err(TableError::Empty(file.to_owned()));
    }
    if start.starts_with(b"PK\x03\x04") {
        return Err(not_a_table(file, purpose, "a zip archive; unpack it first"));
    }
    if start.starts_with(b"%PDF") || start.contains(&0) {
        return Err(not_a_table(file, purpose, "it is not text"));
    }
    Ok((text, skipped))
}

/// UTF-16 by its mark, or by the zeros between the letters of a header.
fn utf_16(start: &[u8]) -> Option<&'static Encoding> {
    match start {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some(UTF_16LE),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Text of another encoding as UTF-8.
struct Utf8 {
    input: Text,
    decoder: Decoder,
    decoded: Vec<u8>,
    given: usize,
}

impl Read for Utf8 {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.decoded.len() {
            let bytes = self.input.fill_buf()?;
            if bytes.is_empty() {
                return Ok(0);
            }
            let room = self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len());
            self.decoded.resize(room, 0);
            let (_, read, written, _) = self.decoder.decode_to_utf8(bytes, &mut self.decoded, false);
            self.input.consume(read);
            self.decoded.truncate(written);
            self.given = 0;
        }
        let count = buffer.len().min(self.decoded.len() - self.given);
        buffer[..count].copy_from_slice(&self.decoded[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

fn open_text(mut input: Text, file: &str, purpose: Purpose, skipped: u64) -> Result<Table, TableError> {
    let start = peek(&mut input, file)?;
    match start.first() {
        Some(b'{') => {
            let (header, lines) = jsonl::open(input, file, purpose, skipped)?;
            Ok(Table { header, rows: Rows::JsonLines(lines), delimiter: None })
        }
        Some(b'<') if !start.starts_with(b"<TICKER>") && !start.starts_with(b"<DATE>") => {
            Err(not_a_table(file, purpose, "it is HTML or XML"))
        }
        _ => open_csv(input, file, purpose, skipped),
    }
}

/// Rows of CSV.
pub(super) struct CsvRows {
    reader: csv::Reader<Text>,
    fields: usize,
    skipped: u64,
}

fn open_csv(mut input: Text, file: &str, purpose: Purpose, mut skipped: u64) -> Result<Table, TableError> {
    let mut stated = None;
    if let Some((length, sign)) = stated_delimiter(peek(&mut input, file)?) {
        input.consume(length);
        (stated, skipped) = (Some(sign), skipped + 1);
    }
    let start = peek(&mut input, file)?;
    let line = &start[..start.iter().position(|&b| b == b'\n').unwrap_or(start.len())];
    let Some(delimiter) = stated.or_else(|| delimiter(line)) else {
        let excerpt = decoded(&line[..line.len().min(40)]);
        return Err(not_a_table(file, purpose, &format!("it begins \"{}\"", excerpt.trim())));
    };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(true).from_reader(input);
    let names = reader.byte_headers().map_err(|e| TableError::unreadable(file, &e))?;
    let header = Header::new(names.iter().map(|name| decoded(name).into_owned()));
    let rows = Rows::Csv(Box::new(CsvRows { reader, fields: header.len(), skipped }));
    Ok(Table { header, rows, delimiter: Some(delimiter) })
}

/// The line `sep=;`, which declares the separator to spreadsheets: its length and the separator.
fn stated_delimiter(start: &[u8]) -> Option<(usize, u8)> {
    let rest = start.strip_prefix(b"sep=").or_else(|| start.strip_prefix(b"SEP="))?;
    let (sign, end) = rest.split_first()?;
    let end = end.strip_prefix(b"\r").unwrap_or(end);
    end.starts_with(b"\n").then(|| (start.len() - end.len() + 1, *sign))
}

/// The sign that parts most fields of a header.
fn delimiter(line: &[u8]) -> Option<u8> {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in line {
        quoted ^= *byte == b'"';
        if !quoted && let Some((_, count)) = counts.iter_mut().find(|(sign, _)| sign == byte) {
            *count += 1;
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0).map(|(s, _)| s)
}

impl Table {
    /// Reads the next row into `record`; `None` at the end.
    pub(super) fn next(&mut self, record: &mut Record, file: &str) -> Result<Option<Row>, TableError> {
        match &mut self.rows {
            Rows::Csv(rows) => rows.next(record, file),
            Rows::JsonLines(lines) => lines.next(&mut self.header, record, file),
            Rows::Parquet(rows) => rows.next(record, file),
        }
    }
}

impl CsvRows {
    fn next(&mut self, record: &mut Record, file: &str) -> Result<Option<Row>, TableError> {
        if let Record::Typed(_) = record {
            *record = Record::Text(csv::ByteRecord::new());
        }
        let Record::Text(row) = record else { return Ok(None) };
        if !self.reader.read_byte_record(row).map_err(|e| TableError::unreadable(file, &e))? {
            return Ok(None);
        }
        let line = row.position().map_or(0, csv::Position::line) + self.skipped;
        let sound = if row.len() == self.fields {
            Ok(())
        } else {
            Err(Wrong::FieldCount { found: row.len(), expected: self.fields })
        };
        Ok(Some((line, sound)))
    }
}

fn peek<'b>(input: &'b mut impl BufRead, file: &str) -> Result<&'b [u8], TableError> {
    input.fill_buf().map_err(|e| TableError::unreadable(file, &e))
}
