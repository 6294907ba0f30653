//! What a source says: one item becomes one event, once.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::write::write;
use crate::app::link::decisions;
use crate::app::measure;
use crate::app::{Failure, Reference};
use crate::event::{Identifiers, Logged, RawItem, Said, SourceId, SourceSettings, item_key, item_said};
use crate::instrument::InstrumentId;
use crate::link::Linker;
use crate::road::{Draft, Naming, Ready, coded, kept_out_by_links, kept_out_by_words};
use crate::store::{SeenItem, Store};

/// An item that is read and linked, and not yet written.
#[derive(Debug)]
pub struct ReadyItem {
    source: Option<SourceId>,
    key: u64,
    said: u64,
    at: DateTime<Utc>,
    read: Read,
}

#[derive(Debug)]
enum Read {
    Known(SeenItem),
    Filtered(String),
    New(Box<Ready>),
}

impl ReadyItem {
    /// What identifies what was said: the source, the item, and a hash of its words.
    #[must_use]
    pub const fn said(&self) -> (Option<SourceId>, u64, u64) {
        (self.source, self.key, self.said)
    }

    /// Whether the source had not said this before.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        matches!(self.read, Read::New(_))
    }

    /// What the item came to, unless it was kept out or its source had said it before.
    #[must_use]
    pub fn ready(&self) -> Option<&Ready> {
        match &self.read {
            Read::New(ready) => Some(ready),
            Read::Known(_) | Read::Filtered(_) => None,
        }
    }

    /// The same, to be kept.
    #[must_use]
    pub(in crate::app) fn into_ready(self) -> Option<Box<Ready>> {
        match self.read {
            Read::New(ready) => Some(ready),
            Read::Known(_) | Read::Filtered(_) => None,
        }
    }
}

/// Logs items by one state of the reference data; cheap to use many times, and to share.
#[derive(Debug, Clone)]
pub struct ItemLogger {
    reference: Reference,
    linker: Arc<Linker>,
}

impl ItemLogger {
    /// A logger over these instruments, whose names are made ready once, and by these calendars.
    #[must_use]
    pub fn new(reference: Reference) -> Self {
        let linker = Linker::over(&reference.universe);
        Self { reference, linker }
    }

    /// The same over other reference data; names are made ready only where the universe is another.
    #[must_use]
    pub fn renewed(&self, reference: Reference) -> Self {
        if Arc::ptr_eq(&reference.universe, &self.reference.universe) {
            Self { reference, linker: Arc::clone(&self.linker) }
        } else {
            Self::new(reference)
        }
    }

    /// What it logs by.
    #[must_use]
    pub const fn reference(&self) -> &Reference {
        &self.reference
    }

    /// Logs one item: its event with links, claims and reactions in one transaction, or nothing.
    ///
    /// An item without a known source (`None`) is not remembered, only logged.
    ///
    /// # Errors
    /// The database refuses, or a watched symbol is unknown. Nothing is then stored.
    pub fn log(
        &self,
        store: &mut Store,
        source: Option<SourceId>,
        settings: &SourceSettings,
        item: &RawItem,
        now: DateTime<Utc>,
    ) -> Result<Logged, Failure> {
        let ready = self.read(store, source, settings, (item, item), now)?;
        store.group(|store| self.write(store, &ready))
    }

    /// Does all of logging an item but the writing, so that many can be written together while
    /// nobody waits for the linker. The item comes as the source sent it, and with the text of its
    /// page: what is remembered is what the source said.
    ///
    /// # Errors
    /// The database refuses to be read, or a watched symbol is unknown.
    pub fn read(
        &self,
        store: &Store,
        source: Option<SourceId>,
        settings: &SourceSettings,
        (sent, item): (&RawItem, &RawItem),
        now: DateTime<Utc>,
    ) -> Result<ReadyItem, Failure> {
        let (key, said) = (item_key(sent, &Identifiers::of(settings)), item_said(sent));
        let seen = source.map(|source| store.seen_item(source, key)).transpose()?.flatten();
        let read = match seen.filter(|seen| seen.said == said) {
            Some(seen) => Read::Known(seen),
            None => match self.prepare(store, settings, item, now)? {
                Ok(ready) => Read::New(Box::new(ready)),
                Err(reason) => Read::Filtered(reason),
            },
        };
        Ok(ReadyItem { source, key, said, at: now, read })
    }

    /// Writes an item: the event with links, claims and reactions, and that the source said it. To be
    /// called within [`Store::group`], so that either all of it is there or nothing.
    ///
    /// # Errors
    /// The database refuses.
    pub fn write(&self, store: &mut Store, item: &ReadyItem) -> Result<Logged, Failure> {
        let logged = match &item.read {
            Read::Known(seen) => return Ok(Logged::SeenAgain(seen.event)),
            Read::Filtered(reason) => Logged::Filtered(reason.clone()),
            Read::New(ready) => write(store, &self.reference, ready, item.at)?,
        };
        if let Some(source) = item.source {
            let seen = SeenItem { said: item.said, event: logged.event() };
            store.remember_item(source, item.key, seen, item.at)?;
        }
        Ok(logged)
    }

    /// The event that an item becomes; or why it is kept out.
    fn prepare(
        &self,
        store: &Store,
        settings: &SourceSettings,
        item: &RawItem,
        now: DateTime<Utc>,
    ) -> Result<Result<Ready, String>, Failure> {
        let Ok(draft) = Draft::new(item, &Said::by_source(settings), now) else {
            return Ok(Err("it holds neither a text nor a title".to_owned()));
        };
        if let Some(reason) = kept_out_by_words(settings, &draft.text().text) {
            return Ok(Err(reason));
        }
        let known = store.find_event(draft.identity())?;
        let naming = Naming {
            watched: self.watched(settings)?,
            about: coded(&self.reference.universe, &item.about),
            tagged: coded(&self.reference.universe, &item.symbols),
            decisions: match known {
                Some(event) => decisions(store, &self.reference.universe, &store.event(event.id)?)?,
                None => Vec::new(),
            },
        };
        let linked = draft.link(&self.linker, &naming);
        if let Some(reason) = kept_out_by_links(&naming.watched, linked.links()) {
            return Ok(Err(reason));
        }
        let read = linked.read(&self.reference.universe);
        let when = known.map_or(read.draft().publication().when, |event| event.when);
        // What is ripe already is measured from the database, with all bars fetched that it needs: an
        // item must not wait for that.
        let rows = measure::scheduled(&self.reference.calendars, &when, read.links(), now);
        Ok(Ok(read.scheduled(when, rows)))
    }

    fn watched(&self, settings: &SourceSettings) -> Result<Vec<InstrumentId>, Failure> {
        let mut watched = Vec::new();
        for symbol in &settings.watch_list {
            watched.push(self.reference.universe.resolve(symbol)?.id.clone());
        }
        Ok(watched)
    }
}

/// Whether the source said exactly this before.
///
/// # Errors
/// The database refuses.
pub fn is_known(
    store: &Store,
    source: SourceId,
    settings: &SourceSettings,
    item: &RawItem,
) -> Result<bool, Failure> {
    let seen = store.seen_item(source, item_key(item, &Identifiers::of(settings)))?;
    Ok(seen.is_some_and(|seen| seen.said == item_said(item)))
}
