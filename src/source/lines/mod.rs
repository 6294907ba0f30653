//! Items as JSON lines, one object on each: from another program's pipe.
//!
//! `{"title": "…", "text": "…", "url": "…", "id": "…", "published_at": "2025-01-29T21:05:00Z",
//! "source": "…", "lang": "en", "symbols": ["MSFT"], "kind": "earnings"}`; only `title` or `text` must
//! be there, other fields are passed over.

mod adapt;
mod fetch;
mod parse;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use tokio::io::Stdin;
use tokio::sync::Mutex;

use self::fetch::Numbered;

use super::{Poll, Polling, Source, SourceError};
use crate::date::DateContext;
use crate::event::{PollState, RawItem, SourceKind, drop_shared_guids};
use crate::net::Client;

/// A stream of lines. A poll takes what is there and waits for the first of them.
#[derive(Debug)]
pub(super) struct Lines {
    input: Arc<Mutex<fetch::Input<Stdin>>>,
    ended: AtomicBool,
}

impl Lines {
    /// The program's standard input.
    #[must_use]
    pub(super) fn standard_input() -> Self {
        Self { input: Arc::new(Mutex::new(fetch::Input::standard())), ended: AtomicBool::new(false) }
    }

    async fn take(&self, state: &PollState, now: DateTime<Utc>) -> Result<Poll, SourceError> {
        let mut input = self.input.lock().await;
        let batch = input.batch().await;
        self.ended.store(input.has_ended(), Ordering::Relaxed);
        let batch = batch?;
        let mut poll = read(&batch, now);
        poll.state = PollState { cursor: serde_json::json!({ "ended": input.has_ended() }), ..state.clone() };
        Ok(poll)
    }
}

/// Reads lines; one that is not an item is skipped and reported with its number.
fn read(batch: &[Numbered], now: DateTime<Utc>) -> Poll {
    let dates = DateContext { lang: None, fetched_at: Some(now), default_zone: None };
    let mut poll = Poll::default();
    for (number, line) in batch {
        let read = match line {
            Ok(line) => item(line, &dates),
            Err(reason) => Err(reason.clone()),
        };
        match read {
            Ok(item) => poll.items.push(item),
            Err(reason) => poll.skipped.push(format!("line {number}: {reason}")),
        }
    }
    drop_shared_guids(&mut poll.items);
    poll
}

fn item(line: &str, dates: &DateContext) -> Result<RawItem, String> {
    adapt::adapt(parse::parse(line)?, dates)
}

impl Source for Lines {
    fn kind(&self) -> SourceKind {
        SourceKind::Lines
    }

    fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    fn poll<'a>(&'a self, _: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(self.take(state, now))
    }
}
