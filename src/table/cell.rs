//! One field of a row, whatever the file's format.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, TimeDelta};
use csv::ByteRecord;

/// A field as the format has it: text where it knows only text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    /// There is none, or it is null.
    Absent,
    /// As written.
    Text(&'a [u8]),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A date: days since 1970.
    Day(i64),
    /// An instant: seconds since 1970 in UTC.
    Instant(i64),
    /// A local time without a zone: seconds since 1970 on that clock.
    Local(i64),
}

/// A field that is not text in the file.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only Parquet has instants"))]
pub(super) enum Value {
    Absent,
    Text(String),
    Whole(i64),
    Number(f64),
    Day(i64),
    Instant(i64),
    Local(i64),
}

/// The fields of a row.
#[derive(Debug, Clone)]
pub(super) enum Record {
    Text(ByteRecord),
    Typed(Vec<Value>),
}

impl Record {
    /// How many fields there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Text(record) => record.len(),
            Self::Typed(values) => values.len(),
        }
    }

    /// The only field with something in it, where there is only one.
    pub(super) fn lone(&self) -> Option<Cell<'_>> {
        let is_there = |cell: &Cell<'_>| !cell.to_text().trim().is_empty();
        let mut filled = (0..self.len()).map(|at| self.cell(at)).filter(is_there);
        filled.next().filter(|_| filled.next().is_none())
    }

    /// A field; absent beyond the end.
    pub(super) fn cell(&self, at: usize) -> Cell<'_> {
        match self {
            Self::Text(record) => record.get(at).map_or(Cell::Absent, Cell::Text),
            Self::Typed(values) => match values.get(at) {
                None | Some(Value::Absent) => Cell::Absent,
                Some(Value::Text(text)) => Cell::Text(text.as_bytes()),
                Some(Value::Whole(number)) => Cell::Whole(*number),
                Some(Value::Number(number)) => Cell::Number(*number),
                Some(Value::Day(day)) => Cell::Day(*day),
                Some(Value::Instant(seconds)) => Cell::Instant(*seconds),
                Some(Value::Local(seconds)) => Cell::Local(*seconds),
            },
        }
    }
}

impl<'a> Cell<'a> {
    /// The field as text.
    pub(super) fn to_text(self) -> Cow<'a, str> {
        let time = |seconds: i64| DateTime::from_timestamp(seconds, 0).map(|at| at.naive_utc().to_string());
        match self {
            Self::Absent => Cow::Borrowed(""),
            Self::Text(bytes) => decoded(bytes),
            Self::Whole(number) => Cow::Owned(number.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Day(days) => {
                let day = TimeDelta::try_days(days).and_then(|d| NaiveDate::default().checked_add_signed(d));
                Cow::Owned(day.map_or_else(String::new, |day| day.to_string()))
            }
            Self::Instant(seconds) => Cow::Owned(time(seconds).unwrap_or_default() + "Z"),
            Self::Local(seconds) => Cow::Owned(time(seconds).unwrap_or_default()),
        }
    }
}

/// Text in UTF-8, or else in Windows' Western code page, which is what files of old programs are in.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}
