//! The requests: one for each symbol, or one for the market.

use chrono::{DateTime, Utc};

use super::{Finnhub, adapt, parse};
use crate::event::PollState;
use crate::event::RawItem;
use crate::net::{Client, Request};
use crate::source::service::{asked, parts, since};
use crate::source::{Poll, SourceError, oldest_first};

/// What the service calls a market's news.
const CATEGORIES: [&str; 4] = ["general", "forex", "crypto", "merger"];

pub(super) async fn poll(
    source: &Finnhub,
    client: &Client,
    state: &PollState,
    now: DateTime<Utc>,
) -> Result<Poll, SourceError> {
    let mut wanted = parts(source.query.as_deref());
    if wanted.is_empty() {
        wanted.push("general".to_owned());
    }
    let from = since(state, now);
    let mut items: Vec<RawItem> = Vec::new();
    let mut calls = 0;
    for part in &wanted {
        let answer = source.endpoint.send(client, request(source, part, from, now)?).await?;
        calls += 1;
        items.extend(adapt::adapt(&parse::parse(&answer)?));
    }
    Ok(Poll { items: oldest_first(items), state: asked(now), calls, ..Poll::default() })
}

/// Days in the query are whole ones; what was had before is known by its identifier.
fn request(
    source: &Finnhub,
    part: &str,
    from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Request, SourceError> {
    let key = source.endpoint.key()?;
    let request = if CATEGORIES.contains(&part) {
        source.endpoint.get("/news")?.query("category", part)
    } else {
        source
            .endpoint
            .get("/company-news")?
            .query("symbol", part)
            .query("from", &from.date_naive().to_string())
            .query("to", &now.date_naive().to_string())
    };
    Ok(request.secret_header("x-finnhub-token", "", key))
}
