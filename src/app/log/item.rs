//! Logging what a source said: one item becomes one event, once.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use xxhash_rust::xxh3::xxh3_64;

use crate::app::log::event;
use crate::app::measure;
use crate::app::{Failure, Reference};
use crate::event::{
    EventId, EventKind, EventText, ItemIdentity, Origin, Precision, Publication, SourceId, SourceKind,
    SourceSettings, When, canonical_url, content_hash,
};
use crate::instrument::{Instrument, InstrumentId};
use crate::link::{Evidence, EvidenceKind, Link, LinkRequest, Linked, Linker, Role};
use crate::source::{Body, RawItem};
use crate::store::{Logged, NewEvent, SeenItem, Store};
use crate::text::{language_of, plain_text};

/// How much a source's clock may be ahead of ours before a time counts as one in the future.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// Confidence of a link that only a tag of the source brings: services tag whatever a text brushes.
const TAGGED: f64 = 0.6;

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is a new event.
    Created(EventId),
    /// The event was there, with the same text. `None` for an item that was filtered out before.
    Seen(Option<EventId>),
    /// The event was there with another text; the new one is a further revision.
    Revised(EventId),
    /// A rule of the source kept it out, in one phrase.
    Filtered(String),
}

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
    Seen(Option<EventId>),
    Filtered(String),
    New(Box<NewEvent>),
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

    /// Writes it: the event with links, claims and reactions, and that the source said it. To be
    /// called within [`Store::group`], so that either all of it is there or nothing.
    ///
    /// # Errors
    /// The database refuses.
    pub fn write(&self, store: &mut Store) -> Result<Outcome, Failure> {
        let outcome = match &self.read {
            Read::Seen(event) => return Ok(Outcome::Seen(*event)),
            Read::Filtered(reason) => Outcome::Filtered(reason.clone()),
            Read::New(new) => match store.log(new)? {
                Logged::Created(id) => Outcome::Created(id),
                Logged::SeenAgain(id) => Outcome::Seen(Some(id)),
                Logged::Revised(id) => Outcome::Revised(id),
            },
        };
        if let Some(source) = self.source {
            let event = outcome.event();
            store.remember_item(source, self.key, SeenItem { said: self.said, event }, self.at)?;
        }
        Ok(outcome)
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

    /// Whether the source said exactly this before: the item needs no fetching and no logging.
    ///
    /// # Errors
    /// The database refuses.
    pub fn knows(&self, store: &Store, source: SourceId, item: &RawItem) -> Result<bool, Failure> {
        is_known(store, source, item)
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
    ) -> Result<Outcome, Failure> {
        self.log_whole(store, source, settings, (item, item), now)
    }

    /// As [`Self::log`], of an item as the source sent it, and the same with the text of its page:
    /// what is remembered is what the source said.
    ///
    /// # Errors
    /// As [`Self::log`].
    pub fn log_whole(
        &self,
        store: &mut Store,
        source: Option<SourceId>,
        settings: &SourceSettings,
        (sent, item): (&RawItem, &RawItem),
        now: DateTime<Utc>,
    ) -> Result<Outcome, Failure> {
        let ready = self.read(store, source, settings, (sent, item), now)?;
        store.group(|store| ready.write(store))
    }

    /// Does all of logging an item but the writing, so that many can be written together while
    /// nobody waits for the linker.
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
        let (key, said) = (item_key(sent), item_said(sent));
        let seen = source.map(|source| store.seen_item(source, key)).transpose()?.flatten();
        let read = match seen.filter(|seen| seen.said == said) {
            Some(seen) => Read::Seen(seen.event),
            None => match self.prepare(settings, item, now)? {
                Err(reason) => Read::Filtered(reason),
                Ok(mut new) => {
                    // What is ripe already is measured from the database, with all bars fetched that
                    // it needs: an item must not wait for that.
                    new.reactions =
                        measure::scheduled(&self.reference.calendars, &new.publication.when, &new.links, now);
                    Read::New(Box::new(new))
                }
            },
        };
        Ok(ReadyItem { source, key, said, at: now, read })
    }

    /// The event that an item would become, linked and with its claims but not measured; or why it is
    /// kept out.
    ///
    /// # Errors
    /// A watched symbol is unknown.
    pub fn prepare(
        &self,
        settings: &SourceSettings,
        item: &RawItem,
        now: DateTime<Utc>,
    ) -> Result<Result<NewEvent, String>, Failure> {
        let mut new = compose(settings, item, now);
        if let Some(reason) = kept_out_by_words(settings, &new.text.text) {
            return Ok(Err(reason));
        }
        let watched = self.watched(settings)?;
        let linked = self.link(&new, item, &watched);
        new.claims = event::extract(&self.reference.universe, &new, &linked, &[]);
        new.notes.extend(linked.notes);
        new.links = linked.links;
        new.unlisted = linked.unlisted;
        if let Some(reason) = kept_out_by_links(&watched, &new.links) {
            return Ok(Err(reason));
        }
        Ok(Ok(new))
    }

    fn watched(&self, settings: &SourceSettings) -> Result<Vec<InstrumentId>, Failure> {
        let mut watched = Vec::new();
        for symbol in &settings.watch_list {
            watched.push(self.reference.universe.resolve(symbol)?.id.clone());
        }
        Ok(watched)
    }

    /// What the text names, and what the source itself puts to the item.
    fn link(&self, new: &NewEvent, item: &RawItem, watched: &[InstrumentId]) -> Linked {
        let about = self.known(&item.about);
        let tagged = self.known(&item.symbols);
        let mut watchlist = watched.to_vec();
        watchlist.extend(about.iter().chain(&tagged).map(|i| i.id.clone()));
        let mut linked = self.linker.link(&LinkRequest {
            text: &new.text,
            lang: new.lang.as_deref(),
            date: new.publication.when.date_utc(),
            watchlist: &watchlist,
        });
        for instrument in tagged {
            if !linked.links.iter().any(|l| l.instrument == instrument.id) {
                linked.links.push(stated(instrument, Role::Mentioned, TAGGED));
            }
        }
        for instrument in about.into_iter().rev() {
            linked.links.retain(|l| l.instrument != instrument.id);
            linked.links.insert(0, stated(instrument, Role::Subject, 1.0));
        }
        linked
    }

    /// A symbol, an ISIN, or `cik:` and a number.
    fn coded(&self, code: &str) -> Option<&Instrument> {
        let universe = &self.reference.universe;
        let Some(cik) = code.strip_prefix("cik:") else { return universe.resolve(code).ok() };
        let cik: u32 = cik.parse().ok()?;
        universe.instruments().iter().find(|i| i.cik == Some(cik))
    }

    /// The instruments of codes; those unknown here are left out, for sources tag far more than any
    /// universe holds.
    fn known(&self, codes: &[String]) -> Vec<&Instrument> {
        let mut known: Vec<&Instrument> = Vec::new();
        for instrument in codes.iter().filter_map(|code| self.coded(code)) {
            if !known.iter().any(|k| k.id == instrument.id) {
                known.push(instrument);
            }
        }
        known
    }
}

