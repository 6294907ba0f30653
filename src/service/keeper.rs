//! The thread that notices what the user changes while the service runs: instruments, names, sources.
//!
//! Other processes change the database; each change counts one up within its own transaction, and the
//! counts are looked at once a second, so that neither the writer nor a poll asks for them. A new
//! linker is made in a thread of its own while the old one works on. When it is ready, the writer
//! hands itself over between two groups: a linker borrows its universe, so that the two stay on the
//! stack of one thread, and the old ones are given back with theirs.

use std::borrow::Cow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::spawn;
use super::writer::{Baton, Writer};
use crate::app::Failure;
use crate::app::instrument::universe_cache::UniverseCache;
use crate::app::log::ItemLogger;
use crate::instrument::Universe;
use crate::store::{Edits, Store};

/// How often the counts are looked at.
const GLANCE: Duration = Duration::from_secs(1);

/// A universe that several threads use.
pub(super) type Shared = Arc<Cow<'static, Universe>>;

/// The universe of the moment; clones see the same one.
#[derive(Debug, Clone)]
pub(super) struct Current(Arc<RwLock<Shared>>);

impl Current {
    pub(super) fn new(universe: Shared) -> Self {
        Self(Arc::new(RwLock::new(universe)))
    }

    pub(super) fn get(&self) -> Shared {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, universe: Shared) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = universe;
    }
}

/// The thread's own.
pub(super) struct Keeper {
    pub(super) store: Store,
    /// What the universe in use was made of.
    pub(super) seen: Edits,
    pub(super) cache: UniverseCache,
    pub(super) current: Current,
    /// Where a writer that is ready says so.
    pub(super) successors: Sender<Baton>,
    /// Wakes the scheduler when sources have changed.
    pub(super) wake: Arc<Notify>,
    /// Closed when the service ends.
    pub(super) over: Receiver<()>,
}

impl Keeper {
    /// Works until the service ends.
    pub(super) fn run(mut self) {
        while self.over.recv_timeout(GLANCE) == Err(RecvTimeoutError::Timeout) {
            if let Err(failure) = self.look() {
                tracing::error!(%failure, "the instruments as changed are not taken over; the earlier ones stay");
            }
        }
    }

    fn look(&mut self) -> Result<(), Failure> {
        let now = self.store.edits()?;
        let before = std::mem::replace(&mut self.seen, now);
        if now.sources != before.sources {
            self.wake.notify_one();
        }
        if now.universe != before.universe {
            let universe = self.cache.of(&self.store)?;
            self.current.set(Arc::clone(&universe));
            prepare(universe, self.successors.clone())?;
        }
        Ok(())
    }
}

/// Makes a linker, then waits for the writer that works with the one before.
fn prepare(universe: Shared, successors: Sender<Baton>) -> Result<(), Failure> {
    let work = move || {
        let started = Instant::now();
        let logger = ItemLogger::new(universe.as_ref());
        let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (baton, handed_over) = sync_channel::<Writer>(1);
        // Nobody takes it, or nobody hands over: the service ends.
        if successors.send(baton).is_ok() {
            tracing::info!(
                took_ms,
                "instruments or names have changed; what is logged from now on is linked anew"
            );
            if let Ok(writer) = handed_over.recv() {
                writer.run(&logger);
            }
        }
    };
    spawn("writer", work).map(|_| ())
}
