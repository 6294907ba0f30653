//! What users changed of events.

use chrono::{DateTime, Utc};
use comfy_table::Table;
use serde::Serialize;
use utoipa::ToSchema;

use super::text::{Width, table};

/// The audit trail, the latest entry first.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryDocument {
    /// The entries.
    pub entries: Vec<AuditRecord>,
}

/// One change of one event.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub who: String,
    /// What was done: edit, delete, merge, undo.
    pub action: String,
    /// The event's number.
    pub event: i64,
    /// The event's title before.
    pub title: String,
    /// The fields that changed.
    pub changes: Vec<ChangedFieldRecord>,
    /// When it was taken back; absent if it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone_at: Option<DateTime<Utc>>,
}

/// A field as it was and as it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedFieldRecord {
    /// The field.
    pub field: String,
    /// As it was; absent if it was not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// As it is; absent if it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl HistoryDocument {
    /// The entries as a table.
    #[must_use]
    pub fn table(&self, width: Width) -> Table {
        let mut out = table(width, &["at", "who", "change", "event", "what"]);
        for entry in &self.entries {
            let undone = if entry.undone_at.is_some() { " (undone)" } else { "" };
            out.add_row([
                entry.at.format("%Y-%m-%d %H:%MZ").to_string(),
                entry.who.clone(),
                format!("{}{undone}", entry.action),
                entry.event.to_string(),
                entry.what(),
            ]);
        }
        out
    }
}

impl AuditRecord {
    /// `kind: news → earnings`; without changes, the title.
    #[must_use]
    pub fn what(&self) -> String {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        let one = |c: &ChangedFieldRecord| format!("{}: {} → {}", c.field, value(&c.before), value(&c.after));
        let all: Vec<String> = self.changes.iter().map(one).collect();
        if all.is_empty() { self.title.clone() } else { all.join("; ") }
    }
}
