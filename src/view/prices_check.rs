//! What a check of the prices found, and what was decided, as JSON and as text.

use chrono::{DateTime, NaiveDate, Utc};
use comfy_table::Table;
use serde::Serialize;

use super::format::number_of;
use super::prices::OtherClose;
use super::text::{self, Width};
use crate::fault::{Remedy, Words};
use crate::instrument::InstrumentId;
use crate::market::Interval;
use crate::market::quality::{Flag, Flags};

/// A suspicious bar.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlaggedRecord {
    /// Symbol and venue.
    #[serde(flatten)]
    pub instrument: InstrumentId,
    /// The span of the bar.
    pub interval: Interval,
    /// The provider of the bar.
    pub provider: String,
    /// The session of a daily bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The start of an intraday bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// Its close.
    pub close: f64,
    /// The close of the previous bar, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_close: Option<f64>,
    /// Another provider's close, if it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_close: Option<OtherClose>,
    /// The close as it arrived, if the bar was repaired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_close: Option<f64>,
    /// Whether the bar takes part in figures.
    pub used: bool,
    /// The flags.
    pub flags: Flags,
}

/// A split or dividend that cannot be used as it was told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActionRecord {
    /// Symbol and venue.
    #[serde(flatten)]
    pub instrument: InstrumentId,
    /// The ex-date.
    pub date: NaiveDate,
    /// `split` or `dividend`.
    pub kind: &'static str,
    /// The ratio or amount as it was told.
    pub told: f64,
    /// The one that is used; absent where the action takes no part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<f64>,
    /// `repaired`, `double`, `suspect`, `accepted` or `rejected`.
    pub trust: String,
    /// Why.
    pub reason: String,
}

impl ActionRecord {
    /// `KLBT:XLON 2024-03-14: dividend of 4.42, used as 0.0442: …`.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { instrument, date, kind, told, used, trust, reason } = self;
        let told = format!("{instrument} {date}: {kind} of {told}");
        let use_ = match (used, trust.as_str()) {
            (_, "accepted") => "accepted".to_owned(),
            (_, "rejected") => "rejected".to_owned(),
            (Some(used), _) => format!("used as {used}"),
            (None, "double") => "left out as a double".to_owned(),
            (None, _) => "suspect, and returns over its day are withheld".to_owned(),
        };
        if reason.is_empty() { format!("{told}: {use_}") } else { format!("{told}: {use_}: {reason}") }
    }
}

/// What was decided of a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionRecord {
    /// Symbol and venue.
    #[serde(flatten)]
    pub instrument: InstrumentId,
    /// The day.
    pub date: NaiveDate,
    /// How many bars the decision is about.
    pub bars: usize,
    /// How many splits and dividends.
    pub actions: usize,
}

impl DecisionRecord {
    /// `KLBT:XLON 2024-03-14: 1 bar, 1 split or dividend accepted`.
    #[must_use]
    pub fn line(&self, what: &str) -> String {
        let Self { instrument, date, bars, actions } = self;
        let bars = number_of(*bars, "bar");
        let actions = match actions {
            0 => String::new(),
            1 => ", 1 split or dividend".to_owned(),
            n => format!(", {n} splits and dividends"),
        };
        format!("{instrument} {date}: {bars}{actions} {what}")
    }
}

/// The result of a check of the bars.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckRecord {
    /// Number of series checked.
    pub series: usize,
    /// Number of bars checked.
    pub bars: usize,
    /// The suspicious bars.
    pub flagged: Vec<FlaggedRecord>,
    /// Splits and dividends that cannot be used as they were told.
    pub actions: Vec<ActionRecord>,
}

/// The suspicious bars as a table, consecutive ones with the same flags in one row.
#[must_use]
pub fn check(record: &CheckRecord, width: Width, limit: usize, words: Words<'_>) -> String {
    let total = format!(
        "{} of {} in {} series {} suspicious",
        record.flagged.len(),
        number_of(record.bars, "bar"),
        record.series,
        if record.flagged.len() == 1 { "is" } else { "are" }
    );
    let actions = record.actions.iter().map(ActionRecord::line);
    if record.flagged.is_empty() {
        return actions.chain([total]).collect::<Vec<_>>().join("\n");
    }
    let runs = record.flagged.chunk_by(is_same_trouble).count();
    let mut parts = vec![suspicious(record, width, limit).to_string()];
    if runs > limit {
        let all = words(&Remedy::SeeAll).map(|way| format!(" ({way})")).unwrap_or_default();
        parts.push(format!("… and {} more rows{all}", runs - limit));
    }
    parts.extend(actions);
    parts.push(total);
    parts.join("\n")
}

/// The rows of [`check`], at most `limit` of them.
#[must_use]
pub fn suspicious(record: &CheckRecord, width: Width, limit: usize) -> Table {
    let mut table = text::table(width, &["symbol", "bar", "provider", "close", "before", "what"]);
    for run in record.flagged.chunk_by(is_same_trouble).take(limit) {
        table.add_row([
            format!("{} {}", run[0].instrument, run[0].interval),
            labels(run),
            run[0].provider.clone(),
            run[0].close.to_string(),
            run[0].previous_close.map(|c| c.to_string()).unwrap_or_default(),
            what(&run[0]),
        ]);
    }
    table
}

/// Bars of one series and UTC day with the same flags; each jump has a row of its own.
fn is_same_trouble(a: &FlaggedRecord, b: &FlaggedRecord) -> bool {
    let series = |r: &FlaggedRecord| (r.instrument.clone(), r.interval, r.provider.clone());
    let day = |r: &FlaggedRecord| r.at.map(|at| at.date_naive());
    a.flags == b.flags
        && !a.flags.contains(Flag::Jump)
        && !a.flags.contains(Flag::Disagreement)
        && series(a) == series(b)
        && (a.at.is_some() || a.flags.contains(Flag::Repaired))
        && day(a) == day(b)
}

/// What is suspicious about a bar, and what follows from it.
fn what(bar: &FlaggedRecord) -> String {
    let mut parts: Vec<String> = bar.flags.iter().map(|flag| meaning(flag, bar)).collect();
    if let (Some(original), Some(repaired)) = (bar.original_close, parts.last_mut()) {
        *repaired = format!("repaired: it arrived as {original}");
    }
    if !bar.used {
        parts.push("not used".to_owned());
    }
    parts.join("; ")
}

/// `2024-06-10`, `2025-01-27 14:31 UTC` or `2025-01-27 14:31 to 21:00 UTC (390)`.
fn labels(run: &[FlaggedRecord]) -> String {
    let last = run[run.len() - 1].at;
    match (run[0].date, run[0].at, last) {
        (Some(date), _, _) => match run[run.len() - 1].date {
            Some(last) if run.len() > 1 => format!("{date} to {last} ({})", run.len()),
            _ => date.to_string(),
        },
        (None, Some(first), Some(last)) if run.len() > 1 => {
            format!("{} to {} UTC ({})", first.format("%Y-%m-%d %H:%M"), last.format("%H:%M"), run.len())
        }
        (None, Some(at), _) => at.format("%Y-%m-%d %H:%M UTC").to_string(),
        (None, None, _) => String::new(),
    }
}

fn meaning(flag: Flag, bar: &FlaggedRecord) -> String {
    match (&bar.other_close, flag) {
        (Some(other), Flag::Disagreement) => format!("{} has {}", other.provider, other.close),
        _ => flag.meaning().to_owned(),
    }
}
