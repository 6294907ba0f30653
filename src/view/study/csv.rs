//! A study as CSV: one row for each day of the event window.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value};

use super::record::{AggregateRecord, CellRecord};

/// The days: averages, then statistic and p of each test of AAR and CAAR.
#[must_use]
pub fn days_csv(aggregate: &AggregateRecord) -> String {
    let mut out = String::from("relative_day,n,aar,caar,caar_low,caar_high,bhar");
    for test in &aggregate.tests {
        for form in ["aar", "caar"] {
            let _ = write!(out, ",{0}_{form},{0}_{form}_p", test.name);
        }
    }
    out.push('\n');
    for (i, day) in aggregate.days.iter().enumerate() {
        let columns =
            [&aggregate.aar, &aggregate.caar, &aggregate.caar_low, &aggregate.caar_high, &aggregate.bhar];
        let mut fields = vec![day.to_string(), aggregate.n_aar[i].to_string()];
        fields.extend(columns.iter().map(|column| plain(column[i])));
        for test in &aggregate.tests {
            let cells = [test.per_day[i].aar, test.per_day[i].caar];
            fields.extend(cells.iter().flat_map(|cell| both(cell.as_ref())));
        }
        out.push_str(&fields.join(","));
        out.push('\n');
    }
    out
}

fn both(cell: Option<&CellRecord>) -> [String; 2] {
    [plain(cell.and_then(|c| c.statistic)), plain(cell.and_then(|c| c.p))]
}

fn plain(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The days as rows with the columns of [`days_csv`].
#[derive(Debug, Clone, Serialize)]
pub struct DayRows {
    /// A record for each day of the event window.
    pub days: Vec<Map<String, Value>>,
    /// The columns, in their order.
    #[serde(skip)]
    pub names: Vec<String>,
}

/// The days of a study as rows.
#[must_use]
pub fn day_rows(aggregate: &AggregateRecord) -> DayRows {
    let mut days = Vec::with_capacity(aggregate.days.len());
    for (i, day) in aggregate.days.iter().enumerate() {
        let averages = [
            ("aar", aggregate.aar[i]),
            ("caar", aggregate.caar[i]),
            ("caar_low", aggregate.caar_low[i]),
            ("caar_high", aggregate.caar_high[i]),
            ("bhar", aggregate.bhar[i]),
        ];
        let tests = aggregate.tests.iter().flat_map(|test| {
            let day = &test.per_day[i];
            [("aar", day.aar), ("caar", day.caar)].into_iter().flat_map(|(form, cell)| {
                let name = format!("{}_{form}", test.name);
                let p = format!("{name}_p");
                [(name, cell.and_then(|c| c.statistic)), (p, cell.and_then(|c| c.p))]
            })
        });
        let figures = averages.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(tests);
        let mut record = Map::new();
        record.insert("relative_day".to_owned(), (*day).into());
        record.insert("n".to_owned(), aggregate.n_aar[i].into());
        record.extend(figures.map(|(name, value)| (name, value.into())));
        days.push(record);
    }
    let head = days_csv(aggregate);
    let names = head.lines().next().unwrap_or_default().split(',').map(str::to_owned).collect();
    DayRows { days, names }
}
