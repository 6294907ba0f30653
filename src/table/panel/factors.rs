//! Factor files: a date column, factor columns, perhaps a risk-free rate; plain, or as Kenneth French
//! publishes them.
//!
//! The published form has some lines of prose, a header whose first field is empty
//! (`,Mkt-RF,SMB,HML,RF`), rows that begin with `YYYYMMDD` or `YYYYMM`, and further sections (annual
//! ones) and a copyright below, each after an empty line. The first section is read; its numbers are
//! per cent. In either form -99.99 and -999 are missing values.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use chrono::{DateTime, Datelike, NaiveDate};

use super::table::DATE;
use super::when::{Stamp, parse_stamp};
use super::{PanelError, broken, column, open};

/// The factors by date.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FactorTable {
    /// The factor columns' names.
    pub names: Vec<String>,
    /// For each date the factors, as the file has them; NaN where one is missing. A month is its first
    /// day.
    pub rows: BTreeMap<i64, Vec<f64>>,
    /// The risk-free return by date, if the file has a column `RF` (any case).
    pub risk_free: Option<BTreeMap<i64, f64>>,
    /// Whether the file's form says that its numbers are per cent.
    pub in_percent: bool,
    /// Whether a row is a month.
    pub monthly: bool,
}

impl FactorTable {
    /// The row that belongs to a place of the panel's calendar.
    #[must_use]
    pub fn key(&self, at: i64) -> i64 {
        let day = if self.monthly { DateTime::from_timestamp(at, 0) } else { None };
        let first = day.and_then(|day| day.date_naive().with_day(1));
        first.map_or(at, |first| Stamp::Date(first).number())
    }

    /// Whether two places of the calendar would get the same row: daily prices and monthly factors.
    #[must_use]
    pub fn is_coarser_than(&self, calendar: &[i64]) -> bool {
        self.monthly && calendar.windows(2).any(|pair| self.key(pair[0]) == self.key(pair[1]))
    }
}

/// Reads a factor file. `columns` picks and orders the factors; else all but the date and `RF`.
///
/// # Errors
/// A file that cannot be read or is no factor file, a missing column, a date or a number that is none.
pub fn read_factors(path: &Path, columns: &[String]) -> Result<FactorTable, PanelError> {
    let file = path.display().to_string();
    let mut bytes = Vec::new();
    open(path)?
        .read_to_end(&mut bytes)
        .map_err(|source| PanelError::Unreadable { file: file.clone(), source })?;
    let no_table = |reason: &str| PanelError::NoTable { file: file.clone(), reason: reason.to_owned() };
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(no_table("a zip archive; unpack it first"));
    }
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    match published_header(text) {
        Some(skipped) => published(&file, text, skipped, columns),
        None => plain(&file, text, columns),
    }
}

/// Where the fields stand.
struct Columns {
    names: Vec<String>,
    picked: Vec<usize>,
    risk_free: Option<usize>,
}

impl Columns {
    fn new(file: &str, names: Vec<String>, date: usize, wanted: &[String]) -> Result<Self, PanelError> {
        let risk_free = column(&names, &["rf", "risk_free", "risk-free"]);
        let picked = if wanted.is_empty() {
            (0..names.len()).filter(|at| *at != date && Some(*at) != risk_free).collect()
        } else {
            let missing = |name: &str| PanelError::NoTable {
                file: file.to_owned(),
                reason: format!("no column {name}"),
            };
            let find = |name: &String| column(&names, &[name.as_str()]).ok_or_else(|| missing(name));
            wanted.iter().map(find).collect::<Result<_, _>>()?
        };
        Ok(Self { names, picked, risk_free })
    }

    fn table(&self, in_percent: bool, monthly: bool) -> FactorTable {
        FactorTable {
            names: self.picked.iter().map(|at| self.names[*at].clone()).collect(),
            risk_free: self.risk_free.map(|_| BTreeMap::new()),
            in_percent,
            monthly,
            ..FactorTable::default()
        }
    }

    fn field(&self, file: &str, line: u64, at: usize, value: &str, wanted: &'static str) -> PanelError {
        let column = self.names.get(at).cloned().unwrap_or_default();
        PanelError::Field { file: file.to_owned(), line, column, value: value.to_owned(), wanted }
    }

    /// Adds one row.
    fn add<'r>(
        &self,
        table: &mut FactorTable,
        file: &str,
        (line, day): (u64, i64),
        get: impl Fn(usize) -> Option<&'r str>,
    ) -> Result<(), PanelError> {
        let number = |at: usize| {
            let text = get(at).unwrap_or_default().trim();
            number(text).ok_or_else(|| self.field(file, line, at, text, "a number"))
        };
        let row = self.picked.iter().map(|at| number(*at)).collect::<Result<_, _>>()?;
        table.rows.insert(day, row);
        if let (Some(at), Some(column)) = (self.risk_free, table.risk_free.as_mut()) {
            column.insert(day, number(at)?);
        }
        Ok(())
    }
}

