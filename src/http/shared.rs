//! The state shared by all requests: database readers and writer, limits, counters.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::metrics::Metrics;
use super::pace::Paces;
use super::problem::Problem;
use super::settings::Settings;
use crate::app::ready::FileId;
use crate::app::reference::ReferenceCache;
use crate::app::{Context, Failure, Readers, Reference, Store};
use crate::fault::Fault;
use crate::instrument::Universe;

/// How long a request waits for access to the database.
const TURN: Duration = Duration::from_secs(2);

/// The state shared by all requests.
#[derive(Debug)]
pub struct Shared {
    pub(super) context: Context,
    pub(super) settings: Settings,
    pub(super) metrics: Metrics,
    pub(super) streams: Arc<Semaphore>,
    pub(super) paces: Paces,
    pub(super) shutdown: CancellationToken,
    /// The file of the database, once there is one.
    opened: OnceLock<FileId>,
    reference: ReferenceCache,
    readers: Readers,
    turns: Arc<Semaphore>,
    writer: Arc<Semaphore>,
}

impl Shared {
    /// For a database that exists or that the service will create. Nothing is opened yet. Everything ends
    /// when `shutdown` is cancelled.
    #[must_use]
    pub fn new(context: Context, settings: Settings, shutdown: CancellationToken) -> Arc<Self> {
        let limits = &settings.limits;
        let opened = FileId::of(&context.db).map(OnceLock::from).unwrap_or_default();
        Arc::new(Self {
            readers: context.readers(),
            turns: Arc::new(Semaphore::new(limits.readers)),
            writer: Arc::new(Semaphore::new(1)),
            streams: Arc::new(Semaphore::new(limits.streams)),
            paces: Paces::new(limits),
            reference: ReferenceCache::new(&context),
            metrics: Metrics::default(),
            context,
            settings,
            shutdown,
            opened,
        })
    }

    /// The counters, to which the service adds its own.
    #[must_use]
    pub const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The file that the connections have open: the one that was in its place first.
    pub(super) fn opened(&self) -> Option<FileId> {
        match self.opened.get() {
            Some(opened) => Some(*opened),
            None => FileId::of(&self.context.db).map(|file| *self.opened.get_or_init(|| file)),
        }
    }

    /// The universe, including the user's additions in the database.
    pub(super) fn universe(&self, store: &Store) -> Result<Arc<Universe>, Failure> {
        self.reference.universe(store)
    }

    /// The current universe and calendars.
    pub(super) fn reference(&self, store: &Store) -> Result<Reference, Failure> {
        self.reference.of(store)
    }

    /// Reads the database on a blocking thread. The number of concurrent reads is limited, and so is the
    /// time of each: after that the read is aborted.
    pub(super) async fn read<T, F>(self: &Arc<Self>, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, Failure> + Send + 'static,
    {
        let turn = timeout(TURN, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(busy()) };
        let shared = Arc::clone(self);
        let (tell, told) = tokio::sync::oneshot::channel();
        let mut work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let started = |interrupter| drop(tell.send(interrupter));
            let done = shared.readers.with(started, work).map_err(|e| unopened(&e))?;
            done.map_err(Problem::from)
        });
        let patience = self.settings.limits.query_time;
        let Ok(done) = timeout(patience, &mut work).await else {
            if let Ok(interrupter) = told.await {
                interrupter.interrupt();
            }
            return finished(work.await);
        };
        finished(done)
    }

    /// Writes to the database, one request after another.
    pub(super) async fn write<T, F>(self: &Arc<Self>, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Context) -> Result<T, Failure> + Send + 'static,
    {
        // Fetching a page takes time; requests waiting behind it get a timely refusal.
        let turn = timeout(self.settings.limits.query_time, Arc::clone(&self.writer).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(busy()) };
        let shared = Arc::clone(self);
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            // With the same calendars as the service in this process.
            let context = shared.context.clone().with_calendars(shared.reference.calendars());
            work(&context).map_err(Problem::from)
        });
        finished(work.await)
    }
}

fn finished<T>(done: Result<Result<T, Problem>, tokio::task::JoinError>) -> Result<T, Problem> {
    match done {
        Ok(result) => result,
        Err(panic) => {
            tracing::error!(%panic, "a request failed");
            Err(Problem::internal())
        }
    }
}

/// The response for a database that does not exist or cannot be opened; its path is only logged.
fn unopened(error: &dyn Fault) -> Problem {
    tracing::warn!(%error, "the database cannot be opened");
    Problem::later(StatusCode::SERVICE_UNAVAILABLE, "the database cannot be opened", 5)
}

fn busy() -> Problem {
    Problem::later(StatusCode::SERVICE_UNAVAILABLE, "too many requests are waiting for the database", 1)
}
