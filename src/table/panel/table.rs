//! Panel files.

use std::path::Path;

use super::when::{Stamp, parse_stamp};
use super::{PanelError, broken, column, csv_reader, parquet_file};
use crate::study::PanelBuilder;

/// How to read a panel.
#[derive(Debug, Clone, Default)]
pub struct PanelOptions {
    /// The column of a long file that holds the value; else the adjusted close, else the close.
    pub value_column: Option<String>,
}

/// What was read, beside the observations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PanelFile {
    /// The columns the values came from, each once.
    pub value_columns: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Fields that are no number (empty ones are missing values, not faults).
    pub bad_fields: u64,
    /// The first of them, as a sentence.
    pub first_bad: Option<String>,
    /// Whether rows carry instants rather than dates.
    pub intraday: bool,
}

pub(super) const SYMBOL: &[&str] = &["symbol", "ticker", "instrument", "security_ticker", "subject_id"];
pub(super) const DATE: &[&str] =
    &["date", "at", "ts_utc", "timestamp", "datetime", "time", "event_date", "evt_date", "when", "day"];
const VALUE: &[&str] =
    &["adj_close", "adj close", "adjusted_close", "adjclose", "close", "price", "ret", "return"];

/// Where the fields of a long file stand.
pub(super) struct Layout {
    pub(super) symbol: Option<usize>,
    pub(super) date: usize,
    pub(super) value: usize,
    pub(super) value_name: String,
}

impl Layout {
    /// The layout of a long file or of one symbol's; `None` for a wide one.
    pub(super) fn of(
        header: &[String],
        options: &PanelOptions,
        file: &str,
    ) -> Result<Option<Self>, PanelError> {
        let no_table = |reason: String| PanelError::NoTable { file: file.to_owned(), reason };
        let date = column(header, DATE).or_else(|| header.first().filter(|h| h.is_empty()).map(|_| 0));
        let date = date.ok_or_else(|| no_table("no date column".to_owned()))?;
        let symbol = column(header, SYMBOL);
        let value = match &options.value_column {
            Some(name) => {
                let found = column(header, &[name.as_str()]);
                Some(found.ok_or_else(|| no_table(format!("no column {name}")))?)
            }
            None => column(header, VALUE),
        };
        match (symbol, value) {
            (_, Some(value)) => Ok(Some(Self { symbol, date, value, value_name: header[value].clone() })),
            (None, None) if header.len() >= 2 => Ok(None),
            (_, None) => Err(no_table("no price column (adj_close, close)".to_owned())),
        }
    }
}

impl PanelFile {
    pub(super) fn note_column(&mut self, name: &str) {
        if !self.value_columns.iter().any(|known| known == name) {
            self.value_columns.push(name.to_owned());
        }
    }

    /// A number; what is none is counted, named once, and missing.
    fn number(&mut self, text: &str, file: &str, line: u64, name: &str) -> f64 {
        let text = text.trim();
        if text.is_empty() || text.eq_ignore_ascii_case("nan") || text.eq_ignore_ascii_case("na") {
            return f64::NAN;
        }
        if let Ok(number) = text.parse() {
            return number;
        }
        self.bad_fields += 1;
        if self.first_bad.is_none() {
            self.first_bad = Some(format!("{file}:{line}: column {name}: \"{text}\" is not a number"));
        }
        f64::NAN
    }
}

/// Remembers the last date: rows come by date or repeat the same few thousand.
#[derive(Default)]
struct Dates {
    text: String,
    stamp: Option<Stamp>,
}

impl Dates {
    fn read(&mut self, text: &str) -> Option<Stamp> {
        if self.stamp.is_none() || self.text != text {
            self.stamp = parse_stamp(text);
            text.clone_into(&mut self.text);
        }
        self.stamp
    }
}