/// A number, NaN for a missing one; `None` for what is neither.
fn number(text: &str) -> Option<f64> {
    const MISSING: [f64; 2] = [-99.99, -999.0];
    if text.is_empty() || ["nan", "na", "."].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Some(f64::NAN);
    }
    let value: f64 = text.parse().ok()?;
    let is_missing = MISSING.iter().any(|code| (value - code).abs() < 1e-9);
    Some(if is_missing { f64::NAN } else { value })
}

fn plain(file: &str, text: &str, wanted: &[String]) -> Result<FactorTable, PanelError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(text.as_bytes());
    let header: Vec<String> =
        reader.headers().map_err(|e| broken(file, &e))?.iter().map(str::to_owned).collect();
    let date = column(&header, DATE).ok_or_else(|| PanelError::NoTable {
        file: file.to_owned(),
        reason: "no date column, and no line of names as Kenneth French's files have it".to_owned(),
    })?;
    let columns = Columns::new(file, header, date, wanted)?;
    let mut table = columns.table(false, false);
    for record in reader.records() {
        let record = record.map_err(|e| broken(file, &e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = record.get(date).unwrap_or_default();
        let day = parse_stamp(field).ok_or_else(|| columns.field(file, line, date, field, "a date"))?;
        columns.add(&mut table, file, (line, day.number()), |at| record.get(at))?;
    }
    Ok(table)
}

/// How many lines stand above the header of a published file; `None` where there is none.
fn published_header(text: &str) -> Option<usize> {
    let is_header = |line: &str| {
        let mut fields = line.split(',').map(str::trim);
        fields.next() == Some("")
            && fields.next().is_some_and(|name| name.parse::<f64>().is_err() && !name.is_empty())
    };
    text.lines().position(is_header)
}

/// What the first field of a published row says: a day, a month, or a year.
enum Period {
    Day(NaiveDate),
    Month(NaiveDate),
    Year,
}

fn period(text: &str) -> Option<Period> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let date = |text: &str| NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    match text.len() {
        8 if digits => date(text).map(Period::Day),
        6 if digits => date(&format!("{text}01")).map(Period::Month),
        4 if digits => Some(Period::Year),
        _ => None,
    }
}

