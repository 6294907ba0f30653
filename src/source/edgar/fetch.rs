//! The requests: the feed of each form, or the list of each company.

use chrono::{DateTime, Utc};

use super::{Edgar, adapt, parse};
use crate::date::DateContext;
use crate::event::PollState;
use crate::event::RawItem;
use crate::net::vendor::{Answer, Endpoint, VendorError};
use crate::net::{Client, Request};
use crate::source::feed;
use crate::source::{Poll, SourceError, oldest_first};

pub(super) async fn poll(
    source: &Edgar,
    client: &Client,
    state: &PollState,
    now: DateTime<Utc>,
) -> Result<Poll, SourceError> {
    let mut items: Vec<RawItem> = Vec::new();
    let mut calls = 0;
    if source.companies.is_empty() {
        for form in &source.forms {
            items.extend(current(source, client, form, now).await?);
            calls += 1;
        }
    }
    for cik in &source.companies {
        let request = source.lists.get(&format!("/submissions/CIK{cik:010}.json"))?;
        let answer = send(source, &source.lists, client, request).await?;
        calls += 1;
        let list = parse::submissions(&answer)?;
        items.extend(adapt::company(&list, &source.forms, source.feeds.base()));
    }
    let items = oldest_first(adapt::with_items(items, &source.items));
    Ok(Poll { items, state: state.clone(), calls, ..Poll::default() })
}

async fn current(
    source: &Edgar,
    client: &Client,
    form: &str,
    now: DateTime<Utc>,
) -> Result<Vec<RawItem>, SourceError> {
    let request = source
        .feeds
        .get("/cgi-bin/browse-edgar")?
        .query("action", "getcurrent")
        .query("type", form)
        .query("owner", "include")
        .query("count", "100")
        .query("output", "atom");
    let answer = send(source, &source.feeds, client, request).await?;
    let dates = DateContext { lang: None, fetched_at: Some(now), default_zone: None };
    let entries = feed::items(answer.bytes(), None, &answer.address(), &dates)?;
    // The type asked for is a beginning: 8-K brings 8-K12B too, and 4 brings 424B2.
    let wanted = |entry: &RawItem| {
        let stated = entry.title.split(" - ").next().unwrap_or_default();
        stated == form || stated.strip_suffix("/A") == Some(form)
    };
    Ok(adapt::current(entries.into_iter().filter(wanted).collect()))
}

/// Sends a request in the name of who asks. A refusal of the SEC is a web page with status 403.
async fn send(
    source: &Edgar,
    endpoint: &Endpoint,
    client: &Client,
    request: Request,
) -> Result<Answer, SourceError> {
    let named = format!("newstape/{} {}", env!("CARGO_PKG_VERSION"), source.contact);
    let answer = endpoint.send(client, request.header("user-agent", &named), None).await?;
    if answer.is_success() {
        return Ok(answer);
    }
    Err(match answer.without_data("") {
        VendorError::Refused { vendor, said } => VendorError::Refused {
            vendor,
            said: format!(
                "{said}; it wants a user agent with a name and an e-mail address, and at most ten requests a second"
            ),
        },
        other => other,
    }
    .into())
}
