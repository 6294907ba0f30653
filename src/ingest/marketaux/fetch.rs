//! The request.

use chrono::{DateTime, Utc};

use super::{Marketaux, adapt, parse};
use crate::event::PollState;
use crate::ingest::service::{asked, parts, since};
use crate::ingest::source::{Poll, SourceError, oldest_first};
use crate::net::Client;

pub(super) async fn poll(
    source: &Marketaux,
    client: &Client,
    state: &PollState,
    now: DateTime<Utc>,
) -> Result<Poll, SourceError> {
    let symbols = parts(source.query.as_deref());
    let mut request = source
        .endpoint
        .get("/v1/news/all")?
        .query("published_after", &since(state, now).format("%Y-%m-%dT%H:%M").to_string())
        .query("filter_entities", "true")
        .query("must_have_entities", "true");
    if !symbols.is_empty() {
        request = request.query("symbols", &symbols.join(","));
    }
    if let Some(lang) = &source.lang {
        request = request.query("language", lang);
    }
    let request = request.secret_query("api_token", source.endpoint.key()?);
    let answer = source.endpoint.send(client, request).await?;
    let items = oldest_first(adapt::adapt(parse::parse(&answer)?, now));
    Ok(Poll { items, state: asked(now), calls: 1, ..Poll::default() })
}
