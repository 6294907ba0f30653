//! Events: one transaction each, logged once however often they arrive.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::de::DeserializeOwned;

use super::stream::{NoticeKind, tell};
use super::{Store, StoreError, instant, micros, record};
use crate::claim::{Claim, ClaimVerdict};
use crate::event::{
    EventId, EventKind, EventText, NewsEvent, Origin, Precision, Publication, RevisionNo, StoryId, When,
};
use crate::link::{Link, Unlisted};
use crate::reaction::Reaction;

/// An event with all that was found in it, not yet numbered.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// What makes a second arrival the same item; at least one.
    pub keys: Vec<String>,
    /// Title and text.
    pub text: EventText,
    /// A hash of the normalised text: another hash is another revision.
    pub content_hash: u64,
    /// When it became public.
    pub publication: Publication,
    /// Other candidate times that were found.
    pub conflicts: Vec<Publication>,
    /// When this system first had it.
    pub seen_at: DateTime<Utc>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// ISO 639-1 language code.
    pub lang: Option<String>,
    /// What kind of news.
    pub kind: EventKind,
    /// The user's tags.
    pub tags: Vec<String>,
    /// Remarks made while reading and linking.
    pub notes: Vec<String>,
    /// The links.
    pub links: Vec<Link>,
    /// Organisations without a listing.
    pub unlisted: Vec<Unlisted>,
    /// The claims with their verdicts.
    pub claims: Vec<(Claim, Option<ClaimVerdict>)>,
    /// The reactions, measured or waiting.
    pub reactions: Vec<Reaction>,
}

/// What was found in an event's text.
#[derive(Debug, Clone, Copy)]
pub struct NewFindings<'a> {
    /// The links.
    pub links: &'a [Link],
    /// Organisations without a listing.
    pub unlisted: &'a [Unlisted],
    /// The claims with their verdicts.
    pub claims: &'a [(Claim, Option<ClaimVerdict>)],
    /// The reactions, measured or waiting.
    pub reactions: &'a [Reaction],
}

impl NewEvent {
    /// What was found in it; the reactions only where it is the first to tell its story.
    fn findings(&self, is_first: bool) -> NewFindings<'_> {
        NewFindings {
            links: &self.links,
            unlisted: &self.unlisted,
            claims: &self.claims,
            reactions: if is_first { &self.reactions } else { &[] },
        }
    }
}

/// What logging an event did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logged {
    /// It is new.
    Created(EventId),
    /// It was there, with the same text.
    SeenAgain(EventId),
    /// It was there with another text; the new one is a further revision.
    Revised(EventId),
}

impl Logged {
    /// The event's number.
    #[must_use]
    pub const fn id(self) -> EventId {
        match self {
            Self::Created(id) | Self::SeenAgain(id) | Self::Revised(id) => id,
        }
    }
}

/// An event with all that is stored of it.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// The event.
    pub event: NewsEvent,
    /// Other candidate times.
    pub conflicts: Vec<Publication>,
    /// Remarks made while reading and linking.
    pub notes: Vec<String>,
    /// How often the item arrived.
    pub seen_count: i64,
    /// The links, subjects first.
    pub links: Vec<Link>,
    /// Organisations without a listing.
    pub unlisted: Vec<Unlisted>,
    /// The claims with their verdicts.
    pub claims: Vec<(Claim, Option<ClaimVerdict>)>,
    /// The reactions.
    pub reactions: Vec<Reaction>,
}

impl Store {
    /// Logs an event with everything found in it, in one transaction: all of it is there
    /// afterwards, or nothing.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses; it is then unchanged.
    pub fn log(&mut self, new: &NewEvent) -> Result<Logged, StoreError> {
        let path = self.path.clone();
        self.log_inner(new).map_err(|e| StoreError::at(&path, e))
    }

    fn log_inner(&mut self, new: &NewEvent) -> rusqlite::Result<Logged> {
        self.atomically(|tx| {
            let logged = match find_by_key(tx, &new.keys)? {
                None => {
                    let id = insert_event(tx, new)?;
                    tell(tx, NoticeKind::Event, id, new.seen_at)?;
                    insert_text(tx, id, RevisionNo(1), new)?;
                    let first = super::stories::join(tx, id, new)? == super::stories::Joined::First;
                    insert_findings(tx, id, &new.findings(first), new.seen_at)?;
                    Logged::Created(id)
                }
                Some(id) => see_again(tx, id, new)?,
            };
            for key in &new.keys {
                tx.prepare_cached("INSERT OR IGNORE INTO event_key (key, event_id) VALUES (?, ?)")?
                    .execute(params![key, logged.id().0])?;
            }
            Ok(logged)
        })
    }

