//! Imports, coverage and suspicious bars, as JSON and as text.

use chrono::{DateTime, NaiveDate, Utc};
use comfy_table::Table;
use serde::Serialize;

use super::format::{adjustment_state, number_of};
use super::text::{self, Width};
use super::understood::UnderstoodRecord;
use crate::fault::{Remedy, Words};
use crate::instrument::InstrumentId;
use crate::market::coverage::Gap;
use crate::market::quality::Flag;
use crate::market::{Adjustment, Interval};

/// The most entries of a list that are printed as text; JSON has all.
const PRINTED: usize = 20;

/// The result of an import.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct ImportRecord {
    /// Rows in the files, rejected ones included.
    pub rows: usize,
    /// Bars that are new.
    pub inserted: usize,
    /// Bars whose values changed.
    pub replaced: usize,
    /// Bars that were already stored with the same values.
    pub unchanged: usize,
    /// Splits and dividends imported.
    pub actions: usize,
    /// Suspicious bars by flag; all are kept.
    pub flagged: Vec<FlagCount>,
    /// The imported series, by symbol and file.
    pub series: Vec<ImportedSeries>,
    /// Rows that were rejected.
    pub rejected: Vec<RejectedRow>,
    /// Files that were refused as a whole.
    pub refused: Vec<RefusedFile>,
    /// What was understood of each file.
    pub understood: Vec<UnderstoodRecord>,
    /// Nothing was stored: the counts are what would have been.
    pub dry_run: bool,
}

/// How many bars carry a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FlagCount {
    /// The flag.
    pub flag: Flag,
    /// Number of bars.
    pub bars: usize,
}

/// One symbol of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedSeries {
    /// Symbol and venue.
    #[serde(flatten)]
    pub instrument: InstrumentId,
    /// The span of the bars.
    pub interval: Interval,
    /// How the prices are adjusted.
    pub adjustment: Adjustment,
    /// Number of bars.
    pub bars: usize,
    /// The file.
    pub file: String,
}

/// A row that was rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectedRow {
    /// The file.
    pub file: String,
    /// Its line, from 1.
    pub line: u64,
    /// The column that is wrong; empty if the whole row is.
    pub field: String,
    /// What is wrong.
    pub reason: String,
    /// What the caller could state so that the row can be read.
    #[serde(skip)]
    pub remedy: Option<Remedy>,
}

/// A file that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedFile {
    /// The file.
    pub file: String,
    /// The reason, in one sentence.
    pub reason: String,
    /// What the user could do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// `bars.csv:17: column `close`: "12,x" is not a number`.
impl std::fmt::Display for RejectedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.field.is_empty() {
            write!(f, "column `{}`: ", self.field)?;
        }
        f.write_str(&self.reason)
    }
}

/// The import in a few lines.
#[must_use]
pub fn import(record: &ImportRecord) -> String {
    let mut lines = Vec::new();
    for series in record.series.iter().take(PRINTED) {
        lines.push(format!(
            "{} {}: {}, {}",
            series.instrument,
            series.interval,
            number_of(series.bars, "bar"),
            adjustment_state(series.adjustment)
        ));
    }
    more(&mut lines, record.series.len(), "series");
    for count in &record.flagged {
        lines.push(format!(
            "flagged {}: {} ({})",
            count.flag,
            number_of(count.bars, "bar"),
            count.flag.meaning()
        ));
    }
    let (of, nothing) = if record.dry_run { ("would be ", "; nothing was stored") } else { ("", "") };
    let mut total = vec![format!(
        "{}: {} {of}new, {} replaced, {} unchanged{nothing}",
        number_of(record.rows, "row"),
        number_of(record.inserted, "bar"),
        record.replaced,
        record.unchanged
    )];
    if record.actions > 0 {
        total.push(match record.actions {
            1 => "1 split or dividend".to_owned(),
            n => format!("{n} splits and dividends"),
        });
    }
    if !record.rejected.is_empty() {
        total.push(format!("{} rejected", number_of(record.rejected.len(), "row")));
    }
    lines.push(total.join("; "));
    lines.join("\n")
}

/// The remarks of an import, for standard error: rows rejected, files refused, hints.
#[must_use]
pub fn import_remarks(record: &ImportRecord, words: Words<'_>) -> Vec<String> {
    let mut lines: Vec<String> =
        record.rejected.iter().take(PRINTED).map(|row| format!("rejected: {row}")).collect();
    let all = words(&Remedy::SeeAll).map(|way| format!(" ({way})")).unwrap_or_default();
    more(&mut lines, record.rejected.len(), &format!("rejected rows{all}"));
    for file in &record.refused {
        lines.push(format!("refused: {}", file.reason));
        lines.extend(file.hint.as_ref().map(|hint| format!("hint: {hint}")));
    }
    let mut remedies: Vec<Remedy> = Vec::new();
    for remedy in record.rejected.iter().filter_map(|row| row.remedy.as_ref()) {
        if !remedies.contains(remedy) {
            remedies.push(remedy.clone());
        }
    }
    if record.flagged.iter().any(|count| count.flag == Flag::EndStamped) {
        remedies.push(Remedy::Give { argument: "stamped", example: "end" });
    }
    lines.extend(remedies.iter().filter_map(words).map(|hint| format!("hint: {hint}")));
    lines
}

