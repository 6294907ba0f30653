//! The prices and factors of a study, from files to a panel.

use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use chrono_tz::Tz;

use super::{Reading, StudyRefusal, StudyRequest};
use crate::app::Failure;
use crate::normal_return::Model;
use crate::study::{Contradiction, Defects, Market, Panel, PanelBuilder};
use crate::table::factors::{self, FactorOptions, FactorTable};
use crate::table::panel::{self, PanelOptions, PanelTable};

/// The panel, the market, and notes about them.
pub struct Loaded {
    /// The returns.
    pub panel: Panel,
    /// The benchmark and factors.
    pub market: Market,
    /// Columns that the values came from.
    pub value_columns: Vec<String>,
    /// Whether the rows are bars within days.
    pub intraday: bool,
    pub(super) notes: Vec<String>,
    pub(super) factors: Vec<String>,
}

/// What was found in price files besides the values.
#[derive(Debug, Default)]
pub(in crate::app) struct Found {
    /// The columns that the values came from, each once.
    pub(in crate::app) value_columns: Vec<String>,
    intraday: bool,
    notes: Notes,
}

/// Notes about the files, with counts.
#[derive(Debug, Default)]
struct Notes {
    bad_fields: Count,
    left_out: Count,
    zone: Option<Tz>,
}

#[derive(Debug, Default)]
struct Count {
    count: u64,
    first: Option<String>,
}

impl Count {
    fn add(&mut self, file: &str, faults: &panel::Faults) {
        self.count += faults.count;
        let first = faults.first.as_ref().map(|row| format!("{file}:{row}"));
        self.first = self.first.take().or(first);
    }
}

impl Found {
    /// Nothing but the columns that the values came from.
    pub(super) fn of_columns(value_columns: Vec<String>) -> Self {
        Self { value_columns, ..Self::default() }
    }

    fn add(&mut self, file: &str, table: &PanelTable) {
        if !self.value_columns.contains(&table.value_column) {
            self.value_columns.push(table.value_column.clone());
        }
        self.intraday |= table.intraday;
        self.notes.bad_fields.add(file, &table.bad_fields);
        self.notes.left_out.add(file, &table.left_out);
        self.notes.zone = self.notes.zone.or(table.zone);
    }
}

pub(super) fn open(path: &Path) -> Result<(File, String), StudyRefusal> {
    let file = path.display().to_string();
    match File::open(path) {
        Ok(handle) => Ok((handle, file)),
        Err(source) => Err(StudyRefusal::Open { file, source }),
    }
}

/// Reads prices and factors.
pub fn load(request: &StudyRequest) -> Result<Loaded, Failure> {
    let (builder, found) = gathered(request)?;
    finish(request, builder, &found)
}

/// The prices of the files of a request.
pub(super) fn gathered(request: &StudyRequest) -> Result<(PanelBuilder, Found), Failure> {
    let (mut builder, mut found) = (PanelBuilder::default(), Found::default());
    let Reading { dates, decimal, .. } = request.reading;
    let value_column = request.price_column.clone();
    let options = PanelOptions { value_column, dates, decimal, zone: request.zone() };
    for path in files(&request.prices)? {
        let (handle, file) = open(&path)?;
        let table = panel::read(handle, &file, &options)?;
        found.add(&file, &table);
        for series in table.series {
            builder.extend(&series.symbol, series.points);
        }
    }
    Ok((builder, found))
}

/// The panel, the market and the notes of what was read.
pub(in crate::app) fn finish(
    request: &StudyRequest,
    builder: PanelBuilder,
    found: &Found,
) -> Result<Loaded, Failure> {
    let (panel, mut market, defects) = builder.finish_with(
        request.spec.returns,
        request.values,
        request.benchmark.as_deref(),
        &request.benchmarks,
    )?;
    let mut notes = notes(&found.notes, &panel, defects, request.benchmark.as_deref());
    let mut factors = Vec::new();
    if let (Some(path), Model::Factors) = (&request.factors, request.spec.model) {
        let (handle, file) = open(path)?;
        let Reading { dates, decimal, .. } = request.reading;
        let options = FactorOptions { columns: request.factor_columns.clone(), dates, decimal };
        let table = factors::read(handle, &file, &options)?;
        if table.is_coarser_than(&panel.calendar) {
            return Err(StudyRefusal::MonthlyFactors(file).into());
        }
        factors.clone_from(&table.names);
        place_factors(&table, &panel, &mut market, request.factors_in_percent, &mut notes);
    }
    Ok(Loaded {
        panel,
        market,
        value_columns: found.value_columns.clone(),
        intraday: found.intraday,
        notes,
        factors,
    })
}