    /// The event that one of these keys belongs to.
    ///
    /// # Errors
    /// [`StoreError`] where the database refuses.
    pub fn find_event(&self, keys: &[String]) -> Result<Option<EventId>, StoreError> {
        find_by_key(&self.connection, keys).map_err(|e| self.error(e))
    }

    /// An event with everything stored of it.
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

    fn claims(&self, id: EventId) -> Result<Vec<(Claim, Option<ClaimVerdict>)>, StoreError> {
        let sql = "SELECT record, verdict FROM claim WHERE event_id = ? ORDER BY position";
        let rows: Vec<(String, Option<String>)> = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map([id.0], |r| Ok((r.get(0)?, r.get(1)?)))?.collect())
            .map_err(|e| self.error(e))?;
        let read = |(claim, verdict): &(String, Option<String>)| {
            let claim: Claim = parse("claim", id, claim)?;
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

pub(super) fn parse<T: DeserializeOwned>(
    what: &'static str,
    id: EventId,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::record(what, id, &e))
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

pub(super) fn verdict_json(verdict: &ClaimVerdict) -> rusqlite::Result<String> {
    record::write_verdict(verdict).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

fn find_by_key(connection: &Connection, keys: &[String]) -> rusqlite::Result<Option<EventId>> {
    let mut find = connection.prepare_cached("SELECT event_id FROM event_key WHERE key = ?")?;
    for key in keys {
        if let Some(id) = find.query_row([key], |r| r.get(0)).optional()? {
            return Ok(Some(EventId(id)));
        }
    }
    Ok(None)
}

fn insert_event(tx: &Connection, new: &NewEvent) -> rusqlite::Result<EventId> {
    let (at, day) = columns(&new.publication.when);
    // An event is the first of its own story until a story joins it to an earlier one.
    let id: i64 =
        tx.prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM event")?.query_row([], |row| row.get(0))?;
    tx.prepare_cached(
        "INSERT INTO event (id, title, published_at, published_day, published_order, precision, origin, original,
             zone, zone_assumed, conflicts, seen_at, last_seen_at, seen_count, source, url, lang, kind,
             story_id, revision, notes)
         VALUES (?17, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, 1, ?12, ?13, ?14, ?15, ?17, 1, ?16)",
    )?
    .execute(params![
        new.text.title(),
        at,
        day,
        order(&new.publication.when),
        word(&new.publication.when.precision())?,
        word(&new.publication.origin)?,
        new.publication.original,
        new.publication.zone,
        new.publication.zone_assumed,
        json(&new.conflicts)?,
        micros(new.seen_at),
        new.source,
        new.url,
        new.lang,
        new.kind.as_str(),
        json(&new.notes)?,
        id,
    ])?;
    for tag in &new.tags {
        tx.prepare_cached("INSERT OR IGNORE INTO tag (event_id, tag) VALUES (?, ?)")?
            .execute(params![id, tag])?;
    }
    Ok(EventId(id))
}

fn insert_text(tx: &Connection, id: EventId, revision: RevisionNo, new: &NewEvent) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO revision (event_id, revision, text, title_start, title_end, content_hash, seen_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        id.0,
        revision.0,
        new.text.text,
        new.text.title.start,
        new.text.title.end,
        new.content_hash.cast_signed(),
        micros(new.seen_at)
    ])?;
    // The first text is there for the first time; to look for one to replace costs as much again.
    let search = match revision {
        RevisionNo(1) => "INSERT INTO event_search (rowid, title, body) VALUES (?, ?, ?)",
        _ => "INSERT OR REPLACE INTO event_search (rowid, title, body) VALUES (?, ?, ?)",
    };
    tx.prepare_cached(search)?.execute(params![id.0, new.text.title(), new.text.text])?;
    Ok(())
}

/// What was found in an event.
pub(super) fn insert_findings(
    tx: &Connection,
    id: EventId,
    new: &NewFindings<'_>,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    insert_links(tx, id, new.links)?;
    for (position, unlisted) in new.unlisted.iter().enumerate() {
        tx.prepare_cached("INSERT INTO unlisted (event_id, position, record) VALUES (?, ?, ?)")?
            .execute(params![id.0, position, json(unlisted)?])?;
    }
    for (position, (claim, verdict)) in new.claims.iter().enumerate() {
        let instrument = claim.instrument.as_ref();
        tx.prepare_cached(
            "INSERT INTO claim (event_id, position, symbol, mic, record, verdict) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            id.0,
            position,
            instrument.map(|i| i.symbol.as_str()),
            instrument.map(|i| i.mic.as_str().to_owned()),
            json(claim)?,
            verdict.as_ref().map(verdict_json).transpose()?,
        ])?;
    }
    super::reactions::insert_new(tx, id, new.reactions, at)
}

