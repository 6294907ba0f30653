//! What lies in a folder.

use std::path::Path;
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};

use crate::ingest::source::SourceError;

/// The most files that are looked at.
const MOST_FILES: usize = 10_000;

/// A file that changed less long ago may still be on its way, in milliseconds.
const SETTLED_MS: i64 = 1_000;

/// A file.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) name: String,
    size: u64,
    /// Milliseconds since 1970.
    changed: i64,
}

impl Found {
    /// What tells that it has changed.
    pub(super) fn mark(&self) -> serde_json::Value {
        serde_json::json!([self.size, self.changed])
    }
}

/// The files, by name.
pub(super) fn list(folder: &Path, now: DateTime<Utc>) -> Result<Vec<Found>, SourceError> {
    let unreadable =
        |e: &std::io::Error| SourceError::Folder { path: folder.to_owned(), reason: e.to_string() };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| unreadable(&e))? {
        let entry = entry.map_err(|e| unreadable(&e))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // A file that went away in between is not there.
        let Ok(meta) = std::fs::metadata(entry.path()) else { continue };
        if !meta.is_file() || is_transient(&name) {
            continue;
        }
        let since = meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
        let changed = since.and_then(|d| i64::try_from(d.as_millis()).ok()).unwrap_or_default();
        let settling = (0..SETTLED_MS).contains(&(now.timestamp_millis() - changed));
        if !settling {
            found.push(Found { name, size: meta.len(), changed });
        }
    }
    if found.len() > MOST_FILES {
        let reason = format!("it holds {} files, more than {MOST_FILES}", found.len());
        return Err(SourceError::Folder { path: folder.to_owned(), reason });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Hidden files, downloads under way, backups of editors.
fn is_transient(name: &str) -> bool {
    let part = Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("part"));
    part || name.starts_with('.') || name.ends_with('~')
}
