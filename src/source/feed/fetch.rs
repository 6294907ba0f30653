//! The request for a feed.

use crate::event::PollState;
use crate::net::{Client, Content, Request};
use crate::source::SourceError;

/// The most bytes of a feed.
const MAX_FEED_BYTES: u64 = 9_000_000;

/// A feed that has changed since it was last asked for.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) bytes: Vec<u8>,
    pub(super) content_type: Option<String>,
    /// Where it came from in the end, without keys.
    pub(super) url: String,
    pub(super) state: PollState,
}

/// Asks for the feed; `None` if it has not changed.
pub(super) async fn fetch(
    client: &Client,
    url: &str,
    state: &PollState,
) -> Result<Option<Answer>, SourceError> {
    let mut request = Request::get(url)?.expecting(Content::Feed).at_most(MAX_FEED_BYTES);
    if let Some(etag) = &state.etag {
        request = request.header("if-none-match", etag);
    }
    if let Some(date) = &state.last_modified {
        request = request.header("if-modified-since", date);
    }
    let answer = client.get(request).await?;
    if answer.status == 304 {
        return Ok(None);
    }
    let header = |name: &str| answer.header(name).map(str::to_owned);
    Ok(Some(Answer {
        content_type: header("content-type"),
        state: PollState {
            etag: header("etag"),
            last_modified: header("last-modified"),
            cursor: state.cursor.clone(),
        },
        url: crate::net::redacted(&answer.url),
        bytes: answer.bytes,
    }))
}
