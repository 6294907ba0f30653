//! Why an instrument moved, as JSON and as text.

use std::fmt::Write as _;

use chrono::NaiveDate;
use comfy_table::{CellAlignment, Table};
use serde::Serialize;
use utoipa::ToSchema;

use super::format;
use super::format::number_of;
use super::reaction::StatusRecord;
use super::text::{Width, table};
use crate::event::EventKind;
use crate::instrument::{Mic, Symbol};
use crate::link::Role;
use crate::reaction::{Basis, Cause, Reaction, VerdictWord};
use crate::units::Return;

/// The unusual days of an instrument.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyDocument {
    /// Its symbol.
    #[schema(value_type = String)]
    pub symbol: Symbol,
    /// Its venue's MIC.
    #[schema(value_type = String)]
    pub mic: Mic,
    /// The first day asked about.
    pub since: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// The benchmark; absent without prices of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub benchmark: Option<Symbol>,
    /// The fund of the sector; absent without prices of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub sector: Option<Symbol>,
    /// Sessions with a bar between the two days.
    pub sessions: usize,
    /// The first session with a bar, whatever was asked; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bars_from: Option<NaiveDate>,
    /// The last session with a bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bars_to: Option<NaiveDate>,
    /// Events on the instrument that are stored between the two days.
    pub stored_news: usize,
    /// The moves, the latest first.
    pub moves: Vec<MoveRecord>,
}

/// The move of one session, from the close before to its own.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoveRecord {
    /// The session.
    pub date: NaiveDate,
    /// Whether it is measured.
    pub status: StatusRecord,
    /// The return, a fraction.
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub return_fraction: Option<Return>,
    /// The return less what the model expected, a fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub abnormal_return: Option<Return>,
    /// The share of the instrument's own earlier sessions with a smaller move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placebo_rank: Option<f64>,
    /// The rank in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<VerdictWord>,
    /// Which return rank and verdict are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// How many earlier sessions it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_n: Option<usize>,
    /// The benchmark's return, a fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub market_return: Option<Return>,
    /// The return of the sector's fund, a fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector_return: Option<f64>,
    /// What the move is put down to.
    pub cause: Cause,
    /// The dividends and splits of the day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ex_dates: Vec<String>,
    /// The news since the close before, the most relevant first.
    pub events: Vec<WhyNews>,
}

/// An event on the day of a move.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyNews {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// When it became public.
    pub published_at: String,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its kind.
    pub kind: EventKind,
    /// What it has to do with the instrument.
    pub role: Role,
    /// The probability that the link is right.
    pub confidence: f64,
    /// Further events of the day that tell the same story.
    pub reprints: usize,
}

impl MoveRecord {
    /// The record of a session's move.
    #[must_use]
    pub fn new(
        date: NaiveDate,
        reaction: &Reaction,
        sector_return: Option<f64>,
        cause: Cause,
        ex_dates: Vec<String>,
        events: Vec<WhyNews>,
    ) -> Self {
        let measured = reaction.measured();
        let abnormal = measured.and_then(|m| m.abnormal.as_ref());
        Self {
            date,
            status: reaction.status().into(),
            return_fraction: reaction.return_fraction(),
            abnormal_return: abnormal.map(|a| a.abnormal_return),
            placebo_rank: reaction.unusualness().map(|u| u.placebo_rank),
            verdict: reaction.verdict(),
            basis: reaction.basis(),
            sample_n: reaction.unusualness().map(|u| u.sample_size),
            market_return: abnormal.map(|a| a.benchmark_return),
            sector_return,
            cause,
            ex_dates,
            events,
        }
    }
}

/// The news of a day that is printed as text.
const PRINTED: usize = 3;

/// A cause in words.
#[must_use]
pub const fn cause_words(cause: Cause) -> &'static str {
    match cause {
        Cause::News => "news",
        Cause::Market => "the market",
        Cause::Sector => "the sector",
        Cause::Halt => "no trade",
        Cause::ExDate => "ex-date",
        Cause::NoneFound => "none found",
    }
}

