//! Logs items of sources: each item becomes one event, once.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::known::{Arrival, arrival};
use super::write::write;
use crate::app::measure;
use crate::app::{Failure, Reference};
use crate::event::{Identifiers, Logged, RawItem, Said, SourceId, SourceSettings, item_key, item_said};
use crate::instrument::InstrumentId;
use crate::link::Linker;
use crate::road::{Draft, Naming, Ready, coded, kept_out_by_links, kept_out_by_words};
use crate::store::{SeenItem, Store};

/// An item that is read and linked but not yet written.
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
    /// Identifies an item's content: the source, the item, and a hash of its text.
    #[must_use]
    pub const fn said(&self) -> (Option<SourceId>, u64, u64) {
        (self.source, self.key, self.said)
    }

    /// Whether the source sends this content for the first time.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        matches!(self.read, Read::New(_))
    }

    /// The event of the item, unless the item was filtered out or sent before.
    #[must_use]
    pub fn ready(&self) -> Option<&Ready> {
        match &self.read {
            Read::New(ready) => Some(ready),
            Read::Known(_) | Read::Filtered(_) => None,
        }
    }

    /// The same, by value.
    #[must_use]
    pub(in crate::app) fn into_ready(self) -> Option<Box<Ready>> {
        match self.read {
            Read::New(ready) => Some(ready),
            Read::Known(_) | Read::Filtered(_) => None,
        }
    }
}

/// Logs items with one state of the reference data; cheap to reuse and to share.
#[derive(Debug, Clone)]
pub struct ItemLogger {
    reference: Reference,
    linker: Arc<Linker>,
}

impl ItemLogger {
    /// A logger with these instruments, whose names are prepared once, and these calendars.
    #[must_use]
    pub fn new(reference: Reference) -> Self {
        let linker = Linker::over(&reference.universe);
        Self { reference, linker }
    }

    /// The same with other reference data; names are prepared again only if the universe differs.
    #[must_use]
    pub fn renewed(&self, reference: Reference) -> Self {
        if Arc::ptr_eq(&reference.universe, &self.reference.universe) {
            Self { reference, linker: Arc::clone(&self.linker) }
        } else {
            Self::new(reference)
        }
    }

    /// Its reference data.
    #[must_use]
    pub const fn reference(&self) -> &Reference {
        &self.reference
    }

    /// Logs one item: its event with links, claims and reactions in one transaction, or nothing.
    ///
    /// An item without a known source (`None`) is not remembered, only logged.
    ///
    /// # Errors
    /// The database cannot be written, or a watched symbol is unknown. Nothing is stored then.
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

    /// Does everything but the writing, so that many items can be written together while
    /// nobody waits for the linker. The item comes as the source sent it, and with the text of its
    /// page: it is the source's version that is remembered.
    ///
    /// # Errors
    /// The database cannot be read, or a watched symbol is unknown.
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

    /// Writes an item: the event with links, claims and reactions, and that the source sent it. To be
    /// called within [`Store::group`], so that all of it is written or nothing.
    ///
    /// # Errors
    /// The database cannot be read or written.
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

    /// The event that an item becomes by what is said of it; `None` if it has neither a text nor a title.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn ready(
        &self,
        store: &Store,
        said: &Said,
        item: &RawItem,
        now: DateTime<Utc>,
    ) -> Result<Option<Ready>, Failure> {
        let Ok(draft) = Draft::new(item, said, now) else { return Ok(None) };
        let universe = &self.reference.universe;
        let Arrival { draft, decisions, .. } = arrival(store, universe, draft)?;
        let tagged = coded(universe, &item.symbols);
        let naming = Naming { about: coded(universe, &item.about), tagged, decisions, ..Naming::default() };
        let read = draft.link(&self.linker, &naming).read(universe);
        let when = read.draft().publication().when;
        let rows = measure::scheduled(&self.reference.calendars, &when, read.links(), now);
        Ok(Some(read.scheduled(when, rows)))
    }

    /// Writes an event, as [`Self::write`] does.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn write_ready(
        &self,
        store: &mut Store,
        ready: &Ready,
        now: DateTime<Utc>,
    ) -> Result<Logged, Failure> {
        write(store, &self.reference, ready, now)
    }

    /// The event that an item becomes, or why it is filtered out.
    fn prepare(
        &self,
        store: &Store,
        settings: &SourceSettings,
        item: &RawItem,
        now: DateTime<Utc>,
    ) -> Result<Result<Ready, String>, Failure> {
        let Ok(draft) = Draft::new(item, &Said::by_source(settings), now) else {
            return Ok(Err("it has neither a text nor a title".to_owned()));
        };
        if let Some(reason) = kept_out_by_words(settings, &draft.text().text) {
            return Ok(Err(reason));
        }
        let universe = &self.reference.universe;
        let Arrival { draft, decisions, .. } = arrival(store, universe, draft)?;
        let naming = Naming {
            watched: self.watched(settings)?,
            about: coded(universe, &item.about),
            tagged: coded(universe, &item.symbols),
            decisions,
        };
        let linked = draft.link(&self.linker, &naming);
        if let Some(reason) = kept_out_by_links(&naming.watched, linked.links()) {
            return Ok(Err(reason));
        }
        let read = linked.read(&self.reference.universe);
        let when = read.draft().publication().when;
        // Rows that are already due are measured later, once all bars that they need are fetched: an
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

/// Whether the source sent exactly this before.
///
/// # Errors
/// The database cannot be read or written.
pub fn is_known(
    store: &Store,
    source: SourceId,
    settings: &SourceSettings,
    item: &RawItem,
) -> Result<bool, Failure> {
    let seen = store.seen_item(source, item_key(item, &Identifiers::of(settings)))?;
    Ok(seen.is_some_and(|seen| seen.said == item_said(item)))
}
