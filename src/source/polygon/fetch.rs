//! The requests: page after page, within bounds.

use chrono::SecondsFormat;

use super::{adapt, parse};
use crate::event::RawItem;
use crate::net::Request;
use crate::net::vendor::{POLYGON, VendorError};
use crate::source::service::{Ask, asked, parts};
use crate::source::{Poll, SourceError, oldest_first};

/// The most pages of one poll: the free plan allows five calls a minute.
const MAX_PAGES: u32 = 4;

pub(super) async fn poll(ask: Ask<'_>) -> Result<Poll, SourceError> {
    let symbols = parts(ask.query());
    let wanted = if symbols.is_empty() { vec![None] } else { symbols.iter().map(Some).collect() };
    let (mut items, mut calls, mut skipped) = (Vec::<RawItem>::new(), 0, Vec::new());
    for symbol in wanted {
        let symbol = symbol.map(String::as_str);
        let mut next = Some(first(&ask, symbol)?);
        let mut pages = 0;
        while let Some(request) = next.take() {
            let answer = ask.send(request, symbol).await?;
            (calls, pages) = (calls + 1, pages + 1);
            let page = parse::parse(&answer)?;
            items.extend(adapt::adapt(page.results.unwrap_or_default(), ask.now));
            match page.next_url {
                Some(_) if pages == MAX_PAGES => {
                    skipped.push(format!("more than {MAX_PAGES} pages; the rest was not requested"));
                }
                Some(address) => next = Some(following(&ask, &address)?),
                None => {}
            }
        }
    }
    Ok(Poll { items: oldest_first(items), state: asked(ask.now), calls, skipped, ..Poll::default() })
}

fn first(ask: &Ask<'_>, symbol: Option<&str>) -> Result<Request, SourceError> {
    let request = ask
        .get("/v2/reference/news")?
        .query("published_utc.gte", &ask.since().to_rfc3339_opts(SecondsFormat::Secs, true))
        .query("order", "desc")
        .query("sort", "published_utc")
        .query("limit", "1000");
    Ok(match symbol {
        Some(symbol) => request.query("ticker", symbol),
        None => request,
    })
}

/// The next page as the service names it. The key goes to its own host only.
fn following(ask: &Ask<'_>, address: &str) -> Result<Request, SourceError> {
    let of = |address: &str| url::Url::parse(address).map(|url| url.origin()).ok();
    if of(address) != of(ask.base()) {
        let said = "its next page is on another host".to_owned();
        return Err(VendorError::Refused { vendor: POLYGON.name, said }.into());
    }
    ask.get(address.strip_prefix(ask.base()).unwrap_or_default())
}
