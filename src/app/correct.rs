//! A user's changes to what was logged: each keeps who made it and what was before, and can be taken back.

use crate::app::link::relink::decisions;
use crate::app::measure;
use crate::app::{Context, Failure, Reference};
use crate::event::{EventId, EventKind, EventText, NewsEvent, Publication, RevisionNo, When};
use crate::link::Linker;
use crate::road::{Draft, Findings, Naming, StoredEvent};
use crate::store::{AuditEntry, By, ChangedField, Edited, Store};
use crate::text::LanguageCode;
use crate::view::corrections::{AuditRecord, ChangedFieldRecord, HistoryDocument};

/// The most entries of a history.
const MOST_ENTRIES: usize = 1_000;

/// What to change of an event; what is not given stays.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// Its title.
    pub title: Option<String>,
    /// When it was published.
    pub at: Option<Publication>,
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
    fn applied(&self, event: &NewsEvent) -> NewsEvent {
        let mut new = event.clone();
        if let Some(title) = self.title.as_ref().filter(|t| *t != event.text.title()) {
            new.text = with_title(&event.text, title.trim());
            new.revision = RevisionNo(event.revision.0 + 1);
        }
        if let Some(at) = &self.at {
            new.publication = at.clone();
        }
        new.kind = self.kind.unwrap_or(event.kind);
        new.source = self.source.clone().or(new.source);
        new.lang = self.lang.map(|lang| lang.to_string()).or(new.lang);
        new.tags.retain(|tag| !self.drop_tags.contains(tag));
        new.tags.extend(self.add_tags.iter().cloned());
        new.tags.sort();
        new.tags.dedup();
        new
    }
}

/// The text with another title in the old one's place.
fn with_title(text: &EventText, title: &str) -> EventText {
    let mut whole = text.text.clone();
    whole.replace_range(text.title.clone(), title);
    EventText { text: whole, title: text.title.start..text.title.start + title.len() }
}

/// The fields that differ.
fn changes(before: &NewsEvent, after: &NewsEvent) -> Vec<ChangedField> {
    let when = |event: &NewsEvent| {
        Some(match event.publication.when {
            When::Instant { at, .. } => at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
            When::Day(day) => day.to_string(),
        })
    };
    let tags = |event: &NewsEvent| Some(event.tags.join(", ")).filter(|tags| !tags.is_empty());
    let all = [
        ("title", Some(before.text.title().to_owned()), Some(after.text.title().to_owned())),
        ("published_at", when(before), when(after)),
        ("kind", Some(before.kind.to_string()), Some(after.kind.to_string())),
        ("source", before.source.clone(), after.source.clone()),
        ("lang", before.lang.clone(), after.lang.clone()),
        ("tags", tags(before), tags(after)),
    ];
    let differs = |(field, before, after): (&str, Option<String>, Option<String>)| {
        (before != after).then(|| ChangedField { field: field.to_owned(), before, after })
    };
    all.into_iter().filter_map(differs).collect()
}

/// Changes an event. Where its title, time, source or language changes, it is linked, read and measured anew.
/// Returns the event as it is now.
///
/// # Errors
/// The event does not exist, or the database refuses; nothing is then written.
pub fn edit(context: &Context, id: EventId, edit: &Edit, who: &str) -> Result<StoredEvent, Failure> {
    edit_all(context, &[id], edit, who)?;
    Ok(context.existing_store()?.event(id)?)
}

/// Changes several events at once: all of them or, if one does not exist, none. Returns how many changed.
///
/// # Errors
/// As [`edit`].
pub fn edit_all(context: &Context, ids: &[EventId], edit: &Edit, who: &str) -> Result<usize, Failure> {
    let mut store = context.existing_store()?;
    let mut edited: Vec<New> = Vec::new();
    for id in ids {
        let stored = store.event(*id)?;
        edited.extend(New::of(context, &store, stored, edit)?);
    }
    let all: Vec<Edited<'_>> = edited.iter().map(New::edited).collect();
    store.edit(&all, By { who, at: context.now() })?;
    Ok(all.len())
}

