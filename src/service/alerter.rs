//! The thread that evaluates the alerts and delivers them.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::keeper::Current;
use super::time::Time;
use crate::app::alert::{Courier, evaluate};
use crate::app::{Failure, Store};

/// How often it looks for what was logged.
const GLANCE: Duration = Duration::from_millis(500);
/// How long the end waits for each delivery that is under way: one that is not noted is sent again later.
const GRACE: Duration = Duration::from_secs(5);
/// How long a single pass waits for a delivery: longer than any may take.
const PATIENCE: Duration = Duration::from_mins(3);

/// The thread's own.
pub(super) struct Alerter {
    pub(super) store: Store,
    pub(super) current: Current,
    pub(super) courier: Courier,
    pub(super) time: Time,
    /// Closed when the service ends.
    pub(super) over: Receiver<()>,
}

impl Alerter {
    /// Works until the service ends.
    pub(super) fn run(mut self) {
        while self.over.recv_timeout(GLANCE) == Err(RecvTimeoutError::Timeout) {
            self.look();
        }
        while self.wait(GRACE) {}
    }

    /// Evaluates the rules on what is new, and delivers until nothing is due.
    pub(super) fn run_once(mut self) {
        loop {
            let ended = self.look();
            if !self.wait(PATIENCE) && ended == 0 {
                return;
            }
        }
    }

    /// How many deliveries have ended.
    fn look(&mut self) -> usize {
        self.work().unwrap_or_else(|failure| {
            tracing::error!(%failure, "the alerts cannot be looked after");
            0
        })
    }

    /// Whether a delivery ended in time.
    fn wait(&mut self, at_most: Duration) -> bool {
        let now = self.time.now();
        self.courier.wait(&mut self.store, now, at_most).unwrap_or_else(|failure| {
            tracing::error!(%failure, "a delivery cannot be noted");
            false
        })
    }

    fn work(&mut self) -> Result<usize, Failure> {
        let logger = self.current.get();
        evaluate(&mut self.store, logger.reference(), self.time.now())?;
        self.courier.work(&mut self.store, self.time.now())
    }
}
