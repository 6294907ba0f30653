//! Copies of the database, old events removed, and the file made small again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, params};

use super::{BUSY_TIMEOUT, SCHEMA_VERSION, Store, StoreError, micros};

/// Events that one transaction removes: other writers wait no longer than for these.
const BATCH: i64 = 500;
/// Between two transactions, so that a service that waits for its turn gets it.
const PAUSE: Duration = Duration::from_millis(20);

/// Tables whose rows belong to an event. `source_item` is none of them: what a source said is remembered, or
/// it would be logged again.
const PARTS: &[&str] = &[
    "event_key",
    "revision",
    "tag",
    "link",
    "link_decision",
    "link_history",
    "unlisted",
    "claim",
    "reaction",
    "correction",
];

/// Old events without what keeps them: a tag, a user's decision on a link, or being the latest of all, whose
/// number would be given again.
const OLD: &str = "
    INSERT INTO temp.going
    SELECT e.id, EXISTS (SELECT 1 FROM link WHERE event_id = e.id AND role <> 'related') FROM event e
    WHERE e.published_order < ?1 AND e.id < (SELECT max(id) FROM event)
      AND NOT EXISTS (SELECT 1 FROM tag WHERE event_id = e.id)
      AND NOT EXISTS (SELECT 1 FROM link_decision WHERE event_id = e.id)";

/// Events that one which stays refers to: as the first of its story, or as what it corrects.
const NEEDED: &str = "
    SELECT story_id FROM event WHERE story_id <> id AND id NOT IN (SELECT id FROM temp.going)
    UNION SELECT of_event FROM correction WHERE event_id NOT IN (SELECT id FROM temp.going)";

/// Which old events are removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PruneRule {
    /// Only events published before.
    pub before: DateTime<Utc>,
    /// Also those that are linked to an instrument.
    pub linked_too: bool,
}

/// The events that a [`PruneRule`] removes and keeps, of those published before its instant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prunable {
    /// Removed ones without a link to an instrument.
    pub unlinked: u64,
    /// Removed ones with a link.
    pub linked: u64,
    /// Kept ones with a tag.
    pub tagged: u64,
    /// All that are kept, tagged ones included.
    pub kept: u64,
}

impl Store {
    /// Copies the database as it is at this moment to another file, while others read and write. The copy
    /// appears whole or not at all, is checked, and is one file without a write-ahead log. A file that is
    /// there is replaced.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read, the copy cannot be written, or it is damaged.
    pub fn back_up_to(&self, target: &Path) -> Result<(), StoreError> {
        let part = with_suffix(target, ".part");
        let at = |e| StoreError::at(target, e);
        let failed = |e: std::io::Error| StoreError::folder(target, &e);
        if part.exists() {
            fs::remove_file(&part).map_err(failed)?;
        }
        let mut copy = Connection::open(&part).map_err(at)?;
        copy_all(&self.connection, &mut copy, target)?;
        copy.pragma_update(None, "journal_mode", "delete").map_err(at)?;
        copy.close().map_err(|(_, e)| at(e))?;
        sound(&part)?;
        fs::rename(&part, target).map_err(failed)
    }

