//! The thread that notices what the user changes while the service runs: instruments, names, sources,
//! calendars.
//!
//! Other processes change the database; each change counts one up within its own transaction, and the
//! counts are looked at once a second, so that neither the writer nor a poll asks for them. The files
//! of calendars are looked at as often. A new linker is made here while the old one works on; when it
//! is ready, it takes the old one's place, and the writer takes it up with its next group.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::app::log::ItemLogger;
use crate::app::reference::ReferenceCache;
use crate::app::serve::{Edits, edits};
use crate::app::{Failure, Reference, Store};

/// How often the counts and files are looked at.
const GLANCE: Duration = Duration::from_secs(1);

/// The logger of the moment, and with it the reference data; clones see the same one.
#[derive(Debug, Clone)]
pub(super) struct Current(Arc<RwLock<Arc<ItemLogger>>>);

impl Current {
    pub(super) fn new(logger: ItemLogger) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(logger))))
    }

    /// The current reference data. A task keeps the same data until it has finished one piece of work.
    pub(super) fn get(&self) -> Arc<ItemLogger> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, logger: ItemLogger) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(logger);
    }
}

/// The thread's own.
pub(super) struct Keeper {
    pub(super) store: Store,
    /// What the universe in use was made of.
    pub(super) seen: Edits,
    pub(super) cache: ReferenceCache,
    pub(super) current: Current,
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
                tracing::error!(%failure, "the changed instruments cannot be used; the previous ones stay in effect");
            }
        }
    }

    fn look(&mut self) -> Result<(), Failure> {
        // Calendars first: what is wrong with the instruments does not hold them up.
        self.look_at_calendars();
        let now = edits(&self.store)?;
        let before = std::mem::replace(&mut self.seen, now);
        if now.sources != before.sources {
            self.wake.notify_one();
        }
        if now.universe != before.universe {
            self.look_at_universe()?;
        }
        Ok(())
    }

    fn look_at_calendars(&self) {
        let logger = self.current.get();
        let calendars = self.cache.calendars();
        if calendars != logger.reference().calendars {
            let universe = Arc::clone(&logger.reference().universe);
            self.current.set(logger.renewed(Reference { universe, calendars }));
            tracing::info!("calendars have changed; what is logged and measured from now on uses them");
        }
    }

    fn look_at_universe(&self) -> Result<(), Failure> {
        let logger = self.current.get();
        let universe = self.cache.universe(&self.store)?;
        let started = Instant::now();
        let calendars = logger.reference().calendars.clone();
        self.current.set(logger.renewed(Reference { universe, calendars }));
        let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            took_ms,
            "instruments or names have changed; what is logged from now on is linked with them"
        );
        Ok(())
    }
}
