//! Events changed, deleted and merged by users, and how that is undone.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::audit::{Entry, entries, next_batch, title_of};
use super::cells::{columns, json, order, word};
use super::findings::insert_findings;
use super::links::{SetDecision, keep_former_links, set_decisions};
use super::snapshot::{self, FormerEvent, index_text};
use super::stories::{choose_first, first_of, hand_over, members, remove_bands, story_of, write_bands};
use super::stream::{NoticeKind, tell};
use super::{AuditAction, AuditEntry, By, ChangedField, Store, StoreError, micros};
use crate::event::{EventId, EventText, NewsEvent, RevisionNo};
use crate::road::{Findings, StoredEvent};

/// An event as it is to be.
#[derive(Debug)]
pub struct Edited<'a> {
    /// The event as it was when the change was worked out.
    pub before: &'a StoredEvent,
    /// The event: text, publication, source, language, kind and tags are written.
    pub event: &'a NewsEvent,
    /// What is found in it now; `None` where that stays.
    pub findings: Option<&'a Findings>,
    /// The notes on it.
    pub notes: &'a [String],
    /// What changes.
    pub changes: &'a [ChangedField],
    /// Decisions on its links to write.
    pub decisions: &'a [SetDecision],
}

/// A change that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The number that its entries in the audit trail have.
    pub batch: i64,
    /// Events that are the first of their stories now and were not before: they are to be measured.
    pub firsts: Vec<EventId>,
}

/// The last change that was not undone.
#[derive(Debug, Clone, PartialEq)]
pub struct LastChange {
    /// The number that its entries have.
    pub batch: i64,
    /// Its entries, the latest first.
    pub entries: Vec<AuditEntry>,
    /// Of an edit, what each entry's event was before; otherwise none.
    pub former: Vec<FormerEvent>,
}

/// A change that is undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The entries that were undone; none if none of their events is left, and the change is then passed over
    /// from now on.
    pub entries: Vec<AuditEntry>,
    /// Events that are the first of their stories now and were not before: they are to be measured.
    pub firsts: Vec<EventId>,
}

/// The field with the number of an event's story.
const STORY: &str = "story";

/// The change of a story that has another first event.
fn story(before: EventId, after: EventId) -> ChangedField {
    let of = |id: EventId| Some(id.to_string());
    ChangedField { field: STORY.to_owned(), before: of(before), after: of(after) }
}

/// The story before and after, if an entry has changed that.
fn moved(entry: &AuditEntry) -> Option<(EventId, EventId)> {
    let change = entry.changes.iter().find(|c| c.field == STORY)?;
    let id = |text: &Option<String>| text.as_ref()?.parse().ok().map(EventId);
    Some((id(&change.before)?, id(&change.after)?))
}

/// Makes the earliest of the other events of a story its first, in place of one that leaves it.
fn leave_story(tx: &Connection, id: EventId) -> rusqlite::Result<Option<EventId>> {
    let mut others = members(tx, id)?;
    others.retain(|(other, _)| *other != id);
    let next = first_of(&others);
    if let Some(next) = next {
        hand_over(tx, id, next)?;
    }
    Ok(next)
}

/// Writes an event as it is to be. Returns the first event of its story, if that is another one now.
fn write(tx: &Connection, one: &Edited<'_>, at: DateTime<Utc>) -> rusqlite::Result<Option<EventId>> {
    let id = one.event.id;
    tell(tx, NoticeKind::Event, id, at)?;
    let Some(findings) = one.findings else {
        write_fields(tx, one, at)?;
        return Ok(None);
    };
    remove_bands(tx, id)?;
    write_fields(tx, one, at)?;
    write_bands(tx, id)?;
    keep_former_links(tx, id, at)?;
    set_decisions(tx, id, one.decisions, at)?;
    for table in ["link", "unlisted", "claim", "reaction"] {
        tx.execute(&format!("DELETE FROM {table} WHERE event_id = ?"), [id.0])?;
    }
    insert_findings(tx, id, findings, one.event.story.0 == id.0, at)?;
    choose_first(tx, EventId(one.event.story.0))
}

