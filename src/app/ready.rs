//! Whether a service and its server do their work, checked in a few milliseconds.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::Failure;
use crate::app::doctor::{LEAST_FREE_BYTES, free_space};
use crate::store::Store;
use crate::view::format::size;

/// A scheduler notes its time every half a minute; one that has not for this long hangs.
const LONGEST_SILENCE: TimeDelta = TimeDelta::minutes(2);
/// A difference between clocks that is no fault.
const ROUNDING: TimeDelta = TimeDelta::minutes(1);

/// The identity of a file, which a path can lose to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileId {
    device: u64,
    number: u64,
}

impl FileId {
    /// The file now at a path; `None` if there is none, or if the system has no such numbers.
    #[must_use]
    #[cfg(unix)]
    pub fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let meta = std::fs::metadata(path).ok()?;
        Some(Self { device: meta.dev(), number: meta.ino() })
    }

    /// The file now at a path; `None` if there is none, or if the system has no such numbers.
    #[must_use]
    #[cfg(not(unix))]
    pub fn of(_: &Path) -> Option<Self> {
        None
    }
}

/// One part of the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `scheduler`, `clock`, `file` or `disk`.
    pub name: &'static str,
    /// Whether it does its work.
    pub is_ready: bool,
    /// What was found, without any path.
    pub found: String,
}

/// Checks the parts. `opened` is the file that the connections have open.
///
/// # Errors
/// The database cannot be read.
pub fn parts(
    store: &Store,
    db: &Path,
    opened: Option<FileId>,
    now: DateTime<Utc>,
) -> Result<Vec<Part>, Failure> {
    let beat = store.last_beat()?;
    Ok(vec![scheduler(beat, now), clock(beat, now), file(db, opened), disk(db)])
}

fn part(name: &'static str, is_ready: bool, found: impl Into<String>) -> Part {
    Part { name, is_ready, found: found.into() }
}

fn scheduler(beat: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Part {
    match beat.map(|at| now - at) {
        None => part("scheduler", true, "no service has worked on this database yet"),
        Some(silence) => {
            let found = format!("the service last worked {} s ago", silence.num_seconds().max(0));
            part("scheduler", silence <= LONGEST_SILENCE, found)
        }
    }
}

fn clock(beat: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Part {
    let behind = beat.map_or(TimeDelta::zero(), |at| at - now);
    if behind > ROUNDING {
        let found = format!("the clock is {} min behind the time of earlier work", behind.num_minutes());
        return part("clock", false, found);
    }
    part("clock", true, "not behind earlier work")
}

fn file(db: &Path, opened: Option<FileId>) -> Part {
    match (opened, FileId::of(db)) {
        (Some(opened), Some(there)) if opened != there => {
            part("file", false, "another file is in the place of the database that is open")
        }
        (Some(_), None) => part("file", false, "the file of the database that is open was removed or moved"),
        _ => part("file", true, "the database is in its place"),
    }
}

fn disk(db: &Path) -> Part {
    match free_space(db) {
        Ok((_, free)) => part("disk", free >= LEAST_FREE_BYTES, format!("{} free", size(free))),
        Err(error) => part("disk", false, format!("its free space cannot be read: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_738_368_000 + seconds, 0).unwrap()
    }

    fn unready(store: &Store, db: &Path, opened: Option<FileId>, now: i64) -> Vec<&'static str> {
        let found = parts(store, db, opened, at(now)).unwrap();
        found.iter().filter(|part| !part.is_ready).map(|part| part.name).collect()
    }

    #[test]
    fn each_part_that_fails_is_named() {
        let folder = tempfile::TempDir::new().unwrap();
        let db = folder.path().join("news.db");
        let mut store = Store::open(&db).unwrap();
        let opened = FileId::of(&db);
        assert!(unready(&store, &db, opened, 0).is_empty(), "no service yet");
        store.beat(at(0)).unwrap();
        assert!(unready(&store, &db, opened, 100).is_empty());
        assert_eq!(unready(&store, &db, opened, 200), ["scheduler"]);
        assert_eq!(unready(&store, &db, opened, -200), ["clock"]);
        if cfg!(unix) {
            std::fs::rename(&db, folder.path().join("moved.db")).unwrap();
            assert_eq!(unready(&store, &db, opened, 1), ["file"]);
            std::fs::write(&db, "another").unwrap();
            assert_eq!(unready(&store, &db, opened, 1), ["file"]);
        }
        let nowhere = Path::new("");
        assert_eq!(unready(&store, nowhere, None, 1), ["disk"]);
    }
}
