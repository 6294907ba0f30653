//! The requests: page after page, within bounds.

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Polygon, adapt, parse};
use crate::event::PollState;
use crate::event::RawItem;
use crate::net::{Client, Request};
use crate::source::service::{asked, parts, since};
use crate::source::{Poll, SourceError, oldest_first};

/// The most pages of one poll: the free plan allows five calls a minute.
const MAX_PAGES: u32 = 4;

pub(super) async fn poll(
    source: &Polygon,
    client: &Client,
    state: &PollState,
    now: DateTime<Utc>,
) -> Result<Poll, SourceError> {
    let symbols = parts(source.query.as_deref());
    let wanted = if symbols.is_empty() { vec![None] } else { symbols.iter().map(Some).collect() };
    let (mut items, mut calls, mut skipped) = (Vec::<RawItem>::new(), 0, Vec::new());
    for symbol in wanted {
        let mut next = Some(first(source, symbol, since(state, now))?);
        let mut pages = 0;
        while let Some(request) = next.take() {
            let answer = source.endpoint.send(client, request).await?;
            (calls, pages) = (calls + 1, pages + 1);
            let page = parse::parse(&answer)?;
            items.extend(adapt::adapt(page.results.unwrap_or_default(), now));
            match page.next_url {
                Some(_) if pages == MAX_PAGES => {
                    skipped.push(format!("more than {MAX_PAGES} pages; the rest was not asked for"));
                }
                Some(address) => next = Some(following(source, &address)?),
                None => {}
            }
        }
    }
    Ok(Poll { items: oldest_first(items), state: asked(now), calls, skipped, ..Poll::default() })
}

fn first(source: &Polygon, symbol: Option<&String>, from: DateTime<Utc>) -> Result<Request, SourceError> {
    let from = from.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut request = source
        .endpoint
        .get("/v2/reference/news")?
        .query("published_utc.gte", &from)
        .query("order", "desc")
        .query("sort", "published_utc")
        .query("limit", "1000");
    if let Some(symbol) = symbol {
        request = request.query("ticker", symbol);
    }
    Ok(request.secret_header("authorization", "Bearer ", source.endpoint.key()?))
}

/// The next page as the service names it. The key goes to its own host only.
fn following(source: &Polygon, address: &str) -> Result<Request, SourceError> {
    let of = |address: &str| url::Url::parse(address).map(|url| url.origin()).ok();
    if of(address) != of(&source.endpoint.base) {
        let said = "its next page is on another host".to_owned();
        return Err(SourceError::Refused { service: super::NAME, said });
    }
    let path = address.strip_prefix(&source.endpoint.base).unwrap_or_default();
    Ok(source.endpoint.get(path)?.secret_header("authorization", "Bearer ", source.endpoint.key()?))
}
