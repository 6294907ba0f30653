//! Factor files: a date column, factor columns, perhaps a risk-free rate; plain, or as Kenneth French
//! publishes them.
//!
//! The published form has some lines of prose, a header whose first field is empty
//! (`,Mkt-RF,SMB,HML,RF`), rows that begin with `YYYYMMDD` or `YYYYMM`, and further sections (annual
//! ones) and a copyright below, each after an empty line. The first section is read; its numbers are
//! per cent. In either form -99.99 and -999 are missing values.

use std::collections::BTreeMap;
use std::io::Cursor;

use chrono::{DateTime, Datelike, NaiveDate};

use super::cell::{Cell, Record};
use super::columns::{Header, Role, StampColumns};
use super::error::{Purpose, Rejected, TableError, Wrong};
use super::form::{DateOrder, Decimal, SECONDS_PER_DAY};
use super::input::TableInput;
use super::numbers::{self, Figure, Shapes};
use super::open::{self};
use super::stamp::{Stamp, StampColumn};

/// What the caller says about a table of factors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactorOptions {
    /// The factors' columns, in the order wanted; else all but the date and `RF`.
    pub columns: Vec<String>,
    /// How to read dates such as 1/2/2025.
    pub dates: Option<DateOrder>,
    /// The sign before the decimals.
    pub decimal: Option<Decimal>,
}

/// The factors by date.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FactorTable {
    /// The factor columns' names.
    pub names: Vec<String>,
    /// For each date the factors, as the file has them; `None` where one is missing. A month is its first
    /// day.
    pub rows: BTreeMap<i64, Vec<Option<f64>>>,
    /// The risk-free return by date, where it is not missing, if the file has a column `RF` (any case).
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

/// Reads a table of factors. `file` is its name, for messages.
///
/// ```
/// use std::io::Cursor;
/// use newstape::table::factors::{self, FactorOptions};
///
/// // As Kenneth French publishes them: prose, a header without a name for the date, per cent.
/// let file = "This file was created from prices.\n\n,Mkt-RF,SMB,RF\n20250129,-0.46,0.35,0.017\n20250130,0.62,-99.99,0.017\n";
/// let table = factors::read(Cursor::new(file), "daily.csv", &FactorOptions::default())?;
/// assert_eq!(table.names, ["Mkt-RF", "SMB"]);
/// assert!(table.in_percent);
/// // 29 January 2025 in seconds since 1970.
/// assert_eq!(table.rows[&1_738_108_800], [Some(-0.46), Some(0.35)]);
/// // On the next day -99.99 says that there is no value.
/// assert_eq!(table.rows[&1_738_195_200], [Some(0.62), None]);
/// # Ok::<(), newstape::table::TableError>(())
/// ```
///
/// # Errors
/// [`TableError`] where it is none, a column is missing, or a date or a number is none.
pub fn read(
    mut input: impl TableInput,
    file: &str,
    options: &FactorOptions,
) -> Result<FactorTable, TableError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|e| TableError::unreadable(file, &e))?;
    if open::is_parquet(&bytes) {
        return plain(Cursor::new(bytes), file, options);
    }
    let text = open::whole(Cursor::new(bytes), file, Purpose::Factors)?;
    match published_header(&text) {
        Some(skipped) => published(file, &text, skipped, options),
        None => plain(Cursor::new(text.into_bytes()), file, options),
    }
}

/// The positions of the fields.
struct Columns {
    names: Vec<String>,
    picked: Vec<usize>,
    risk_free: Option<usize>,
}

impl Columns {
    fn new(file: &str, header: &Header, date: usize, wanted: &[String]) -> Result<Self, TableError> {
        let risk_free = header.find(Role::RiskFree);
        let picked = if wanted.is_empty() {
            let is_factor =
                |(at, name): &(usize, &str)| *at != date && Some(*at) != risk_free && !name.is_empty();
            header.names().filter(is_factor).map(|(at, _)| at).collect()
        } else {
            let missing = |name: &str| header.missing(file, Purpose::Factors, name);
            let find = |name: &String| header.meant(name).ok_or_else(|| missing(name));
            wanted.iter().map(find).collect::<Result<_, _>>()?
        };
        Ok(Self { names: header.names().map(|(_, name)| name.to_owned()).collect(), picked, risk_free })
    }

    fn table(&self, in_percent: bool) -> FactorTable {
        FactorTable {
            names: self.picked.iter().map(|at| self.names[*at].clone()).collect(),
            risk_free: self.risk_free.map(|_| BTreeMap::new()),
            in_percent,
            ..FactorTable::default()
        }
    }

    fn wrong(&self, file: &str, line: u64, at: usize, reason: Wrong) -> TableError {
        let field = self.names.get(at).cloned().unwrap_or_default();
        TableError::Field { file: file.to_owned(), row: Rejected { line, field, reason } }
    }

    /// The columns of figures: the factors and the risk-free rate.
    fn figures(&self) -> impl Iterator<Item = usize> {
        self.picked.iter().copied().chain(self.risk_free)
    }