pub(super) fn insert_links(tx: &Connection, id: EventId, links: &[Link]) -> rusqlite::Result<()> {
    for (position, link) in links.iter().enumerate() {
        tx.prepare_cached(
            "INSERT OR IGNORE INTO link (event_id, symbol, mic, position, role, confidence, record, published_order)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, (SELECT published_order FROM event WHERE id = ?1))",
        )?
        .execute(params![
            id.0,
            link.instrument.symbol.as_str(),
            link.instrument.mic.as_str(),
            position,
            word(&link.role)?,
            link.confidence,
            json(link)?,
        ])?;
    }
    Ok(())
}

/// A second arrival: it counts, and a changed text becomes a revision with findings of its own.
fn see_again(tx: &Connection, id: EventId, new: &NewEvent) -> rusqlite::Result<Logged> {
    tx.prepare_cached("UPDATE event SET seen_count = seen_count + 1, last_seen_at = ? WHERE id = ?")?
        .execute(params![micros(new.seen_at), id.0])?;
    let (revision, hash): (u32, i64) = tx
        .prepare_cached(
            "SELECT revision, content_hash FROM revision WHERE event_id = ? ORDER BY revision DESC LIMIT 1",
        )?
        .query_row([id.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
    if hash == new.content_hash.cast_signed() {
        return Ok(Logged::SeenAgain(id));
    }
    let next = RevisionNo(revision + 1);
    tx.prepare_cached("UPDATE event SET revision = ?, title = ? WHERE id = ?")?.execute(params![
        next.0,
        new.text.title(),
        id.0
    ])?;
    super::links::keep_former_links(tx, id, new.seen_at)?;
    for table in ["link", "unlisted", "claim", "reaction"] {
        tx.execute(&format!("DELETE FROM {table} WHERE event_id = ?"), [id.0])?;
    }
    insert_text(tx, id, next, new)?;
    let first: bool = tx.query_row("SELECT story_id = id FROM event WHERE id = ?", [id.0], |r| r.get(0))?;
    insert_findings(tx, id, &new.findings(first), new.seen_at)?;
    Ok(Logged::Revised(id))
}

fn columns(when: &When) -> (Option<i64>, Option<String>) {
    match when {
        When::Instant { at, .. } => (Some(micros(*at)), None),
        When::Day(day) => (None, Some(day.to_string())),
    }
}

/// Where an event stands in a list: a day stands before the instants of that day.
pub(super) fn order(when: &When) -> i64 {
    match when {
        When::Instant { at, .. } => micros(*at),
        When::Day(day) => micros(day.and_time(chrono::NaiveTime::MIN).and_utc()),
    }
}

/// The name that an enum has in JSON, for a text column.
pub(super) fn word<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    Ok(json(value)?.trim_matches('"').to_owned())
}

const SELECT_EVENT: &str = "
    SELECT e.id, e.published_at, e.published_day, e.precision, e.origin, e.original, e.zone, e.zone_assumed,
           e.conflicts, e.seen_at, e.seen_count, e.source, e.url, e.lang, e.kind, e.story_id, e.revision,
           e.notes, r.text, r.title_start, r.title_end
    FROM event e JOIN revision r ON r.event_id = e.id AND r.revision = e.revision
    WHERE e.id = ?";

/// A column that holds JSON, or a word that is JSON without its quotes.
pub(super) fn column<T: DeserializeOwned>(row: &Row<'_>, index: usize, quoted: bool) -> rusqlite::Result<T> {
    let text: String = row.get(index)?;
    let text = if quoted { format!("\"{text}\"") } else { text };
    serde_json::from_str(&text).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, Box::new(e))
    })
}

/// The time from its three columns.
pub(super) fn read_when(row: &Row<'_>, at: usize, day: usize, precision: usize) -> rusqlite::Result<When> {
    let precision: Precision = column(row, precision, true)?;
    Ok(match row.get::<_, Option<i64>>(at)? {
        Some(micros) => When::Instant { at: instant(micros), precision },
        None => When::Day(column::<NaiveDate>(row, day, true)?),
    })
}

fn read_event(row: &Row<'_>) -> rusqlite::Result<StoredEvent> {
    let (start, end): (usize, usize) = (row.get(19)?, row.get(20)?);
    let publication = Publication {
        when: read_when(row, 1, 2, 3)?,
        origin: column::<Origin>(row, 4, true)?,
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
        claims: Vec::new(),
        reactions: Vec::new(),
    })
}
