//! A study by event and day, in columns: what goes into a CSV or Parquet file.

use super::record::StudyDocument;

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Text; an empty text is written as an empty cell.
    Text(Vec<String>),
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
pub fn events_table(document: &StudyDocument) -> EventsTable {
    let days = &document.aggregate.days;
    let rows = document.events.len() * days.len();
    let events = || document.events.iter();
    let text = |pick: &dyn Fn(&super::EventRecord) -> String| {
        Column::Text(events().flat_map(|e| vec![pick(e); days.len()]).collect())
    };
    let fixed = |pick: &dyn Fn(&super::EventRecord) -> Option<f64>| {
        Column::Real(events().flat_map(|e| vec![pick(e); days.len()]).collect())
    };
    let path = |pick: &dyn Fn(&super::EventRecord) -> Vec<Option<f64>>| {
        Column::Real(events().flat_map(pick).collect())
    };
    let whole = |pick: &dyn Fn(&super::EventRecord) -> i64| {
        Column::Whole(events().flat_map(|e| vec![pick(e); days.len()]).collect())
    };
    let columns = vec![
        ("symbol", text(&|e| e.symbol.clone())),
        ("date", text(&|e| e.date.clone())),
        ("day_zero", text(&|e| e.day_zero.clone())),
        ("group", text(&|e| e.group.clone().unwrap_or_default())),
        ("relative_day", Column::Whole(events().flat_map(|_| days.iter().map(|d| i64::from(*d))).collect())),
        ("ar", path(&|e| e.ar.clone())),
        ("ar_se", path(&|e| e.ar_se.clone())),
        ("ar_t", path(&|e| e.ar_t.clone())),
        ("ar_p", path(&|e| e.ar_p.clone())),
        ("car", path(&|e| e.car.clone())),
        ("car_se", path(&|e| e.car_se.clone())),
        ("car_t", path(&|e| e.car_t.clone())),
        ("car_p", path(&|e| e.car_p.clone())),
        ("bhar", path(&|e| e.bhar_path.clone())),
        ("alpha", fixed(&|e| e.alpha)),
        ("beta", fixed(&|e| e.beta)),
        ("sigma", fixed(&|e| Some(e.sigma))),
        ("observations", whole(&|e| i64::from(e.observations))),
    ];
    EventsTable { columns, rows }
}

impl EventsTable {
    /// A cell as text; empty if there is no value.
    #[must_use]
    pub fn cell(&self, column: usize, row: usize) -> String {
        match &self.columns[column].1 {
            Column::Text(values) => values[row].clone(),
            Column::Whole(values) => values[row].to_string(),
            Column::Real(values) => values[row].map_or_else(String::new, |value| value.to_string()),
        }
    }
}
