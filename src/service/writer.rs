//! The thread that logs: items of all sources in turn, each whole or not at all.

use std::collections::{HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::counters::{Counters, Tally};
use super::done::Done;
use super::keeper::Current;
use crate::app::log::{ItemLogger, ReadyItem};
use crate::app::refusal::Refusal;
use crate::app::serve::{together, write_back};
use crate::app::source::poll::schedule::Setback;
use crate::app::source::poll::{Arrived, DailyLimit, Delivery, Next};
use crate::app::{Failure, Store};
use crate::event::{Logged, RawItem};
use crate::fault::FaultClass;

/// Items that share one transaction, and with it one synchronisation of the disk; none counts as
/// logged before the disk has all of them.
const ITEMS_A_GROUP: usize = 256;
/// Longest time in which the items of a group are read: what comes first waits for so long.
const LONGEST_READING: Duration = Duration::from_millis(200);
/// Deliveries that take turns.
const OPEN_DELIVERIES: usize = 32;

/// A delivery, and the limit that its calls count against.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) delivery: Delivery,
    pub(super) limit: Option<DailyLimit>,
}

/// The thread's own.
pub(super) struct Writer {
    pub(super) store: Store,
    /// The linker and what it goes by; what the user changes comes with the next group.
    pub(super) current: Current,
    pub(super) inbox: mpsc::Receiver<Job>,
    pub(super) done: mpsc::UnboundedSender<Done>,
    pub(super) stop: CancellationToken,
    pub(super) counters: Arc<Counters>,
    /// Told after its last word to the database.
    pub(super) ended: oneshot::Sender<()>,
}

/// Items that are read and wait to be written, each with the place of its delivery; and the places
/// of the deliveries that have nothing more.
struct Batch {
    items: Vec<(usize, ReadyItem)>,
    over: Vec<usize>,
    tally: Tally,
}

impl Writer {
    /// Works until stopped, or until no sender is left. What is not finished at the
    /// end is asked for again after the next start.
    pub(super) fn run(mut self) {
        let mut open = Vec::new();
        while self.take(&mut open) {
            // One and the same for all of a group.
            let logger = self.current.get();
            let mut batch = self.read(&logger, &mut open);
            self.write(&logger, &mut batch, &mut open);
            self.counters.written(batch.tally);
            self.finish(&batch.over, &mut open);
            let items = open.iter().map(|job| job.delivery.waiting()).sum();
            self.counters.queued(open.len() + self.inbox.len(), items);
        }
        if let Err(error) = write_back(&mut self.store) {
            tracing::warn!(%error, "the write-ahead log was not written back");
        }
        let _ = self.ended.send(());
    }

    /// Takes up what waits; waits if there is nothing to do. Whether there is something to do.
    fn take(&mut self, open: &mut Vec<Job>) -> bool {
        if open.is_empty() {
            match self.inbox.blocking_recv() {
                Some(job) => open.push(job),
                None => return false,
            }
        }
        while open.len() < OPEN_DELIVERIES
            && let Ok(job) = self.inbox.try_recv()
        {
            open.push(job);
        }
        !self.stop.is_cancelled()
    }

    /// One item of each delivery in turn, read and linked, until the group is full or its time is
    /// over. A delivery that had items in this group ends with a later one.
    fn read(&self, logger: &ItemLogger, open: &mut [Job]) -> Batch {
        let mut batch = Batch { items: Vec::new(), over: Vec::new(), tally: Tally::new() };
        let mut said = HashSet::new();
        let mut in_hand = vec![0; open.len()];
        let mut turn: VecDeque<usize> = (0..open.len()).collect();
        while let Some(place) = turn.pop_front() {
            let delivery = &mut open[place].delivery;
            match delivery.next_item(in_hand[place]) {
                Next::Item(item) => {
                    turn.push_back(place);
                    match read(logger, &self.store, delivery, &item) {
                        None if delivery.setback().is_some() => {}
                        None => batch.tally.reject(),
                        // What a source says twice at once is said once.
                        Some(ready) if !said.insert(ready.said()) => {
                            delivery.counts.seen_again += 1;
                            batch.tally.count(&Logged::SeenAgain(None));
                        }
                        Some(ready) => {
                            in_hand[place] += u64::from(ready.is_new());
                            batch.items.push((place, ready));
                        }
                    }
                }
                Next::Later => {}
                Next::Over if batch.items.iter().any(|(of, _)| *of == place) => {}
                Next::Over => batch.over.push(place),
            }
            let is_full = batch.items.len() >= ITEMS_A_GROUP || batch.tally.elapsed() > LONGEST_READING;
            if is_full || self.stop.is_cancelled() {
                break;
            }
        }
        batch
    }

