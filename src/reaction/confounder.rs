//! What else lies within a span and could explain its move.

use chrono::{DateTime, Utc};

use super::Confounder;
use crate::event::{EventId, EventKind};

/// Other events named beside a figure.
const MOST_NAMED: usize = 10;

/// Another event on the same instrument, which may explain the move or spoil a placebo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherEvent {
    /// Its number.
    pub id: EventId,
    /// Its kind.
    pub kind: EventKind,
    /// Its title.
    pub title: String,
    /// Its publication, for order within a day; of a day event, the start of its day.
    pub at: DateTime<Utc>,
}

/// The other events on an instrument, in the order of time.
pub(super) struct OtherNews<'a>(Vec<&'a OtherEvent>);

impl<'a> OtherNews<'a> {
    pub(super) fn new(events: &'a [OtherEvent]) -> Self {
        let mut sorted: Vec<&OtherEvent> = events.iter().collect();
        sorted.sort_by_key(|event| event.at);
        Self(sorted)
    }

    /// Those after `from` and until `to`.
    pub(super) fn inside(&self, (from, to): (DateTime<Utc>, DateTime<Utc>)) -> &[&'a OtherEvent] {
        let first = self.0.partition_point(|event| event.at <= from);
        let last = self.0.partition_point(|event| event.at <= to);
        self.0.get(first..last).unwrap_or_default()
    }

    /// The same as confounders, results first; of many the first few, and how many more there are.
    pub(super) fn confounders(&self, span: (DateTime<Utc>, DateTime<Utc>)) -> Vec<Confounder> {
        let mut inside = self.inside(span).to_vec();
        inside.sort_by_key(|event| event.kind != EventKind::Earnings);
        let mut named: Vec<Confounder> = inside.iter().take(MOST_NAMED).map(|event| named(event)).collect();
        if inside.len() > MOST_NAMED {
            named.push(Confounder::MoreEvents(inside.len() - MOST_NAMED));
        }
        named
    }
}

fn named(event: &OtherEvent) -> Confounder {
    Confounder::Event { id: event.id, kind: event.kind, title: event.title.clone(), at: event.at }
}
