//! What all requests share: the database's readers, its writer, the limits, the counters.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::metrics::Metrics;
use super::pace::Paces;
use super::problem::Problem;
use super::settings::Settings;
use crate::app::reference::ReferenceCache;
use crate::app::{Context, Failure, Reference};
use crate::instrument::Universe;
use crate::store::{Readers, Store, StoreError};

/// How long a request waits for its turn at the database.
const TURN: Duration = Duration::from_secs(2);

/// What all requests share.
#[derive(Debug)]
pub struct Shared {
    pub(super) context: Context,
    pub(super) settings: Settings,
    pub(super) metrics: Metrics,
    pub(super) streams: Arc<Semaphore>,
    pub(super) paces: Paces,
    pub(super) shutdown: CancellationToken,
    reference: ReferenceCache,
    readers: Readers,
    turns: Arc<Semaphore>,
    writer: Arc<Semaphore>,
}

impl Shared {
    /// For a database that is there, or that the service will make. Nothing is opened yet. All ends
    /// when `shutdown` is cancelled.
    #[must_use]
    pub fn new(context: Context, settings: Settings, shutdown: CancellationToken) -> Arc<Self> {
        let limits = &settings.limits;
        Arc::new(Self {
            readers: Readers::new(context.db.clone()),
            turns: Arc::new(Semaphore::new(limits.readers)),
            writer: Arc::new(Semaphore::new(1)),
            streams: Arc::new(Semaphore::new(limits.streams)),
            paces: Paces::new(limits),
            reference: ReferenceCache::new(&context),
            metrics: Metrics::default(),
            context,
            settings,
            shutdown,
        })
    }

    /// The counters, to which the service adds its own.
    #[must_use]
    pub const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The universe as a database extends it.
    pub(super) fn universe(&self, store: &Store) -> Result<Arc<Universe>, Failure> {
        self.reference.universe(store)
    }

    /// The universe, and the calendars as their files are now.
    pub(super) fn reference(&self, store: &Store) -> Result<Reference, Failure> {
        self.reference.of(store)
    }

    /// Reads the database on a thread that may wait. At most so many read at once, and none for
    /// longer than its time: then the work is ended, not only given up.
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
            let store = shared.readers.take().map_err(|e| unopened(&e))?;
            let _ = tell.send(store.interrupter());
            let result = work(&store);
            shared.readers.give_back(store);
            result.map_err(Problem::from)
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

    /// Changes the database, one request after the other.
    pub(super) async fn write<T, F>(self: &Arc<Self>, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Context) -> Result<T, Failure> + Send + 'static,
    {
        // Fetching a page takes its time; who waits behind it is told so.
        let turn = timeout(self.settings.limits.query_time, Arc::clone(&self.writer).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(busy()) };
        let shared = Arc::clone(self);
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            // By the same calendars as the service beside it.
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

/// A database that is not there yet, or cannot be opened: its place is the log's business.
fn unopened(error: &StoreError) -> Problem {
    tracing::warn!(%error, "the database cannot be opened");
    Problem::later(StatusCode::SERVICE_UNAVAILABLE, "the database cannot be opened", 5)
}

fn busy() -> Problem {
    Problem::later(StatusCode::SERVICE_UNAVAILABLE, "too many requests wait for the database", 1)
}