    /// Adds one row, whose values are in the order of [`Columns::figures`].
    fn add(&self, table: &mut FactorTable, at: i64, mut values: Vec<Option<f64>>) {
        if let (Some(_), Some(column)) = (self.risk_free, table.risk_free.as_mut()) {
            column.extend(values.pop().flatten().map(|value| (at, value)));
        }
        table.rows.insert(at, values);
    }
}

/// A number as a file of factors has it, unless it is the code of a missing one.
fn known(value: f64) -> Option<f64> {
    const MISSING: [f64; 2] = [-99.99, -999.0];
    (!MISSING.iter().any(|code| (value - code).abs() < 1e-9)).then_some(value)
}

/// A row whose date and figures wait for what their columns say.
type RawFactors = (u64, i64, Vec<Option<Figure>>);

fn plain(input: impl TableInput, file: &str, options: &FactorOptions) -> Result<FactorTable, TableError> {
    let mut input = open::open(input, file, Purpose::Factors)?;
    let unnamed = input.header.name(0).is_empty().then(StampColumns::default);
    let stamp = StampColumns::find(&input.header).or(unnamed);
    let stamp = stamp.ok_or_else(|| input.header.missing(file, Purpose::Factors, "date"))?;
    let columns = Columns::new(file, &input.header, stamp.at, &options.columns)?;
    let mut stamps = StampColumn::new(stamp, &input.header, options.dates);
    let mut shapes = vec![Shapes::default(); columns.figures().count()];
    let (mut raw, mut record) = (Vec::<RawFactors>::new(), Record::Typed(Vec::new()));
    while let Some((line, sound)) = input.next(&mut record, file)? {
        sound.map_err(|reason| columns.wrong(file, line, usize::MAX, reason))?;
        let label = stamps.take(|at| record.cell(at), line);
        let label = label.map_err(|reason| columns.wrong(file, line, stamp.at, reason))?;
        let figures = columns
            .figures()
            .map(|at| numbers::figure(record.cell(at), options.decimal).map_err(|reason| (at, reason)));
        let figures: Vec<Option<Figure>> = figures
            .collect::<Result<_, _>>()
            .map_err(|(at, reason)| columns.wrong(file, line, at, reason))?;
        for (shapes, figure) in shapes.iter_mut().zip(&figures) {
            if let Some(figure) = figure {
                shapes.note(figure.shape, line);
            }
        }
        raw.push((line, label.at, figures));
    }
    let settled = stamps.settle(file)?;
    let mut all = Shapes::default();
    for column in &shapes {
        all.add(column);
    }
    let signs = columns.figures().zip(&shapes).map(|(at, shapes)| {
        let sign = shapes.settle(&all, input.delimiter);
        let ambiguous =
            || TableError::AmbiguousNumbers { file: file.to_owned(), column: columns.names[at].clone() };
        sign.map(|sign| (at, sign)).ok_or_else(ambiguous)
    });
    let signs = signs.collect::<Result<Vec<_>, _>>()?;
    let mut table = columns.table(false);
    for (line, label, figures) in raw {
        let at = settled.at(label).ok_or_else(|| columns.wrong(file, line, stamp.at, Wrong::NoSuchDay))?;
        let at = if settled.form == super::form::Form::Day { at * SECONDS_PER_DAY } else { at };
        let values = figures.iter().zip(&signs).map(|(figure, (column, sign))| {
            let Some(figure) = figure else { return Ok(None) };
            let reason = || Wrong::UnlikeColumn { value: figure.value, sign: *sign };
            figure.with(*sign).map(known).ok_or_else(|| columns.wrong(file, line, *column, reason()))
        });
        columns.add(&mut table, at, values.collect::<Result<_, _>>()?);
    }
    Ok(table)
}

/// The number of lines above the header of a published file; `None` if it is not one.
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

