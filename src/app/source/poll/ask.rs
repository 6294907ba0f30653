//! What speaks for each source, and asking it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;

use super::schedule::Setback;
use super::{Polled, fetch_pages, pages_wanted, poll};
use crate::app::{Context, Failure};
use crate::event::{RawItem, SourceId, SourceKind, SourceSettings};
use crate::fault::Fault;
use crate::net::Client;
use crate::source::{self, DailyLimit, Source, SourceError};
use crate::store::{Store, StoredSource};

/// What speaks for a source, and the settings that it was made of.
type Made = (SourceSettings, Arc<dyn Source>);

/// What speaks for each source. It is kept while the settings stay the same, and that of standard
/// input for ever: it cannot be begun anew.
pub struct Speakers {
    context: Context,
    known: Mutex<HashMap<SourceId, Made>>,
}

/// A source that is to be asked, and what speaks for it.
pub struct Planned {
    /// The source.
    pub source: StoredSource,
    speaker: Result<Arc<dyn Source>, SourceError>,
}

impl fmt::Debug for Speakers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Speakers").finish_non_exhaustive()
    }
}

impl fmt::Debug for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Planned").field("source", &self.source).finish_non_exhaustive()
    }
}

impl Speakers {
    /// None yet; they are made with the keys and limits of a context.
    #[must_use]
    pub fn new(context: &Context) -> Self {
        Self { context: context.clone(), known: Mutex::default() }
    }

    /// A source with what speaks for it.
    #[must_use]
    pub fn plan(&self, source: StoredSource) -> Planned {
        let speaker = self.speaker(&source);
        Planned { source, speaker }
    }

    fn speaker(&self, source: &StoredSource) -> Result<Arc<dyn Source>, SourceError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(&source.id) {
            Some((as_built, speaker)) if *as_built == source.settings || is_input(as_built, source) => {
                Ok(Arc::clone(speaker))
            }
            _ => {
                let access = self.context.access(source.settings.kind);
                let speaker: Arc<dyn Source> = source::build(&source.settings, &access)?.into();
                known.insert(source.id, (source.settings.clone(), Arc::clone(&speaker)));
                Ok(speaker)
            }
        }
    }

    /// Whether this is a pipe that has not been read in this process: what is in it is lost with the
    /// process, whatever an earlier one left as the next time to ask.
    #[must_use]
    pub fn is_new_input(&self, source: &StoredSource) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        source.settings.kind == SourceKind::Lines && !known.contains_key(&source.id)
    }

    /// Whether a source will say nothing more in this process.
    #[must_use]
    pub fn has_ended(&self, id: SourceId) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).is_some_and(|(_, speaker)| speaker.has_ended())
    }
}

fn is_input(as_built: &SourceSettings, source: &StoredSource) -> bool {
    [as_built.kind, source.settings.kind] == [SourceKind::Lines; 2]
}

impl Planned {
    /// How many calls a day its service allows.
    #[must_use]
    pub fn daily_limit(&self) -> Option<DailyLimit> {
        self.speaker.as_ref().ok().and_then(|speaker| speaker.daily_limit())
    }

    /// Asks the source; a speaker that breaks down is a failed poll.
    pub async fn ask(self, client: Client, limit: Duration, now: DateTime<Utc>) -> Polled {
        let Self { source, speaker } = self;
        let failed = |source, reason: String, is_retryable| {
            let setback = Setback { reason, retry_after: None, is_retryable };
            Polled { source, at: now, result: Err(setback) }
        };
        let speaker = match speaker {
            Ok(speaker) => speaker,
            Err(error) => return failed(source, error.to_string(), error.is_retryable()),
        };
        let asked = source.clone();
        // A set, not a bare task: it ends with this one.
        let mut inner = JoinSet::new();
        inner.spawn(async move { poll(asked, &*speaker, &client, limit, now).await });
        match inner.join_next().await {
            Some(Ok(polled)) => polled,
            Some(Err(_)) | None => failed(source, "reading it violated an internal rule".to_owned(), true),
        }
    }
}

/// The pages of what is new, where the source wants them. `None` only as the process ends.
pub async fn pages(
    store: Arc<Mutex<Store>>,
    polled: Polled,
    client: &Client,
    limit: Duration,
) -> (Option<Polled>, HashMap<usize, RawItem>) {
    if !polled.source.settings.full_text {
        return (Some(polled), HashMap::new());
    }
    let look = tokio::task::spawn_blocking(move || {
        let store = store.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted: Result<Vec<usize>, Failure> = pages_wanted(&store, &polled);
        (polled, wanted)
    });
    let Ok((polled, wanted)) = look.await else { return (None, HashMap::new()) };
    let wanted = wanted.unwrap_or_else(|failure| {
        tracing::warn!(source = polled.source.settings.name, %failure, "its pages are not fetched this time");
        Vec::new()
    });
    let pages = fetch_pages(&polled, &wanted, client, limit).await;
    (Some(polled), pages)
}
