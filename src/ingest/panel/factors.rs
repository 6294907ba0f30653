//! Factor files: a date column, factor columns, perhaps a risk-free rate.

use std::collections::BTreeMap;
use std::path::Path;

use super::table::DATE;
use super::when::parse_stamp;
use super::{PanelError, broken, column, csv_reader};

/// The factors by date.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FactorTable {
    /// The factor columns' names.
    pub names: Vec<String>,
    /// For each date the factors, as the file has them.
    pub rows: BTreeMap<i64, Vec<f64>>,
    /// The risk-free return by date, if the file has a column `RF` (any case).
    pub risk_free: Option<BTreeMap<i64, f64>>,
}

/// Reads a factor file. `columns` picks and orders the factors; else all but the date and `RF`.
///
/// # Errors
/// A file that cannot be read, a missing column, a date that is none.
pub fn read_factors(path: &Path, columns: &[String]) -> Result<FactorTable, PanelError> {
    let file = path.display().to_string();
    let mut reader = csv_reader(path)?;
    let header: Vec<String> =
        reader.headers().map_err(|e| broken(&file, &e))?.iter().map(str::to_owned).collect();
    let no_table = |reason: String| PanelError::NoTable { file: file.clone(), reason };
    let date = column(&header, DATE).ok_or_else(|| no_table("no date column".to_owned()))?;
    let risk_free = column(&header, &["rf", "risk_free", "risk-free"]);
    let picked: Vec<usize> = if columns.is_empty() {
        (0..header.len()).filter(|at| *at != date && Some(*at) != risk_free).collect()
    } else {
        let find = |name: &String| {
            column(&header, &[name.as_str()]).ok_or_else(|| no_table(format!("no column {name}")))
        };
        columns.iter().map(find).collect::<Result<_, _>>()?
    };
    let mut table = FactorTable {
        names: picked.iter().map(|at| header[*at].clone()).collect(),
        risk_free: risk_free.map(|_| BTreeMap::new()),
        ..FactorTable::default()
    };
    for record in reader.records() {
        let record = record.map_err(|e| broken(&file, &e))?;
        let field = record.get(date).unwrap_or_default();
        let day = parse_stamp(field).ok_or_else(|| PanelError::Field {
            file: file.clone(),
            line: record.position().map_or(0, csv::Position::line),
            column: header[date].clone(),
            value: field.to_owned(),
            wanted: "a date",
        })?;
        let number = |at: usize| record.get(at).and_then(|text| text.trim().parse().ok()).unwrap_or(f64::NAN);
        table.rows.insert(day.number(), picked.iter().map(|at| number(*at)).collect());
        if let (Some(at), Some(column)) = (risk_free, table.risk_free.as_mut()) {
            column.insert(day.number(), number(at));
        }
    }
    Ok(table)
}