/// An event as it is to be, and what is found in it then.
struct New {
    stored: StoredEvent,
    changes: Vec<ChangedField>,
    findings: Option<Findings>,
    notes: Vec<String>,
}

impl New {
    /// `None` if nothing changes.
    fn of(
        context: &Context,
        store: &Store,
        before: StoredEvent,
        edit: &Edit,
    ) -> Result<Option<Self>, Failure> {
        let event = edit.applied(&before.event);
        let changes = changes(&before.event, &event);
        if changes.is_empty() {
            return Ok(None);
        }
        let is_read_anew = changes.iter().any(|c| !matches!(c.field.as_str(), "kind" | "tags"));
        let stored = StoredEvent { event, ..before };
        if !is_read_anew {
            let notes = stored.notes.clone();
            return Ok(Some(Self { stored, changes, findings: None, notes }));
        }
        let (findings, notes) = find(context, store, &stored)?;
        Ok(Some(Self { stored, changes, findings: Some(findings), notes }))
    }

    fn edited(&self) -> Edited<'_> {
        Edited {
            event: &self.stored.event,
            findings: self.findings.as_ref(),
            notes: &self.notes,
            changes: &self.changes,
        }
    }
}

/// Links, reads and measures an event.
fn find(context: &Context, store: &Store, stored: &StoredEvent) -> Result<(Findings, Vec<String>), Failure> {
    let reference: Reference = context.reference()?;
    let linker = Linker::over(&reference.universe);
    let naming = Naming { decisions: decisions(store, &reference.universe, stored)?, ..Naming::default() };
    let read = Draft::stored(stored).link(&linker, &naming).read(&reference.universe);
    let event = &stored.event;
    let when = &event.publication.when;
    // Only the first event that tells a story is measured.
    let links = if event.story.0 == event.id.0 { read.links() } else { &[] };
    let found = measure::event(store, &reference, Some(event.id), when, links, read.claims(), context.now())?;
    Ok(read.measured(*when, found).into_findings())
}

/// Deletes events, and measures those that take their place in their stories.
///
/// # Errors
/// One of the events does not exist, or the database refuses; nothing is then deleted.
pub fn delete(context: &Context, ids: &[EventId], who: &str) -> Result<(), Failure> {
    let mut store = context.existing_store()?;
    let first = store.delete(ids, By { who, at: context.now() })?;
    measure_anew(context, &mut store, &first)
}

/// Joins events to one story, and measures its first. Returns that event.
///
/// # Errors
/// One of the events does not exist, or the database refuses; nothing is then written.
pub fn merge(context: &Context, ids: &[EventId], who: &str) -> Result<StoredEvent, Failure> {
    let mut store = context.existing_store()?;
    let first = store.merge(ids, By { who, at: context.now() })?;
    if store.event(first)?.reactions.is_empty() {
        measure_anew(context, &mut store, &[first])?;
    }
    Ok(store.event(first)?)
}

/// Takes the last change back that was not taken back yet. Returns what was taken back.
///
/// # Errors
/// The database refuses.
pub fn undo(context: &Context, who: &str) -> Result<HistoryDocument, Failure> {
    let undone = context.existing_store()?.undo(By { who, at: context.now() })?;
    Ok(document(undone))
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
fn measure_anew(context: &Context, store: &mut Store, ids: &[EventId]) -> Result<(), Failure> {
    let reference = context.reference()?;
    for id in ids {
        let stored = store.event(*id)?;
        let (when, links) = (&stored.event.publication.when, &stored.links);
        let measured =
            measure::event(store, &reference, Some(*id), when, links, &stored.claims, context.now())?;
        store.record_measurement(*id, &measured.reactions, &measured.claims, context.now())?;
    }
    Ok(())
}