fn more(lines: &mut Vec<String>, all: usize, what: &str) {
    if all > PRINTED {
        lines.push(format!("… and {} more {what}", all - PRINTED));
    }
}

/// What the store has of an instrument.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatusRecord {
    /// Symbol and venue.
    #[serde(flatten)]
    pub instrument: InstrumentId,
    /// Each series.
    pub series: Vec<SeriesStatus>,
    /// Number of splits in the store.
    pub splits: usize,
    /// Number of dividends in the store.
    pub dividends: usize,
}

/// What the store has of one series of bars.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesStatus {
    /// The span of the bars.
    pub interval: Interval,
    /// The provider of the bars.
    pub provider: String,
    /// How the prices are adjusted.
    pub adjustment: Adjustment,
    /// The date of the first session, in the venue's time zone.
    pub first: NaiveDate,
    /// The date of the last session.
    pub last: NaiveDate,
    /// Number of bars.
    pub bars: usize,
    /// Number of flagged bars.
    pub flagged: usize,
    /// When the latest of the bars arrived.
    pub fetched_at: DateTime<Utc>,
    /// The coverage between the first and last session; absent if the venue has no calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<CoverageRecord>,
}

/// Sessions, and which are incomplete or missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoverageRecord {
    /// Sessions of the venue from the first bar to the last.
    pub sessions: usize,
    /// Sessions with only a part of their bars.
    pub partial: Vec<NaiveDate>,
    /// Runs of sessions without any bar.
    pub gaps: Vec<GapRecord>,
    /// The covered share of each of several equally long runs of sessions.
    pub strip: Vec<f64>,
}

/// A run of sessions without any bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GapRecord {
    /// The date of the first session.
    pub from: NaiveDate,
    /// The date of the last session.
    pub to: NaiveDate,
    /// Number of sessions.
    pub sessions: usize,
}

impl From<Gap> for GapRecord {
    fn from(gap: Gap) -> Self {
        Self { from: gap.first, to: gap.last, sessions: gap.sessions }
    }
}

/// `2025-01-06` or `2025-01-06 to 2025-01-08 (3)`.
impl std::fmt::Display for GapRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{} to {} ({})", self.from, self.to, self.sessions)
        }
    }
}

/// The series of several symbols, a row for each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesRows {
    /// The series.
    pub series: Vec<SeriesRow>,
}

/// A series with its instrument.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesRow {
    /// Symbol and venue.
    #[serde(flatten)]
    pub instrument: InstrumentId,
    /// What the store has of it.
    #[serde(flatten)]
    pub status: SeriesStatus,
    /// Number of sessions between its first and its last bar that have none; absent without a calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<usize>,
}

impl SeriesRows {
    /// The rows of the symbols' records.
    #[must_use]
    pub fn new(records: &[StatusRecord]) -> Self {
        let row = |instrument: &InstrumentId, status: &SeriesStatus| SeriesRow {
            instrument: instrument.clone(),
            missing: status.coverage.as_ref().map(|c| c.gaps.iter().map(|gap| gap.sessions).sum()),
            status: status.clone(),
        };
        let rows = records.iter().flat_map(|r| r.series.iter().map(move |s| row(&r.instrument, s)));
        Self { series: rows.collect() }
    }

    /// The rows as a table.
    #[must_use]
    pub fn table(&self, width: Width) -> Table {
        let head = ["symbol", "mic", "interval", "provider", "first", "last", "bars", "flagged", "missing"];
        let mut table = text::table(width, &head);
        for row in &self.series {
            let status = &row.status;
            table.add_row([
                row.instrument.symbol.to_string(),
                row.instrument.mic.to_string(),
                status.interval.to_string(),
                status.provider.clone(),
                status.first.to_string(),
                status.last.to_string(),
                status.bars.to_string(),
                status.flagged.to_string(),
                row.missing.map(|n| n.to_string()).unwrap_or_default(),
            ]);
        }
        table
    }
}

