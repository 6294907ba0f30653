//! The thread that measures what is due.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::counters::Counters;
use super::keeper::Current;
use super::time::Time;
use crate::app::bars::supply::BarSource;
use crate::app::measure::due::{Pass, measure_due};
use crate::app::serve::{next_due_at, note_prices};
use crate::app::{Failure, Store};

/// Longest sleep: the system's clock may be set, and what is posted or logged by another process is to be
/// measured soon. Looking for what is due is one step in an index.
const LONGEST_SLEEP: Duration = Duration::from_secs(2);

/// A message to the thread.
#[derive(Debug)]
pub(super) enum Ask {
    /// There may be something to measure.
    Wake,
    /// Measure everything that is due and report the result.
    Pass(oneshot::Sender<Pass>),
}

/// The thread's own.
pub(super) struct Measurer {
    pub(super) store: Store,
    pub(super) current: Current,
    pub(super) bars: BarSource,
    pub(super) inbox: Receiver<Ask>,
    pub(super) time: Time,
    pub(super) stop: CancellationToken,
    pub(super) counters: Arc<Counters>,
    /// Measures without being asked.
    pub(super) by_itself: bool,
}

impl Measurer {
    /// Works until stopped.
    pub(super) fn run(mut self) {
        while !self.stop.is_cancelled() {
            let sleep = if self.by_itself { self.sleep() } else { LONGEST_SLEEP };
            match self.inbox.recv_timeout(sleep) {
                Ok(Ask::Pass(reply)) => {
                    let _ = reply.send(self.pass());
                }
                Ok(Ask::Wake) | Err(RecvTimeoutError::Timeout) if self.by_itself => {
                    self.pass();
                }
                Ok(Ask::Wake) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
    }

    /// The time until the next row is due.
    fn sleep(&self) -> Duration {
        let until = |at: DateTime<Utc>| (at - self.time.now()).to_std().unwrap_or_default();
        match next_due_at(&self.store) {
            Ok(next) => next.map_or(LONGEST_SLEEP, until).min(LONGEST_SLEEP),
            Err(_) => LONGEST_SLEEP,
        }
    }

    /// Measures until nothing is due.
    fn pass(&mut self) -> Pass {
        let mut whole = Pass::default();
        loop {
            match self.part() {
                Ok(part) => {
                    self.counters.measured(&part);
                    whole.add(part);
                }
                Err(failure) => {
                    tracing::error!(%failure, "measuring stopped early; it continues later");
                    whole.broken = Some(failure.to_string());
                    // The database refuses: not again at once.
                    std::thread::sleep(Duration::from_secs(1));
                    break;
                }
            }
            if !whole.more || self.stop.is_cancelled() {
                break;
            }
        }
        if let Err(error) = note_prices(&mut self.store, &whole, self.time.now()) {
            tracing::warn!(%error, "whether prices come was not recorded");
        }
        tell(&whole);
        whole
    }

    fn part(&mut self) -> Result<Pass, Failure> {
        let stop = || self.stop.is_cancelled();
        measure_due(&mut self.store, self.current.get().reference(), &self.bars, self.time.now(), &stop)
    }
}

fn tell(pass: &Pass) {
    for (instrument, reason) in &pass.unfetched {
        tracing::warn!(%instrument, reason, "its bars could not be fetched");
    }
    for (event, reason) in &pass.failed {
        tracing::warn!(%event, reason, "an event could not be measured");
    }
    if pass.events > 0 {
        let rows = &pass.rows;
        tracing::info!(
            events = pass.events,
            measured = rows.measured,
            pending = rows.pending,
            no_data = rows.no_data,
            "measured what was due"
        );
    }
}
