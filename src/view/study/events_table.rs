//! A study by event and day, in columns: what goes into a CSV or Parquet file.

use super::record::EventRecord;

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Text; an empty text is written as an empty cell.
    Text(Vec<String>),
    /// Text of which each value stands in so many rows after one another.
    Repeated {
        /// The values.
        values: Vec<String>,
        /// Rows of each.
        times: usize,
    },
    /// Whole numbers.
    Whole(Vec<i64>),
    /// Numbers; `None` is written as an empty cell.
    Real(Vec<Option<f64>>),
}

/// A table of columns of one length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EventsTable {
    /// Names and values.
    pub columns: Vec<(&'static str, Column)>,
    /// How many rows.
    pub rows: usize,
}

/// One row for each event and day of the event window.
#[must_use]
pub fn events_table(events: &[EventRecord], days: &[i32]) -> EventsTable {
    let times = days.len();
    let text = |pick: &dyn Fn(&EventRecord) -> String| Column::Repeated {
        values: events.iter().map(pick).collect(),
        times,
    };
    let fixed = |pick: &dyn Fn(&EventRecord) -> Option<f64>| {
        Column::Real(events.iter().flat_map(|e| std::iter::repeat_n(pick(e), times)).collect())
    };
    let path = |pick: &dyn Fn(&EventRecord) -> &Vec<Option<f64>>| {
        Column::Real(events.iter().flat_map(pick).copied().collect())
    };
    let whole = |pick: &dyn Fn(&EventRecord) -> i64| {
        Column::Whole(events.iter().flat_map(|e| std::iter::repeat_n(pick(e), times)).collect())
    };
    let columns = vec![
        ("symbol", text(&|e| e.symbol.clone())),
        ("date", text(&|e| e.date.clone())),
        ("day_zero", text(&|e| e.day_zero.clone())),
        ("group", text(&|e| e.group.clone().unwrap_or_default())),
        (
            "relative_day",
            Column::Whole(events.iter().flat_map(|_| days.iter().map(|d| i64::from(*d))).collect()),
        ),
        ("ar", path(&|e| &e.ar)),
        ("ar_se", path(&|e| &e.ar_se)),
        ("ar_t", path(&|e| &e.ar_t)),
        ("ar_p", path(&|e| &e.ar_p)),
        ("car", path(&|e| &e.car)),
        ("car_se", path(&|e| &e.car_se)),
        ("car_t", path(&|e| &e.car_t)),
        ("car_p", path(&|e| &e.car_p)),
        ("bhar", path(&|e| &e.bhar_path)),
        ("alpha", fixed(&|e| e.alpha)),
        ("beta", fixed(&|e| e.beta)),
        ("sigma", fixed(&|e| Some(e.sigma))),
        ("observations", whole(&|e| i64::from(e.observations))),
    ];
    EventsTable { columns, rows: events.len() * times }
}

impl EventsTable {
    /// A cell as text; empty if there is no value.
    #[must_use]
    pub fn cell(&self, column: usize, row: usize) -> String {
        match &self.columns[column].1 {
            Column::Text(values) => values[row].clone(),
            Column::Repeated { values, times } => values[row / times.max(&1)].clone(),
            Column::Whole(values) => values[row].to_string(),
            Column::Real(values) => values[row].map_or_else(String::new, |value| value.to_string()),
        }
    }
}
