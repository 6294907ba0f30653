//! The requests: pages, the latest first.

use super::{adapt, parse};
use crate::source::service::{Ask, asked, parts};
use crate::source::{Poll, SourceError, oldest_first};

/// Pages of one poll: a free plan has three items on each, and a hundred calls a day.
const MOST_PAGES: u32 = 3;

pub(super) async fn poll(ask: Ask<'_>) -> Result<Poll, SourceError> {
    let mut poll = Poll { state: asked(ask.now), ..Poll::default() };
    for number in 1..=MOST_PAGES {
        let page = match page(&ask, number).await {
            Ok(page) => page,
            // What came before it is not thrown away; the next poll asks from the same instant on.
            Err(error) if number > 1 => {
                poll.skipped.push(format!("page {number}: {error}"));
                poll.state = ask.state.clone();
                break;
            }
            Err(error) => return Err(error),
        };
        poll.calls = number;
        let more = page.has_next();
        poll.skipped.extend(page.skipped);
        poll.items.extend(adapt::adapt(page.items, ask.now));
        if !more {
            break;
        }
    }
    poll.items = oldest_first(poll.items);
    Ok(poll)
}

async fn page(ask: &Ask<'_>, number: u32) -> Result<parse::Page, SourceError> {
    let symbols = parts(ask.query()).join(",");
    let symbols = Some(symbols.as_str()).filter(|symbols| !symbols.is_empty());
    let mut request = ask
        .get("/v1/news/all")?
        .query("published_after", &ask.since().format("%Y-%m-%dT%H:%M").to_string())
        .query("filter_entities", "true")
        .query("must_have_entities", "true");
    if let Some(symbols) = symbols {
        request = request.query("symbols", symbols);
    }
    if let Some(lang) = ask.lang() {
        request = request.query("language", lang);
    }
    if number > 1 {
        request = request.query("page", &number.to_string());
    }
    Ok(parse::parse(&ask.send(request, symbols).await?)?)
}
