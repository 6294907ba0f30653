//! Alerts: what is sent, and the lists of rules and deliveries.

use chrono::{DateTime, Utc};
use comfy_table::Table;
use serde::Serialize;
use utoipa::ToSchema;

use super::Document;
use super::event::EventDocument;
use super::format;
use super::text::{Width, table};

/// The rules.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertList {
    /// By name.
    pub alerts: Vec<AlertRecord>,
}

/// A rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertRecord {
    /// Its name.
    pub name: String,
    /// What an event must be.
    pub expr: String,
    /// Where it goes, without what may be secret.
    pub target: String,
    /// Hours in which nothing is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<String>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// The deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryList {
    /// The latest first.
    pub deliveries: Vec<DeliveryRecord>,
}

/// A delivery.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryRecord {
    /// Its number.
    pub id: i64,
    /// When the rule matched.
    pub at: DateTime<Utc>,
    /// The rule.
    pub alert: String,
    /// Where it goes, without what may be secret.
    pub target: String,
    /// The event.
    pub event: i64,
    /// `event` if it matched when the event was logged or changed, `reaction` if it did when a reaction was measured.
    pub why: &'static str,
    /// The line that is sent.
    pub message: String,
    /// `sent`, `waiting` or `given_up`.
    pub state: &'static str,
    /// How often it was tried.
    pub tries: u32,
    /// When it was delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
    /// When it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_try_at: Option<DateTime<Utc>>,
    /// Why the last try failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// What a rule would have told of.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrialDocument {
    /// The rule.
    pub name: String,
    /// How many events it was tried on.
    pub tested: usize,
    /// The events that match, the latest first.
    pub matches: Vec<TrialMatch>,
}

/// An event that a rule would have told of.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrialMatch {
    /// The event.
    pub event: i64,
    /// The line that would be sent.
    pub message: String,
}

/// The rules as a table.
#[must_use]
pub fn alerts(list: &AlertList, width: Width) -> Table {
    let mut out = table(width, &["name", "expression", "to", "quiet"]);
    for one in &list.alerts {
        out.add_row([&one.name, &one.expr, &one.target, one.quiet.as_ref().unwrap_or(&String::new())]);
    }
    out
}

/// The deliveries as a table.
#[must_use]
pub fn deliveries(list: &DeliveryList, width: Width) -> Table {
    let mut out = table(width, &["at", "alert", "event", "state", "tries", "message"]);
    for one in &list.deliveries {
        let state = match (&one.last_error, one.state) {
            (Some(reason), state) if state != "sent" => format!("{}: {reason}", state.replace('_', " ")),
            (_, state) => state.to_owned(),
        };
        out.add_row([
            one.at.format("%Y-%m-%d %H:%MZ").to_string(),
            one.alert.clone(),
            one.event.to_string(),
            state,
            one.tries.to_string(),
            one.message.clone(),
        ]);
    }
    out
}

/// The body of a webhook.
#[derive(Serialize)]
struct Body<'a> {
    alert: &'a str,
    expr: &'a str,
    why: &'a str,
    message: &'a str,
    #[serde(flatten)]
    document: &'a EventDocument,
}

/// What is sent to a webhook: the rule, why it matched, a line, and the event as it is shown.
#[must_use]
pub fn body(alert: &str, expr: &str, why: &str, message: &str, document: &EventDocument) -> String {
    let body = Document::new("alert", Body { alert, expr, why, message, document });
    serde_json::to_string(&body).unwrap_or_default()
}

/// A line on an event: `NVDA −16.97 % extreme: DeepSeek's assistant … (Reuters, 2025-01-27T09:00:00Z)`.
#[must_use]
pub fn message(document: &EventDocument) -> String {
    let event = &document.event;
    let lead = document.reactions.iter().find(|r| r.headline && r.return_fraction.is_some());
    let figure = lead.map(|row| {
        let moved = row.return_fraction.map(|r| format::percent(r.fraction())).unwrap_or_default();
        let verdict = row.verdict.map(|v| format!(" {}", v.as_str())).unwrap_or_default();
        format!("{} {moved}{verdict}: ", row.symbol)
    });
    let first = || document.links.first().map(|link| format!("{}: ", link.symbol));
    let head = figure.or_else(first).unwrap_or_default();
    let source = event.source.as_deref().map(|s| format!("{s}, ")).unwrap_or_default();
    let address = event.url.as_deref().map(|url| format!(" {url}")).unwrap_or_default();
    format!("{head}{} ({source}{}){address}", format::one_line(&event.title), event.published_at)
}

/// A line in the form of Slack, whose marks are taken out of it.
#[must_use]
pub fn slack(line: &str) -> String {
    let text = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    serde_json::json!({ "text": text }).to_string()
}

/// A line in the form of Discord, which calls nobody.
#[must_use]
pub fn discord(line: &str) -> String {
    let content: String = line.chars().take(2_000).collect();
    serde_json::json!({ "content": content, "allowed_mentions": { "parse": [] } }).to_string()
}