/// Whether the source said exactly this before.
///
/// # Errors
/// The database refuses.
pub fn is_known(store: &Store, source: SourceId, item: &RawItem) -> Result<bool, Failure> {
    let seen = store.seen_item(source, item_key(item))?;
    Ok(seen.is_some_and(|seen| seen.said == item_said(item)))
}

impl Outcome {
    /// The event, if there is one.
    #[must_use]
    pub const fn event(&self) -> Option<EventId> {
        match self {
            Self::Created(id) | Self::Revised(id) => Some(*id),
            Self::Seen(id) => *id,
            Self::Filtered(_) => None,
        }
    }
}

fn stated(instrument: &Instrument, role: Role, confidence: f64) -> Link {
    let symbol = instrument.id.symbol.to_string();
    Link {
        instrument: instrument.id.clone(),
        name: instrument.name.clone(),
        role,
        confidence,
        evidence: vec![Evidence { span: 0..0, text: symbol, kind: EvidenceKind::Source }],
        alternatives: Vec::new(),
    }
}

/// What an item is known by within its source.
fn item_key(item: &RawItem) -> u64 {
    let name = item.guid.as_deref().or(item.url.as_deref()).unwrap_or(&item.title);
    xxh3_64(name.as_bytes())
}

/// A hash of all that an item said; what it links to aside.
fn item_said(item: &RawItem) -> u64 {
    let part = |body: &Option<Body>| body.as_ref().map_or(0, |b| content_hash(b.as_str()));
    let when = item.publication.as_ref().and_then(|p| p.original.as_deref()).unwrap_or_default();
    let all = format!(
        "{}\n{}\n{}\n{}\n{:?}",
        item.title,
        part(&item.summary),
        part(&item.body),
        when,
        item.updated_at
    );
    xxh3_64(all.as_bytes())
}

