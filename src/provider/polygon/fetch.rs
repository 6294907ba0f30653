//! A request to the pages that answer it.

use secrecy::SecretString;
use serde::de::DeserializeOwned;
use url::Url;

use super::adapt::Parts;
use super::wire::{Aggregate, Page};
use super::{NAME, adapt, parse};
use crate::market::Interval;
use crate::net::{Client, Content, NetError, Pace, Request};
use crate::provider::{BarRequest, Fetched, ProviderError, reply, symbols};

/// The free plan's limit.
const PACE: Pace = Pace::per_minute(5);

/// More pages than any sound answer has.
const MOST_PAGES: usize = 100;

/// Whom to ask, with what.
struct Asker<'a> {
    base: &'a str,
    key: &'a SecretString,
    client: &'a Client,
    symbol: String,
}

pub(super) async fn fetch(
    base: &str,
    key: Option<&SecretString>,
    client: &Client,
    request: &BarRequest<'_>,
) -> Result<Fetched, ProviderError> {
    let key = reply::need_key(NAME, key)?;
    let asker = Asker { base, key, client, symbol: symbols::spelt(NAME, request.instrument)? };
    let mut parts = Parts { aggregates: asker.aggregates(request).await?, ..Parts::default() };
    if request.interval == Interval::Day1 && !parts.aggregates.is_empty() {
        let (from, to) = (request.from.to_string(), request.to.to_string());
        parts.splits = asker.actions("splits", "execution_date", &from, &to).await?;
        parts.dividends = asker.actions("dividends", "ex_dividend_date", &from, &to).await?;
    }
    adapt::adapt(&parts, request)
}

impl Asker<'_> {
    async fn aggregates(&self, request: &BarRequest<'_>) -> Result<Vec<Aggregate>, ProviderError> {
        let symbol = reply::in_path(&self.symbol);
        let span = span(request.interval);
        let path = format!("/v2/aggs/ticker/{symbol}/range/{span}/{}/{}", request.from, request.to);
        let query = [("adjusted", "false"), ("sort", "asc"), ("limit", "50000")];
        let pages = self.pages::<Aggregate>(&path, &query).await?;
        if pages.iter().any(|page| page.adjusted == Some(true)) {
            return Err(reply::shape(NAME, "adjusted prices came where as-traded ones were asked for"));
        }
        Ok(pages.into_iter().flat_map(|page| page.results.unwrap_or_default()).collect())
    }

    async fn actions<T: DeserializeOwned>(
        &self,
        kind: &str,
        date: &str,
        from: &str,
        to: &str,
    ) -> Result<Vec<T>, ProviderError> {
        let (since, until) = (format!("{date}.gte"), format!("{date}.lte"));
        let query = [("ticker", self.symbol.as_str()), (&since, from), (&until, to), ("limit", "1000")];
        let pages = self.pages::<T>(&format!("/v3/reference/{kind}"), &query).await?;
        Ok(pages.into_iter().flat_map(|page| page.results.unwrap_or_default()).collect())
    }

    async fn pages<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Vec<Page<T>>, ProviderError> {
        let mut pages = Vec::new();
        let mut ask = self.ask(path)?;
        for (name, value) in query {
            ask = ask.query(name, value);
        }
        for _ in 0..MOST_PAGES {
            let answer = self.client.get(ask).await.map_err(reply::net_error(NAME))?;
            let page: Page<T> = parse::parse(&answer, &self.symbol)?;
            let next = page.next_url.as_deref().map(next_path).transpose()?;
            pages.push(page);
            match next {
                Some(path) => ask = self.ask(&path)?,
                None => return Ok(pages),
            }
        }
        Err(reply::shape(NAME, &format!("more than {MOST_PAGES} pages")))
    }

    fn ask(&self, path: &str) -> Result<Request, ProviderError> {
        Ok(Request::get(&format!("{}{path}", self.base))
            .map_err(reply::net_error(NAME))?
            .expecting(Content::Json)
            .explained()
            .paced(PACE)
            .charged_to(NAME)
            .secret_header("authorization", "Bearer ", self.key))
    }
}

/// The next page's path and query. Its host is not taken from the answer: the key goes to the
/// configured one only.
fn next_path(address: &str) -> Result<String, ProviderError> {
    let url = Url::parse(address).map_err(|error| ProviderError::Net {
        provider: NAME,
        error: NetError::Address { url: address.to_owned(), reason: error.to_string() },
    })?;
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