    /// Puts a copy in the place of a database, in one transaction: others that have it open read the new
    /// content from then on. A database that is too damaged for that is moved aside, to `news.db.damaged`.
    ///
    /// # Errors
    /// [`StoreError::NotACopy`] if the copy is damaged or not of this program, [`StoreError::Newer`] if it is
    /// of a later version, [`StoreError::Locked`] if somebody writes; then nothing is changed.
    pub fn restore(copy: &Path, target: &Path) -> Result<Self, StoreError> {
        sound(copy)?;
        let source = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|e| StoreError::at(copy, e))?;
        match overwrite(&source, target) {
            Err(StoreError::NotADatabase(_)) => {
                move_aside(target)?;
                overwrite(&source, target)?;
            }
            done => done?,
        }
        Self::open(target)
    }

    /// What pruning would remove.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn prunable(&self, rule: PruneRule) -> Result<Prunable, StoreError> {
        self.choose(rule).map_err(|e| self.error(e))
    }

    /// Removes old events with all that belongs to them, those without links first, some hundred in a
    /// transaction. What their sources said is remembered, so that none is logged again.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; what was removed before stays removed.
    pub fn prune(&mut self, rule: PruneRule) -> Result<Prunable, StoreError> {
        let mut found = self.prunable(rule)?;
        let (unlinked, linked) = self.remove_chosen().map_err(|e| self.error(e))?;
        found.kept += found.unlinked + found.linked - unlinked - linked;
        Ok(Prunable { unlinked, linked, ..found })
    }

    /// Rewrites the file without the space that removed rows left; its size before and after in bytes. Other
    /// writers wait until it is done, readers do not; meanwhile the disk needs room for a second copy.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written, or the disk is full; then it is as before.
    pub fn vacuum(&mut self) -> Result<(u64, u64), StoreError> {
        let work = || -> rusqlite::Result<(u64, u64)> {
            let before = self.bytes()?;
            self.connection.execute_batch("VACUUM")?;
            // A reader of the old pages keeps the log, and the file's size, until it has finished.
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok((before, self.bytes()?))
        };
        work().map_err(|e| self.error(e))
    }

    fn bytes(&self) -> rusqlite::Result<u64> {
        let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        self.connection.query_row(sql, [], |row| row.get(0))
    }

    /// Fills `temp.going` with what is to be removed.
    fn choose(&self, rule: PruneRule) -> rusqlite::Result<Prunable> {
        let before = micros(rule.before);
        self.connection.execute_batch(
            "DROP TABLE IF EXISTS temp.going;
             CREATE TEMP TABLE going (id INTEGER PRIMARY KEY, linked INTEGER NOT NULL)",
        )?;
        self.connection.execute(OLD, [before])?;
        if !rule.linked_too {
            self.connection.execute("DELETE FROM temp.going WHERE linked", [])?;
        }
        // What one keeps may keep another in turn.
        while self.connection.execute(&format!("DELETE FROM temp.going WHERE id IN ({NEEDED})"), [])? > 0 {}
        let counts = "
            SELECT (SELECT count(*) FROM temp.going WHERE NOT linked), (SELECT count(*) FROM temp.going WHERE linked),
                   count(*) FILTER (WHERE EXISTS (SELECT 1 FROM tag WHERE event_id = id)), count(*)
            FROM event WHERE published_order < ?";
        let found = self.connection.query_row(counts, [before], |row| {
            let (unlinked, linked): (u64, u64) = (row.get(0)?, row.get(1)?);
            let old: u64 = row.get(3)?;
            Ok(Prunable { unlinked, linked, tagged: row.get(2)?, kept: old - unlinked - linked })
        })?;
        Ok(found)
    }

    /// Removes the events of `temp.going`; how many without links, and how many with.
    fn remove_chosen(&mut self) -> rusqlite::Result<(u64, u64)> {
        // Each row of an event is removed here by name: the references of some tables have no index, and
        // following them would read the whole table for each event.
        self.connection.pragma_update(None, "foreign_keys", false)?;
        let removed = self.remove_in_batches();
        self.connection.pragma_update(None, "foreign_keys", true)?;
        removed
    }

    fn remove_in_batches(&mut self) -> rusqlite::Result<(u64, u64)> {
        let (mut unlinked, mut linked) = (0, 0);
        loop {
            let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let (without, with) = remove_batch(&tx)?;
            tx.commit()?;
            (unlinked, linked) = (unlinked + without, linked + with);
            if without + with == 0 {
                return Ok((unlinked, linked));
            }
            std::thread::sleep(PAUSE);
        }
    }
}

