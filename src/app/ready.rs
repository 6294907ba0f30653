//! Whether a service and its server do their work, checked in a few milliseconds.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::Failure;
use crate::app::doctor::{LEAST_FREE_BYTES, free_space};
use crate::store::{Store, StoreError};
use crate::view::format::size;

/// A scheduler notes its time every half a minute; one that has not for this long hangs.
const LONGEST_SILENCE: TimeDelta = TimeDelta::minutes(2);
/// Providers that have brought nothing for so long are taken to fail: most outages are shorter.
const LONGEST_WITHOUT_PRICES: TimeDelta = TimeDelta::hours(6);
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
    /// `scheduler`, `clock`, `prices`, `file`, `disk` or `writer`.
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
    let prices = prices(store.prices_fail_since()?, now);
    let mut parts = vec![scheduler(beat, now), clock(beat, now), prices, file(db, opened), disk(db)];
    // Without its file nothing can be written, which need not be said twice.
    if parts.iter().all(|part| part.name != "file" || part.is_ready) {
        parts.push(writer(db));
    }
    Ok(parts)
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

fn prices(fail_since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Part {
    match fail_since.map(|since| now - since) {
        None => part("prices", true, "providers were not asked, or brought bars when last asked"),
        Some(silence) => {
            let found =
                format!("asked for {} min, no provider has brought bars", silence.num_minutes().max(0));
            part("prices", silence <= LONGEST_WITHOUT_PRICES, found)
        }
    }
}

/// An error of the database names its path, which is not for everyone.
fn writer(db: &Path) -> Part {
    let why_not = match Store::can_be_written(db) {
        Ok(()) => return part("writer", true, "the database can be written"),
        Err(StoreError::Locked(_)) => "another process holds the lock of the database",
        Err(StoreError::ReadOnly(_)) => "the database is read-only",
        Err(StoreError::Full(_)) => "the disk is full",
        Err(_) => "the database cannot be opened for writing",
    };
    part("writer", false, why_not)
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
        let hours = |n: i64| n * 3_600;
        store.beat(at(hours(7))).unwrap();
        store.asked_for_prices(at(hours(1)), false).unwrap();
        store.asked_for_prices(at(hours(3)), false).unwrap();
        assert!(unready(&store, &db, opened, hours(7)).is_empty(), "an outage of six hours may pass");
        assert_eq!(unready(&store, &db, opened, hours(7) + 1), ["prices"]);
        store.beat(at(hours(8))).unwrap();
        store.asked_for_prices(at(hours(8)), true).unwrap();
        assert!(unready(&store, &db, opened, hours(8)).is_empty());
        let locked = rusqlite::Connection::open(&db).unwrap();
        locked.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert_eq!(unready(&store, &db, opened, hours(8)), ["writer"]);
        drop(locked);
        if cfg!(unix) {
            std::fs::rename(&db, folder.path().join("moved.db")).unwrap();
            assert_eq!(unready(&store, &db, opened, hours(8)), ["file"]);
            std::fs::write(&db, "another").unwrap();
            assert_eq!(unready(&store, &db, opened, hours(8)), ["file"]);
        }
        let nowhere = Path::new("");
        assert_eq!(unready(&store, nowhere, None, hours(8)), ["disk"]);
    }
}
