//! The files of a folder.

use std::path::Path;
use std::time::UNIX_EPOCH;

use chrono::{DateTime, TimeDelta, Utc};

use crate::source::SourceError;

/// The most files that are looked at.
const MOST_FILES: usize = 10_000;

/// A file that changed less long ago may still be on its way.
pub(super) const SETTLED: TimeDelta = TimeDelta::seconds(1);

/// A file.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) name: String,
    size: u64,
    /// Milliseconds since 1970.
    changed: i64,
    /// Whether it may still be on its way.
    settling: bool,
}

impl Found {
    /// What tells that it has changed.
    pub(super) fn mark(&self) -> serde_json::Value {
        serde_json::json!([self.size, self.changed])
    }
}

/// Whether some file may still be on its way.
pub(super) fn is_settling(folder: &Path, now: DateTime<Utc>) -> Result<bool, SourceError> {
    Ok(all(folder, now)?.iter().any(|file| file.settling))
}

/// The files that are no longer being written, by name.
pub(super) fn list(folder: &Path, now: DateTime<Utc>) -> Result<Vec<Found>, SourceError> {
    let mut found = all(folder, now)?;
    found.retain(|file| !file.settling);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn all(folder: &Path, now: DateTime<Utc>) -> Result<Vec<Found>, SourceError> {
    let unreadable =
        |e: &std::io::Error| SourceError::Folder { path: folder.to_owned(), reason: e.to_string() };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| unreadable(&e))? {
        let entry = entry.map_err(|e| unreadable(&e))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // A file that went away in between is not there. A link may lead out of the folder, to anything that
        // this process can read: it is no file here.
        let Ok(meta) = entry.metadata() else { continue };
        if !meta.is_file() || is_transient(&name) {
            continue;
        }
        let since = meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
        let changed = since.and_then(|d| i64::try_from(d.as_millis()).ok()).unwrap_or_default();
        let settling = (0..SETTLED.num_milliseconds()).contains(&(now.timestamp_millis() - changed));
        found.push(Found { name, size: meta.len(), changed, settling });
    }
    if found.len() > MOST_FILES {
        let reason = format!("it holds {} files, more than {MOST_FILES}", found.len());
        return Err(SourceError::Folder { path: folder.to_owned(), reason });
    }
    Ok(found)
}

/// Hidden files, downloads under way, backups of editors.
fn is_transient(name: &str) -> bool {
    let part = Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("part"));
    part || name.starts_with('.') || name.ends_with('~')
}
