//! The thread that logs: items of all sources in turn, each whole or not at all.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{SendError, SyncSender};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::app::Failure;
use crate::app::log_item::ItemLogger;
use crate::app::poll::schedule::Setback;
use crate::app::poll::{Arrived, Counts, Delivery};
use crate::event::{SourceId, SourceKind};
use crate::fault::FaultClass;
use crate::ingest::source::DailyLimit;
use crate::store::Store;

/// Items that share one synchronisation of the disk. Each is whole or absent by itself; none counts
/// as logged before the disk has all of them.
const ITEMS_A_GROUP: usize = 64;
/// Longest time that a group is kept open: another writer waits for so long.
const LONGEST_GROUP: Duration = Duration::from_millis(50);
/// Deliveries that take turns.
const OPEN_DELIVERIES: usize = 32;

/// A delivery, and the limit that its calls count against.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) delivery: Delivery,
    pub(super) limit: Option<DailyLimit>,
}

/// A delivery that is in the database.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) source: SourceId,
    pub(super) kind: SourceKind,
    pub(super) name: String,
    pub(super) counts: Counts,
    pub(super) setback: Option<String>,
    /// Items that could not be read, each with its reason.
    pub(super) skipped: Vec<String>,
}

impl Done {
    /// Whether the source had anything to say.
    pub(super) fn brought_something(&self) -> bool {
        self.counts != Counts::default()
    }
}

/// Takes a writer over from the thread before.
pub(super) type Baton = SyncSender<Writer>;

/// What goes from thread to thread with the work.
pub(super) struct Writer {
    pub(super) store: Store,
    pub(super) inbox: mpsc::Receiver<Job>,
    pub(super) done: mpsc::UnboundedSender<Done>,
    pub(super) stop: CancellationToken,
    /// Deliveries under way.
    pub(super) open: VecDeque<Job>,
    /// Threads with a newer linker.
    pub(super) successors: std::sync::mpsc::Receiver<Baton>,
    /// Told after its last word to the database.
    pub(super) ended: oneshot::Sender<()>,
}

impl Writer {
    /// Works until told to stop, or until nobody can bring anything more, or until a thread with a
    /// newer linker takes over. What is not finished at the end is asked for again after the next
    /// start.
    pub(super) fn run(mut self, logger: &ItemLogger<'_>) {
        while self.take() {
            if let Ok(successor) = self.successors.try_recv() {
                match successor.send(self) {
                    Ok(()) => return,
                    // It broke down meanwhile.
                    Err(SendError(back)) => self = back,
                }
            }
            let mut open = std::mem::take(&mut self.open);
            if let Err(failure) = self.group(logger, &mut open) {
                tracing::error!(%failure, "nothing of this group was logged; it is asked for again");
                self.put_off(&mut open, &failure);
            }
            self.open = open;
        }
        if let Err(error) = self.store.checkpoint() {
            tracing::warn!(%error, "the log of the database was not written back");
        }
        let _ = self.ended.send(());
    }

    /// Takes up what waits; waits if there is nothing to do. Whether there is something to do.
    fn take(&mut self) -> bool {
        if self.open.is_empty() {
            match self.inbox.blocking_recv() {
                Some(job) => self.open.push_back(job),
                None => return false,
            }
        }
        while self.open.len() < OPEN_DELIVERIES
            && let Ok(job) = self.inbox.try_recv()
        {
            self.open.push_back(job);
        }
        !self.stop.is_cancelled()
    }

    /// One item of each delivery in turn, until the group is full or its time is over.
    fn group(&mut self, logger: &ItemLogger<'_>, open: &mut VecDeque<Job>) -> Result<(), Failure> {
        let (started, stop) = (Instant::now(), self.stop.clone());
        let mut finished = Vec::new();
        let worked = self.store.group(|store| {
            for _ in 0..ITEMS_A_GROUP {
                let Some(mut job) = open.pop_front() else { break };
                match job.delivery.next_item() {
                    Some(item) => {
                        let logged = log(logger, store, &mut job.delivery, &item);
                        open.push_back(job);
                        logged?;
                    }
                    None => match job.delivery.finish(store, job.limit) {
                        Ok(_) => finished.push(done(&job)),
                        Err(failure) => {
                            open.push_back(job);
                            return Err(failure);
                        }
                    },
                }
                if started.elapsed() > LONGEST_GROUP || stop.is_cancelled() {
                    break;
                }
            }
            Ok(())
        })?;
        // A group that broke off keeps what came before: each item of it is whole.
        for done in finished {
            let _ = self.done.send(done);
        }
        worked
    }

    /// Ends all open deliveries as failed, so that their sources are asked again later.
    fn put_off(&mut self, open: &mut VecDeque<Job>, failure: &Failure) {
        let setback =
            Setback { reason: format!("not logged: {failure}"), retry_after: None, is_retryable: true };
        for mut job in open.drain(..) {
            job.delivery.break_off(setback.clone());
            if let Err(failure) = job.delivery.finish(&mut self.store, None) {
                tracing::error!(source = job.delivery.source().settings.name, %failure, "its state was not kept");
            }
            let _ = self.done.send(done(&job));
        }
    }
}

fn done(job: &Job) -> Done {
    let source = job.delivery.source();
    Done {
        source: source.id,
        kind: source.settings.kind,
        name: source.settings.name.clone(),
        counts: job.delivery.counts,
        setback: job.delivery.setback().map(|s| s.reason.clone()),
        skipped: job.delivery.skipped().to_vec(),
    }
}

/// Logs one item. An item that cannot be taken in is named and passed over; a database that refuses
/// ends the group.
fn log(
    logger: &ItemLogger<'_>,
    store: &mut Store,
    delivery: &mut Delivery,
    item: &Arrived,
) -> Result<(), Failure> {
    let (at, source) = (delivery.at(), delivery.source());
    let both = (&item.sent, item.whole.as_ref().unwrap_or(&item.sent));
    let logged = catch_unwind(AssertUnwindSafe(|| {
        logger.log_whole(store, Some(source.id), &source.settings, both, at)
    }));
    let name = source.settings.name.as_str();
    match logged {
        Ok(Ok(outcome)) => delivery.counts.add(&outcome),
        Ok(Err(failure)) if failure.class() == FaultClass::Store => return Err(failure),
        Ok(Err(failure)) => {
            tracing::warn!(source = name, item = item.sent.title, %failure, "an item was not logged");
            delivery.counts.rejected += 1;
        }
        Err(_) => {
            tracing::error!(
                source = name,
                item = item.sent.title,
                "an item broke a rule of our own and was not logged"
            );
            delivery.counts.rejected += 1;
        }
    }
    Ok(())
}