/// Writes the fields of an event that a user can change.
fn write_fields(tx: &Connection, edited: &Edited<'_>, at: DateTime<Utc>) -> rusqlite::Result<()> {
    let NewsEvent { id, text, publication, source, lang, kind, tags, revision, .. } = edited.event;
    let when = &publication.when;
    let (instant, day) = columns(when);
    if *revision != edited.before.event.revision {
        insert_revision(tx, *id, *revision, text, at)?;
    }
    tx.prepare_cached(
        "UPDATE event SET title = ?2, published_at = ?3, published_day = ?4, published_order = ?5, precision = ?6,
             origin = ?7, original = ?8, zone = ?9, zone_assumed = ?10, source = ?11, lang = ?12, kind = ?13,
             revision = ?14, notes = ?15 WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        text.title(),
        instant,
        day,
        order(when),
        word(&when.precision())?,
        word(&publication.origin)?,
        publication.original,
        publication.zone,
        publication.zone_assumed,
        source,
        lang,
        kind.as_str(),
        revision.0,
        json(&edited.notes)?,
    ])?;
    for table in ["link", "reaction"] {
        tx.execute(
            &format!("UPDATE {table} SET published_order = ?2 WHERE event_id = ?1"),
            params![id.0, order(when)],
        )?;
    }
    tx.execute("DELETE FROM tag WHERE event_id = ?", [id.0])?;
    for tag in tags {
        tx.prepare_cached("INSERT OR IGNORE INTO tag (event_id, tag) VALUES (?, ?)")?
            .execute(params![id.0, tag])?;
    }
    index_text(tx, *id)
}

fn insert_revision(
    tx: &Connection,
    id: EventId,
    revision: RevisionNo,
    text: &EventText,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    // The hash stays that of the source's text: the same text again is no revision.
    tx.prepare_cached(
        "INSERT INTO revision (event_id, revision, text, title_start, title_end, content_hash, seen_at)
         SELECT ?1, ?2, ?3, ?4, ?5, content_hash, ?6 FROM revision WHERE event_id = ?1
         ORDER BY revision DESC LIMIT 1",
    )?
    .execute(params![id.0, revision.0, text.text, text.title.start, text.title.end, micros(at)])?;
    Ok(())
}

