//! The request.

use chrono::{DateTime, Utc};

use super::{Gdelt, adapt, parse};
use crate::event::PollState;
use crate::net::Client;
use crate::source::service::{asked, since};
use crate::source::{Poll, SourceError, oldest_first};

pub(super) async fn poll(
    source: &Gdelt,
    client: &Client,
    state: &PollState,
    now: DateTime<Utc>,
) -> Result<Poll, SourceError> {
    let stamp = |at: DateTime<Utc>| at.format("%Y%m%d%H%M%S").to_string();
    let request = source
        .endpoint
        .get("/api/v2/doc/doc")?
        .query("query", source.query.as_deref().unwrap_or_default())
        .query("mode", "artlist")
        .query("format", "json")
        .query("maxrecords", "250")
        .query("sort", "datedesc")
        .query("startdatetime", &stamp(since(state, now)))
        .query("enddatetime", &stamp(now));
    let answer = source.endpoint.send(client, request).await?;
    let items = oldest_first(adapt::adapt(&parse::parse(&answer)?));
    Ok(Poll { items, state: asked(now), calls: 1, ..Poll::default() })
}
