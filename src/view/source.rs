//! Sources of news, as JSON and as a table.

use chrono::{DateTime, Utc};
use comfy_table::Table;
use serde::Serialize;

use super::event::{notes, published_at};
use super::text::{self, Width};
use crate::event::TimeOrigin;
use crate::link::Link;
use crate::road::{Ready, StoredEvent};

/// A source and its health.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SourceRecord {
    /// The user's name for it.
    pub name: String,
    /// The kind of source: a feed, a folder, a service.
    pub kind: String,
    /// Its address or folder, without keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The address of the feed that the page at its address names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// What a service is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Seconds between two polls.
    pub interval_s: u32,
    /// The zone of times that state none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Instruments of which one must be named.
    pub watch_list: Vec<String>,
    /// Words of which one must occur.
    pub include: Vec<String>,
    /// Words of which none may occur.
    pub exclude: Vec<String>,
    /// Whether pages are fetched for their text.
    pub full_text: bool,
    /// Whether polling is paused.
    pub paused: bool,
    /// When the source was added.
    pub created_at: DateTime<Utc>,
    /// When it was last polled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// When it last answered successfully.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_success_at: Option<DateTime<Utc>>,
    /// When it is polled next; absent if it is due now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_poll_at: Option<DateTime<Utc>>,
    /// Number of consecutive failures.
    pub error_streak: u32,
    /// The reason of the last failure, until the next success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// Number of events logged from it.
    pub items_logged: u64,
    /// Calls made today, of all sources of its kind.
    pub calls_today: u32,
    /// Calls left today, if its plan has a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls_left_today: Option<u32>,
    /// Why it cannot be asked at all, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// All sources.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SourceList {
    /// The settings in order of their names.
    pub sources: Vec<SourceRecord>,
}

/// A source that is set up by name.
#[derive(Debug, Clone, Serialize)]
pub struct PresetRecord {
    /// Its name.
    pub name: &'static str,
    /// The kind of source.
    pub kind: String,
    /// Its address, where it is not that of its service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'static str>,
    /// What a service is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<&'static str>,
    /// Seconds between two polls.
    pub interval_s: u32,
    /// The zone of times that state none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<&'static str>,
    /// The language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<&'static str>,
    /// What it is.
    pub about: &'static str,
}

/// The sources that are set up by name.
#[derive(Debug, Serialize)]
pub struct PresetList {
    /// In the order in which they are listed.
    pub presets: Vec<PresetRecord>,
}

/// A feed of a list that was not added.
#[derive(Debug, Clone, Serialize)]
pub struct RejectedFeed {
    /// Its address.
    pub url: String,
    /// Why not.
    pub reason: String,
}

/// What became of a list of feeds.
#[derive(Debug, Serialize)]
pub struct ImportRecord {
    /// The sources that were added.
    pub added: Vec<SourceRecord>,
    /// The addresses that are sources already.
    pub known: Vec<String>,
    /// The feeds that were not added.
    pub rejected: Vec<RejectedFeed>,
}

/// The presets, each with its kind, its interval and what it is.
#[must_use]
pub fn presets(list: &PresetList, width: Width) -> Table {
    let mut table = text::table(width, &["preset", "kind", "every", "what it is"]);
    for p in &list.presets {
        table.add_row([p.name.to_owned(), p.kind.clone(), interval(p.interval_s), p.about.to_owned()]);
    }
    table
}

/// What became of a list of feeds, a line for each.
#[must_use]
pub fn imported(record: &ImportRecord) -> String {
    let added = record
        .added
        .iter()
        .map(|s| format!("added     {}  {}", s.name, s.url.as_deref().unwrap_or_default()));
    let rejected = record.rejected.iter().map(|feed| format!("rejected  {}: {}", feed.url, feed.reason));
    let counts = [
        (record.added.len(), "added"),
        (record.known.len(), "known before"),
        (record.rejected.len(), "rejected"),
    ];
    let counts = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
    let counts = counts.collect::<Vec<_>>().join(", ");
    added.chain(rejected).chain([counts]).collect::<Vec<_>>().join("\n")
}

/// What an item of a trial would become.
#[derive(Debug, Serialize)]
pub struct TrialRecord {
    /// `new`, `seen`, `revised` or `filtered`.
    pub outcome: &'static str,
    /// Why it is filtered out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The title.
    pub title: String,
    /// When it was published: RFC 3339, or a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<String>,
    /// Where that time comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<crate::event::TimeOrigin>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The instruments, `MSFT:XNAS`, subjects first.
    pub links: Vec<String>,
    /// Number of price moves that it states.
    pub claims: usize,
    /// Remarks made while reading it.
    pub notes: Vec<String>,
}

impl TrialRecord {
    /// The record of an item that does not become an event.
    #[must_use]
    pub const fn without_event(outcome: &'static str, reason: Option<String>, title: String) -> Self {
        Self {
            outcome,
            reason,
            title,
            published_at: None,
            origin: None,
            url: None,
            source: None,
            lang: None,
            links: Vec::new(),
            claims: 0,
            notes: Vec::new(),
        }
    }

    /// The same with the event that the item would create or revise.
    #[must_use]
    pub fn with_ready(self, ready: &Ready) -> Self {
        let (draft, findings) = (ready.draft(), ready.findings());
        Self {
            title: draft.text().title().to_owned(),
            published_at: Some(published_at(&draft.publication().when)),
            origin: Some(draft.publication().origin),
            url: draft.url().map(str::to_owned),
            source: draft.source().map(str::to_owned),
            lang: draft.lang().map(str::to_owned),
            links: instruments(&findings.links),
            claims: findings.claims.len(),
            notes: draft.notes().to_vec(),
            ..self
        }
    }