    /// Writes the items in one transaction; failing that, each in one of its own, so that one that
    /// cannot be written holds up its own source alone.
    fn write(&mut self, logger: &ItemLogger, batch: &mut Batch, open: &mut [Job]) {
        if batch.items.is_empty() {
            return;
        }
        let written = attempt(&mut self.store, |store| {
            batch.items.iter().map(|(_, item)| logger.write(store, item)).collect::<Result<Vec<Logged>, _>>()
        });
        match written {
            Ok(outcomes) => {
                for ((place, _), outcome) in batch.items.iter().zip(&outcomes) {
                    open[*place].delivery.counts.add(outcome);
                    batch.tally.add(&self.store, outcome);
                }
            }
            Err(failure) if failure.is_retryable() => {
                for job in open {
                    break_off(&mut job.delivery, &failure);
                }
            }
            Err(_) => self.write_singly(logger, batch, open),
        }
    }

    fn write_singly(&mut self, logger: &ItemLogger, batch: &mut Batch, open: &mut [Job]) {
        for (place, item) in &batch.items {
            let job = &mut open[*place];
            if job.delivery.setback().is_some() {
                continue;
            }
            match attempt(&mut self.store, |store| logger.write(store, item)) {
                Ok(outcome) => {
                    job.delivery.counts.add(&outcome);
                    batch.tally.add(&self.store, &outcome);
                }
                Err(failure) => break_off(&mut job.delivery, &failure),
            }
        }
    }

    /// Stores the polling states of these deliveries' sources in one transaction, and releases them.
    fn finish(&mut self, over: &[usize], open: &mut Vec<Job>) {
        if over.is_empty() {
            return;
        }
        let mut place = 0;
        let ended: Vec<Job> = open
            .extract_if(.., |_| {
                place += 1;
                over.contains(&(place - 1))
            })
            .collect();
        let kept = attempt(&mut self.store, |store| {
            ended.iter().try_for_each(|job| job.delivery.finish(store, job.limit).map(|_| ()))
        });
        for job in ended {
            if let Err(failure) = &kept {
                tracing::error!(source = job.delivery.source().settings.name, %failure, "its state was not stored");
            }
            let _ = self.done.send(done(&job));
        }
    }
}

/// Everything in one transaction, or nothing.
fn attempt<T>(store: &mut Store, work: impl FnOnce(&mut Store) -> Result<T, Failure>) -> Result<T, Failure> {
    let done = catch_unwind(AssertUnwindSafe(|| together(store, work)));
    done.unwrap_or_else(|_| Err(Refusal::Runtime("writing violated an internal rule".to_owned()).into()))
}

/// Ends a delivery as failed, so that its source is asked again later.
fn break_off(delivery: &mut Delivery, failure: &Failure) {
    tracing::error!(
        source = delivery.source().settings.name, %failure,
        "an item was not logged; it will be requested again"
    );
    let reason = format!("not logged: {failure}");
    delivery.break_off(Setback { reason, retry_after: None, is_retryable: true });
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

/// An item whose date cannot be read counts as published when it was first seen: who polls must know.
fn warn_of_unread_date(source: &str, item: &RawItem) {
    let unread = item.notes.iter().find(|note| note.starts_with("the date ") && item.publication.is_none());
    if let Some(note) = unread {
        tracing::warn!(source, item = item.title, note, "it counts as published when it was first seen");
    }
}

/// Reads one item. One that cannot be taken in is named and passed over.
fn read(logger: &ItemLogger, store: &Store, delivery: &mut Delivery, item: &Arrived) -> Option<ReadyItem> {
    let (at, source) = (delivery.at(), delivery.source());
    let both = (&item.sent, item.whole.as_ref().unwrap_or(&item.sent));
    let read =
        catch_unwind(AssertUnwindSafe(|| logger.read(store, Some(source.id), &source.settings, both, at)));
    let (name, title) = (source.settings.name.as_str(), item.sent.title.as_str());
    match read {
        Ok(Ok(ready)) => {
            if ready.is_new() {
                warn_of_unread_date(name, &item.sent);
            }
            return Some(ready);
        }
        Ok(Err(failure)) if failure.class() == FaultClass::Store => {
            break_off(delivery, &failure);
            return None;
        }
        Ok(Err(failure)) => {
            tracing::warn!(source = name, item = title, %failure, "an item was not logged");
        }
        Err(_) => {
            tracing::error!(
                source = name,
                item = title,
                "an item violated an internal rule and was not logged"
            );
        }
    }
    delivery.counts.rejected += 1;
    None
}
