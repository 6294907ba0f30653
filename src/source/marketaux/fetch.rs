//! The requests: pages, the latest first.

use chrono::{DateTime, Utc};

use super::{Marketaux, adapt, parse};
use crate::event::PollState;
use crate::net::Client;
use crate::source::service::{asked, parts, since};
use crate::source::{Poll, SourceError, oldest_first};

/// Pages of one poll: a free plan has three items on each, and a hundred calls a day.
const MOST_PAGES: u32 = 3;

pub(super) async fn poll(
    source: &Marketaux,
    client: &Client,
    state: &PollState,
    now: DateTime<Utc>,
) -> Result<Poll, SourceError> {
    let mut poll = Poll { state: asked(now), ..Poll::default() };
    for number in 1..=MOST_PAGES {
        let page = match page(source, client, state, now, number).await {
            Ok(page) => page,
            // What came before it is not thrown away; the next poll asks from the same instant on.
            Err(error) if number > 1 => {
                poll.skipped.push(format!("page {number}: {error}"));
                poll.state = state.clone();
                break;
            }
            Err(error) => return Err(error),
        };
        poll.calls = number;
        let more = page.has_next();
        poll.skipped.extend(page.skipped);
        poll.items.extend(adapt::adapt(page.items, now));
        if !more {
            break;
        }
    }
    poll.items = oldest_first(poll.items);
    Ok(poll)
}

async fn page(
    source: &Marketaux,
    client: &Client,
    state: &PollState,
    now: DateTime<Utc>,
    number: u32,
) -> Result<parse::Page, SourceError> {
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
    if number > 1 {
        request = request.query("page", &number.to_string());
    }
    let request = request.secret_query("api_token", source.endpoint.key()?);
    parse::parse(&source.endpoint.send(client, request).await?)
}
