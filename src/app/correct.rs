//! A user's changes to what was logged: each keeps who made it and what was before, and can be taken back.

use chrono::{DateTime, Utc};

use crate::app::link::decided::{Decided, is_of_link, take_back};
use crate::app::link::relink::{Work, decisions};
use crate::app::log::{tag_name, user_time};
use crate::app::measure;
use crate::app::refusal::Refusal;
use crate::app::serve::together;
use crate::app::{Context, Failure, Reference};
use crate::event::{EventId, EventKind, NewsEvent, RevisionNo, When};
use crate::link::Linker;
use crate::road::{Draft, Findings, Naming, StoredEvent, one_spaced, title_as_given};
use crate::store::{
    AuditEntry, By, ChangedField, Edited, FormerEvent, LastChange, SetDecision, Store, StoreError,
};
use crate::text::LanguageCode;
use crate::view::corrections::{AuditRecord, ChangedFieldRecord, HistoryDocument};

/// The most entries of a history.
const MOST_ENTRIES: usize = 1_000;

/// What to change of an event; what is not given stays.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// Its title.
    pub title: Option<String>,
    /// When it was published, as the user writes it: words are read in the event's language.
    pub at: Option<String>,
    /// Its kind.
    pub kind: Option<EventKind>,
    /// Who published it.
    pub source: Option<String>,
    /// Its language.
    pub lang: Option<LanguageCode>,
    /// Tags to add.
    pub add_tags: Vec<String>,
    /// Tags to take off.
    pub drop_tags: Vec<String>,
}

impl Edit {
    /// The event as it is to be.
    fn applied(&self, event: &NewsEvent, now: DateTime<Utc>) -> Result<NewsEvent, Refusal> {
        let mut new = event.clone();
        if let Some(title) = stated("title", self.title.as_deref())? {
            new = retitled(new, &title_as_given(&title));
        }
        new.kind = self.kind.unwrap_or(event.kind);
        new.source = stated("source", self.source.as_deref())?.or(new.source);
        new.lang = self.lang.map(|lang| lang.to_string()).or(new.lang);
        if let Some(at) = &self.at {
            new.publication = user_time("at", at, new.lang.as_deref(), None, now)?;
        }
        let named = |tags: &[String]| tags.iter().map(|tag| tag_name(tag)).collect::<Result<Vec<_>, _>>();
        let (add, drop) = (named(&self.add_tags)?, named(&self.drop_tags)?);
        new.tags.retain(|tag| !drop.contains(tag));
        new.tags.extend(add);
        new.tags.sort();
        new.tags.dedup();
        Ok(new)
    }

    /// Whether an event is linked, read and measured anew after it.
    const fn is_read_anew(&self) -> bool {
        self.title.is_some() || self.at.is_some() || self.source.is_some() || self.lang.is_some()
    }
}

/// Words of the user, with single spaces; none at all are refused.
fn stated(argument: &'static str, words: Option<&str>) -> Result<Option<String>, Refusal> {
    let words = words.map(one_spaced);
    if words.as_ref().is_some_and(String::is_empty) {
        return Err(Refusal::Argument { argument, reason: format!("the {argument} is empty") });
    }
    Ok(words)
}

/// An event with another title: a revision of its own.
fn retitled(event: NewsEvent, title: &str) -> NewsEvent {
    if event.text.title() == title {
        return event;
    }
    let (text, revision) = (event.text.retitled(title), RevisionNo(event.revision.0 + 1));
    NewsEvent { text, revision, ..event }
}

/// The fields that a user can change, as the history has them.
fn fields(event: &NewsEvent) -> [(&'static str, Option<String>); 6] {
    let when = match event.publication.when {
        When::Instant { at, .. } => at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
        When::Day(day) => day.to_string(),
    };
    [
        ("title", Some(event.text.title().to_owned())),
        ("published_at", Some(when)),
        ("kind", Some(event.kind.to_string())),
        ("source", event.source.clone()),
        ("lang", event.lang.clone()),
        ("tags", Some(event.tags.join(", ")).filter(|tags| !tags.is_empty())),
    ]
}

/// The fields that differ.
fn changes(before: &NewsEvent, after: &NewsEvent) -> Vec<ChangedField> {
    let both = fields(before).into_iter().zip(fields(after));
    both.filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| ChangedField { field: field.to_owned(), before, after })
        .collect()
}

/// The event with an edit taken back: each field that is still as the edit left it.
fn taken_back(event: &NewsEvent, was: &FormerEvent, changes: &[ChangedField]) -> NewsEvent {
    let now = fields(event);
    let is_as_left = |c: &&ChangedField| now.contains(&(c.field.as_str(), c.after.clone()));
    let mut new = event.clone();
    for ChangedField { field, before, .. } in changes.iter().filter(is_as_left) {
        match field.as_str() {
            "title" => new = retitled(new, before.as_deref().unwrap_or_default()),
            "published_at" => new.publication = was.publication.clone(),
            "kind" => new.kind = before.as_ref().and_then(|kind| kind.parse().ok()).unwrap_or(new.kind),
            "source" => new.source.clone_from(before),
            "lang" => new.lang.clone_from(before),
            "tags" => new.tags.clone_from(&was.tags),
            _ => {}
        }
    }
    new
}

