//! Changes to the links of events.

use std::fmt::Write as _;

use serde::Serialize;

use super::event::LinkRecord;
use super::format;
use crate::instrument::{Mic, Symbol};
use crate::link::{Decision, Link, LinkDecision, Role};

/// Two confidences that differ by less than this count as the same.
const SAME_CONFIDENCE: f64 = 0.005;

/// How the links of one event change.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LinkDiff {
    /// The event's number.
    pub event: i64,
    /// Its title.
    pub title: String,
    /// Links that are added.
    pub added: Vec<LinkRecord>,
    /// Links that are removed.
    pub removed: Vec<LinkRecord>,
    /// Links whose role or confidence changes.
    pub changed: Vec<ChangedLink>,
    /// The number of claims before.
    pub claims_before: usize,
    /// The number of claims after.
    pub claims_after: usize,
    /// Whether any claim differs.
    pub claims_differ: bool,
    /// Whether the linker's remarks differ.
    pub notes_differ: bool,
}

/// A link whose role or confidence changes.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[allow(missing_docs)] // the fields are those of `Link`, before and after
pub struct ChangedLink {
    #[schema(value_type = String)]
    pub symbol: Symbol,
    #[schema(value_type = String)]
    pub mic: Mic,
    pub role_before: Role,
    pub role: Role,
    pub confidence_before: f64,
    pub confidence: f64,
}

impl ChangedLink {
    /// The change between two links of the same instrument; `None` if they are equal.
    #[must_use]
    pub fn of(before: &Link, after: &Link) -> Option<Self> {
        let differs = before.role != after.role
            || (before.confidence - after.confidence).abs() > SAME_CONFIDENCE
            || before.is_users() != after.is_users();
        differs.then(|| Self {
            symbol: after.instrument.symbol.clone(),
            mic: after.instrument.mic,
            role_before: before.role,
            role: after.role,
            confidence_before: before.confidence,
            confidence: after.confidence,
        })
    }
}

impl LinkDiff {
    /// A record without any change.
    #[must_use]
    pub fn none(event: i64, title: &str) -> Self {
        Self {
            event,
            title: title.to_owned(),
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
            claims_before: 0,
            claims_after: 0,
            claims_differ: false,
            notes_differ: false,
        }
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && !self.claims_differ
            && !self.notes_differ
    }

    /// The changes as lines: `+` a new link, `-` a removed one, `~` a changed one.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("{}  {}\n", self.event, self.title);
        for (mark, links) in [('+', &self.added), ('-', &self.removed)] {
            for l in links {
                let (role, sure) = (format::word(&l.role), format::share(l.confidence));
                let _ = writeln!(out, "  {mark} {:<8} {}  {role:<9} {sure:>7}  {}", l.symbol, l.mic, l.name);
            }
        }
        for l in &self.changed {
            let (before, after) = (format::word(&l.role_before), format::word(&l.role));
            let role = if before == after { after } else { format!("{before} → {after}") };
            let (before, after) = (format::share(l.confidence_before), format::share(l.confidence));
            let sure = if before == after { after } else { format!("{before} → {after}") };
            let _ = writeln!(out, "  ~ {:<8} {}  {role}  {sure}", l.symbol, l.mic);
        }
        if self.claims_differ {
            let _ = writeln!(
                out,
                "  claims read again: {} before, {} now",
                self.claims_before, self.claims_after
            );
        }
        if self.notes_differ {
            let _ = writeln!(out, "  the linker's remarks change");
        }
        out
    }
}

/// The changes that linking events again makes.
#[derive(Debug, Serialize)]
pub struct RelinkDocument {
    /// Number of events that were linked again.
    pub events: usize,
    /// Number of events that change.
    pub changed: usize,
    /// Whether the changes were written.
    pub written: bool,
    /// Events that were skipped because their text changed in the meantime.
    pub left_alone: Vec<i64>,
    /// The changes.
    pub diffs: Vec<LinkDiff>,
}

/// An event's links and the user's decisions on them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LinksDocument {
    /// The event's number.
    pub event: i64,
    /// Its links, subjects first.
    pub links: Vec<LinkRecord>,
    /// The decisions, in the order in which they were made.
    pub decisions: Vec<DecisionRecord>,
    /// The changes made by this command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<LinkDiff>,
}

/// A user's decision on a link.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[allow(missing_docs)] // the fields are those of `LinkDecision`
pub struct DecisionRecord {
    #[schema(value_type = String)]
    pub symbol: Symbol,
    #[schema(value_type = String)]
    pub mic: Mic,
    pub decision: Decision,
}

impl From<&LinkDecision> for DecisionRecord {
    fn from(d: &LinkDecision) -> Self {
        Self { symbol: d.instrument.symbol.clone(), mic: d.instrument.mic, decision: d.decision }
    }
}
