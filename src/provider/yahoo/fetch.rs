//! A request to the charts that answer it.

use chrono::NaiveDate;

use super::wire::Charted;
use super::{NAME, adapt, parse};
use crate::market::Interval;
use crate::net::{Client, Content, Pace, Request, Validator};
use crate::provider::zone::midnight;
use crate::provider::{BarRequest, Fetched, ProviderError, reply, symbols};
use crate::venue::zone_of;

/// The service publishes no limit; this is what one careful reader would click.
const PACE: Pace = Pace::per_minute(60);

pub(super) async fn fetch(
    base: &str,
    client: &Client,
    request: &BarRequest<'_>,
) -> Result<Fetched, ProviderError> {
    let symbol = symbols::spelt(NAME, request.instrument)?;
    let mut charts = Vec::new();
    let mut validator = None;
    for (from, to) in request.pieces(longest_span(request.interval)) {
        let (chart, given) = chart(base, client, request, &symbol, (from, to)).await?;
        charts.extend(chart);
        // Days come in one answer; an answer in pieces has no validator as a whole.
        validator = given.filter(|_| request.interval == Interval::Day1);
    }
    if let Some(first) = charts.first_mut()
        && !first.events.dividends.is_empty()
    {
        let later = later_splits(base, client, request, &symbol).await?;
        first.events.splits.extend(later.into_iter().flat_map(|c| c.events.splits));
    }
    let fetched = adapt::adapt(&charts, request)?;
    Ok(Fetched { validator, ..fetched })
}

/// The days that one request may span: a week of minutes, two months of anything longer.
const fn longest_span(interval: Interval) -> u64 {
    match interval {
        Interval::Minute1 => 7,
        Interval::Minute5 | Interval::Minute15 | Interval::Hour1 => 60,
        Interval::Day1 => 100_000,
    }
}

async fn chart(
    base: &str,
    client: &Client,
    request: &BarRequest<'_>,
    symbol: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<(Option<Charted>, Option<Validator>), ProviderError> {
    let events = if request.interval == Interval::Day1 { "div|split" } else { "" };
    let mut ask = ask(base, request, symbol, (from, to))?
        .query("interval", interval_name(request.interval))
        .query("includePrePost", if request.extended { "true" } else { "false" });
    if !events.is_empty() {
        ask = ask.query("events", events).unless(request.known);
    }
    send(client, ask, symbol).await
}

/// The splits after the range: needed to undo their effect on the range's dividends.
async fn later_splits(
    base: &str,
    client: &Client,
    request: &BarRequest<'_>,
    symbol: &str,
) -> Result<Option<Charted>, ProviderError> {
    let today = request.as_of.date_naive();
    let Some(next) = request.to.succ_opt().filter(|next| *next < today) else { return Ok(None) };
    let ask = ask(base, request, symbol, (next, today))?.query("interval", "3mo").query("events", "split");
    Ok(send(client, ask, symbol).await?.0)
}

fn ask(
    base: &str,
    request: &BarRequest<'_>,
    symbol: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Request, ProviderError> {
    let zone = zone_of(request.instrument.id.mic);
    let end = to.succ_opt().unwrap_or(to);
    let symbol = reply::in_path(symbol);
    Ok(Request::get(&format!("{base}/v8/finance/chart/{symbol}"))
        .map_err(reply::net_error(NAME))?
        .expecting(Content::Json)
        .explained()
        .paced(PACE)
        .charged_to(NAME)
        .query("period1", &midnight(zone, from).timestamp().to_string())
        .query("period2", &midnight(zone, end).timestamp().to_string()))
}

async fn send(
    client: &Client,
    ask: Request,
    symbol: &str,
) -> Result<(Option<Charted>, Option<Validator>), ProviderError> {
    let answer = reply::changed(NAME, client.get(ask).await.map_err(reply::net_error(NAME))?)?;
    match parse::parse(&answer.bytes, symbol) {
        // A refusal without a document of its own is told by its status.
        Err(ProviderError::NotData { .. }) if !answer.is_success() => Err(reply::refusal(NAME, &answer, "")),
        result => Ok((result?, answer.validator())),
    }
}

const fn interval_name(interval: Interval) -> &'static str {
    match interval {
        Interval::Minute1 => "1m",
        Interval::Minute5 => "5m",
        Interval::Minute15 => "15m",
        Interval::Hour1 => "60m",
        Interval::Day1 => "1d",
    }
}
