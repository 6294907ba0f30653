//! A study as CSV: one row for each day of the event window.

use std::fmt::Write as _;

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
