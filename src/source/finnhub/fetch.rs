//! The requests: one for each symbol, or one for the market.

use super::adapt;
use super::wire::Item;
use crate::event::RawItem;
use crate::net::Request;
use crate::source::service::{Ask, asked, parts};
use crate::source::{Poll, SourceError, oldest_first};

/// What the service calls a market's news.
const CATEGORIES: [&str; 4] = ["general", "forex", "crypto", "merger"];

pub(super) async fn poll(ask: Ask<'_>) -> Result<Poll, SourceError> {
    let mut wanted = parts(ask.query());
    if wanted.is_empty() {
        wanted.push("general".to_owned());
    }
    let mut items: Vec<RawItem> = Vec::new();
    let mut calls = 0;
    for part in &wanted {
        let answer = ask.send(request(&ask, part)?, Some(part)).await?;
        calls += 1;
        items.extend(adapt::adapt(&answer.json::<Vec<Item>>()?));
    }
    Ok(Poll { items: oldest_first(items), state: asked(ask.now), calls, ..Poll::default() })
}

/// Days in the query are whole ones; what was had before is known by its identifier.
fn request(ask: &Ask<'_>, part: &str) -> Result<Request, SourceError> {
    if CATEGORIES.contains(&part) {
        return Ok(ask.get("/news")?.query("category", part));
    }
    Ok(ask
        .get("/company-news")?
        .query("symbol", part)
        .query("from", &ask.since().date_naive().to_string())
        .query("to", &ask.now.date_naive().to_string()))
}
