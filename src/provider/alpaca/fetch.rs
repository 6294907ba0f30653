//! A request to the pages that answer it.

use chrono::{SecondsFormat, TimeDelta};
use secrecy::SecretString;
use serde::de::DeserializeOwned;

use super::wire::{Actions, ActionsPage, BarsPage, Quote};
use super::{NAME, adapt, parse};
use crate::market::Interval;
use crate::net::{Client, Content, Pace, Request};
use crate::provider::zone::midnight;
use crate::provider::{BarRequest, Fetched, ProviderError, reply, symbols};
use crate::venue::zone_of;

/// The free plan's limit.
const PACE: Pace = Pace::per_minute(200);

/// The free plan refuses the whole request if its end lies within the last 15 minutes.
const EMBARGO: TimeDelta = TimeDelta::minutes(16);

/// More pages of 10,000 bars than any sound answer has.
const MOST_PAGES: usize = 1000;

/// Whom to ask, with what.
struct Asker<'a> {
    base: &'a str,
    key: &'a SecretString,
    secret: &'a SecretString,
    client: &'a Client,
    symbol: String,
}

pub(super) async fn fetch(
    base: &str,
    keys: Option<(&SecretString, &SecretString)>,
    client: &Client,
    request: &BarRequest<'_>,
) -> Result<Fetched, ProviderError> {
    let (key, secret) = keys.ok_or(ProviderError::KeyMissing { provider: NAME })?;
    let asker = Asker { base, key, secret, client, symbol: symbols::spelt(NAME, request.instrument)? };
    let quotes = asker.bars(request).await?;
    let actions = if request.interval == Interval::Day1 && !quotes.is_empty() {
        asker.actions(request).await?
    } else {
        Vec::new()
    };
    adapt::adapt(&quotes, &actions, request)
}

impl Asker<'_> {
    async fn bars(&self, request: &BarRequest<'_>) -> Result<Vec<Quote>, ProviderError> {
        let zone = zone_of(request.instrument.id.mic);
        let start = midnight(zone, request.from);
        let end = midnight(zone, request.to + TimeDelta::days(1)).min(request.as_of - EMBARGO);
        if end <= start {
            return Ok(Vec::new());
        }
        let rfc = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let (start, end) = (rfc(start), rfc(end));
        let query = [
            ("symbols", self.symbol.as_str()),
            ("timeframe", timeframe(request.interval)),
            ("start", &start),
            ("end", &end),
            ("adjustment", "raw"),
            ("feed", "sip"),
            ("limit", "10000"),
            ("sort", "asc"),
        ];
        let pages: Vec<BarsPage> =
            self.pages("/v2/stocks/bars", &query, |page: &BarsPage| page.next_page_token.clone()).await?;
        let by_symbol = pages.into_iter().filter_map(|page| page.bars);
        Ok(by_symbol.flat_map(|mut bars| bars.remove(&self.symbol).flatten().unwrap_or_default()).collect())
    }

    async fn actions(&self, request: &BarRequest<'_>) -> Result<Vec<Actions>, ProviderError> {
        let (start, end) = (request.from.to_string(), request.to.to_string());
        let query = [
            ("symbols", self.symbol.as_str()),
            ("types", "forward_split,reverse_split,cash_dividend"),
            ("start", &start),
            ("end", &end),
            ("limit", "1000"),
        ];
        let token = |page: &ActionsPage| page.next_page_token.clone();
        let pages = self.pages("/v1/corporate-actions", &query, token).await?;
        Ok(pages.into_iter().map(|page: ActionsPage| page.corporate_actions).collect())
    }

    async fn pages<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        next: impl Fn(&T) -> Option<String>,
    ) -> Result<Vec<T>, ProviderError> {
        let mut pages = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut ask = self.ask(path)?;
            for (name, value) in query {
                ask = ask.query(name, value);
            }
            if let Some(token) = &token {
                ask = ask.query("page_token", token);
            }
            let answer = self.client.get(ask).await.map_err(reply::net_error(NAME))?;
            let page: T = parse::parse(&answer, &self.symbol)?;
            token = next(&page);
            pages.push(page);
            if token.is_none() {
                return Ok(pages);
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
            .secret_header("apca-api-key-id", "", self.key)
            .secret_header("apca-api-secret-key", "", self.secret))
    }
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
