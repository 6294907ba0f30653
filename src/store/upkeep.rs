//! Copies of the database, old events removed, and the file made small again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, params};

use super::{BUSY_TIMEOUT, Manifest, SCHEMA_VERSION, Store, StoreError, micros, transfer};

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
    "score",
    "claim",
    "reaction",
    "correction",
];

/// Old events without what keeps them: a tag, a user's decision on a link, or being the latest of all, whose
/// number would be given again.
const OLD: &str = "
    INSERT INTO temp.old
    SELECT e.id, EXISTS (SELECT 1 FROM link WHERE event_id = e.id AND role <> 'related') FROM event e
    WHERE e.published_order < ?1 AND e.id < (SELECT max(id) FROM event)
      AND NOT EXISTS (SELECT 1 FROM tag WHERE event_id = e.id)
      AND NOT EXISTS (SELECT 1 FROM link_decision WHERE event_id = e.id)";

/// Events that one which stays refers to: as the first of its story, or as what it corrects.
const NEEDED: &str = "
    SELECT story_id FROM event WHERE story_id <> id AND id NOT IN (SELECT id FROM temp.old)
    UNION SELECT of_event FROM correction WHERE event_id NOT IN (SELECT id FROM temp.old)";

/// The order in which they go: those without links first. The first event of a story goes after the others: were
/// this to end between two batches, none would name a first one that is gone.
const IN_ORDER: &str = "
    INSERT INTO temp.going (id, linked)
    SELECT g.id, g.linked FROM temp.old g
    ORDER BY g.linked OR EXISTS (
        SELECT 1 FROM event r JOIN temp.old o ON o.id = r.id WHERE r.story_id = g.id AND o.linked
    ), EXISTS (SELECT 1 FROM event r WHERE r.story_id = g.id AND r.id <> g.id), g.id DESC";

/// What stays of a batch after all: somebody may have tagged one, or a reprint may have arrived, since they were
/// chosen.
const STAYING: &str = "
    SELECT b.id FROM temp.batch b
    WHERE EXISTS (SELECT 1 FROM tag WHERE event_id = b.id)
       OR EXISTS (SELECT 1 FROM link_decision WHERE event_id = b.id)
       OR EXISTS (SELECT 1 FROM event r WHERE r.story_id = b.id AND r.id <> b.id
                  AND NOT EXISTS (SELECT 1 FROM temp.going g WHERE g.id = r.id))
       OR EXISTS (SELECT 1 FROM correction c WHERE c.of_event = b.id
                  AND NOT EXISTS (SELECT 1 FROM temp.going g WHERE g.id = c.event_id))";

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
    /// content from then on. A database that is too damaged for that is moved aside, to `news.db.damaged` or,
    /// if that is taken, to `news.db.damaged.2` and so on.
    ///
    /// # Errors
    /// [`StoreError::NotACopy`] if the copy is damaged or not of this program, [`StoreError::Newer`] if it is
    /// of a later version, [`StoreError::Locked`] if somebody writes, [`StoreError::NotADatabase`] if the target
    /// is a folder; then nothing is changed.
    pub fn restore(copy: &Path, target: &Path) -> Result<Self, StoreError> {
        sound(copy)?;
        let source = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|e| StoreError::at(copy, e))?;
        put_in_place(&source, copy, target)?;
        Self::open(target)
    }

    /// Makes a database of an export, in the place of one that does not exist or has no rows.
    ///
    /// # Errors
    /// [`StoreError::Transfer`] if a file of the export cannot be read, [`StoreError::NotEmpty`] if there are rows in the
    /// database, else as [`Self::restore`]; then nothing is changed.
    pub fn import(folder: &Path, target: &Path) -> Result<Manifest, StoreError> {
        if target.exists() && !Self::open(target)?.is_empty()? {
            return Err(StoreError::NotEmpty { path: target.to_owned() });
        }
        let mut name = target.as_os_str().to_owned();
        name.push(".importing");
        let made = PathBuf::from(name);
        let _ = std::fs::remove_file(&made);
        let done = transfer::import(folder, &made)
            .and_then(|manifest| Self::restore(&made, target).map(|_| manifest));
        let _ = std::fs::remove_file(&made);
        done
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

    /// Fills `temp.old` with what is to be removed.
    fn choose(&self, rule: PruneRule) -> rusqlite::Result<Prunable> {
        let before = micros(rule.before);
        self.connection.execute_batch(
            "DROP TABLE IF EXISTS temp.old;
             CREATE TEMP TABLE old (id INTEGER PRIMARY KEY, linked INTEGER NOT NULL)",
        )?;
        self.connection.execute(OLD, [before])?;
        if !rule.linked_too {
            self.connection.execute("DELETE FROM temp.old WHERE linked", [])?;
        }
        // What one keeps may keep another in turn.
        while self.connection.execute(&format!("DELETE FROM temp.old WHERE id IN ({NEEDED})"), [])? > 0 {}
        let counts = "
            SELECT (SELECT count(*) FROM temp.old WHERE NOT linked), (SELECT count(*) FROM temp.old WHERE linked),
                   count(*) FILTER (WHERE EXISTS (SELECT 1 FROM tag WHERE event_id = id)), count(*)
            FROM event WHERE published_order < ?";
        let found = self.connection.query_row(counts, [before], |row| {
            let (unlinked, linked): (u64, u64) = (row.get(0)?, row.get(1)?);
            let old: u64 = row.get(3)?;
            Ok(Prunable { unlinked, linked, tagged: row.get(2)?, kept: old - unlinked - linked })
        })?;
        Ok(found)
    }

    /// Removes the events of `temp.old`; how many without links, and how many with.
    fn remove_chosen(&mut self) -> rusqlite::Result<(u64, u64)> {
        // Sorted once, and before anybody has to wait.
        self.connection.execute_batch(
            "DROP TABLE IF EXISTS temp.going;
             CREATE TEMP TABLE going (place INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, linked INTEGER NOT NULL)",
        )?;
        self.connection.execute(IN_ORDER, [])?;
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
            let removed = remove_batch(&tx)?;
            tx.commit()?;
            let Some((without, with)) = removed else { return Ok((unlinked, linked)) };
            (unlinked, linked) = (unlinked + without, linked + with);
            std::thread::sleep(PAUSE);
        }
    }
}

