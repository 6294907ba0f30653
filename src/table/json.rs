//! JSON documents with a table somewhere in them.
//!
//! Rows as objects (`[{…}, …]`, wherever the array is), rows as arrays, rows by date (`{"2025-01-27": {…}}`,
//! as Alpha Vantage answers), columns by name (`{"c": […], "t": […]}`, also as pandas writes them with the
//! index as keys), and rows as arrays next to the names of the columns (`{"columns": […], "data": [[…]]}`).

use std::collections::VecDeque;
use std::io::Read as _;

use serde_json::{Map, Value as Json};

use super::cell::{Cell, Record, Value};
use super::error::{Purpose, TableError};
use super::input::{Text, not_a_table};
use super::names::fold;
use super::news_column::{is_item, is_needed};
use super::written::Written;

/// How deep a table may lie.
const DEPTH: usize = 8;

/// What a document holds.
pub(super) struct Read {
    /// The rows of its largest table, the names of the columns first where it has names.
    pub(super) rows: VecDeque<(u64, Record)>,
    /// The one symbol that it names outside the table.
    pub(super) symbol: Option<String>,
}

/// Reads the whole of a document.
pub(super) fn rows(mut input: Text, file: &str, purpose: Purpose) -> Result<Read, TableError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|e| TableError::unreadable(file, &e))?;
    let document: Json = serde_json::from_slice(&bytes)
        .map_err(|e| not_a_table(file, purpose, &format!("it begins like JSON and is not ({e})")))?;
    let mut found = Vec::new();
    tables(&document, DEPTH, &mut found);
    if purpose == Purpose::News {
        // An item's lists of symbols and tags are no tables of news.
        found.retain(|table| table.names.iter().any(|name| is_needed(name)));
        let item = document.as_object().filter(|fields| found.is_empty() && is_item(fields));
        found.extend(item.and_then(|_| of_objects(std::slice::from_ref(&document))));
    }
    // The first of the largest.
    let Some(Table { names, rows }) = found.into_iter().rev().max_by_key(|table| table.rows.len()) else {
        return Err(not_a_table(file, purpose, "there is no table in this JSON"));
    };
    let head = (!names.is_empty()).then(|| names.into_iter().map(Value::Text).collect());
    let all = head.into_iter().chain(rows).map(Record::Typed);
    let mut symbols = Vec::new();
    symbols_in(&document, DEPTH, &mut symbols);
    symbols.dedup();
    let symbol = symbols.first().filter(|_| symbols.len() == 1).cloned();
    Ok(Read { rows: (1..).zip(all).collect(), symbol })
}

struct Table {
    names: Vec<String>,
    rows: Vec<Vec<Value>>,
}

