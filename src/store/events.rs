//! Events: one transaction each, logged once even if they arrive repeatedly.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::de::DeserializeOwned;

use super::cells::{column, columns, json, order, parse, read_when, word};
use super::findings::insert_findings;
use super::stream::{NoticeKind, tell};
use super::{Store, StoreError, instant, micros, record};
use crate::event::{
    EventId, EventKind, EventText, Identity, Logged, NewsEvent, Publication, RevisionNo, StoryId, TimeOrigin,
    When,
};
use crate::reaction::Reaction;
use crate::road::{CheckedClaim, Draft, Ready, StoredEvent, with_new_notes};

/// The most events sharing a mark with an item that are compared with it, the latest first.
const MOST_CANDIDATES: usize = 32;

/// An existing event that an item matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownEvent {
    /// Its number.
    pub id: EventId,
    /// When it became public.
    pub when: When,
}

impl Store {
    /// Logs an event with everything found in it, in one transaction: all of it is stored
    /// afterwards, or nothing.
    ///
    /// A known item is counted, and its event stays unchanged. A changed text is a revision:
    /// it has links and claims of its own, and keeps the rows of the instruments that are still linked,
    /// since the time of publication is unchanged. New rows are added if they count from that time.
    ///
    /// ```
    /// use newstape::event::{Logged, RawItem, Said};
    /// use newstape::link::Linker;
    /// use newstape::road::{Draft, Naming};
    /// use newstape::store::Store;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let folder = tempfile::tempdir()?;
    /// let mut store = Store::open(&folder.path().join("news.db"))?;
    /// let item = RawItem { title: "Rates are left as they were".to_owned(), ..RawItem::default() };
    /// let ready = || -> Result<_, Box<dyn std::error::Error>> {
    ///     let draft = Draft::new(&item, &Said::default(), "2025-01-29T19:00:00Z".parse()?)?;
    ///     let when = draft.publication().when;
    ///     let linker = Linker::builtin();
    ///     Ok(draft.link(linker, &Naming::default()).read(linker.universe()).scheduled(when, Vec::new()))
    /// };
    /// // Logged twice, it is one event, seen twice.
    /// let Logged::Created(id) = store.log(&ready()?)? else { panic!("an empty database knows no event") };
    /// assert_eq!(store.log(&ready()?)?.event(), Some(id));
    /// assert_eq!(store.event(id)?.seen_count, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn log(&mut self, new: &Ready) -> Result<Logged, StoreError> {
        let path = self.path.clone();
        self.log_inner(new).map_err(|e| StoreError::at(&path, e))
    }

    fn log_inner(&mut self, new: &Ready) -> rusqlite::Result<Logged> {
        self.atomically(|tx| {
            let draft = new.draft();
            let Some(known) = find(tx, draft.identity())? else {
                let id = insert_event(tx, draft)?;
                tell(tx, NoticeKind::Event, id, draft.seen_at())?;
                insert_text(tx, id, RevisionNo(1), draft)?;
                insert_scores(tx, id, draft)?;
                let is_first = super::stories::join(tx, id, new)? == super::stories::Joined::First;
                insert_findings(tx, id, new.findings(), is_first, draft.seen_at())?;
                insert_keys(tx, id, draft.identity())?;
                return Ok(Logged::Created(id));
            };
            let logged = see_again(tx, known, new)?;
            add_marks(tx, known.id, draft.identity())?;
            Ok(logged)
        })
    }

    /// The event with these marks, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub fn find_event(&self, identity: &Identity) -> Result<Option<KnownEvent>, StoreError> {
        find(&self.connection, identity).map_err(|e| self.error(e))
    }

    /// An event with all its stored data.
    ///
    /// # Errors
    /// [`StoreError::NoEvent`] if there is none with that number.
    pub fn event(&self, id: EventId) -> Result<StoredEvent, StoreError> {
        let mut stored = self
            .connection
            .prepare_cached(SELECT_EVENT)
            .and_then(|mut s| s.query_row([id.0], read_event).optional())
            .map_err(|e| self.error(e))?
            .ok_or(StoreError::NoEvent(id))?;
        stored.event.tags = self.strings("SELECT tag FROM tag WHERE event_id = ? ORDER BY tag", id)?;
        stored.links =
            self.records("link", "SELECT record FROM link WHERE event_id = ? ORDER BY position", id)?;
        stored.unlisted =
            self.records("unlisted", "SELECT record FROM unlisted WHERE event_id = ? ORDER BY position", id)?;
        stored.scores =
            self.records("score", "SELECT record FROM score WHERE event_id = ? ORDER BY position", id)?;
        stored.claims = self.claims(id)?;
        stored.reactions = self.reactions(id)?;
        Ok(stored)
    }

    /// When an event became public.
    ///
    /// # Errors
    /// [`StoreError::NoEvent`] if there is none with that number.
    pub fn published(&self, id: EventId) -> Result<When, StoreError> {
        self.connection
            .prepare_cached("SELECT published_at, published_day, precision FROM event WHERE id = ?")
            .and_then(|mut s| s.query_row([id.0], |row| read_when(row, 0, 1, 2)).optional())
            .map_err(|e| self.error(e))?
            .ok_or(StoreError::NoEvent(id))
    }

    /// In the order of the links: subjects first.
    fn reactions(&self, id: EventId) -> Result<Vec<Reaction>, StoreError> {
        let sql = "SELECT r.record FROM reaction r LEFT JOIN link l USING (event_id, symbol, mic)
                   WHERE r.event_id = ? ORDER BY l.position, r.symbol, r.mic, r.position";
        let read =
            |text: &String| record::read_reaction(text).map_err(|e| StoreError::record("reaction", id, &e));
        self.strings(sql, id)?.iter().map(read).collect()
    }

    fn claims(&self, id: EventId) -> Result<Vec<CheckedClaim>, StoreError> {
        let sql = "SELECT record, verdict FROM claim WHERE event_id = ? ORDER BY position";
        let rows: Vec<(String, Option<String>)> = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map([id.0], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
            .map_err(|e| self.error(e))?;
        let read = |(claim, verdict): &(String, Option<String>)| {
            let claim = record::read_claim(claim).map_err(|e| StoreError::record("claim", id, &e))?;
            let verdict = verdict.as_ref().map(|text| record::read_verdict(text, claim.instrument.as_ref()));
            let verdict = verdict.transpose().map_err(|e| StoreError::record("verdict", id, &e))?;
            Ok((claim, verdict))
        };
        rows.iter().map(read).collect()
    }

    fn strings(&self, sql: &str, id: EventId) -> Result<Vec<String>, StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map([id.0], |r| r.get(0))?.collect())
            .map_err(|e| self.error(e))
    }

    fn records<T: DeserializeOwned>(
        &self,
        what: &'static str,
        sql: &str,
        id: EventId,
    ) -> Result<Vec<T>, StoreError> {
        self.strings(sql, id)?.iter().map(|text| parse(what, id, text)).collect()
    }
}