fn edit_all(tx: &Connection, edited: &[Edited<'_>], by: By<'_>) -> rusqlite::Result<Changed> {
    let (batch, mut firsts) = (next_batch(tx)?, Vec::new());
    for one in edited {
        let event = one.event.id;
        let was = Some(snapshot::of_edited(tx, event, !one.decisions.is_empty())?);
        let title = one.before.event.text.title();
        Entry { batch, by, action: AuditAction::Edit, event, title, changes: one.changes, was }.write(tx)?;
        firsts.extend(write(tx, one, by.at)?);
    }
    Ok(Changed { batch, firsts: still_first(tx, firsts)? })
}

fn delete_all(tx: &Connection, events: &[EventId], by: By<'_>) -> rusqlite::Result<Changed> {
    let (batch, mut firsts) = (next_batch(tx)?, Vec::new());
    for &event in events {
        let Some(title) = title_of(tx, event)? else { continue };
        let was = Some(snapshot::whole(tx, event)?);
        let next = leave_story(tx, event)?;
        let changes: Vec<ChangedField> = next.map(|next| story(event, next)).into_iter().collect();
        Entry { batch, by, action: AuditAction::Delete, event, title: &title, changes: &changes, was }
            .write(tx)?;
        firsts.extend(next);
        snapshot::remove(tx, event)?;
    }
    Ok(Changed { batch, firsts: still_first(tx, firsts)? })
}

/// Joins the stories of events; the earliest of all their events is the first.
fn merge_all(tx: &Connection, events: &[EventId], by: By<'_>) -> rusqlite::Result<(EventId, Changed)> {
    let mut stories: Vec<EventId> =
        events.iter().filter_map(|id| story_of(tx, *id).transpose()).collect::<rusqlite::Result<_>>()?;
    stories.sort_unstable();
    stories.dedup();
    let of_story = |of: &EventId| Ok((*of, members(tx, *of)?));
    let stories: Vec<(EventId, Vec<_>)> = stories.iter().map(of_story).collect::<rusqlite::Result<_>>()?;
    let all: Vec<_> = stories.iter().flat_map(|(_, members)| members.iter().copied()).collect();
    let first = first_of(&all).ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let was_first = story_of(tx, first)? == Some(first);
    let batch = next_batch(tx)?;
    for (of, members) in stories.iter().filter(|(of, _)| *of != first) {
        for &(event, _) in members {
            let title = title_of(tx, event)?.unwrap_or_default();
            let changes = [story(*of, first)];
            Entry {
                batch,
                by,
                action: AuditAction::Merge,
                event,
                title: &title,
                changes: &changes,
                was: None,
            }
            .write(tx)?;
            tell(tx, NoticeKind::Event, event, by.at)?;
        }
        tx.execute("UPDATE event SET story_id = ?1 WHERE story_id = ?2", [first.0, of.0])?;
        tx.execute("DELETE FROM reaction WHERE event_id = ?", [of.0])?;
    }
    if was_first {
        return Ok((first, Changed { batch, firsts: Vec::new() }));
    }
    tx.execute("DELETE FROM reaction WHERE event_id = ?", [first.0])?;
    Ok((first, Changed { batch, firsts: vec![first] }))
}

/// Brings a deleted event back, into its story and to its place there.
fn bring_back(tx: &Connection, entry: &AuditEntry) -> rusqlite::Result<Option<EventId>> {
    let id = entry.event;
    snapshot::restore(tx, id, &was(tx, entry)?)?;
    let story = story_of(tx, id)?.unwrap_or(id);
    if story == id {
        // Those that followed it may have another first event by now.
        if let Some((_, next)) = moved(entry)
            && let Some(now) = story_of(tx, next)?
        {
            tx.execute("UPDATE event SET story_id = ?1 WHERE story_id = ?2", [id.0, now.0])?;
            tx.execute("DELETE FROM reaction WHERE event_id = ?", [now.0])?;
        }
        return choose_first(tx, id);
    }
    // The story may have another first event by now, or be gone.
    let now = story_of(tx, story)?.unwrap_or(id);
    tx.execute("UPDATE event SET story_id = ?1 WHERE id = ?2", [now.0, id.0])?;
    Ok(choose_first(tx, now)?.or((now == id).then_some(id)))
}

/// Parts merged stories. Returns the first events of those that are stories of their own again.
fn part(tx: &Connection, entries: &[&AuditEntry]) -> rusqlite::Result<Vec<EventId>> {
    let mut stories = Vec::new();
    for (event, (before, _)) in entries.iter().filter_map(|entry| Some((entry.event, moved(entry)?))) {
        tx.execute("UPDATE event SET story_id = ?1 WHERE id = ?2", [before.0, event.0])?;
        stories.push(before);
    }
    stories.sort_unstable();
    stories.dedup();
    let first = |story: &EventId| Ok(choose_first(tx, *story)?.unwrap_or(*story));
    stories.iter().map(first).collect()
}

/// Those that are the first of their stories, each once.
fn still_first(tx: &Connection, mut events: Vec<EventId>) -> rusqlite::Result<Vec<EventId>> {
    events.sort_unstable();
    events.dedup();
    let mut firsts = Vec::new();
    for id in events {
        if story_of(tx, id)? == Some(id) {
            firsts.push(id);
        }
    }
    Ok(firsts)
}

fn was(tx: &Connection, entry: &AuditEntry) -> rusqlite::Result<String> {
    tx.query_row("SELECT was FROM audit WHERE id = ?", [entry.id], |row| row.get(0))
}

fn last_batch(tx: &Connection) -> rusqlite::Result<Option<i64>> {
    tx.query_row(
        "SELECT max(batch) FROM audit WHERE undone_at IS NULL AND lapsed_at IS NULL AND action <> 'undo'",
        [],
        |row| row.get(0),
    )
}

/// Undoes the entries whose events are left; the others are passed over from now on.
fn undo_all(
    tx: &Connection,
    last: &LastChange,
    edits: &[Edited<'_>],
    by: By<'_>,
) -> rusqlite::Result<Undone> {
    let (mut left, mut gone) = (Vec::new(), Vec::new());
    for entry in &last.entries {
        let is_there = entry.action == AuditAction::Delete || story_of(tx, entry.event)?.is_some();
        if is_there { left.push(entry) } else { gone.push(entry) }
    }
    for entry in gone {
        tx.execute("UPDATE audit SET lapsed_at = ? WHERE id = ?", params![micros(by.at), entry.id])?;
    }
    let batch = next_batch(tx)?;
    let mut firsts = Vec::new();
    for entry in &left {
        let edit = edits.iter().find(|edit| edit.event.id == entry.event);
        let changes: Vec<ChangedField> = match entry.action {
            AuditAction::Edit => edit.map(|edit| edit.changes.to_vec()).unwrap_or_default(),
            AuditAction::Delete | AuditAction::Merge | AuditAction::Undo => {
                entry.changes.iter().map(ChangedField::reversed).collect()
            }
        };
        match (entry.action, edit) {
            (AuditAction::Edit, Some(edit)) => firsts.extend(write(tx, edit, by.at)?),
            (AuditAction::Delete, _) => firsts.extend(bring_back(tx, entry)?),
            (AuditAction::Edit | AuditAction::Merge | AuditAction::Undo, _) => {}
        }
        let (event, title) = (entry.event, entry.title.as_str());
        Entry { batch, by, action: AuditAction::Undo, event, title, changes: &changes, was: None }
            .write(tx)?;
        tx.execute("UPDATE audit SET undone_at = ? WHERE id = ?", params![micros(by.at), entry.id])?;
        tell(tx, NoticeKind::Event, event, by.at)?;
    }
    let merged: Vec<&AuditEntry> =
        left.iter().copied().filter(|entry| entry.action == AuditAction::Merge).collect();
    firsts.extend(part(tx, &merged)?);
    Ok(Undone { entries: left.into_iter().cloned().collect(), firsts: still_first(tx, firsts)? })
}

impl Store {
    /// Writes events as a user changed them, with what is found in them now, in one transaction. Where another
    /// event is then the first of a story, that is chosen anew. `None`, and nothing is written, if one of the
    /// events has changed since it was read.
    ///
    /// # Errors
    /// [`StoreError`] if an event does not exist, or the database cannot be written; it is then unchanged.
    pub fn edit(&mut self, edited: &[Edited<'_>], by: By<'_>) -> Result<Option<Changed>, StoreError> {
        self.as_one(|store| {
            if !store.are_unchanged(edited)? {
                return Ok(None);
            }
            store.correct(|tx| edit_all(tx, edited, by)).map(Some)
        })
    }

    /// Deletes events, in one transaction. Where one was the first of its story, the next takes its place.
    ///
    /// # Errors
    /// [`StoreError::NoEvent`] if one does not exist; nothing is then deleted.
    pub fn delete(&mut self, events: &[EventId], by: By<'_>) -> Result<Changed, StoreError> {
        for id in events {
            self.published(*id)?;
        }
        self.correct(|tx| delete_all(tx, events, by))
    }

    /// Joins events to one story, in one transaction: that of the earliest, which alone is measured, and is
    /// returned.
    ///
    /// # Errors
    /// [`StoreError::NoEvent`] if one does not exist; nothing is then written.
    pub fn merge(&mut self, events: &[EventId], by: By<'_>) -> Result<(EventId, Changed), StoreError> {
        for id in events {
            self.published(*id)?;
        }
        self.correct(|tx| merge_all(tx, events, by))
    }

    /// The last change that was not undone.
    ///
    /// # Errors
    /// [`StoreError`] if the database or an entry cannot be read.
    pub fn last_change(&self) -> Result<Option<LastChange>, StoreError> {
        let tx = &self.connection;
        let read = || {
            let Some(batch) = last_batch(tx)? else { return Ok(None) };
            let entries = entries(tx, "batch = ?1 AND lapsed_at IS NULL ORDER BY id DESC", batch, i64::MAX)?;
            let edits = entries.iter().filter(|entry| entry.action == AuditAction::Edit);
            let former = edits.map(|entry| snapshot::former(&was(tx, entry)?));
            let former = former.collect::<rusqlite::Result<_>>()?;
            Ok(Some(LastChange { batch, entries, former }))
        };
        read().map_err(|e| self.error(e))
    }

    /// Undoes the last change, in one transaction: an edit by writing its events as they are to be, which may
    /// be fewer than were edited; a deletion by bringing back what was deleted; a merger by parting the stories.
    /// `None`, and nothing is written, if it is no longer the last change, or one of the events has changed
    /// since it was read.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written; it is then unchanged.
    pub fn undo(
        &mut self,
        last: &LastChange,
        edits: &[Edited<'_>],
        by: By<'_>,
    ) -> Result<Option<Undone>, StoreError> {
        self.as_one(|store| {
            if last_batch(&store.connection).map_err(|e| store.error(e))? != Some(last.batch) {
                return Ok(None);
            }
            match store.are_unchanged(edits) {
                Ok(false) | Err(StoreError::NoEvent(_)) => Ok(None),
                Err(error) => Err(error),
                Ok(true) => store.correct(|tx| undo_all(tx, last, edits, by)).map(Some),
            }
        })
    }

    /// Whether events are as they were read.
    fn are_unchanged(&self, edited: &[Edited<'_>]) -> Result<bool, StoreError> {
        for Edited { before, .. } in edited {
            let now = self.event(before.event.id)?;
            if now.event != before.event || now.links != before.links || now.notes != before.notes {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads and writes in one transaction, or within that of a group.
    fn as_one<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.connection.is_autocommit() { self.group(work) } else { work(self) }
    }

    fn correct<T>(
        &mut self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let path = self.path.clone();
        self.atomically(write).map_err(|e| StoreError::at(&path, e))
    }
}

#[cfg(test)]
mod tests;