/// Removes some events of `temp.going`, those without links first and of one story the first one last.
fn remove_batch(tx: &Connection) -> rusqlite::Result<(u64, u64)> {
    // Somebody may have tagged one, or a reprint may have arrived, since they were chosen.
    tx.execute(
        "DELETE FROM temp.going WHERE id IN (SELECT event_id FROM tag UNION SELECT event_id FROM link_decision)",
        [],
    )?;
    while tx.execute(&format!("DELETE FROM temp.going WHERE id IN ({NEEDED})"), [])? > 0 {}
    tx.execute_batch("DROP TABLE IF EXISTS temp.batch; CREATE TEMP TABLE batch (id INTEGER PRIMARY KEY)")?;
    // The first event of a story goes after the others: were this to end between two batches, none would
    // name a first one that is gone.
    tx.execute(
        "INSERT INTO temp.batch SELECT g.id FROM temp.going g
         ORDER BY g.linked OR EXISTS (
             SELECT 1 FROM event r JOIN temp.going o ON o.id = r.id WHERE r.story_id = g.id AND o.linked
         ), EXISTS (SELECT 1 FROM event r WHERE r.story_id = g.id AND r.id <> g.id), g.id DESC LIMIT ?",
        params![BATCH],
    )?;
    let batch = "(SELECT id FROM temp.batch)";
    let count = format!(
        "SELECT count(*) FILTER (WHERE NOT linked), count(*) FILTER (WHERE linked) FROM temp.going WHERE id IN {batch}"
    );
    let counts = tx.query_row(&count, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    tx.execute(&format!("UPDATE source_item SET event_id = NULL WHERE event_id IN {batch}"), [])?;
    for part in PARTS {
        tx.execute(&format!("DELETE FROM {part} WHERE event_id IN {batch}"), [])?;
    }
    tx.execute(&format!("DELETE FROM correction WHERE of_event IN {batch}"), [])?;
    let spans = format!(
        "(SELECT (published_order - ((published_order % {SPAN}) + {SPAN}) % {SPAN}) / {SPAN} FROM event WHERE id IN {batch})"
    );
    tx.execute(&format!("DELETE FROM story_band WHERE span IN {spans} AND event_id IN {batch}"), [])?;
    tx.execute(&format!("DELETE FROM event_search WHERE rowid IN {batch}"), [])?;
    tx.execute(&format!("DELETE FROM event WHERE id IN {batch}"), [])?;
    tx.execute(&format!("DELETE FROM temp.going WHERE id IN {batch}"), [])?;
    Ok(counts)
}

/// The microseconds of three days, the spans by which bands of stories are kept.
const SPAN: i64 = 259_200_000_000;

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Copies all pages in one step: one moment of the database, and no beginning again when somebody writes.
fn copy_all(from: &Connection, to: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let at = |e| StoreError::at(path, e);
    to.busy_timeout(BUSY_TIMEOUT).map_err(at)?;
    match Backup::new(from, to).and_then(|backup| backup.step(-1)).map_err(at)? {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::Locked(path.to_owned())),
    }
}

fn overwrite(source: &Connection, target: &Path) -> Result<(), StoreError> {
    let mut there = Connection::open(target).map_err(|e| StoreError::at(target, e))?;
    copy_all(source, &mut there, target)
}

/// Moves a damaged database out of the way, with its log.
fn move_aside(target: &Path) -> Result<(), StoreError> {
    for end in ["", "-wal", "-shm"] {
        let (file, aside) = (with_suffix(target, end), with_suffix(target, &format!(".damaged{end}")));
        if file.exists() {
            fs::rename(&file, &aside).map_err(|e| StoreError::folder(&aside, &e))?;
        }
    }
    Ok(())
}

/// Whether a file is a whole database of this program, of this version or an earlier one.
fn sound(path: &Path) -> Result<(), StoreError> {
    let unfit = |reason: String| StoreError::NotACopy { path: path.to_owned(), reason };
    let unread = |e: rusqlite::Error| match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            unfit("it is not a database, or it is damaged".to_owned())
        }
        _ => StoreError::at(path, e),
    };
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(unread)?;
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(unread)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: SCHEMA_VERSION });
    }
    let has_events = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'event'";
    let tables: i64 = connection.query_row(has_events, [], |row| row.get(0)).map_err(unread)?;
    if found == 0 || tables == 0 {
        return Err(unfit("it is a database of another program".to_owned()));
    }
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(unread)?;
    if said == "ok" { Ok(()) } else { Err(unfit(format!("it is damaged: {said}"))) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_table_that_belongs_to_an_event_is_pruned_by_name() {
        let store = Store::open(Path::new(":memory:")).unwrap();
        let sql = "SELECT DISTINCT m.name FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
                   WHERE m.type = 'table' AND f.\"table\" = 'event'";
        let mut named = store.connection.prepare(sql).unwrap();
        let found: BTreeSet<String> =
            named.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let known = PARTS.iter().copied().chain(["source_item"]).map(str::to_owned);
        assert_eq!(found, known.collect());
    }
}