/// The event with these marks: one that shares one of the marks searched for, and that no
/// other mark contradicts.
fn find(connection: &Connection, identity: &Identity) -> rusqlite::Result<Option<KnownEvent>> {
    let mut bearers = connection
        .prepare_cached("SELECT event_id FROM event_key WHERE key = ? ORDER BY event_id DESC LIMIT ?")?;
    let mut held: Vec<i64> = Vec::new();
    for key in identity.looked_for() {
        let ids: Vec<i64> = bearers
            .query_map(params![key, MOST_CANDIDATES], |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for id in ids {
            if !held.contains(&id)
                && let (theirs, when) = identity_of(connection, id)?
                && theirs.is_same_event_as(identity)
            {
                return Ok(Some(KnownEvent { id: EventId(id), when }));
            }
            held.push(id);
        }
    }
    Ok(None)
}

fn identity_of(connection: &Connection, id: i64) -> rusqlite::Result<(Identity, When)> {
    connection
        .prepare_cached("SELECT identity, published_at, published_day, precision FROM event WHERE id = ?")?
        .query_row([id], |row| Ok((column(row, 0, false)?, read_when(row, 1, 2, 3)?)))
}

fn insert_keys(tx: &Connection, id: EventId, identity: &Identity) -> rusqlite::Result<()> {
    let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO event_key (key, event_id) VALUES (?, ?)")?;
    for key in identity.looked_for() {
        insert.execute(params![key, id.0])?;
    }
    Ok(())
}

/// Adds the marks of a second arrival to the event.
fn add_marks(tx: &Connection, id: EventId, new: &Identity) -> rusqlite::Result<()> {
    let (known, _) = identity_of(tx, id.0)?;
    if known.holds(new) {
        return Ok(());
    }
    insert_keys(tx, id, new)?;
    tx.prepare_cached("UPDATE event SET identity = ? WHERE id = ?")?
        .execute(params![json(&known.and(new.clone()))?, id.0])?;
    Ok(())
}

/// The number of a deleted event is not given again: its deletion can be taken back.
const NEXT_ID: &str = "SELECT max((SELECT coalesce(max(id), 0) FROM event),
                                  (SELECT coalesce(max(event_id), 0) FROM audit)) + 1";

