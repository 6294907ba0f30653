//! Lists of events as JSON and as a table.

use serde::Serialize;
use utoipa::ToSchema;

use super::event::EventRecord;
use super::format;
use super::text::{self, Width};
use crate::claim::ClaimStatus;
use crate::event::When;
use crate::reaction::{Horizon, VerdictWord};

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListDocument {
    /// The horizon whose return is shown.
    #[schema(value_type = String)]
    pub horizon: Horizon,
    /// The events.
    pub events: Vec<ListedEvent>,
    /// Where the next page begins: the `cursor` of the request for it.
    pub next: Option<String>,
}

/// One line of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedEvent {
    /// The event.
    #[serde(flatten)]
    pub event: EventRecord,
    /// The time, for the table.
    #[serde(skip)]
    #[schema(ignore)]
    pub when: When,
    /// The symbols it is linked to, subjects first.
    pub symbols: Vec<String>,
    /// The statuses of its claims.
    pub claims: Vec<ClaimStatus>,
    /// The first subject's return over the horizon, as a fraction.
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    pub return_fraction: Option<f64>,
    /// The placebo rank of that return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placebo_rank: Option<f64>,
    /// The rank in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<VerdictWord>,
}

/// The list as a table that fits the terminal.
#[must_use]
pub fn table(list: &ListDocument, width: Width) -> String {
    let move_head = format!("{} move", list.horizon);
    let mut table =
        text::table(width, &["id", "published", "symbols", &move_head, "verdict", "claims", "title"]);
    for event in &list.events {
        table.add_row([
            event.event.id.to_string(),
            when_short(&event.when),
            symbols(&event.symbols),
            event.return_fraction.map(format::percent).unwrap_or_default(),
            event.verdict.map(|v| v.as_str().to_owned()).unwrap_or_default(),
            claims(&event.claims),
            event.event.title.clone(),
        ]);
    }
    table.trim_fmt()
}

fn symbols(symbols: &[String]) -> String {
    match symbols {
        [a, b, c, rest @ ..] if !rest.is_empty() => format!("{a} {b} {c} +{}", rest.len()),
        few => few.join(" "),
    }
}

fn claims(statuses: &[ClaimStatus]) -> String {
    let mut words: Vec<&str> = statuses.iter().map(|s| text::status_word(*s)).collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// A time for a table: the day, and for an instant the minute in UTC.
fn when_short(when: &When) -> String {
    match when {
        When::Instant { at, .. } => at.format("%Y-%m-%d %H:%MZ").to_string(),
        When::Day(date) => date.to_string(),
    }
}
