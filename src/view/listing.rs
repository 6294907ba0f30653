//! Lists of events as JSON and as a table.

use comfy_table::{CellAlignment, ColumnConstraint, Row, Table};
use serde::Serialize;
use utoipa::ToSchema;

use super::event::EventRecord;
use super::format;
use super::reaction::StatusRecord;
use super::text::{self, Width};
use crate::claim::ClaimStatus;
use crate::event::When;
use crate::instrument::{Mic, Symbol};
use crate::list::Headline;
use crate::reaction::{Basis, Horizon, VerdictWord};
use crate::units::Return;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListDocument {
    /// The horizon whose moves are shown; `1d` if none was asked for, in which case each event's headline
    /// has its own.
    #[schema(value_type = String)]
    pub horizon: Horizon,
    /// The events.
    pub events: Vec<ListedEvent>,
    /// The `cursor` with which to request the next page; absent on the last page.
    pub next: Option<String>,
}

/// One line of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedEvent {
    /// The event.
    #[serde(flatten)]
    pub event: EventRecord,
    /// The publication time, for the table.
    #[serde(skip)]
    #[schema(ignore)]
    pub when: When,
    /// The symbols it is linked to, subjects first.
    pub symbols: Vec<String>,
    /// The statuses of its claims.
    pub claims: Vec<ClaimStatus>,
    /// The event's headline move and its instrument: the instrument that was asked for, else
    /// the first subject that has a figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<HeadlineRecord>,
    /// The headline's return, as a fraction.
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub return_fraction: Option<Return>,
    /// The headline's placebo rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placebo_rank: Option<f64>,
    /// The headline's verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<VerdictWord>,
}

/// The move of one instrument over one horizon.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"symbol": "AAPL", "mic": "XNAS", "horizon": "1d", "status": "measured",
    "return": 0.0318, "abnormal_return": 0.0461, "placebo_rank": 0.976, "verdict": "notable", "basis": "raw"}))]
pub struct HeadlineRecord {
    /// The instrument's symbol.
    #[schema(value_type = String)]
    pub symbol: Symbol,
    /// The venue's MIC.
    #[schema(value_type = String)]
    pub mic: Mic,
    /// The horizon of the move.
    #[schema(value_type = String)]
    pub horizon: Horizon,
    /// Whether the move is measured.
    pub status: StatusRecord,
    /// The return, as a fraction.
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub return_fraction: Option<Return>,
    /// The return less what the model expected, as a fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub abnormal_return: Option<Return>,
    /// The share of the instrument's own earlier moves of the same kind that were smaller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placebo_rank: Option<f64>,
    /// The rank in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<VerdictWord>,
    /// Which return the rank and the verdict are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
}

impl From<Headline> for HeadlineRecord {
    fn from(headline: Headline) -> Self {
        Self {
            symbol: headline.instrument.symbol,
            mic: headline.instrument.mic,
            horizon: headline.horizon,
            status: headline.status.into(),
            return_fraction: headline.return_fraction,
            abnormal_return: headline.abnormal_return,
            placebo_rank: headline.placebo_rank,
            verdict: headline.verdict,
            basis: headline.basis,
        }
    }
}

/// A title needs at least this many columns; the claims column is dropped to make room for it.
const LEAST_TITLE: usize = 24;

/// The list as a table; on a terminal, one line per event. The symbol next to a move is the one
/// that moved, with the number of the others that the event is linked to.
#[must_use]
pub fn table(list: &ListDocument, width: Width) -> Table {
    let head = ["id", "published", "symbol", &format!("{} move", list.horizon), "verdict", "claims", "title"];
    let mut lines: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    lines.extend(list.events.iter().map(|event| cells(event, list.horizon)));
    let title = head.len() - 1;
    let room = |lines: &[Vec<String>], columns: u16| {
        let widest =
            |column: usize| lines.iter().map(|l| l[column].chars().count() + 2).max().unwrap_or_default();
        usize::from(columns).saturating_sub((0..title).map(widest).sum())
    };
    let is_narrow = width.0.is_some_and(|columns| room(&lines, columns) < LEAST_TITLE);
    if is_narrow {
        for line in &mut lines {
            line.remove(CLAIMS);
        }
    }
    let (head, rows) = lines.split_first().map_or_else(Default::default, |(h, r)| (h.clone(), r.to_vec()));
    let names: Vec<&str> = head.iter().map(String::as_str).collect();
    let mut table = text::table(width, &names);
    for row in rows {
        let mut row = Row::from(row);
        if width.0.is_some() {
            row.max_height(1);
        }
        table.add_row(row);
    }
    table.set_truncation_indicator("…");
    for column in table.column_iter_mut().take(names.len() - 1) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    if let Some(moves) = table.column_mut(MOVE) {
        moves.set_cell_alignment(CellAlignment::Right);
    }
    table
}

const MOVE: usize = 3;
const CLAIMS: usize = 5;

fn cells(event: &ListedEvent, horizon: Horizon) -> Vec<String> {
    let headline = event.headline.as_ref();
    let figure = headline.and_then(|h| Some((h.return_fraction?, h.horizon)));
    vec![
        event.event.id.to_string(),
        when_short(&event.when),
        symbols(headline, &event.symbols),
        figure.map(|(fraction, over)| percent(fraction, over, horizon)).unwrap_or_default(),
        event.verdict.map(|v| v.as_str().to_owned()).unwrap_or_default(),
        claims(&event.claims),
        format::one_line(&event.event.title),
    ]
}

/// The horizon is shown next to a move if it differs from the table's.
fn percent(fraction: Return, over: Horizon, table: Horizon) -> String {
    let percent = format::percent(fraction.fraction());
    if over == table { percent } else { format!("{over} {percent}") }
}

/// The symbol of the move, else the first that the event is linked to, and the number of the others.
fn symbols(headline: Option<&HeadlineRecord>, linked: &[String]) -> String {
    let own = headline.map(|h| h.symbol.as_str()).or_else(|| linked.first().map(String::as_str));
    let Some(own) = own else { return String::new() };
    match linked.iter().filter(|symbol| *symbol != own).count() {
        0 => own.to_owned(),
        others => format!("{own} +{others}"),
    }
}

fn claims(statuses: &[ClaimStatus]) -> String {
    let mut words: Vec<&str> = statuses.iter().map(|s| text::status_word(*s)).collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// A time for a table: the day, and for an instant also the time to the minute in UTC.
fn when_short(when: &When) -> String {
    match when {
        When::Instant { at, .. } => at.format("%Y-%m-%d %H:%MZ").to_string(),
        When::Day(date) => date.to_string(),
    }
}