fn insert_event(tx: &Connection, new: &Draft) -> rusqlite::Result<EventId> {
    let publication = new.publication();
    let when = publication.when;
    let (at, day) = columns(&when);
    // An event is the first of its own story until a story joins it to an earlier one.
    let id: i64 = tx.prepare_cached(NEXT_ID)?.query_row([], |row| row.get(0))?;
    tx.prepare_cached(
        "INSERT INTO event (id, title, published_at, published_day, published_order, precision, origin, original,
             zone, zone_assumed, conflicts, seen_at, last_seen_at, seen_count, source, url, lang, kind,
             story_id, revision, notes, identity)
         VALUES (?17, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, 1, ?12, ?13, ?14, ?15, ?17, 1, ?16, ?18)",
    )?
    .execute(params![
        new.text().title(),
        at,
        day,
        order(&when),
        word(&when.precision())?,
        word(&publication.origin)?,
        publication.original,
        publication.zone,
        publication.zone_assumed,
        json(&new.conflicts())?,
        micros(new.seen_at()),
        new.source(),
        new.url(),
        new.lang(),
        new.kind().as_str(),
        json(&new.notes())?,
        id,
        json(new.identity())?,
    ])?;
    for tag in new.tags() {
        tx.prepare_cached("INSERT OR IGNORE INTO tag (event_id, tag) VALUES (?, ?)")?
            .execute(params![id, tag])?;
    }
    Ok(EventId(id))
}

fn insert_text(tx: &Connection, id: EventId, revision: RevisionNo, new: &Draft) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO revision (event_id, revision, text, title_start, title_end, content_hash, seen_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        id.0,
        revision.0,
        new.text().text,
        new.text().title.start,
        new.text().title.end,
        new.content_hash().cast_signed(),
        micros(new.seen_at())
    ])?;
    // The first text is always new; looking for one to replace would double the cost.
    let search = match revision {
        RevisionNo(1) => "INSERT INTO event_search (rowid, title, body) VALUES (?, ?, ?)",
        _ => "INSERT OR REPLACE INTO event_search (rowid, title, body) VALUES (?, ?, ?)",
    };
    tx.prepare_cached(search)?.execute(params![id.0, new.text().title(), new.text().text])?;
    Ok(())
}

/// How services rate the item.
fn insert_scores(tx: &Connection, id: EventId, new: &Draft) -> rusqlite::Result<()> {
    for (position, score) in new.scores().iter().enumerate() {
        tx.prepare_cached("INSERT INTO score (event_id, position, record) VALUES (?, ?, ?)")?
            .execute(params![id.0, position, json(score)?])?;
    }
    Ok(())
}