fn compose(settings: &SourceSettings, item: &RawItem, now: DateTime<Utc>) -> NewEvent {
    let text = text_of(item);
    let mut notes = item.notes.clone();
    let publication = publication(item, now, &mut notes);
    let outlet = item.outlet.clone().unwrap_or_else(|| settings.name.clone());
    let url = item.url.as_deref().map(|u| canonical_url(u).unwrap_or_else(|| u.to_owned()));
    // The identifiers of a service hold in all its answers, those of a feed within it.
    let feed = match settings.kind {
        SourceKind::Feed | SourceKind::Folder | SourceKind::Lines => {
            settings.url.as_deref().unwrap_or(&settings.name)
        }
        service => service.as_str(),
    };
    let identity = ItemIdentity {
        url: url.as_deref(),
        guid: item.guid.as_deref().map(|guid| (feed, guid)),
        title: text.title(),
        publication: &publication,
        source: Some(&outlet),
    };
    NewEvent {
        keys: identity.keys().iter().map(ToString::to_string).collect(),
        content_hash: content_hash(&text.text),
        lang: item.lang.clone().or_else(|| settings.lang.clone()).or_else(|| language_of(&text.text)),
        conflicts: item.conflicts.clone(),
        seen_at: now,
        source: Some(outlet),
        kind: item.kind.unwrap_or(EventKind::News),
        tags: Vec::new(),
        links: Vec::new(),
        unlisted: Vec::new(),
        claims: Vec::new(),
        reactions: Vec::new(),
        text,
        publication,
        url,
        notes,
    }
}

/// Title and text: the whole where the source sends it, else the summary.
fn text_of(item: &RawItem) -> EventText {
    let body = item.body.as_ref().or(item.summary.as_ref()).map_or(Cow::Borrowed(""), |body| match body {
        Body::Text(text) => Cow::Borrowed(text.trim()),
        Body::Html(html) => Cow::Owned(plain_text(html)),
    });
    let title = item.title.trim();
    if body.trim() == title {
        return EventText::from_title(title);
    }
    EventText::from_title_and_body(title, &body)
}

/// The stated time, unless it lies in the future; failing that, now.
fn publication(item: &RawItem, now: DateTime<Utc>, notes: &mut Vec<String>) -> Publication {
    let stated = item.publication.clone().filter(|publication| {
        let future = is_future(&publication.when, now);
        if future {
            notes.push(format!(
                "the date of publication \"{}\" lies in the future and was passed over",
                publication.original.as_deref().unwrap_or_default()
            ));
        }
        !future
    });
    stated.unwrap_or(Publication {
        when: When::Instant { at: now, precision: Precision::Second },
        origin: Origin::Observed,
        original: None,
        zone: None,
        zone_assumed: false,
    })
}

fn is_future(when: &When, now: DateTime<Utc>) -> bool {
    match when {
        When::Instant { at, .. } => *at > now + CLOCK_SKEW,
        // A day is not over in every zone when it is over in UTC.
        When::Day(day) => *day > (now + TimeDelta::hours(14)).date_naive(),
    }
}

fn kept_out_by_words(settings: &SourceSettings, text: &str) -> Option<String> {
    let folded = text.to_lowercase();
    let holds = |word: &&String| holds_word(&folded, &word.to_lowercase());
    if let Some(word) = settings.exclude.iter().find(holds) {
        return Some(format!("it holds \"{word}\""));
    }
    let wanted = settings.include.is_empty() || settings.include.iter().any(|word| holds(&word));
    (!wanted).then(|| "it holds none of the words to include".to_owned())
}

/// Whether the word or phrase occurs and neither begins nor ends within another word.
fn holds_word(text: &str, word: &str) -> bool {
    let outside = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            outside(text[..at].chars().next_back()) && outside(text[at + word.len()..].chars().next())
        })
}

fn kept_out_by_links(watched: &[InstrumentId], links: &[Link]) -> Option<String> {
    let named = links.iter().any(|link| watched.contains(&link.instrument));
    (!watched.is_empty() && !named).then(|| "it names no instrument of the watch-list".to_owned())
}

#[cfg(test)]
mod tests;
