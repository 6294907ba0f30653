//! Workbooks of spreadsheets: xlsx, xlsb, xls, ods.

use std::collections::VecDeque;

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use chrono::{DateTime, Datelike, NaiveTime};

use super::cell::{Record, Value};
use super::error::{Purpose, TableError};
use super::form::SECONDS_PER_DAY;
use super::input::{TableInput, not_a_table};

const EPOCH_DAYS_FROM_CE: i32 = 719_163;

/// The rows of the sheet with the most of them.
pub(super) fn rows(
    mut input: impl TableInput,
    file: &str,
    purpose: Purpose,
) -> Result<VecDeque<(u64, Record)>, TableError> {
    let mut bytes = Vec::new();
    input.rewind().map_err(|e| TableError::unreadable(file, &e))?;
    input.read_to_end(&mut bytes).map_err(|e| TableError::unreadable(file, &e))?;
    let mut book = open_workbook_auto_from_rs(std::io::Cursor::new(bytes))
        .map_err(|_| not_a_table(file, purpose, "a zip archive; unpack it first"))?;
    let names = book.sheet_names();
    let mut largest = VecDeque::new();
    for name in names {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let first = range.start().map_or(0, |(row, _)| u64::from(row));
        let rows = range.rows().zip(first + 1..).map(|(row, line)| (line, record(row)));
        let rows: VecDeque<_> = rows.filter(|(_, record)| !is_blank(record)).collect();
        if rows.len() > largest.len() {
            largest = rows;
        }
    }
    if largest.is_empty() { Err(TableError::Empty(file.to_owned())) } else { Ok(largest) }
}

fn is_blank(record: &Record) -> bool {
    (0..record.len()).all(|at| record.cell(at).to_text().trim().is_empty())
}

fn record(row: &[Data]) -> Record {
    Record::Typed(row.iter().map(value).collect())
}

fn value(cell: &Data) -> Value {
    match cell {
        Data::Empty | Data::Error(_) => Value::Absent,
        Data::Int(number) => Value::Whole(*number),
        Data::Float(number) => Value::Number(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Text(text.clone()),
        Data::Bool(is) => Value::Text(is.to_string()),
        Data::DateTime(serial) => match serial.as_datetime() {
            Some(at) if at.time() == NaiveTime::MIN => {
                Value::Day(i64::from(at.date().num_days_from_ce() - EPOCH_DAYS_FROM_CE))
            }
            Some(at) => Value::Local(rounded(at.and_utc())),
            None => Value::Absent,
        },
    }
}

/// Spreadsheets count days in floating point, so that a whole second is often a little off.
fn rounded(at: DateTime<chrono::Utc>) -> i64 {
    (at.timestamp_millis() + 500).div_euclid(1_000).min(i64::MAX / SECONDS_PER_DAY)
}