    /// The same with the stored event that the item matches.
    #[must_use]
    pub fn with_stored(self, stored: &StoredEvent) -> Self {
        let event = &stored.event;
        Self {
            title: event.text.title().to_owned(),
            published_at: Some(published_at(&event.publication.when)),
            origin: Some(event.publication.origin),
            url: event.url.clone(),
            source: event.source.clone(),
            lang: event.lang.clone(),
            links: instruments(&stored.links),
            claims: stored.claims.len(),
            notes: notes(stored),
            ..self
        }
    }
}

fn instruments(links: &[Link]) -> Vec<String> {
    links.iter().map(|link| link.instrument.to_string()).collect()
}

/// What the next poll would log.
#[derive(Debug, Serialize)]
pub struct TrialList {
    /// The source.
    pub source: String,
    /// The items, oldest first.
    pub items: Vec<TrialRecord>,
    /// Items that could not be read.
    pub skipped: Vec<String>,
    /// The feed that was read, where the page at the source's address names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
}

/// The sources as a table; times in UTC.
#[must_use]
pub fn table(list: &SourceList, width: Width) -> Table {
    let head =
        ["name", "kind", "state", "every", "last success", "next poll", "errors", "left today", "events"];
    let mut table = text::table(width, &head);
    let time = |at: Option<DateTime<Utc>>| at.map(|t| t.format("%Y-%m-%d %H:%M").to_string());
    for s in &list.sources {
        table.add_row([
            s.name.clone(),
            s.kind.clone(),
            state(s).to_owned(),
            interval(s.interval_s),
            time(s.last_success_at).unwrap_or_else(|| "never".to_owned()),
            if s.paused { String::new() } else { time(s.next_poll_at).unwrap_or_else(|| "now".to_owned()) },
            if s.error_streak == 0 { String::new() } else { s.error_streak.to_string() },
            s.calls_left_today.map(|n| n.to_string()).unwrap_or_default(),
            s.items_logged.to_string(),
        ]);
    }
    table
}

/// Why sources are unusable or failing: a line for each of them.
#[must_use]
pub fn problems(list: &SourceList) -> Vec<String> {
    let told = |s: &SourceRecord| {
        let why = s.problem.as_ref().or(s.last_error.as_ref())?;
        Some(format!("{}: {why}", s.name))
    };
    list.sources.iter().filter_map(told).collect()
}

/// The state of a source in a word.
pub(crate) fn state(source: &SourceRecord) -> &'static str {
    match source {
        s if s.paused => "paused",
        s if s.problem.is_some() => "unusable",
        s if s.error_streak > 0 => "failing",
        s if s.last_success_at.is_none() => "new",
        _ => "ok",
    }
}

/// `30 s`, `5 min`, `2 h`.
pub(crate) fn interval(seconds: u32) -> String {
    match seconds {
        s if s % 3_600 == 0 => format!("{} h", s / 3_600),
        s if s % 60 == 0 => format!("{} min", s / 60),
        s => format!("{s} s"),
    }
}

/// The result of a test as lines: each item with its time, then its links or why it is filtered
/// out, and at the end what the next poll would do.
#[must_use]
pub fn trial(list: &TrialList) -> String {
    let mut lines: Vec<String> = Vec::new();
    for item in &list.items {
        let when = item.published_at.as_deref().unwrap_or("");
        lines.push(format!("{:<8}  {when:<20}  {}", item.outcome, item.title));
        let said = [item.reason.clone(), found(item), time_of(item), item.url.clone()];
        let said: Vec<String> = said.into_iter().flatten().collect();
        if !said.is_empty() {
            lines.push(format!("{:<8}  {}", "", said.join("  ")));
        }
        lines.extend(item.notes.iter().map(|note| format!("{:<8}  note: {note}", "")));
    }
    lines.extend(list.skipped.iter().map(|reason| format!("skipped   {reason}")));
    lines.push(summary(list));
    lines.join("\n")
}

/// The instruments and the number of moves stated.
fn found(item: &TrialRecord) -> Option<String> {
    let links = if item.links.is_empty() { "no instrument".to_owned() } else { item.links.join(" ") };
    let claims = match item.claims {
        0 => String::new(),
        1 => ", 1 claim".to_owned(),
        n => format!(", {n} claims"),
    };
    item.reason.is_none().then(|| links + &claims)
}

/// The origin of a time, unless the source states it.
fn time_of(item: &TrialRecord) -> Option<String> {
    Some(match item.origin? {
        TimeOrigin::Metadata => return None,
        TimeOrigin::Text => "(time from the text)".to_owned(),
        TimeOrigin::User => "(time as given)".to_owned(),
        TimeOrigin::Observed => "(time as first seen)".to_owned(),
    })
}

/// `2 new, 1 filtered, 1 skipped; nothing was logged`.
fn summary(list: &TrialList) -> String {
    let count = |outcome: &str| list.items.iter().filter(|i| i.outcome == outcome).count();
    let mut counts: Vec<(usize, &str)> =
        ["new", "revised", "seen", "filtered"].into_iter().map(|o| (count(o), o)).collect();
    counts.push((list.skipped.len(), "skipped"));
    let counts = counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
    format!("{}; nothing was logged", counts.collect::<Vec<_>>().join(", "))
}
