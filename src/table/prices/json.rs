//! JSON lines: one object per line, keys as column names.

use std::io::BufRead;

use csv::ByteRecord;
use serde_json::{Map, Value};

use super::error::PriceFileError;
use super::rows::{Row, Rows, Table, not_a_table, unreadable};

/// The lines of a file, the first of them already read.
pub(super) struct Lines<'a> {
    input: Box<dyn BufRead + 'a>,
    keys: Vec<String>,
    first: Option<Map<String, Value>>,
    line: u64,
}

/// Takes the keys of the first object as the header. `skipped` lines came before it.
pub(super) fn open<'a>(
    mut input: Box<dyn BufRead + 'a>,
    file: &str,
    skipped: u64,
) -> Result<Table<'a>, PriceFileError> {
    let mut text = String::new();
    input.read_line(&mut text).map_err(|e| unreadable(file, &e))?;
    let first: Map<String, Value> = serde_json::from_str(&text)
        .map_err(|e| not_a_table(file, &format!("its first line is not one JSON object ({e})")))?;
    let keys: Vec<String> = first.keys().cloned().collect();
    let header = ByteRecord::from(keys.clone());
    Ok(Table { header, rows: Rows::JsonLines(Lines { input, keys, first: Some(first), line: skipped }) })
}

impl Lines<'_> {
    pub(super) fn next(
        &mut self,
        record: &mut ByteRecord,
        file: &str,
    ) -> Result<Option<Row>, PriceFileError> {
        if let Some(first) = self.first.take() {
            self.line += 1;
            fill(record, &self.keys, &first);
            return Ok(Some((self.line, Ok(()))));
        }
        let mut text = String::new();
        loop {
            text.clear();
            self.line += 1;
            if self.input.read_line(&mut text).map_err(|e| unreadable(file, &e))? == 0 {
                return Ok(None);
            }
            if !text.trim().is_empty() {
                break;
            }
        }
        let read = serde_json::from_str::<Map<String, Value>>(&text);
        if let Ok(object) = &read {
            fill(record, &self.keys, object);
        }
        Ok(Some((self.line, read.map(drop).map_err(|e| format!("this is not one JSON object: {e}")))))
    }
}

fn fill(record: &mut ByteRecord, keys: &[String], object: &Map<String, Value>) {
    record.clear();
    for key in keys {
        match object.get(key) {
            Some(Value::String(text)) => record.push_field(text.as_bytes()),
            Some(Value::Null) | None => record.push_field(b""),
            Some(other) => record.push_field(other.to_string().as_bytes()),
        }
    }
}
