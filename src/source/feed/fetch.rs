//! The request for a feed.

use std::time::Duration;

use crate::event::PollState;
use crate::net::{Client, Content, Request, Response, Validator};
use crate::source::SourceError;

/// The most bytes of a feed.
const MAX_FEED_BYTES: u64 = 9_000_000;

/// The longest pause that a promise of unchanged content brings about. A headline that is an hour late
/// measures nothing, and an unchanged feed costs an answer without a body.
const LONGEST_PROMISE: Duration = Duration::from_mins(30);

/// What a server said.
#[derive(Debug)]
pub(super) struct Answer {
    /// How long it asks to be left alone, if it says so.
    pub(super) wait: Option<Duration>,
    /// The feed, if it has changed since it was last asked for.
    pub(super) changed: Option<Changed>,
}

/// A feed that has changed.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) bytes: Vec<u8>,
    pub(super) content_type: Option<String>,
    /// Where it came from in the end, without keys.
    pub(super) url: String,
    pub(super) state: PollState,
}

/// Asks for the feed. One that is `foreign`, named by a page of another host, may only be on a public machine.
pub(super) async fn fetch(
    client: &Client,
    url: &str,
    state: &PollState,
    foreign: bool,
) -> Result<Answer, SourceError> {
    let known = Validator { etag: state.etag.clone(), last_modified: state.last_modified.clone() };
    let request = Request::get(url)?.expecting(Content::Feed).at_most(MAX_FEED_BYTES).unless(Some(&known));
    let answer = if foreign { client.get_public(request).await? } else { client.get(request).await? };
    let wait = wait(answer.retry_after(), answer.fresh_for());
    let changed = (!answer.is_unchanged()).then(|| changed(answer, state));
    Ok(Answer { wait, changed })
}

/// The longer of a request to wait, and a promise that nothing changes.
pub(super) fn wait(asked: Option<Duration>, promised: Option<Duration>) -> Option<Duration> {
    asked.max(promised.map(|promise| promise.min(LONGEST_PROMISE)))
}

fn changed(answer: Response, state: &PollState) -> Changed {
    let header = |name: &str| answer.header(name).map(str::to_owned);
    Changed {
        content_type: header("content-type"),
        state: PollState {
            etag: header("etag"),
            last_modified: header("last-modified"),
            cursor: state.cursor.clone(),
        },
        url: crate::net::redacted(&answer.url),
        bytes: answer.bytes,
    }
}
