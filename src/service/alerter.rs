//! The thread that evaluates the alerts and delivers them.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::keeper::Current;
use super::time::Time;
use crate::app::alert::{Sender, deliver_due, evaluate};
use crate::app::{Failure, Store};

/// How often it looks for what was logged.
const GLANCE: Duration = Duration::from_millis(500);

/// The thread's own.
pub(super) struct Alerter {
    pub(super) store: Store,
    pub(super) current: Current,
    pub(super) sender: Sender,
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
    }

    /// Evaluates the rules on what is new, and delivers until nothing is due.
    pub(super) fn run_once(mut self) {
        while self.look() {}
    }

    /// Whether anything was delivered.
    fn look(&mut self) -> bool {
        match self.work() {
            Ok(delivered) => delivered > 0,
            Err(failure) => {
                tracing::error!(%failure, "the alerts cannot be looked after");
                false
            }
        }
    }

    fn work(&mut self) -> Result<usize, Failure> {
        let logger = self.current.get();
        evaluate(&mut self.store, logger.reference(), self.time.now())?;
        let (sent, _) = deliver_due(&mut self.store, &self.sender, self.time.now())?;
        Ok(sent)
    }
}