fn published(
    file: &str,
    text: &str,
    skipped: usize,
    options: &FactorOptions,
) -> Result<FactorTable, TableError> {
    let mut lines = (1..).zip(text.lines()).skip(skipped);
    let header = lines.next().map_or("", |(_, line)| line).trim_end_matches([',', ' ', '\r']);
    let names = header.split(',').enumerate().map(|(at, name)| if at == 0 { "date" } else { name });
    let columns = Columns::new(file, &Header::new(names.map(str::to_owned)), 0, &options.columns)?;
    let mut table = columns.table(true);
    for (line, row) in lines.take_while(|(_, row)| !row.trim().is_empty()) {
        let fields: Vec<&str> = row.split(',').map(str::trim).collect();
        let wrong = || columns.wrong(file, line, 0, Wrong::NotAPeriod(fields[0].to_owned()));
        let (day, monthly) = match period(fields[0]).ok_or_else(wrong)? {
            Period::Day(day) => (day, false),
            Period::Month(day) => (day, true),
            Period::Year => return Err(wrong()),
        };
        if !table.rows.is_empty() && table.monthly != monthly {
            return Err(wrong());
        }
        table.monthly = monthly;
        let number = |at: usize| {
            let cell = Cell::Text(fields.get(at).unwrap_or(&"").as_bytes());
            let figure = numbers::figure(cell, Some(Decimal::Point));
            let value = figure.map(|figure| figure.and_then(|figure| known(figure.value)));
            value.map_err(|reason| columns.wrong(file, line, at, reason))
        };
        if let Some(absent) = (0..columns.names.len()).find(|at| *at >= fields.len()) {
            return Err(columns.wrong(file, line, absent, Wrong::Empty));
        }
        let values = columns.figures().map(number).collect::<Result<_, _>>()?;
        columns.add(&mut table, Stamp::Date(day).number(), values);
    }
    if table.rows.is_empty() {
        return Err(TableError::NoRows(file.to_owned()));
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
        let columns = columns.iter().map(|&c| c.to_owned()).collect();
        let options = FactorOptions { columns, ..FactorOptions::default() };
        super::read(Cursor::new(text.as_bytes().to_vec()), "f.csv", &options).map_err(|e| {
            let text = e.to_string();
            text.split_once("f.csv").map_or(text.clone(), |(_, rest)| rest.to_owned())
        })
    }

    fn at(date: &str) -> i64 {
        Stamp::Date(date.parse().unwrap()).number()
    }

    #[test]
    fn daily_factors_are_read_as_published() {
        let five = read(FIVE, &[]).unwrap();
        assert_eq!(five.names, ["Mkt-RF", "SMB", "HML", "RMW", "CMA"]);
        assert!(five.in_percent && !five.monthly);
        assert_eq!(five.rows.len(), 2, "nothing of the tail");
        assert_eq!(five.rows[&at("2024-01-02")], [-0.70, -1.15, 1.10, 0.72, 0.50].map(Some));
        assert_eq!(five.rows[&at("2024-01-03")][3], None, "-99.99 is no return");
        assert!((five.risk_free.unwrap()[&at("2024-01-03")] - 0.022).abs() < 1e-15);
        let three = read(FIVE, &["hml", "SMB"]).unwrap();
        assert_eq!(three.rows[&at("2024-01-02")], [Some(1.10), Some(-1.15)], "picked and ordered");
        let europe = FIVE.replace("CRSP", "Bloomberg").replace(",RMW,CMA,RF", ",RMW,CMA,RF,");
        assert_eq!(read(&europe, &[]).unwrap().names.len(), 5);
        let momentum = read(MOMENTUM, &[]).unwrap();
        assert_eq!((momentum.names, momentum.risk_free), (vec!["WML".to_owned()], None));
        assert_eq!(momentum.rows[&at("1990-11-01")], [None]);
        assert_eq!(momentum.rows[&at("1990-11-02")], [Some(0.37)]);
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
            ("    2.64", "    2,64x", ":5: column `SMB`: \"64x\" is not a number"),
            ("192608", "1926-08", ":5: column `date`: \"1926-08\" is not a date YYYYMMDD or YYYYMM"),
            ("192608", "192613", ":5: column `date`: \"192613\" is not a date YYYYMMDD or YYYYMM"),
            ("192608", "19260831", ":5: column `date`: \"19260831\" is not a date YYYYMMDD or YYYYMM"),
            ("    3.82,    0.25", "    3.82", ":5: column `RF`: it is empty"),
        ] {
            assert_eq!(read(&MONTHLY.replacen(from, to, 1), &[]).unwrap_err(), said, "{to}");
        }
        let years = ",Mkt-RF\n1927,29.47\n";
        assert!(read(years, &[]).unwrap_err().contains(":2: column `date`: \"1927\" is not a date"));
        assert_eq!(read(",Mkt-RF\n\n", &[]).unwrap_err(), ": there is a header but not one row");
        let missing = read(MONTHLY, &["MOM"]).unwrap_err();
        assert!(
            missing.starts_with(": there is no column `MOM`; the columns are `date`, `Mkt-RF`"),
            "{missing}"
        );
        assert_eq!(
            read("PK\x03\x04zip", &[]).unwrap_err(),
            ": this is not a table of factors: a zip archive; unpack it first"
        );
        assert!(read("<html>no</html>\n", &[]).unwrap_err().ends_with("it is HTML or XML"));
        let plain = "date,mkt,rf\n2024-01-02,0.01,0.0001\n2024-01-03,much,0.0001\n";
        assert_eq!(read(plain, &[]).unwrap_err(), ":3: column `mkt`: \"much\" is not a number");
    }

    #[test]
    fn a_plain_file_says_its_own_unit() {
        let plain = read("date,mkt,rf\n2024-01-02,0.01,0.0001\n2024-01-03,,0.0001\n", &[]).unwrap();
        assert!(!plain.in_percent && plain.rows[&at("2024-01-03")][0].is_none());
    }
}
