//! Fetches the pages of an answer.

use serde::de::DeserializeOwned;
use url::Url;

use super::adapt::Parts;
use super::wire::{Aggregate, Page};
use super::{adapt, parse};
use crate::market::Interval;
use crate::provider::plan::Ask;
use crate::provider::{Fetched, ProviderError};

/// More pages than any valid answer has.
const MOST_PAGES: usize = 100;

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let mut lacking = Vec::new();
    let mut parts = Parts { aggregates: aggregates(&ask).await?, ..Parts::default() };
    if request.interval == Interval::Day1 && !parts.aggregates.is_empty() {
        match actions(&ask, "splits", "execution_date").await {
            Ok(splits) => parts.splits = splits,
            Err(error) => lacking.push(ask.lacking("splits", &error)),
        }
        match actions(&ask, "dividends", "ex_dividend_date").await {
            Ok(dividends) => parts.dividends = dividends,
            Err(error) => lacking.push(ask.lacking("dividends", &error)),
        }
    }
    let mut fetched = adapt::adapt(&parts, &ask)?;
    fetched.notes.extend(lacking);
    Ok(fetched)
}

async fn aggregates(ask: &Ask<'_>) -> Result<Vec<Aggregate>, ProviderError> {
    let (symbol, span) = (ask.symbol_in_path(), span(ask.request.interval));
    let path = format!("/v2/aggs/ticker/{symbol}/range/{span}/{}/{}", ask.request.from, ask.request.to);
    let query = [("adjusted", "false"), ("sort", "asc"), ("limit", "50000")];
    let pages = pages::<Aggregate>(ask, &path, &query).await?;
    if pages.iter().any(|page| page.adjusted == Some(true)) {
        return Err(ask.shape("it sent adjusted prices instead of as-traded ones"));
    }
    Ok(pages.into_iter().flat_map(|page| page.results.unwrap_or_default()).collect())
}

async fn actions<T: DeserializeOwned>(
    ask: &Ask<'_>,
    kind: &str,
    date: &str,
) -> Result<Vec<T>, ProviderError> {
    let (since, until) = (format!("{date}.gte"), format!("{date}.lte"));
    let (from, to) = (ask.request.from.to_string(), ask.request.to.to_string());
    let query = [("ticker", ask.symbol.as_str()), (&since, &from), (&until, &to), ("limit", "1000")];
    let pages = pages::<T>(ask, &format!("/stocks/v1/{kind}"), &query).await?;
    Ok(pages.into_iter().flat_map(|page| page.results.unwrap_or_default()).collect())
}

async fn pages<T: DeserializeOwned>(
    ask: &Ask<'_>,
    path: &str,
    query: &[(&str, &str)],
) -> Result<Vec<Page<T>>, ProviderError> {
    let mut pages = Vec::new();
    let mut next = query.iter().fold(ask.get(path)?, |request, (name, value)| request.query(name, value));
    for _ in 0..MOST_PAGES {
        let page: Page<T> = parse::parse(&ask.send(next).await?)?;
        let following = page.next_url.as_deref().map(|address| next_path(ask, address)).transpose()?;
        pages.push(page);
        match following {
            Some(path) => next = ask.get(&path)?,
            None => return Ok(pages),
        }
    }
    Err(ask.shape(&format!("more than {MOST_PAGES} pages")))
}

/// The next page's path and query. Its host is not taken from the answer: the key goes to the
/// configured one only.
fn next_path(ask: &Ask<'_>, address: &str) -> Result<String, ProviderError> {
    let url = Url::parse(address)
        .map_err(|error| ask.shape(&format!("its next page is at \"{address}\": {error}")))?;
    Ok(match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    })
}

const fn span(interval: Interval) -> &'static str {
    match interval {
        Interval::Minute1 => "1/minute",
        Interval::Minute5 => "5/minute",
        Interval::Minute15 => "15/minute",
        Interval::Hour1 => "1/hour",
        Interval::Day1 => "1/day",
    }
}
