//! JSON lines: one object per line, keys as column names.

use serde_json::{Map, Value as Json};

use super::cell::{Record, Value};
use super::columns::Header;
use super::error::{Purpose, TableError, Wrong};
use super::input::{Row, Text, not_a_table};

/// The lines of a file, the first of them already read.
pub(super) struct Lines {
    input: Text,
    keys: Vec<String>,
    first: Option<Map<String, Json>>,
    line: u64,
}

/// Whether the first line is an object of plain fields, so that the next is another. `start` may be cut off.
pub(super) fn is_one_per_line(start: &[u8]) -> bool {
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let has_more = line.len() < start.trim_ascii_end().len();
    let is_flat =
        |object: Map<String, Json>| has_more || object.values().all(|v| !v.is_object() && !v.is_array());
    serde_json::from_slice(line).is_ok_and(is_flat)
}

/// Takes the keys of the first object as the header. `skipped` lines came before it.
pub(super) fn open(
    mut input: Text,
    file: &str,
    purpose: Purpose,
    skipped: u64,
) -> Result<(Header, Lines), TableError> {
    let mut text = String::new();
    input.read_line(&mut text).map_err(|e| TableError::unreadable(file, &e))?;
    let first: Map<String, Json> = serde_json::from_str(&text)
        .map_err(|e| not_a_table(file, purpose, &format!("its first line is not one JSON object ({e})")))?;
    let keys: Vec<String> = first.keys().cloned().collect();
    let header = Header::new(keys.iter().cloned());
    Ok((header, Lines { input, keys, first: Some(first), line: skipped }))
}

impl Lines {
    /// Reads the next object. A key that none had before becomes a further column of the header.
    pub(super) fn next(
        &mut self,
        header: &mut Header,
        record: &mut Record,
        file: &str,
    ) -> Result<Option<Row>, TableError> {
        if let Some(first) = self.first.take() {
            self.line += 1;
            self.fill(header, record, first);
            return Ok(Some((self.line, Ok(()))));
        }
        let mut text = String::new();
        loop {
            text.clear();
            self.line += 1;
            if self.input.read_line(&mut text).map_err(|e| TableError::unreadable(file, &e))? == 0 {
                return Ok(None);
            }
            if !text.trim().is_empty() {
                break;
            }
        }
        match serde_json::from_str::<Map<String, Json>>(&text) {
            Ok(object) => {
                self.fill(header, record, object);
                Ok(Some((self.line, Ok(()))))
            }
            Err(e) => Ok(Some((self.line, Err(Wrong::NotAnObject(e.to_string()))))),
        }
    }

    fn fill(&mut self, header: &mut Header, record: &mut Record, mut object: Map<String, Json>) {
        let mut values: Vec<Value> =
            self.keys.iter().map(|key| object.remove(key).map_or(Value::Absent, value)).collect();
        if !object.is_empty() {
            for (key, further) in object {
                self.keys.push(key);
                values.push(value(further));
            }
            *header = Header::new(self.keys.iter().cloned());
        }
        *record = Record::Typed(values);
    }
}

pub(super) fn value(json: Json) -> Value {
    match json {
        Json::Null => Value::Absent,
        Json::String(text) => Value::Text(text),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::Whole(whole),
            (None, Some(number)) => Value::Number(number),
            (None, None) => Value::Text(number.to_string()),
        },
        other @ (Json::Bool(_) | Json::Array(_) | Json::Object(_)) => Value::Text(other.to_string()),
    }
}
