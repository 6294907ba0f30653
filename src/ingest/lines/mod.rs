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

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;

use super::source::{Poll, Polling, RawItem, Source, SourceError};
use crate::event::{PollState, SourceKind};
use crate::ingest::date::DateContext;
use crate::net::Client;

/// A stream of lines. A poll takes what is there and waits for the first of them.
#[derive(Debug)]
pub struct Lines {
    input: Arc<Mutex<fetch::Input>>,
}

impl Lines {
    /// The program's standard input.
    #[must_use]
    pub fn standard_input() -> Self {
        Self { input: Arc::new(Mutex::new(fetch::Input::standard())) }
    }

    async fn take(&self, state: &PollState, now: DateTime<Utc>) -> Result<Poll, SourceError> {
        let mut input = self.input.lock().await;
        let batch = input.batch().await?;
        let mut poll = read(&batch, now);
        poll.state = PollState { cursor: serde_json::json!({ "ended": input.has_ended() }), ..state.clone() };
        Ok(poll)
    }
}

/// Reads lines; one that is no item is skipped with its number.
fn read(batch: &[(u64, String)], now: DateTime<Utc>) -> Poll {
    let dates = DateContext { lang: None, fetched_at: Some(now), default_zone: None };
    let mut poll = Poll::default();
    for (number, line) in batch.iter().filter(|(_, line)| !line.trim().is_empty()) {
        match item(line, &dates) {
            Ok(item) => poll.items.push(item),
            Err(reason) => poll.skipped.push(format!("line {number}: {reason}")),
        }
    }
    poll
}

fn item(line: &str, dates: &DateContext) -> Result<RawItem, String> {
    adapt::adapt(parse::parse(line)?, dates)
}

impl Source for Lines {
    fn kind(&self) -> SourceKind {
        SourceKind::Lines
    }

    fn poll<'a>(&'a self, _: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(self.take(state, now))
    }
}
