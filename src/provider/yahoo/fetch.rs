//! Fetches the charts of an answer.

use chrono::NaiveDate;

use super::wire::Charted;
use super::{adapt, parse, session};
use crate::market::Interval;
use crate::net::vendor::VendorError;
use crate::net::{Request, Validator};
use crate::provider::plan::Ask;
use crate::provider::zone::midnight;
use crate::provider::{Fetched, ProviderError};
use crate::venue::zone_of;

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let mut charts = Vec::new();
    let (mut validator, mut lacking) = (None, None);
    for piece in request.pieces(longest_span(request.interval)) {
        let (chart, given) = chart(&ask, piece).await?;
        charts.extend(chart);
        // Days come in one response; an answer in several responses has no validator as a whole.
        validator = given.filter(|_| request.interval == Interval::Day1);
    }
    if let Some(first) = charts.first_mut()
        && !first.events.dividends.is_empty()
    {
        // Dividends are divided by later splits: without these, they cannot be told as they were paid.
        match later_splits(&ask).await {
            Ok(later) => first.events.splits.extend(later.into_iter().flat_map(|c| c.events.splits)),
            Err(error) => {
                for chart in &mut charts {
                    chart.events.dividends.clear();
                }
                lacking = Some(ask.lacking("dividends", &error));
            }
        }
    }
    let mut fetched = adapt::adapt(&charts, &ask)?;
    fetched.notes.extend(lacking);
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
    ask: &Ask<'_>,
    days: (NaiveDate, NaiveDate),
) -> Result<(Option<Charted>, Option<Validator>), ProviderError> {
    let request = ask.request;
    let mut chart = span(ask, days)?
        .query("interval", interval_name(request.interval))
        .query("includePrePost", if request.extended { "true" } else { "false" });
    if request.interval == Interval::Day1 {
        chart = chart.query("events", "div|split").unless(request.known);
    }
    charted(ask, chart).await
}

/// The chart of a request; with cookie and crumb if the service demands them.
async fn charted(
    ask: &Ask<'_>,
    request: Request,
) -> Result<(Option<Charted>, Option<Validator>), ProviderError> {
    let known = ask.session();
    let answer = ask.send(session::within(request.clone(), known.as_ref())).await?;
    match parse::parse(&answer) {
        Err(refusal) if known.is_none() && session::is_demanded(&refusal) => {
            let session = match session::open(ask).await {
                Ok(session) => session,
                Err(ProviderError::Vendor(
                    error @ (VendorError::RateLimited { .. } | VendorError::NotData { .. }),
                )) => return Err(error.into()),
                // What it said first is the better reason.
                Err(_) => return Err(refusal.into()),
            };
            let answer = ask.send(session::within(request, Some(&session))).await?;
            let chart = parse::parse(&answer)?;
            ask.keep_session(session);
            Ok((chart, answer.validator()))
        }
        parsed => Ok((parsed?, answer.validator())),
    }
}

/// The splits after the range: needed to undo their effect on the range's dividends.
async fn later_splits(ask: &Ask<'_>) -> Result<Option<Charted>, ProviderError> {
    let today = ask.request.as_of.date_naive();
    let Some(next) = ask.request.to.succ_opt().filter(|next| *next < today) else { return Ok(None) };
    let splits = span(ask, (next, today))?.query("interval", "3mo").query("events", "split");
    Ok(charted(ask, splits).await?.0)
}

fn span(ask: &Ask<'_>, (from, to): (NaiveDate, NaiveDate)) -> Result<Request, ProviderError> {
    let zone = zone_of(ask.request.instrument.id.mic);
    let end = to.succ_opt().unwrap_or(to);
    Ok(ask
        .get(&format!("/v8/finance/chart/{}", ask.symbol_in_path()))?
        .query("period1", &midnight(zone, from).timestamp().to_string())
        .query("period2", &midnight(zone, end).timestamp().to_string()))
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
