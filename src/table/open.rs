//! From bytes to a table: compression, encoding, format, delimiter, header.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, KOI8_R, UTF_16BE, UTF_16LE, WINDOWS_1251};
use flate2::bufread::MultiGzDecoder;

use super::cell::{Record, decoded};
use super::columns::{ColumnMap, Header};
use super::error::{Purpose, TableError, Wrong};
use super::input::{Row, TableInput, Text, not_a_table};
use super::news_column::is_needed;
use super::{head, json, jsonl, parquet, sheet};

/// Bytes at the start of a file by which its format is known.
const GZIP: &[u8] = &[0x1f, 0x8b];
const PARQUET: &[u8] = b"PAR1";
/// Workbooks: a zip archive (xlsx, ods), or the older binary form.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// A sign that no text has.
const NO_DELIMITER: u8 = 0x1f;
/// Enough for a header, and one system call.
const BUFFER: usize = 1 << 17;

/// A table that is being read.
pub(super) struct Table {
    pub(super) header: Header,
    pub(super) rows: Rows,
    /// The field separator, if the format has one.
    pub(super) delimiter: Option<u8>,
    /// What the file is.
    pub(super) format: Format,
    /// What the lines above the data say, in a table of prices.
    pub(super) above: Above,
}

/// What the lines above the data say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Above {
    /// How many there are, the header included.
    pub(super) lines: usize,
    /// The symbol that one of them names.
    pub(super) symbol: Option<String>,
    /// There is no header: columns are known by their place.
    pub(super) by_place: bool,
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text, its fields parted by this sign.
    Text(char),
    /// JSON, one object a line.
    JsonLines,
    /// JSON.
    Json,
    /// A workbook of a spreadsheet.
    Workbook,
    /// Parquet.
    Parquet,
}

/// A table's rows, one at a time.
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "without Parquet there are no rows of it"))]
pub(super) enum Rows {
    Csv(Box<CsvRows>),
    JsonLines(jsonl::Lines),
    Parquet(parquet::Rows),
    /// All of them, read before: the line of each.
    Read(VecDeque<(u64, Record)>),
}

/// Recognises the format by its content and reads the header.
pub(super) fn open(input: impl TableInput, file: &str, purpose: Purpose) -> Result<Table, TableError> {
    open_mapped(input, file, purpose, &ColumnMap::default())
}

/// The same with what the caller says of the columns.
pub(super) fn open_mapped(
    input: impl TableInput,
    file: &str,
    purpose: Purpose,
    map: &ColumnMap,
) -> Result<Table, TableError> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let start = peek(&mut input, file)?;
    if is_parquet(start) {
        let (header, rows) = parquet::open(input.into_inner(), file)?;
        return Ok(Table::named(header.mapped(map), Rows::Parquet(rows), Format::Parquet));
    }
    if WORKBOOKS.iter().any(|mark| start.starts_with(mark)) {
        let rows = sheet::rows(input.into_inner(), file, purpose)?;
        return of_rows(rows, file, purpose, map, Format::Workbook);
    }
    let (text, skipped) = plain(input, file, purpose)?;
    open_text(text, file, purpose, skipped, map)
}

/// A table of rows that are all there, the header among them.
fn of_rows(
    mut rows: VecDeque<(u64, Record)>,
    file: &str,
    purpose: Purpose,
    map: &ColumnMap,
    format: Format,
) -> Result<Table, TableError> {
    let first: Vec<(u64, Record)> = rows.iter().take(head::ROWS).cloned().collect();
    let Some((header, above)) = header(&first, purpose, map) else {
        return Err(TableError::Empty(file.to_owned()));
    };
    rows.drain(..above.lines.min(rows.len()));
    Ok(Table { header, rows: Rows::Read(rows), delimiter: None, format, above })
}

/// The header of a table, and what stands above it; `None` where there is not one row.
fn header(first: &[(u64, Record)], purpose: Purpose, map: &ColumnMap) -> Option<(Header, Above)> {
    let named = |names: Vec<String>| Header::new(names).mapped(map);
    let found = (purpose == Purpose::Prices).then(|| head::find(first, &named)).flatten();
    if let Some(head::Head { header, above, symbol, by_place }) = found {
        return Some((header, Above { lines: above, symbol, by_place }));
    }
    let (_, record) = first.first()?;
    let names = (0..record.len()).map(|at| record.cell(at).to_text().into_owned()).collect();
    Some((named(names), Above { lines: 1, ..Above::default() }))
}