/// A second arrival: it counts, and a changed text becomes a revision with findings of its own.
fn see_again(tx: &Connection, known: KnownEvent, new: &Ready) -> rusqlite::Result<Logged> {
    let (id, draft) = (known.id, new.draft());
    tx.prepare_cached("UPDATE event SET seen_count = seen_count + 1, last_seen_at = ? WHERE id = ?")?
        .execute(params![micros(draft.seen_at()), id.0])?;
    let (revision, hash, has_body): (u32, i64, bool) = tx
        .prepare_cached(
            "SELECT revision, content_hash, title_end - title_start < length(CAST(text AS BLOB))
             FROM revision WHERE event_id = ? ORDER BY revision DESC LIMIT 1",
        )?
        .query_row([id.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    // A title alone takes no text away.
    let says_less = has_body && draft.text().is_title_alone();
    if says_less || draft.is_text_of(hash.cast_unsigned()) {
        return Ok(Logged::SeenAgain(Some(id)));
    }
    let next = RevisionNo(revision + 1);
    revise(tx, known, next, draft)?;
    super::links::keep_former_links(tx, id, draft.seen_at())?;
    for table in ["link", "unlisted", "claim", "score"] {
        tx.execute(&format!("DELETE FROM {table} WHERE event_id = ?"), [id.0])?;
    }
    insert_text(tx, id, next, draft)?;
    insert_scores(tx, id, draft)?;
    let is_first: bool =
        tx.query_row("SELECT story_id = id FROM event WHERE id = ?", [id.0], |r| r.get(0))?;
    // Existing rows are kept; new ones do not replace them.
    let counts_from_the_event = new.from() == known.when;
    insert_findings(tx, id, new.findings(), is_first && counts_from_the_event, draft.seen_at())?;
    super::reactions::drop_unlinked(tx, id)?;
    Ok(Logged::Revised(id))
}

/// Updates the event itself for a revision: its title and its remarks. Another time that it states
/// is kept in addition to the first.
fn revise(tx: &Connection, known: KnownEvent, next: RevisionNo, draft: &Draft) -> rusqlite::Result<()> {
    let sql = "SELECT notes, conflicts FROM event WHERE id = ?";
    let (notes, mut conflicts): (Vec<String>, Vec<Publication>) = tx
        .prepare_cached(sql)?
        .query_row([known.id.0], |row| Ok((column(row, 0, false)?, column(row, 1, false)?)))?;
    let stated = Some(draft.restated().unwrap_or(draft.publication()));
    let stated = stated.filter(|p| p.stated().is_some_and(|when| when != known.when));
    conflicts.extend(stated.filter(|p| conflicts.iter().all(|c| c.when != p.when)).cloned());
    let sql = "UPDATE event SET revision = ?, title = ?, notes = ?, conflicts = ? WHERE id = ?";
    tx.prepare_cached(sql)?.execute(params![
        next.0,
        draft.text().title(),
        json(&with_new_notes(&notes, draft.notes()))?,
        json(&conflicts)?,
        known.id.0,
    ])?;
    Ok(())
}

const SELECT_EVENT: &str = "
    SELECT e.id, e.published_at, e.published_day, e.precision, e.origin, e.original, e.zone, e.zone_assumed,
           e.conflicts, e.seen_at, e.seen_count, e.source, e.url, e.lang, e.kind, e.story_id, e.revision,
           e.notes, r.text, r.title_start, r.title_end
    FROM event e JOIN revision r ON r.event_id = e.id AND r.revision = e.revision
    WHERE e.id = ?";

fn read_event(row: &Row<'_>) -> rusqlite::Result<StoredEvent> {
    let (start, end): (usize, usize) = (row.get(19)?, row.get(20)?);
    let publication = Publication {
        when: read_when(row, 1, 2, 3)?,
        origin: column::<TimeOrigin>(row, 4, true)?,
        original: row.get(5)?,
        zone: row.get(6)?,
        zone_assumed: row.get(7)?,
    };
    let event = NewsEvent {
        id: EventId(row.get(0)?),
        text: EventText { text: row.get(18)?, title: start..end },
        publication,
        seen_at: instant(row.get(9)?),
        source: row.get(11)?,
        url: row.get(12)?,
        lang: row.get(13)?,
        kind: column::<EventKind>(row, 14, true)?,
        tags: Vec::new(),
        story: StoryId(row.get(15)?),
        revision: RevisionNo(row.get(16)?),
    };
    Ok(StoredEvent {
        event,
        conflicts: column(row, 8, false)?,
        notes: column(row, 17, false)?,
        seen_count: row.get(10)?,
        links: Vec::new(),
        unlisted: Vec::new(),
        scores: Vec::new(),
        claims: Vec::new(),
        reactions: Vec::new(),
    })
}