/// The coverage of an instrument: for each series a line, a strip, and the gaps.
#[must_use]
pub fn status(record: &StatusRecord, words: Words<'_>) -> String {
    let mut lines = vec![format!("{}", record.instrument)];
    for series in &record.series {
        lines.push(format!(
            "{:>3}  {}  {} to {}  {}, {}",
            series.interval,
            series.provider,
            series.first,
            series.last,
            number_of(series.bars, "bar"),
            adjustment_state(series.adjustment)
        ));
        if let Some(coverage) = &series.coverage {
            lines.extend(coverage_lines(coverage));
        }
        if series.flagged > 0 {
            let check = Remedy::CheckPrices { symbol: Some(record.instrument.to_string()) };
            let way = words(&check).map(|way| format!(": {way}")).unwrap_or_default();
            lines.push(format!("     {} flagged{way}", number_of(series.flagged, "bar")));
        }
    }
    lines.push(format!(
        "{}, {} known",
        number_of(record.splits, "split"),
        number_of(record.dividends, "dividend")
    ));
    lines.join("\n")
}

fn coverage_lines(coverage: &CoverageRecord) -> Vec<String> {
    let missing: usize = coverage.gaps.iter().map(|g| g.sessions).sum();
    let mut lines = vec![format!(
        "     {} {} of {}",
        strip(&coverage.strip),
        coverage.sessions - missing,
        number_of(coverage.sessions, "session")
    )];
    if !coverage.gaps.is_empty() {
        lines.push(format!("     missing: {}", listed(coverage.gaps.iter().map(ToString::to_string))));
    }
    if !coverage.partial.is_empty() {
        lines.push(format!("     in part: {}", listed(coverage.partial.iter().map(ToString::to_string))));
    }
    lines
}

fn listed(items: impl ExactSizeIterator<Item = String>) -> String {
    let all = items.len();
    let mut shown: Vec<String> = items.take(8).collect();
    if all > shown.len() {
        shown.push(format!("and {} more", all - shown.len()));
    }
    shown.join(", ")
}

/// One character per run of sessions: `█` complete, `▓` more than half, `░` less, `·` nothing.
#[must_use]
pub fn strip(shares: &[f64]) -> String {
    let cell = |share: &f64| match *share {
        s if s >= 1.0 => '█',
        s if s >= 0.5 => '▓',
        s if s > 0.0 => '░',
        _ => '·',
    };
    shares.iter().map(cell).collect()
}

/// Another provider's close.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OtherClose {
    /// The other provider.
    pub provider: String,
    /// The close.
    pub close: f64,
}

/// A bar for which another provider has a different close.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DisagreementRecord {
    /// The session of a daily bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The start of an intraday bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// Its close.
    pub close: f64,
    /// The other provider's close, with the same adjustment.
    pub other: OtherClose,
}

impl DisagreementRecord {
    /// `2025-01-27: 434.56 against 431.00 of tiingo (0.83 %)`.
    #[must_use]
    pub fn line(&self) -> String {
        let label = match (self.date, self.at) {
            (Some(date), _) => date.to_string(),
            (None, Some(at)) => at.format("%Y-%m-%d %H:%M UTC").to_string(),
            (None, None) => String::new(),
        };
        let (close, other) = (self.close, self.other.close);
        let percent = 100.0 * (close - other).abs() / close.min(other);
        // Adjusting leaves digits that were never quoted.
        let quoted = |price: f64| (price * 1e6).round() / 1e6;
        let (close, other) = (quoted(close), quoted(other));
        format!("{label}: {close} against {other} of {} ({percent:.2} %)", self.other.provider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strip_shows_what_is_there() {
        assert_eq!(strip(&[1.0, 0.99, 0.5, 0.2, 0.0]), "█▓▓░·");
    }

    #[test]
    fn a_rejected_row_reads_like_a_compilers_word() {
        let row = RejectedRow {
            file: "bars.csv".to_owned(),
            line: 17,
            field: "close".to_owned(),
            reason: "\"12,x\" is not a number".to_owned(),
            remedy: None,
        };
        assert_eq!(row.to_string(), "bars.csv:17: column `close`: \"12,x\" is not a number");
        let record = ImportRecord { rejected: vec![row], ..ImportRecord::default() };
        let words = |remedy: &Remedy| Some(format!("{remedy:?}"));
        let said = "rejected: bars.csv:17: column `close`: \"12,x\" is not a number";
        assert_eq!(import_remarks(&record, &words), [said]);
        let twice = ["12,x", "1,5", "2,5"].map(|field| RejectedRow {
            reason: format!("\"{field}\" is not a number"),
            remedy: (field != "12,x").then_some(Remedy::Give { argument: "decimal", example: "comma" }),
            ..record.rejected[0].clone()
        });
        let record = ImportRecord { rejected: twice.to_vec(), ..ImportRecord::default() };
        let hint = "hint: Give { argument: \"decimal\", example: \"comma\" }";
        assert_eq!(import_remarks(&record, &words)[3..], [hint]);
    }
}