/// Changes an event. Where its title, time, source or language changes, it is linked, read and measured anew.
/// Returns the event as it is now.
///
/// # Errors
/// The event does not exist, a value cannot be used, or the database refuses; nothing is then written.
pub fn edit(context: &Context, id: EventId, edit: &Edit, who: &str) -> Result<StoredEvent, Failure> {
    edit_all(context, &[id], edit, who)?;
    Ok(context.existing_store()?.event(id)?)
}

/// Changes several events at once: all of them or, if one does not exist, none. Returns what changed, an entry
/// for each event that did.
///
/// # Errors
/// As [`edit`].
pub fn edit_all(
    context: &Context,
    ids: &[EventId],
    edit: &Edit,
    who: &str,
) -> Result<HistoryDocument, Failure> {
    let mut store = context.existing_store()?;
    let reference = edit.is_read_anew().then(|| context.reference()).transpose()?;
    let (by, ids) = (By { who, at: context.now() }, each_once(ids));
    // Somebody may change one of the events between its reading and the writing: it is then read again.
    loop {
        let mut edited: Vec<New> = Vec::new();
        for id in &ids {
            let before = store.event(*id)?;
            let event = edit.applied(&before.event, by.at)?;
            edited.extend(New::of(&store, reference.as_ref(), before, event, by.at)?);
        }
        if edited.is_empty() {
            return Ok(document(Vec::new()));
        }
        let all: Vec<Edited<'_>> = edited.iter().map(New::edited).collect();
        let written = together(&mut store, |store| {
            let Some(changed) = store.edit(&all, by)? else { return Ok(None) };
            measure_anew(store, reference.as_ref(), &changed.firsts, by.at)?;
            Ok(Some(store.audit_of(changed.batch)?))
        })?;
        if let Some(entries) = written {
            return Ok(document(entries));
        }
    }
}

fn each_once(ids: &[EventId]) -> Vec<EventId> {
    let mut once: Vec<EventId> = Vec::with_capacity(ids.len());
    for id in ids {
        if !once.contains(id) {
            once.push(*id);
        }
    }
    once
}

/// An event as it is to be, and what is found in it then.
struct New {
    before: StoredEvent,
    event: NewsEvent,
    changes: Vec<ChangedField>,
    findings: Option<Findings>,
    notes: Vec<String>,
    decisions: Vec<SetDecision>,
}

impl New {
    /// `None` if nothing changes. Without `reference`, what is found in the event stays.
    fn of(
        store: &Store,
        reference: Option<&Reference>,
        before: StoredEvent,
        event: NewsEvent,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, Failure> {
        let changes = changes(&before.event, &event);
        if changes.is_empty() {
            return Ok(None);
        }
        let is_read_anew = changes.iter().any(|c| !matches!(c.field.as_str(), "kind" | "tags"));
        let Some(reference) = reference.filter(|_| is_read_anew) else {
            let notes = before.notes.clone();
            return Ok(Some(Self { before, event, changes, findings: None, notes, decisions: Vec::new() }));
        };
        let stored = StoredEvent { event, ..before.clone() };
        let (findings, notes) = find(store, reference, &stored, now)?;
        let (event, findings, decisions) = (stored.event, Some(findings), Vec::new());
        Ok(Some(Self { before, event, changes, findings, notes, decisions }))
    }

    /// The event with other decisions on its links.
    fn decided(before: StoredEvent, decided: Decided) -> Self {
        let Decided { change, fields, set } = decided;
        Self {
            event: before.event.clone(),
            before,
            changes: fields,
            findings: Some(change.findings),
            notes: change.notes,
            decisions: set,
        }
    }

    fn edited(&self) -> Edited<'_> {
        Edited {
            before: &self.before,
            event: &self.event,
            findings: self.findings.as_ref(),
            notes: &self.notes,
            changes: &self.changes,
            decisions: &self.decisions,
        }
    }
}

/// Links, reads and measures an event.
fn find(
    store: &Store,
    reference: &Reference,
    stored: &StoredEvent,
    now: DateTime<Utc>,
) -> Result<(Findings, Vec<String>), Failure> {
    let linker = Linker::over(&reference.universe);
    let naming = Naming { decisions: decisions(store, &reference.universe, stored)?, ..Naming::default() };
    let read = Draft::stored(stored).link(&linker, &naming).read(&reference.universe);
    let event = &stored.event;
    let when = &event.publication.when;
    // Only the first event that tells a story is measured.
    let links = if event.story.0 == event.id.0 { read.links() } else { &[] };
    let found = measure::event(store, reference, Some(event.id), when, links, read.claims(), now)?;
    Ok(read.measured(*when, found).into_findings())
}