/// The moves as a table, one line each.
#[must_use]
pub fn moves(document: &WhyDocument, width: Width) -> Table {
    let head = ["date", "return", "market", "sector", "abnormal", "rank", "verdict", "cause", "news"];
    let mut out = table(width, &head);
    for one in &document.moves {
        let mut row = comfy_table::Row::from(cells(one));
        if width.0.is_some() {
            row.max_height(1);
        }
        out.add_row(row);
    }
    out.set_truncation_indicator("…");
    for column in out.column_iter_mut().skip(1).take(5) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for column in out.column_iter_mut().take(head.len() - 1) {
        column.set_constraint(comfy_table::ColumnConstraint::ContentWidth);
    }
    out
}

fn cells(one: &MoveRecord) -> [String; 9] {
    let percent = |r: Option<f64>| r.map(format::percent).unwrap_or_default();
    let fraction = |r: Option<Return>| percent(r.map(Return::fraction));
    let first = one.events.first();
    let further = one.events.len().saturating_sub(1);
    let more = if further > 0 { format!(" (+{further})") } else { String::new() };
    [
        one.date.to_string(),
        fraction(one.return_fraction),
        fraction(one.market_return),
        percent(one.sector_return),
        fraction(one.abnormal_return),
        one.placebo_rank.map(format::share).unwrap_or_default(),
        one.verdict.map(|v| v.as_str().to_owned()).unwrap_or_default(),
        cause_words(one.cause).to_owned(),
        first.map(|n| format!("{}{more}", format::one_line(&n.title))).unwrap_or_default(),
    ]
}

/// The moves as text: a table, and below it the news of each day.
#[must_use]
pub fn text(document: &WhyDocument, width: Width) -> String {
    let mut out = format!("{}\n\n{}\n", headline(document), moves(document, width).trim_fmt());
    for one in &document.moves {
        out.push_str(&details(one));
    }
    out.trim_end().to_owned()
}

/// `MSFT:XNAS, 250 sessions from … to …, against SPY`.
fn headline(document: &WhyDocument) -> String {
    let against = match (&document.benchmark, &document.sector) {
        (Some(market), Some(sector)) => format!(", against {market}; sector {sector}"),
        (Some(market), None) => format!(", against {market}"),
        (None, _) => ", without a benchmark".to_owned(),
    };
    format!(
        "{}:{}, {} from {} to {}{against}; {} stored",
        document.symbol,
        document.mic,
        number_of(document.sessions, "session"),
        document.since,
        document.until,
        number_of(document.stored_news, "event")
    )
}

fn details(one: &MoveRecord) -> String {
    let mut out = format!("\n{}  {}\n", one.date, sentence(one));
    for ex_date in &one.ex_dates {
        let _ = writeln!(out, "  ex-date: {ex_date}");
    }
    for news in one.events.iter().take(PRINTED) {
        let source = news.source.as_deref().map(|s| format!(", {s}")).unwrap_or_default();
        let again =
            if news.reprints > 0 { format!(", {} more like it", news.reprints) } else { String::new() };
        let title = format::one_line(&news.title);
        let _ = writeln!(
            out,
            "  {:>6}  {}  {title} ({}{source}{again})",
            news.id,
            news.published_at,
            format::word(&news.role)
        );
    }
    if one.events.len() > PRINTED {
        let _ = writeln!(out, "          and {} more", one.events.len() - PRINTED);
    }
    out
}

/// What the move is put down to, in a sentence.
fn sentence(one: &MoveRecord) -> String {
    match (one.cause, one.events.is_empty()) {
        (Cause::News, _) => "news on it:".to_owned(),
        (Cause::Market, _) => "the market's move: what is left of the return is not unusual".to_owned(),
        (Cause::Sector, _) => "the sector's fund made at least half of the move".to_owned(),
        (Cause::Halt, _) => "it did not trade".to_owned(),
        (Cause::ExDate, _) => "an ex-date".to_owned(),
        (Cause::NoneFound, true) => "none found: no stored news names it".to_owned(),
        (Cause::NoneFound, false) => {
            "none found: no stored news has it as its subject; it is mentioned in:".to_owned()
        }
    }
}
