//! What was understood of a file of prices, as JSON and as text.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::format::{adjustment_state, number_of};
use crate::instrument::InstrumentId;
use crate::market::{Adjustment, Interval};
use crate::table::prices::Understood;
use crate::table::{DateOrder, Decimal, Format};

/// How many series of a file are printed as text; JSON has all.
const PRINTED: usize = 10;

/// What was understood of a file of prices, before it is stored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnderstoodRecord {
    /// The file.
    pub file: String,
    /// `text`, `json_lines`, `json`, `workbook` or `parquet`.
    pub format: &'static str,
    /// The sign that parts the fields of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Lines above the data, the header included; none where columns are known by their place.
    pub above: usize,
    /// There is no header.
    pub by_place: bool,
    /// What each column in use holds, and what it is called.
    pub columns: Vec<ColumnRecord>,
    /// The columns that are not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
    /// `point` or `comma`; absent where no price has decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<&'static str>,
    /// How dates or times are written.
    pub stamps: String,
    /// `mdy` or `dmy`, where day and month had to be told apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<&'static str>,
    /// Rows with a date and no price.
    pub empty: usize,
    /// Lines of text among the rows.
    pub notes: usize,
    /// What there is of each symbol.
    pub series: Vec<UnderstoodSeries>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnRecord {
    /// `date`, `close`, ….
    pub holds: &'static str,
    /// The column.
    pub column: String,
}

/// The bars of one symbol.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnderstoodSeries {
    /// Symbol and venue.
    #[serde(flatten)]
    pub instrument: InstrumentId,
    /// The span of the bars.
    pub interval: Interval,
    /// The state of the prices.
    pub adjustment: Adjustment,
    /// How many bars.
    pub bars: usize,
    /// Splits and dividends.
    pub actions: usize,
    /// The first bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<CloseRecord>,
    /// The last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<CloseRecord>,
}

/// A bar by its label and close.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CloseRecord {
    /// The session of a daily bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The start of a shorter one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// Its close.
    pub close: f64,
}

/// `2025-01-27 (434.56)`.
impl std::fmt::Display for CloseRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.date, self.at) {
            (Some(date), _) => write!(f, "{date}")?,
            (None, Some(at)) => write!(f, "{}", at.format("%Y-%m-%d %H:%M UTC"))?,
            (None, None) => {}
        }
        write!(f, " ({})", self.close)
    }
}

impl UnderstoodRecord {
    /// What was understood of `file`, and of each of its symbols.
    #[must_use]
    pub fn new(file: &str, understood: &Understood, series: Vec<UnderstoodSeries>) -> Self {
        let Understood { format, above, by_place, columns, unread, decimal, stamps, dates, empty, notes } =
            understood;
        let column =
            |(holds, column): &(&'static str, String)| ColumnRecord { holds, column: column.clone() };
        Self {
            file: file.to_owned(),
            format: match format {
                Format::Text(_) => "text",
                Format::JsonLines => "json_lines",
                Format::Json => "json",
                Format::Workbook => "workbook",
                Format::Parquet => "parquet",
            },
            delimiter: match format {
                Format::Text(sign) => Some(*sign),
                Format::JsonLines | Format::Json | Format::Workbook | Format::Parquet => None,
            },
            above: *above,
            by_place: *by_place,
            columns: columns.iter().map(column).collect(),
            unread: unread.clone(),
            decimal: decimal.map(|sign| match sign {
                Decimal::Point => "point",
                Decimal::Comma => "comma",
            }),
            stamps: stamps.to_string(),
            dates: dates.map(|order| match order {
                DateOrder::MonthFirst => "mdy",
                DateOrder::DayFirst => "dmy",
            }),
            empty: *empty,
            notes: *notes,
            series,
        }
    }

    /// The same in a few lines.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let columns = self.columns.iter().map(|ColumnRecord { holds, column }| match column.as_str() {
            column if column == *holds => column.to_owned(),
            column => format!("{holds} = `{column}`"),
        });
        let columns: Vec<String> = columns.collect();
        let mut lines = vec![
            format!("{}: {}", self.file, self.layout()),
            format!("  {}", columns.join(", ")),
            format!("  {}", self.writing()),
        ];
        if !self.unread.is_empty() {
            lines.push(format!("  not read: {}", self.unread.join(", ")));
        }
        lines.extend(self.series.iter().take(PRINTED).map(UnderstoodSeries::line));
        if self.series.len() > PRINTED {
            lines.push(format!("  … and {} more series", self.series.len() - PRINTED));
        }
        lines
    }

    /// `text with ; between the fields, header in line 3`.
    fn layout(&self) -> String {
        let format = match (self.format, self.delimiter) {
            (_, Some('\t')) => "text with tabs between the fields".to_owned(),
            (_, Some(sign)) => format!("text with `{sign}` between the fields"),
            ("json_lines", _) => "JSON lines".to_owned(),
            ("json", _) => "JSON".to_owned(),
            ("workbook", _) => "a workbook".to_owned(),
            (other, _) => other.to_owned(),
        };
        match self.above {
            _ if self.by_place => format!("{format}, no header: the columns are known by their place"),
            0 | 1 => format,
            above => format!("{format}, {} above the data", number_of(above, "line")),
        }
    }

    /// How dates and figures are written.
    fn writing(&self) -> String {
        let order = self.dates.map(|order| if order == "mdy" { ", month first" } else { ", day first" });
        let mut parts = vec![format!("{}{}", self.stamps, order.unwrap_or_default())];
        parts.extend(self.decimal.map(|sign| format!("decimal {sign}")));
        if self.empty > 0 {
            parts.push(format!("{} without prices", number_of(self.empty, "day")));
        }
        if self.notes > 0 {
            parts.push(format!("{} of text left out", number_of(self.notes, "line")));
        }
        parts.join("; ")
    }
}

impl UnderstoodSeries {
    /// `  MSFT:XNAS 1d: 3 bars from 2025-01-27 (434.56) to 2025-01-29 (442.33), as traded, 1 split or dividend`.
    fn line(&self) -> String {
        let Self { instrument, interval, adjustment, bars, actions, first, last } = self;
        let mut line = format!("  {instrument} {interval}: {}", number_of(*bars, "bar"));
        if let (Some(first), Some(last)) = (first, last) {
            line =
                if bars > &1 { format!("{line} from {first} to {last}") } else { format!("{line}, {first}") };
        }
        line = format!("{line}, {}", adjustment_state(*adjustment));
        match actions {
            0 => line,
            1 => line + ", 1 split or dividend",
            n => format!("{line}, {n} splits and dividends"),
        }
    }
}