/// Deletes events, and measures those that take their place in their stories. Returns what was deleted.
///
/// # Errors
/// One of the events does not exist, or the database refuses; nothing is then deleted.
pub fn delete(context: &Context, ids: &[EventId], who: &str) -> Result<HistoryDocument, Failure> {
    let mut store = context.existing_store()?;
    let (by, reference) = (By { who, at: context.now() }, context.reference()?);
    together(&mut store, |store| {
        let changed = store.delete(ids, by)?;
        measure_anew(store, Some(&reference), &changed.firsts, by.at)?;
        Ok(document(store.audit_of(changed.batch)?))
    })
}

/// Joins events to one story, and measures its first. Returns that event.
///
/// # Errors
/// One of the events does not exist, or the database refuses; nothing is then written.
pub fn merge(context: &Context, ids: &[EventId], who: &str) -> Result<StoredEvent, Failure> {
    let mut store = context.existing_store()?;
    let (by, reference) = (By { who, at: context.now() }, context.reference()?);
    together(&mut store, |store| {
        let (first, changed) = store.merge(ids, by)?;
        measure_anew(store, Some(&reference), &changed.firsts, by.at)?;
        Ok(store.event(first)?)
    })
}

/// Undoes the last change that was not undone yet. Returns what was undone; nothing if there is no such change.
///
/// An edit is undone field by field: what has come since, such as a new text, stays. If several events were
/// changed and some are no longer there, the others are undone.
///
/// # Errors
/// None of the events that were changed is left, and the next call undoes the change before; or the database
/// refuses.
pub fn undo(context: &Context, who: &str) -> Result<HistoryDocument, Failure> {
    let mut store = context.existing_store()?;
    let (by, reference) = (By { who, at: context.now() }, context.reference()?);
    loop {
        let Some(last) = store.last_change()? else { return Ok(document(Vec::new())) };
        let edits = back(&store, &reference, &last, by.at)?;
        let all: Vec<Edited<'_>> = edits.iter().map(New::edited).collect();
        let undone = together(&mut store, |store| {
            let Some(undone) = store.undo(&last, &all, by)? else { return Ok(None) };
            measure_anew(store, Some(&reference), &undone.firsts, by.at)?;
            Ok(Some(undone.entries))
        })?;
        match (undone, last.entries.first()) {
            (None, _) => {}
            (Some(entries), Some(gone)) if entries.is_empty() => {
                return Err(StoreError::NothingLeft(gone.event).into());
            }
            (Some(entries), _) => return Ok(document(entries)),
        }
    }
}

/// The events of an edit that are still there, with it taken back.
fn back(
    store: &Store,
    reference: &Reference,
    last: &LastChange,
    now: DateTime<Utc>,
) -> Result<Vec<New>, Failure> {
    let mut edits = Vec::new();
    for (entry, was) in last.entries.iter().zip(&last.former) {
        let before = match store.event(entry.event) {
            Err(StoreError::NoEvent(_)) => continue,
            found => found?,
        };
        if entry.changes.iter().any(is_of_link) {
            let work = Work::new(store, reference, now);
            let decided = take_back(&work, &before, was, &entry.changes)?;
            edits.extend(decided.map(|decided| New::decided(before, decided)));
            continue;
        }
        let event = taken_back(&before.event, was, &entry.changes);
        edits.extend(New::of(store, Some(reference), before, event, now)?);
    }
    Ok(edits)
}

/// What users changed, of one event or of all, the latest first.
///
/// # Errors
/// There is no database, or it cannot be read.
pub fn history_of(context: &Context, event: Option<EventId>) -> Result<HistoryDocument, Failure> {
    history(&context.existing_store()?, event)
}

/// [`history_of`] on a database that is already open.
///
/// # Errors
/// There is no database, or it cannot be read.
pub fn history(store: &Store, event: Option<EventId>) -> Result<HistoryDocument, Failure> {
    Ok(document(store.audit(event, MOST_ENTRIES)?))
}

fn document(entries: Vec<AuditEntry>) -> HistoryDocument {
    let field = |c: ChangedField| ChangedFieldRecord { field: c.field, before: c.before, after: c.after };
    let record = |entry: AuditEntry| AuditRecord {
        at: entry.at,
        who: entry.who,
        action: entry.action.as_str().to_owned(),
        event: entry.event.0,
        title: entry.title,
        changes: entry.changes.into_iter().map(field).collect(),
        undone_at: entry.undone_at,
    };
    HistoryDocument { entries: entries.into_iter().map(record).collect() }
}

/// Measures events on all instruments that they are linked to.
fn measure_anew(
    store: &mut Store,
    reference: Option<&Reference>,
    ids: &[EventId],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let Some(reference) = reference else { return Ok(()) };
    for id in ids {
        let stored = store.event(*id)?;
        let (when, links) = (&stored.event.publication.when, &stored.links);
        let measured = measure::event(store, reference, Some(*id), when, links, &stored.claims, now)?;
        store.record_measurement(*id, &measured.reactions, &measured.claims, now)?;
    }
    Ok(())
}
