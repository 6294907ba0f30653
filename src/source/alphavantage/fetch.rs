//! The request.

use super::{adapt, parse};
use crate::source::service::{Ask, asked, parts};
use crate::source::{Poll, SourceError, oldest_first};

pub(super) async fn poll(ask: Ask<'_>) -> Result<Poll, SourceError> {
    let wanted = parts(ask.query());
    let (topics, symbols): (Vec<_>, Vec<_>) = wanted.iter().partition(|part| part.starts_with("topic:"));
    let (topics, symbols) = (join(&topics, "topic:"), join(&symbols, ""));
    let mut request = ask
        .get("/query")?
        .query("function", "NEWS_SENTIMENT")
        .query("time_from", &ask.since().format("%Y%m%dT%H%M").to_string())
        .query("sort", "LATEST")
        .query("limit", "200");
    if let Some(symbols) = &symbols {
        request = request.query("tickers", symbols);
    }
    if let Some(topics) = &topics {
        request = request.query("topics", topics);
    }
    let answer = ask.send(request, symbols.as_deref()).await?;
    let items = oldest_first(adapt::adapt(parse::parse(&answer)?, ask.now));
    Ok(Poll { items, state: asked(ask.now), calls: 1, ..Poll::default() })
}

fn join(parts: &[&String], prefix: &str) -> Option<String> {
    let bare: Vec<&str> = parts.iter().map(|p| p.strip_prefix(prefix).unwrap_or(p)).collect();
    (!bare.is_empty()).then(|| bare.join(","))
}