fn files(given: &[PathBuf]) -> Result<Vec<PathBuf>, StudyRefusal> {
    let mut out = Vec::new();
    for path in given {
        if path.is_dir() {
            let before = out.len();
            out.extend(listed(path)?);
            if out.len() == before {
                return Err(StudyRefusal::Empty(path.display().to_string()));
            }
        } else {
            out.push(path.clone());
        }
    }
    Ok(out)
}

fn listed(directory: &Path) -> Result<Vec<PathBuf>, StudyRefusal> {
    let refuse = |source| StudyRefusal::Directory { directory: directory.display().to_string(), source };
    let entries = std::fs::read_dir(directory).map_err(refuse)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(refuse)?;
    paths.retain(|path| {
        let name = path.to_string_lossy();
        [".csv", ".csv.gz", ".parquet"].iter().any(|end| name.ends_with(end))
    });
    paths.sort();
    Ok(paths)
}

/// `2025-01-29`, with the time where it is not midnight.
fn place(at: i64) -> String {
    let Some(at) = DateTime::from_timestamp(at, 0) else { return at.to_string() };
    let form = if at.time() == chrono::NaiveTime::MIN { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M UTC" };
    at.format(form).to_string()
}

fn notes(found: &Notes, panel: &Panel, defects: Defects, benchmark: Option<&str>) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(first) = &found.left_out.first {
        notes.push(format!(
            "{} rows cannot be read and are left out; the first: {first}",
            found.left_out.count
        ));
    }
    if let Some(first) = &found.bad_fields.first {
        let count = found.bad_fields.count;
        notes.push(format!("{count} fields are not numbers and count as missing; the first: {first}"));
    }
    notes.extend(found.zone.map(|zone| format!("times of prices without a zone are read as {zone}")));
    if defects.unusable > 0 {
        notes.push(format!("{} prices are missing, not finite or not positive", defects.unusable));
    }
    if defects.repeated > 0 {
        notes.push(format!("{} rows repeat a symbol and date; the last was kept", defects.repeated));
    }
    if let Some(Contradiction { series, at, values: [a, b] }) = defects.contradiction {
        let symbol = panel.series.get(series).map(|series| series.symbol.as_str()).unwrap_or_default();
        notes.push(format!(
            "{} dates of a symbol have values that contradict each other, of which none is used; the first: \
             {symbol} {}, {a} and {b}",
            defects.contradicting,
            place(at)
        ));
    }
    if let (Some(benchmark), true) = (benchmark, defects.benchmark_missing > 0) {
        notes.push(format!(
            "{benchmark} has no value on {} rows of the instruments: these pairs are missing, nothing is filled in",
            defects.benchmark_missing
        ));
    }
    notes
}

fn place_factors(
    table: &FactorTable,
    panel: &Panel,
    market: &mut Market,
    in_percent: bool,
    notes: &mut Vec<String>,
) {
    let unit = if in_percent || table.in_percent { 0.01 } else { 1.0 };
    let column = |pick: &dyn Fn(i64) -> Option<f64>| -> Vec<Option<f64>> {
        panel.calendar.iter().map(|at| pick(*at).map(|value| value * unit)).collect()
    };
    for (i, name) in table.names.iter().enumerate() {
        let values = column(&|at| table.rows.get(&table.key(at)).and_then(|row| row[i]));
        market.add_factor(name, values);
    }
    if let Some(rf) = &table.risk_free {
        market.set_risk_free(column(&|at| rf.get(&table.key(at)).copied()));
    }
    let absent = panel.calendar.iter().filter(|at| !table.rows.contains_key(&table.key(**at))).count();
    if absent > 0 {
        notes.push(format!("the factors lack {absent} of the {} dates of the prices", panel.calendar.len()));
    }
    let sizes: Vec<f64> = market.factor_values().map(f64::abs).collect();
    #[allow(clippy::cast_precision_loss)] // counts of rows
    let mean = sizes.iter().sum::<f64>() / sizes.len().max(1) as f64;
    if mean > 0.05 {
        notes.push("the factors look like percentages but are read as fractions".to_owned());
    }
}
