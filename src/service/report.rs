//! What the service did, in figures.

use super::done::Done;
use crate::app::measure::due::Pass;
use crate::app::source::poll::Counts;
use crate::view::pass::{PassRecord, SourceFailure, SymbolFailure};

/// What the service did since its start.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Polls that were answered.
    pub polled: u64,
    /// Sources that failed, with the reason; the latest hundred.
    pub failed: Vec<(String, String)>,
    /// Items that could not be read, with their source and the reason; the latest hundred.
    pub passed_over: Vec<(String, String)>,
    /// What became of the items.
    pub counts: Counts,
    /// What was measured.
    pub pass: Pass,
}

/// Failures of a kind that are kept by name.
const MOST_FAILURES: usize = 100;

impl Report {
    pub(super) fn add(&mut self, done: Done) {
        self.counts += done.counts;
        let named = |reason| (done.name.clone(), reason);
        latest(&mut self.passed_over, done.skipped.into_iter().map(named));
        match done.setback {
            None => self.polled += 1,
            Some(reason) => latest(&mut self.failed, [(done.name, reason)]),
        }
    }

    /// Whether anything failed.
    #[must_use]
    pub fn is_in_part(&self) -> bool {
        let Self { failed, counts, pass, .. } = self;
        !failed.is_empty()
            || counts.rejected > 0
            || pass.broken.is_some()
            || !pass.unfetched.is_empty()
            || !pass.failed.is_empty()
    }

    /// As it is printed.
    #[must_use]
    pub fn record(&self) -> PassRecord {
        let Self { polled, failed, passed_over, counts, pass } = self;
        let of_sources = |all: &[(String, String)]| {
            let one = |(source, reason): &(String, String)| SourceFailure {
                source: source.clone(),
                reason: reason.clone(),
            };
            all.iter().map(one).collect()
        };
        PassRecord {
            polled: *polled,
            created: counts.created,
            revised: counts.revised,
            seen_again: counts.seen_again,
            filtered: counts.filtered,
            rejected: counts.rejected,
            left_over: counts.left_over,
            events_measured: pass.events,
            measured: pass.rows.measured,
            pending: pass.rows.pending,
            no_data: pass.rows.no_data,
            halted: pass.rows.halted,
            failed: of_sources(failed),
            passed_over: of_sources(passed_over),
            unfetched: pass
                .unfetched
                .iter()
                .map(|(id, reason)| SymbolFailure { symbol: id.to_string(), reason: reason.clone() })
                .collect(),
            unmeasured: pass
                .failed
                .iter()
                .map(|(event, reason)| format!("event {event}: {reason}"))
                .collect(),
            broken: pass.broken.clone(),
        }
    }
}

/// Adds to a list that is kept short.
fn latest(list: &mut Vec<(String, String)>, new: impl IntoIterator<Item = (String, String)>) {
    list.extend(new);
    let too_many = list.len().saturating_sub(MOST_FAILURES);
    list.drain(..too_many);
}
