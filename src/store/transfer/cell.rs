//! Values as JSON that says all of them: integers and real numbers apart, bytes in base 64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::types::{Value, ValueRef};
use serde_json::{Map, Value as Json};

/// The name under which bytes stand.
const BYTES: &str = "base64";
/// The name under which an infinite number stands.
const REAL: &str = "real";

/// A value as JSON, in the one way in which it is written.
pub(super) fn write(value: ValueRef<'_>) -> Result<String, String> {
    Ok(match value {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) if number.is_finite() => Json::from(number).to_string(),
        ValueRef::Real(number) => format!("{{\"{REAL}\":\"{number}\"}}"),
        ValueRef::Text(text) => Json::from(std::str::from_utf8(text).map_err(|e| e.to_string())?).to_string(),
        ValueRef::Blob(bytes) => format!("{{\"{BYTES}\":\"{}\"}}", STANDARD.encode(bytes)),
    })
}

/// The values of a row in the order of the columns. Each column must be there, and no other.
pub(super) fn read_row(line: &str, columns: &[String]) -> Result<Vec<Value>, String> {
    let mut row: Map<String, Json> = serde_json::from_str(line).map_err(|e| e.to_string())?;
    let mut values = Vec::with_capacity(columns.len());
    for column in columns {
        let value = row.remove(column).ok_or_else(|| format!("column `{column}` is missing"))?;
        values
            .push(read(value).ok_or_else(|| format!("column `{column}` has no value that could be stored"))?);
    }
    match row.keys().next() {
        Some(unknown) => Err(format!("there is no column `{unknown}`")),
        None => Ok(values),
    }
}

fn read(value: Json) -> Option<Value> {
    Some(match value {
        Json::Null => Value::Null,
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer),
            None => Value::Real(number.as_f64()?),
        },
        Json::String(text) => Value::Text(text),
        Json::Object(object) => match (object.get(BYTES), object.get(REAL)) {
            (Some(Json::String(bytes)), None) => Value::Blob(STANDARD.decode(bytes).ok()?),
            (None, Some(Json::String(number))) => Value::Real(number.parse().ok()?),
            _ => return None,
        },
        Json::Bool(_) | Json::Array(_) => return None,
    })
}
