//! The request.

use chrono::{DateTime, Utc};

use super::{AlphaVantage, adapt, parse};
use crate::event::PollState;
use crate::net::Client;
use crate::source::service::{asked, parts, since};
use crate::source::{Poll, SourceError, oldest_first};

pub(super) async fn poll(
    source: &AlphaVantage,
    client: &Client,
    state: &PollState,
    now: DateTime<Utc>,
) -> Result<Poll, SourceError> {
    let wanted = parts(source.query.as_deref());
    let (topics, symbols): (Vec<_>, Vec<_>) = wanted.iter().partition(|part| part.starts_with("topic:"));
    let mut request = source
        .endpoint
        .get("/query")?
        .query("function", "NEWS_SENTIMENT")
        .query("time_from", &since(state, now).format("%Y%m%dT%H%M").to_string())
        .query("sort", "LATEST")
        .query("limit", "200");
    if !symbols.is_empty() {
        request = request.query("tickers", &join(&symbols, ""));
    }
    if !topics.is_empty() {
        request = request.query("topics", &join(&topics, "topic:"));
    }
    let request = request.secret_query("apikey", source.endpoint.key()?);
    let answer = source.endpoint.send(client, request).await?;
    let items = oldest_first(adapt::adapt(parse::parse(&answer)?, now));
    Ok(Poll { items, state: asked(now), calls: 1, ..Poll::default() })
}

fn join(parts: &[&String], prefix: &str) -> String {
    parts.iter().map(|p| p.strip_prefix(prefix).unwrap_or(p)).collect::<Vec<_>>().join(",")
}
