//! What the user said of an event that was there already, and that was not applied.

use super::{StoredEvent, title_as_given};
use crate::event::{Said, When};
use crate::instrument::InstrumentId;
use crate::link::{Link, Role};

/// What of an event a word of the user was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// Its title.
    Title,
    /// When it was published.
    Time,
    /// Who published it.
    Source,
    /// What kind of news it is.
    Kind,
    /// Its language.
    Language,
    /// A tag that it lacks.
    Tag,
    /// An instrument that it is not linked to as its subject.
    Instrument,
}

/// A word of the user that was not applied, since the event was logged before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it was about.
    pub aspect: Aspect,
    /// What the event keeps; absent where it has none.
    pub kept: Option<String>,
    /// What the user said.
    pub said: String,
}

/// What of the user's words an event does not hold, though they were said when it was logged. Of an event
/// that they made, nothing.
#[must_use]
pub fn kept(stored: &StoredEvent, said: &Said, named: &[InstrumentId]) -> Vec<Kept> {
    let event = &stored.event;
    let title = said.title.as_deref().map(title_as_given);
    let single = [
        (Aspect::Title, Some(event.text.title().to_owned()), title.filter(|title| !title.is_empty())),
        (Aspect::Time, Some(words(&event.publication.when)), said.at.as_ref().map(|at| words(&at.when))),
        (Aspect::Source, event.source.clone(), said.source.clone()),
        (Aspect::Kind, Some(event.kind.to_string()), said.kind.map(|kind| kind.to_string())),
        (Aspect::Language, event.lang.clone(), said.lang.map(|lang| lang.to_string())),
    ];
    let differs = |(aspect, kept, said): (Aspect, Option<String>, Option<String>)| {
        let said = said.filter(|said| kept.as_ref() != Some(said))?;
        Some(Kept { aspect, kept, said })
    };
    let tags = said.tags.iter().filter(|tag| !event.tags.contains(tag));
    let is_subject = |id: &InstrumentId| {
        let counts = |l: &Link| l.instrument == *id && (l.is_users() || l.role == Role::Subject);
        stored.links.iter().any(counts)
    };
    let absent = |aspect, said: String| Kept { aspect, kept: None, said };
    single
        .into_iter()
        .filter_map(differs)
        .chain(tags.map(|tag| absent(Aspect::Tag, tag.clone())))
        .chain(named.iter().filter(|id| !is_subject(id)).map(|id| absent(Aspect::Instrument, id.to_string())))
        .collect()
}

fn words(when: &When) -> String {
    match when {
        When::Instant { at, .. } => at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
        When::Day(day) => day.to_string(),
    }
}