/// Reads one file into the builder.
///
/// # Errors
/// A file that cannot be read or is no panel, and a date that cannot be understood.
pub fn read_panel(
    path: &Path,
    options: &PanelOptions,
    into: &mut PanelBuilder,
    found: &mut PanelFile,
) -> Result<(), PanelError> {
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet")) {
        return parquet_file::read(path, options, into, found);
    }
    let file = path.display().to_string();
    let mut reader = csv_reader(path)?;
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| broken(&file, &e))?
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').to_owned())
        .collect();
    let layout = Layout::of(&header, options, &file)?;
    let own = stem(path);
    let (mut record, mut dates) = (csv::StringRecord::new(), Dates::default());
    let date_at = layout.as_ref().map_or_else(|| column(&header, DATE).unwrap_or(0), |l| l.date);
    while reader.read_record(&mut record).map_err(|e| broken(&file, &e))? {
        let line = record.position().map_or(0, csv::Position::line);
        let field = record.get(date_at).unwrap_or_default();
        let stamp = dates.read(field).ok_or_else(|| PanelError::Field {
            file: file.clone(),
            line,
            column: header[date_at].clone(),
            value: field.to_owned(),
            wanted: "a date",
        })?;
        found.intraday |= stamp.has_time();
        found.rows += 1;
        if let Some(layout) = &layout {
            let symbol = layout.symbol.map_or(own.as_str(), |at| record.get(at).unwrap_or_default());
            let value = record.get(layout.value).unwrap_or_default();
            let value = found.number(value, &file, line, &layout.value_name);
            into.push(symbol.trim(), stamp.number(), value);
        } else {
            for (at, name) in header.iter().enumerate().filter(|(at, _)| *at != date_at) {
                let value = found.number(record.get(at).unwrap_or_default(), &file, line, name);
                into.push(name, stamp.number(), value);
            }
        }
    }
    found.note_column(layout.as_ref().map_or("one per symbol", |layout| &layout.value_name));
    Ok(())
}

/// The symbol that a file's name gives: `AAPL.csv.gz` → `AAPL`.
pub(super) fn stem(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let known = [".gz", ".csv", ".parquet", ".txt"];
    known.iter().fold(name, |name, end| name.strip_suffix(end).map_or(name.clone(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{ReturnKind, ValueKind};

    fn read(name: &str, content: &str) -> Result<(PanelBuilder, PanelFile), PanelError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        let (mut builder, mut found) = (PanelBuilder::default(), PanelFile::default());
        read_panel(&path, &PanelOptions::default(), &mut builder, &mut found)?;
        Ok((builder, found))
    }

    #[test]
    fn long_wide_and_single_files_give_the_same_panel() {
        let long = "ticker,date,close,adj_close\nA,2024-01-02,1,2\nA,2024-01-03,1,3\n";
        let wide = "date,A\n2024-01-02,2\n2024-01-03,3\n";
        let single = "Date,Close\n1/2/2024,2\n1/3/2024,3\n";
        for (name, content) in [("x.csv", long), ("y.csv", wide), ("A.csv", single)] {
            let (builder, found) = read(name, content).unwrap();
            let (panel, _, _) = builder.finish(ReturnKind::Simple, ValueKind::Prices, None).unwrap();
            assert_eq!(panel.series[0].symbol, "A");
            assert!((panel.series[0].returns[1] - 0.5).abs() < 1e-15, "{name}");
            assert_eq!(found.rows, 2);
        }
    }

    #[test]
    fn a_bad_number_is_named_and_a_bad_date_refused() {
        let (_, found) = read("x.csv", "symbol,date,close\nA,2024-01-02,\"12,x\"\n").unwrap();
        assert_eq!(found.bad_fields, 1);
        assert!(found.first_bad.unwrap().ends_with("x.csv:2: column close: \"12,x\" is not a number"));
        let refusal = read("x.csv", "symbol,date,close\nA,yesterday,1\n").unwrap_err().to_string();
        assert!(refusal.ends_with("x.csv:2: column date: \"yesterday\" is not a date"), "{refusal}");
    }
}
