//! Fetches the pages of an answer.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::de::DeserializeOwned;

use super::adapt;
use super::wire::{Actions, ActionsPage, BarsPage, Quote};
use crate::market::Interval;
use crate::provider::plan::Ask;
use crate::provider::zone::midnight;
use crate::provider::{Fetched, ProviderError};
use crate::venue::zone_of;

/// The free plan refuses the whole request if its end is within the last 15 minutes.
const EMBARGO: TimeDelta = TimeDelta::minutes(16);

/// More pages of 10,000 bars than any valid answer has.
const MOST_PAGES: usize = 1000;

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let quotes = bars(&ask).await?;
    let wanted = ask.request.interval == Interval::Day1 && !quotes.is_empty();
    let (actions, lacking) = match if wanted { actions(&ask).await } else { Ok(Vec::new()) } {
        Ok(actions) => (actions, None),
        Err(error) => (Vec::new(), Some(ask.lacking("splits and dividends", &error))),
    };
    let mut fetched = adapt::adapt(&quotes, &actions, &ask)?;
    fetched.notes.extend(lacking);
    Ok(fetched)
}

async fn bars(ask: &Ask<'_>) -> Result<Vec<Quote>, ProviderError> {
    let request = ask.request;
    let zone = zone_of(request.instrument.id.mic);
    let start = midnight(zone, request.from);
    let end = midnight(zone, request.to + TimeDelta::days(1)).min(request.as_of - EMBARGO);
    if end <= start {
        return Ok(Vec::new());
    }
    let rfc = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (start, end) = (rfc(start), rfc(end));
    let query = [
        ("symbols", ask.symbol.as_str()),
        ("timeframe", timeframe(request.interval)),
        ("start", &start),
        ("end", &end),
        ("adjustment", "raw"),
        ("feed", "sip"),
        ("limit", "10000"),
        ("sort", "asc"),
    ];
    let token = |page: &BarsPage| page.next_page_token.clone();
    let pages = pages(ask, "/v2/stocks/bars", &query, token).await?;
    let by_symbol = pages.into_iter().filter_map(|page| page.bars);
    Ok(by_symbol.flat_map(|mut bars| bars.remove(&ask.symbol).flatten().unwrap_or_default()).collect())
}

async fn actions(ask: &Ask<'_>) -> Result<Vec<Actions>, ProviderError> {
    let (start, end) = (ask.request.from.to_string(), ask.request.to.to_string());
    let query = [
        ("symbols", ask.symbol.as_str()),
        ("types", "forward_split,reverse_split,cash_dividend"),
        ("start", &start),
        ("end", &end),
        ("limit", "1000"),
    ];
    let token = |page: &ActionsPage| page.next_page_token.clone();
    let pages = pages(ask, "/v1/corporate-actions", &query, token).await?;
    Ok(pages.into_iter().map(|page| page.corporate_actions).collect())
}

/// All pages. A refusal is recognised by its message, whatever the status; a page has none.
async fn pages<T: DeserializeOwned>(
    ask: &Ask<'_>,
    path: &str,
    query: &[(&str, &str)],
    next: impl Fn(&T) -> Option<String>,
) -> Result<Vec<T>, ProviderError> {
    let mut pages = Vec::new();
    let mut token: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let with_token = token.as_deref().map(|token| ("page_token", token));
        let fields = query.iter().copied().chain(with_token);
        let request = fields.fold(ask.get(path)?, |request, (name, value)| request.query(name, value));
        let page: T = ask.send(request).await?.json()?;
        token = next(&page);
        pages.push(page);
        if token.is_none() {
            return Ok(pages);
        }
    }
    Err(ask.shape(&format!("more than {MOST_PAGES} pages")))
}

const fn timeframe(interval: Interval) -> &'static str {
    match interval {
        Interval::Minute1 => "1Min",
        Interval::Minute5 => "5Min",
        Interval::Minute15 => "15Min",
        Interval::Hour1 => "1Hour",
        Interval::Day1 => "1Day",
    }
}