/// Takes the next events of `temp.going`, removes those that need not stay after all, and says how many went
/// without links and with; `None` if none was left. What it reads and writes is of these events alone.
fn remove_batch(tx: &Connection) -> rusqlite::Result<Option<(u64, u64)>> {
    tx.execute_batch("DROP TABLE IF EXISTS temp.batch; CREATE TEMP TABLE batch (id INTEGER PRIMARY KEY)")?;
    let next = "INSERT INTO temp.batch SELECT id FROM temp.going ORDER BY place LIMIT ?";
    if tx.execute(next, params![BATCH])? == 0 {
        return Ok(None);
    }
    // What one keeps may keep another in turn.
    while tx.execute(&format!("DELETE FROM temp.going WHERE id IN ({STAYING})"), [])? > 0 {
        tx.execute("DELETE FROM temp.batch WHERE id NOT IN (SELECT id FROM temp.going)", [])?;
    }
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
    Ok(Some(counts))
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

/// Overwrites a database with a copy. Only a file that is itself too damaged for it is moved aside.
fn put_in_place(source: &Connection, copy: &Path, target: &Path) -> Result<(), StoreError> {
    match overwrite(source, target) {
        Err(StoreError::NotADatabase(_)) if is_damaged(target)? => {
            move_aside(target)?;
            overwrite(source, target)
        }
        Err(StoreError::NotADatabase(_)) if target.is_file() => {
            let reason = "it is damaged: it cannot be read to its end".to_owned();
            Err(StoreError::NotACopy { path: copy.to_owned(), reason })
        }
        done => done,
    }
}

/// Whether a target is a file that is no database, or is damaged.
fn is_damaged(target: &Path) -> Result<bool, StoreError> {
    if !target.is_file() {
        return Ok(false);
    }
    let probe = || -> rusqlite::Result<()> {
        let connection = Connection::open(target)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
    };
    match probe().map_err(|e| StoreError::at(target, e)) {
        Ok(()) => Ok(false),
        Err(StoreError::NotADatabase(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

/// The files of a database: itself and those of its log.
const FILES: [&str; 3] = ["", "-wal", "-shm"];

impl Store {
    /// Bytes of the database's file and of its log.
    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        let bytes = |end: &str| fs::metadata(with_suffix(&self.path, end)).map_or(0, |meta| meta.len());
        FILES.into_iter().map(bytes).sum()
    }
}

/// Moves a damaged database out of the way, with its log, to a name that is free.
fn move_aside(target: &Path) -> Result<(), StoreError> {
    let free = |aside: &PathBuf| FILES.iter().all(|end| !with_suffix(aside, end).exists());
    let names = std::iter::once(".damaged".to_owned()).chain((2_u32..).map(|n| format!(".damaged.{n}")));
    let Some(aside) = names.map(|name| with_suffix(target, &name)).find(free) else { return Ok(()) };
    for end in FILES {
        let (file, aside) = (with_suffix(target, end), with_suffix(&aside, end));
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
    fn only_a_file_that_is_itself_damaged_is_moved_aside() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let words = "these are only words, and many of them ".repeat(400);
        let copy = at("copy.db");
        Store::open(&at("first.db")).unwrap().back_up_to(&copy).unwrap();
        // A folder stays what it is.
        fs::create_dir(at("folder")).unwrap();
        fs::write(at("folder/file"), "kept").unwrap();
        let refused = Store::restore(&copy, &at("folder")).unwrap_err();
        assert!(matches!(refused, StoreError::NotADatabase(_)), "{refused}");
        assert!(at("folder/file").exists() && !at("folder.damaged").exists());
        // Damaged ones, one after the other: none is lost.
        for number in 0..3 {
            fs::write(at("news.db"), format!("{number} {words}")).unwrap();
            for log in ["news.db-wal", "news.db-shm"] {
                let _ = fs::remove_file(at(log));
            }
            drop(Store::restore(&copy, &at("news.db")).unwrap());
        }
        for (number, name) in ["news.db.damaged", "news.db.damaged.2", "news.db.damaged.3"].iter().enumerate()
        {
            assert!(fs::read_to_string(at(name)).unwrap().starts_with(&format!("{number} ")), "{name}");
        }
        // A copy that fails while it is read says nothing about the target.
        let source = Connection::open_with_flags(&copy, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        fs::write(&copy, &words).unwrap();
        let refused = put_in_place(&source, &copy, &at("first.db")).unwrap_err();
        assert!(matches!(&refused, StoreError::NotACopy { path, .. } if *path == copy), "{refused}");
        assert!(!at("first.db.damaged").exists());
        assert_eq!(Store::open(&at("first.db")).unwrap().count_events().unwrap(), 0);
    }

    fn some_event(store: &Store, id: i64, story: i64) {
        let sql = "INSERT INTO event (id, story_id, title, published_at, published_order, precision, origin,
                       zone_assumed, conflicts, seen_at, last_seen_at, seen_count, kind, revision, notes)
                   VALUES (?1, ?2, 'Rain', ?1, ?1, 'minute', 'user', 0, '[]', 0, 0, 1, 'news', 1, '[]')";
        store.connection.execute(sql, [id, story]).unwrap();
    }

    const ALL: PruneRule = PruneRule { before: DateTime::<Utc>::MAX_UTC, linked_too: true };

    #[test]
    fn what_is_needed_by_the_time_it_would_go_stays() {
        let mut store = Store::open(Path::new(":memory:")).unwrap();
        for id in 1..=1_300 {
            some_event(&store, id, id);
        }
        let run = |store: &Store, sql: &str| store.connection.execute(sql, []).unwrap();
        // A story of two, a correction of a correction.
        run(&store, "UPDATE event SET story_id = 10 WHERE id = 20");
        run(&store, "INSERT INTO correction (event_id, of_event) VALUES (40, 30), (50, 40)");
        assert_eq!(store.choose(ALL).unwrap().unlinked, 1_299, "all but the latest");
        run(&store, "INSERT INTO tag (event_id, tag) VALUES (20, 'kept'), (50, 'kept')");
        // A reprint that arrives meanwhile.
        some_event(&store, 1_301, 60);
        assert_eq!(store.remove_chosen().unwrap(), (1_299 - 6, 0));
        let mut left = store.connection.prepare("SELECT id FROM event ORDER BY id").unwrap();
        let left: Vec<i64> = left.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(left, [10, 20, 30, 40, 50, 60, 1_300, 1_301]);
    }

    /// While a batch goes, others wait: it looks up its own events and reads no table from end to end.
    #[test]
    fn a_batch_reads_no_other_events() {
        let mut store = Store::open(Path::new(":memory:")).unwrap();
        store.choose(ALL).unwrap();
        store.remove_chosen().unwrap();
        store
            .connection
            .execute_batch("CREATE TEMP TABLE IF NOT EXISTS batch (id INTEGER PRIMARY KEY)")
            .unwrap();
        let sql = format!("EXPLAIN QUERY PLAN DELETE FROM temp.going WHERE id IN ({STAYING})");
        let mut plan = store.connection.prepare(&sql).unwrap();
        let steps: Vec<String> = plan.query_map([], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
        let scans: Vec<&String> = steps.iter().filter(|step| step.starts_with("SCAN")).collect();
        assert!(scans.iter().all(|step| *step == "SCAN b"), "{steps:#?}");
    }

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