fn published(file: &str, text: &str, skipped: usize, wanted: &[String]) -> Result<FactorTable, PanelError> {
    let mut lines = (1..).zip(text.lines()).skip(skipped);
    let header = lines.next().map_or("", |(_, line)| line);
    let mut names: Vec<String> = header.split(',').map(|name| name.trim().to_owned()).collect();
    "date".clone_into(&mut names[0]);
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    let columns = Columns::new(file, names, 0, wanted)?;
    let mut table = columns.table(true, false);
    for (line, row) in lines.take_while(|(_, row)| !row.trim().is_empty()) {
        let fields: Vec<&str> = row.split(',').map(str::trim).collect();
        let wrong = || columns.field(file, line, 0, fields[0], "a date YYYYMMDD or YYYYMM");
        let (day, monthly) = match period(fields[0]).ok_or_else(wrong)? {
            Period::Day(day) => (day, false),
            Period::Month(day) => (day, true),
            Period::Year => return Err(wrong()),
        };
        if !table.rows.is_empty() && table.monthly != monthly {
            return Err(wrong());
        }
        table.monthly = monthly;
        if let Some(absent) = (0..columns.names.len()).find(|at| *at >= fields.len()) {
            return Err(columns.field(file, line, absent, "", "a number"));
        }
        let at = Stamp::Date(day).number();
        columns.add(&mut table, file, (line, at), |at| fields.get(at).copied())?;
    }
    if table.rows.is_empty() {
        let reason = "no rows follow the line of names".to_owned();
        return Err(PanelError::NoTable { file: file.to_owned(), reason });
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Daily five factors of the United States, as published: values of our own.
    const FIVE: &str = "This file was created using the 202607 CRSP database.\r\n\
        The Tbill return is the simple daily rate, that over the days compounds to the month.\r\n\r\n\
        ,Mkt-RF,SMB,HML,RMW,CMA,RF\r\n\
        20240102,   -0.70,   -1.15,    1.10,    0.72,    0.50,   0.022\r\n\
        20240103,   -1.14,   -1.32,    0.08,  -99.99,    0.31,   0.022\r\n\r\n\
        Copyright 2026 Eugene F. Fama and Kenneth R. French\r\n";

    /// Monthly three factors with their annual section.
    const MONTHLY: &str = "This file was created by CMPT_ME_BEME_RETS using the 202607 CRSP database.\n\n\
        ,Mkt-RF,SMB,HML,RF\n192607,    2.96,   -2.56,   -2.43,    0.22\n\
        192608,    2.64,   -1.17,    3.82,    0.25\n\n Annual Factors: January-December \n\
        ,Mkt-RF,SMB,HML,RF\n  1927,   29.47,   -2.04,   -4.54,    3.12\n\n\
        Copyright 2026 Eugene F. Fama and Kenneth R. French\n";

    /// Europe's momentum, with the words above that say how gaps are written.
    const MOMENTUM: &str = "This file was created using the 202607 Bloomberg database.\n\
        Missing data are indicated by -99.99.\n\n,WML\n19901101,  -99.99\n19901102,    0.37\n";

    fn read(text: &str, columns: &[&str]) -> Result<FactorTable, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.csv");
        std::fs::write(&path, text).unwrap();
        let columns: Vec<String> = columns.iter().map(|&c| c.to_owned()).collect();
        read_factors(&path, &columns).map_err(|e| {
            let text = e.to_string();
            text.split_once("f.csv").map_or(text.clone(), |(_, rest)| rest.to_owned())
        })
    }

    fn at(date: &str) -> i64 {
        parse_stamp(date).unwrap().number()
    }

    #[test]
    fn daily_factors_are_read_as_published() {
        let five = read(FIVE, &[]).unwrap();
        assert_eq!(five.names, ["Mkt-RF", "SMB", "HML", "RMW", "CMA"]);
        assert!(five.in_percent && !five.monthly);
        assert_eq!(five.rows.len(), 2, "nothing of the tail");
        assert_eq!(five.rows[&at("2024-01-02")], [-0.70, -1.15, 1.10, 0.72, 0.50]);
        assert!(five.rows[&at("2024-01-03")][3].is_nan(), "-99.99 is no return");
        assert!((five.risk_free.unwrap()[&at("2024-01-03")] - 0.022).abs() < 1e-15);
        let three = read(FIVE, &["hml", "SMB"]).unwrap();
        assert_eq!(three.rows[&at("2024-01-02")], [1.10, -1.15], "picked and ordered");
        let europe = FIVE.replace("CRSP", "Bloomberg").replace(",RMW,CMA,RF", ",RMW,CMA,RF,");
        assert_eq!(read(&europe, &[]).unwrap().names.len(), 5);
        let momentum = read(MOMENTUM, &[]).unwrap();
        assert_eq!((momentum.names, momentum.risk_free), (vec!["WML".to_owned()], None));
        assert!(momentum.rows[&at("1990-11-01")][0].is_nan());
        assert!((momentum.rows[&at("1990-11-02")][0] - 0.37).abs() < 1e-15);
    }

    #[test]
    fn months_come_without_the_years_below() {
        let months = read(MONTHLY, &[]).unwrap();
        assert!(months.monthly && months.in_percent);
        assert_eq!(months.rows.keys().copied().collect::<Vec<_>>(), [at("1926-07-01"), at("1926-08-01")]);
        assert_eq!(months.key(at("1926-08-31")), at("1926-08-01"));
        assert!(months.is_coarser_than(&[at("1926-07-30"), at("1926-07-31")]));
        assert!(!months.is_coarser_than(&[at("1926-07-31"), at("1926-08-31")]));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_field() {
        for (from, to, said) in [
            ("    2.64", "    2,64x", ":5: column SMB: \"64x\" is not a number"),
            ("192608", "1926-08", ":5: column date: \"1926-08\" is not a date YYYYMMDD or YYYYMM"),
            ("192608", "192613", ":5: column date: \"192613\" is not a date YYYYMMDD or YYYYMM"),
            ("192608", "19260831", ":5: column date: \"19260831\" is not a date YYYYMMDD or YYYYMM"),
            ("    3.82,    0.25", "    3.82", ":5: column RF: \"\" is not a number"),
        ] {
            assert_eq!(read(&MONTHLY.replacen(from, to, 1), &[]).unwrap_err(), said, "{to}");
        }
        let years = ",Mkt-RF\n1927,29.47\n";
        assert!(read(years, &[]).unwrap_err().contains(":2: column date: \"1927\" is not a date"));
        assert_eq!(read(",Mkt-RF\n\n", &[]).unwrap_err(), ": no rows follow the line of names");
        assert_eq!(read(MONTHLY, &["MOM"]).unwrap_err(), ": no column MOM");
        assert_eq!(read("PK\x03\x04zip", &[]).unwrap_err(), ": a zip archive; unpack it first");
        assert!(read("<html>no</html>\n", &[]).unwrap_err().starts_with(": no date column"));
        let plain = "date,mkt,rf\n2024-01-02,0.01,0.0001\n2024-01-03,much,0.0001\n";
        assert_eq!(read(plain, &[]).unwrap_err(), ":3: column mkt: \"much\" is not a number");
    }

    #[test]
    fn a_plain_file_says_its_own_unit() {
        let plain = read("date,mkt,rf\n2024-01-02,0.01,0.0001\n2024-01-03,,0.0001\n", &[]).unwrap();
        assert!(!plain.in_percent && plain.rows[&at("2024-01-03")][0].is_nan());
    }
}