/// The whole of a file as text, with its lines where they are.
pub(super) fn whole(input: impl TableInput, file: &str, purpose: Purpose) -> Result<String, TableError> {
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
    let start = peek(&mut text, file)?;
    if let Some(encoding) = utf_16(start).or_else(|| code_page(start)) {
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

/// The code page of text that is neither UTF-8 nor Western, by the letters that its start makes of it: files of
/// Japanese, Chinese, Korean and Russian programs.
fn code_page(start: &[u8]) -> Option<&'static Encoding> {
    match std::str::from_utf8(start) {
        Ok(_) => return None,
        // A letter that the end of the buffer cuts.
        Err(e) if e.error_len().is_none() => return None,
        Err(_) => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(start, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // Western text is decoded field by field, so that one stray letter in a file of UTF-8 spoils nothing else.
    (!guess.is_single_byte() || CYRILLIC.contains(&guess)).then_some(guess)
}

/// The code pages of Russian programs; other single-byte ones are told apart too unsurely.
static CYRILLIC: [&Encoding; 2] = [WINDOWS_1251, KOI8_R];

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

fn open_text(
    mut input: Text,
    file: &str,
    purpose: Purpose,
    skipped: u64,
    map: &ColumnMap,
) -> Result<Table, TableError> {
    let start = peek(&mut input, file)?;
    match start.first() {
        Some(b'{') if jsonl::is_one_per_line(start) => {
            let (header, lines) = jsonl::open(input, file, purpose, skipped)?;
            Ok(Table::named(header.mapped(map), Rows::JsonLines(lines), Format::JsonLines))
        }
        Some(b'{' | b'[') => {
            let json::Read { rows, symbol } = json::rows(input, file, purpose)?;
            let mut table = of_rows(rows, file, purpose, map, Format::Json)?;
            table.above.symbol = table.above.symbol.or(symbol);
            Ok(table)
        }
        Some(b'<') if !start.starts_with(b"<TICKER>") && !start.starts_with(b"<DATE>") => {
            Err(not_a_table(file, purpose, "it is HTML or XML"))
        }
        _ => open_csv(input, file, purpose, skipped, map),
    }
}

/// Rows of CSV.
pub(super) struct CsvRows {
    /// Those that were looked at for the header.
    first: VecDeque<(u64, Record)>,
    reader: csv::Reader<Text>,
    fields: usize,
    lines: LineNumbers,
}

/// How the lines of a file are counted.
#[derive(Debug, Clone, Copy)]
struct LineNumbers {
    /// Those before the table.
    skipped: u64,
    /// They end with two characters, of which the reader leaves the second to the next record.
    is_crlf: bool,
}

impl LineNumbers {
    fn of(self, record: &csv::ByteRecord) -> u64 {
        let Some(at) = record.position() else { return self.skipped };
        at.line() + self.skipped + u64::from(self.is_crlf && at.byte() > 0)
    }
}

fn open_csv(
    mut input: Text,
    file: &str,
    purpose: Purpose,
    mut skipped: u64,
    map: &ColumnMap,
) -> Result<Table, TableError> {
    let mut stated = None;
    if let Some((length, sign)) = stated_delimiter(peek(&mut input, file)?) {
        input.consume(length);
        (stated, skipped) = (Some(sign), skipped + 1);
    }
    let start = peek(&mut input, file)?;
    let line = &start[..start.iter().position(|&b| b == b'\n').unwrap_or(start.len())];
    let is_crlf = line.ends_with(b"\r");
    // A header of one word parts nothing, and the commas of a title are its own.
    let lone = (purpose == Purpose::News && is_needed(&decoded(line))).then_some(NO_DELIMITER);
    let Some(delimiter) = stated.or(lone).or_else(|| delimiter(start)) else {
        let excerpt = decoded(&line[..line.len().min(40)]);
        return Err(not_a_table(file, purpose, &format!("it begins \"{}\"", excerpt.trim())));
    };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(input);
    let lines = LineNumbers { skipped, is_crlf };
    let mut first = first_rows(&mut reader, file, purpose, lines)?;
    let Some((header, above)) = header(&first, purpose, map) else {
        return Err(TableError::Empty(file.to_owned()));
    };
    first.drain(..above.lines.min(first.len()));
    let fields = header.len();
    let rows = Rows::Csv(Box::new(CsvRows { first: first.into(), reader, fields, lines }));
    let format = Format::Text(char::from(delimiter));
    Ok(Table { header, rows, delimiter: Some(delimiter), format, above })
}

/// The rows in which the header is sought; only the first where it must be the header.
fn first_rows(
    reader: &mut csv::Reader<Text>,
    file: &str,
    purpose: Purpose,
    lines: LineNumbers,
) -> Result<Vec<(u64, Record)>, TableError> {
    let wanted = if purpose == Purpose::Prices { head::ROWS } else { 1 };
    let mut rows = Vec::new();
    for record in reader.byte_records().take(wanted) {
        let record = record.map_err(|e| TableError::unreadable(file, &e))?;
        rows.push((lines.of(&record), Record::Text(record)));
    }
    Ok(rows)
}

/// The line `sep=;`, which declares the separator to spreadsheets: its length and the separator.
fn stated_delimiter(start: &[u8]) -> Option<(usize, u8)> {
    let rest = start.strip_prefix(b"sep=").or_else(|| start.strip_prefix(b"SEP="))?;
    let (sign, end) = rest.split_first()?;
    let end = end.strip_prefix(b"\r").unwrap_or(end);
    end.starts_with(b"\n").then(|| (start.len() - end.len() + 1, *sign))
}

/// The sign that parts the fields: the one that stands equally often in most lines, and of several the one
/// that stands there most often.
fn delimiter(start: &[u8]) -> Option<u8> {
    let mut quoted = false;
    let ends_record = |byte: &u8| {
        quoted ^= *byte == b'"';
        !quoted && *byte == b'\n'
    };
    let mut lines: Vec<&[u8]> = start.split(ends_record).take(head::ROWS).collect();
    // The last may be cut off.
    if lines.len() > 1 {
        lines.pop();
    }
    lines.retain(|line| !line.trim_ascii().is_empty());
    let signs = [b'|', b'\t', b';', b','];
    let weighed = signs.map(|sign| (weight(&lines, sign), sign));
    weighed.into_iter().max().filter(|((lines, _), _)| *lines > 0).map(|(_, sign)| sign)
}

/// In how many lines a sign stands as often as it does in most of them, and how often that is.
fn weight(lines: &[&[u8]], sign: u8) -> (usize, usize) {
    let mut counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, sign)).collect();
    counts.retain(|count| *count > 0);
    counts.sort_unstable();
    counts.chunk_by(|a, b| a == b).map(|run| (run.len(), run[0])).max().unwrap_or_default()
}

fn outside_quotes(line: &[u8], sign: u8) -> usize {
    let mut quoted = false;
    let counts = |byte: &&u8| {
        quoted ^= **byte == b'"';
        !quoted && **byte == sign
    };
    line.iter().filter(counts).count()
}

impl Table {
    /// A table of a format that names its columns itself.
    fn named(header: Header, rows: Rows, format: Format) -> Self {
        Self { header, rows, delimiter: None, format, above: Above::default() }
    }

    /// Reads the next row into `record`; `None` at the end.
    pub(super) fn next(&mut self, record: &mut Record, file: &str) -> Result<Option<Row>, TableError> {
        match &mut self.rows {
            Rows::Csv(rows) => rows.next(record, file),
            Rows::JsonLines(lines) => lines.next(&mut self.header, record, file),
            Rows::Parquet(rows) => rows.next(record, file),
            Rows::Read(rows) => Ok(rows.pop_front().map(|(line, row)| {
                *record = row;
                (line, Ok(()))
            })),
        }
    }
}

impl CsvRows {
    fn next(&mut self, record: &mut Record, file: &str) -> Result<Option<Row>, TableError> {
        if let Some((line, row)) = self.first.pop_front() {
            *record = row;
            return Ok(Some((line, self.sound(record.len()))));
        }
        if let Record::Typed(_) = record {
            *record = Record::Text(csv::ByteRecord::new());
        }
        let Record::Text(row) = record else { return Ok(None) };
        if !self.reader.read_byte_record(row).map_err(|e| TableError::unreadable(file, &e))? {
            return Ok(None);
        }
        Ok(Some((self.lines.of(row), self.sound(row.len()))))
    }

    const fn sound(&self, found: usize) -> Result<(), Wrong> {
        if found == self.fields { Ok(()) } else { Err(Wrong::FieldCount { found, expected: self.fields }) }
    }
}

fn peek<'b>(input: &'b mut impl BufRead, file: &str) -> Result<&'b [u8], TableError> {
    input.fill_buf().map_err(|e| TableError::unreadable(file, &e))
}
