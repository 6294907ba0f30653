//! What copying, restoring, pruning and compacting a database did.

use std::path::PathBuf;

use serde::Serialize;

use super::format::{number_of, size};

/// `newstape/backup/1` and `newstape/restore/1`: a copy, or the database that was made from one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CopyDocument {
    /// The database.
    pub database: PathBuf,
    /// The copy.
    pub file: PathBuf,
    /// The size in bytes of the file that was written.
    pub bytes: u64,
    /// The events in it.
    pub events: u64,
    /// The version of its schema.
    pub schema_version: u32,
}

impl CopyDocument {
    /// `to news.bak: 1200 events, 12.3 MB`, after the word that says what was done.
    #[must_use]
    pub fn line(&self, done: &str, what: &std::path::Path) -> String {
        format!("{done} {}: {}, {}", what.display(), number_of(self.events, "event"), size(self.bytes))
    }
}

/// `newstape/prune/1`: what was removed, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PruneDocument {
    /// The first instant whose events stay.
    pub before: chrono::DateTime<chrono::Utc>,
    /// Nothing was removed: the figures say what would be.
    pub dry_run: bool,
    /// Removed events without a link to an instrument.
    pub unlinked: u64,
    /// Removed events with one.
    pub linked: u64,
    /// Events before the instant that stay because of a tag.
    pub kept_tagged: u64,
    /// All events before the instant that stay.
    pub kept: u64,
}

impl PruneDocument {
    /// Two lines: what went, and what stays.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let done = if self.dry_run { "would be removed" } else { "removed" };
        let all = number_of(self.unlinked + self.linked, "event");
        let day = self.before.format("%Y-%m-%d %H:%M UTC");
        vec![
            format!("{all} from before {day} {done}: {} unlinked, {} linked", self.unlinked, self.linked),
            format!(
                "{} older than that kept, {} of them tagged",
                number_of(self.kept, "event"),
                self.kept_tagged
            ),
        ]
    }
}

/// `newstape/vacuum/1`: the size of the database before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VacuumDocument {
    /// The size before, in bytes.
    pub bytes_before: u64,
    /// The size after, in bytes.
    pub bytes_after: u64,
}

impl VacuumDocument {
    /// `12.3 MB, 4.1 MB less than before`.
    #[must_use]
    pub fn line(&self) -> String {
        let less = self.bytes_before.saturating_sub(self.bytes_after);
        match less {
            0 => format!("{}; there was nothing to free", size(self.bytes_after)),
            less => format!("{}, {} less than before", size(self.bytes_after), size(less)),
        }
    }
}