fn tables(value: &Json, depth: usize, found: &mut Vec<Table>) {
    let Some(deeper) = depth.checked_sub(1) else { return };
    match value {
        Json::Array(items) => {
            found.extend(of_objects(items).or_else(|| of_arrays(items)));
            items.iter().filter(|item| !is_scalar(item)).for_each(|item| tables(item, deeper, found));
        }
        Json::Object(fields) => {
            found.extend(beside_names(fields).or_else(|| by_date(fields)).or_else(|| by_column(fields)));
            fields.values().filter(|field| !is_scalar(field)).for_each(|field| tables(field, deeper, found));
            found.extend(of_columns(fields));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

const fn is_scalar(value: &Json) -> bool {
    !matches!(value, Json::Array(_) | Json::Object(_))
}

/// `[{…}, …]`: a key that only later rows have is a column, too.
fn of_objects(items: &[Json]) -> Option<Table> {
    let objects: Vec<&Map<String, Json>> = items.iter().map(Json::as_object).collect::<Option<_>>()?;
    let mut names: Vec<String> = Vec::new();
    for key in objects.iter().flat_map(|object| object.keys()) {
        if !names.contains(key) {
            names.push(key.clone());
        }
    }
    let rows: Vec<_> =
        objects.iter().map(|object| names.iter().map(|name| cell(object.get(name))).collect()).collect();
    (!rows.is_empty()).then_some(Table { names, rows })
}

/// `[[…], …]`
fn of_arrays(items: &[Json]) -> Option<Table> {
    let row = |item: &Json| Some(item.as_array()?.iter().map(|field| cell(Some(field))).collect());
    let rows: Vec<Vec<Value>> = items.iter().map(row).collect::<Option<_>>()?;
    (rows.len() > 1).then_some(Table { names: Vec::new(), rows })
}

/// `{"columns": […], "index": […], "data": [[…]]}`
fn beside_names(fields: &Map<String, Json>) -> Option<Table> {
    let columns = fields.get("columns").or_else(|| fields.get("column_names"))?.as_array()?;
    let mut names: Vec<String> = columns.iter().map(plain).collect();
    let Table { mut rows, .. } = of_arrays(fields.get("data")?.as_array()?)?;
    if let Some(index) = fields.get("index").and_then(Json::as_array).filter(|i| i.len() == rows.len()) {
        names.insert(0, "date".to_owned());
        for (row, label) in rows.iter_mut().zip(index) {
            row.insert(0, cell(Some(label)));
        }
    }
    Some(Table { names, rows })
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `{"2025-01-27": {"close": …}, …}`
fn by_date(fields: &Map<String, Json>) -> Option<Table> {
    if fields.is_empty() || !fields.keys().all(|key| is_stamp(key)) {
        return None;
    }
    let objects: Vec<Json> = fields.values().cloned().collect();
    let Table { mut names, mut rows } = of_objects(&objects)?;
    names.insert(0, "date".to_owned());
    for (row, key) in rows.iter_mut().zip(fields.keys()) {
        row.insert(0, Value::Text(key.clone()));
    }
    Some(Table { names, rows })
}

fn is_stamp(key: &str) -> bool {
    Written::read(Cell::Text(key.as_bytes()), false).is_some()
}

/// `{"Close": {"2025-01-27": …}, …}`
fn by_column(fields: &Map<String, Json>) -> Option<Table> {
    let columns: Vec<(&String, &Map<String, Json>)> =
        fields.iter().map(|(name, column)| Some((name, column.as_object()?))).collect::<Option<_>>()?;
    let (_, first) = columns.first()?;
    if first.is_empty() || !first.keys().all(|key| is_stamp(key)) || !first.values().all(is_scalar) {
        return None;
    }
    let names = std::iter::once("date".to_owned()).chain(columns.iter().map(|(name, _)| (*name).clone()));
    let row = |key: &String| {
        let values = columns.iter().map(|(_, column)| cell(column.get(key)));
        std::iter::once(Value::Text(key.clone())).chain(values).collect()
    };
    Some(Table { names: names.collect(), rows: first.keys().map(row).collect() })
}

/// `{"t": […], "c": […]}`, and deeper: arrays of one length are columns.
fn of_columns(fields: &Map<String, Json>) -> Option<Table> {
    let mut columns = Vec::new();
    arrays(fields, DEPTH, &mut columns);
    let length = columns.iter().map(|(_, values)| values.len()).max().filter(|length| *length > 0)?;
    columns.retain(|(_, values)| values.len() == length);
    let names: Vec<String> = columns.iter().map(|(name, _)| (*name).clone()).collect();
    let row = |at: usize| columns.iter().map(|(_, values)| cell(values.get(at))).collect();
    (names.len() > 1).then(|| Table { names, rows: (0..length).map(row).collect() })
}

fn arrays<'j>(fields: &'j Map<String, Json>, depth: usize, found: &mut Vec<(&'j String, &'j Vec<Json>)>) {
    let Some(deeper) = depth.checked_sub(1) else { return };
    for (name, value) in fields {
        match value {
            Json::Array(items) if !items.is_empty() && items.iter().all(is_scalar) => {
                found.push((name, items));
            }
            Json::Array(items) => {
                items.iter().filter_map(Json::as_object).for_each(|object| arrays(object, deeper, found));
            }
            Json::Object(object) => arrays(object, deeper, found),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
}

/// Symbols that stand outside arrays of rows.
fn symbols_in(value: &Json, depth: usize, found: &mut Vec<String>) {
    let (Some(deeper), Json::Object(fields)) = (depth.checked_sub(1), value) else {
        if let (Some(deeper), Json::Array(items)) = (depth.checked_sub(1), value)
            && let [only] = items.as_slice()
        {
            symbols_in(only, deeper, found);
        }
        return;
    };
    for (key, value) in fields {
        let folded = fold(key);
        match value {
            Json::String(text) if folded.ends_with("symbol") || folded == "ticker" => {
                found.push(text.clone());
            }
            _ => symbols_in(value, deeper, found),
        }
    }
}

fn cell(json: Option<&Json>) -> Value {
    json.map_or(Value::Absent, |json| super::jsonl::value(json.clone()))
}
