//! Fetches the documents of an answer.

use chrono::{NaiveDate, TimeDelta};

use super::adapt;
use super::wire::Document;
use crate::instrument::InstrumentKind;
use crate::market::Interval;
use crate::net::Request;
use crate::net::vendor::unless_empty;
use crate::provider::plan::Ask;
use crate::provider::zone::midnight;
use crate::provider::{BarRequest, Fetched, ProviderError};
use crate::venue::{Venue, venue as venue_of, zone_of};

pub(super) async fn fetch(ask: Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let mut parts: Vec<Document> = Vec::new();
    for piece in request.pieces(longest_span(request.interval)) {
        let series = ask
            .get("/time_series")?
            .query("symbol", &ask.symbol)
            .query("interval", interval_name(request.interval))
            .query("order", "ASC")
            .query("outputsize", "5000")
            // The service's default, made explicit: as-traded prices are not in every plan.
            .query("adjust", "splits");
        let answer = ask.send(span(venue(series, request), request, piece)).await?;
        parts.extend(unless_empty(answer.json())?);
    }
    adapt::adapt(&parts, &ask)
}

/// Currency pairs and crypto have no venue of their own. In the United States the service lists shares under
/// the MIC of their market's tier (`XNGS` for Apple), so that the country has to do.
fn venue(ask: Request, request: &BarRequest<'_>) -> Request {
    let mic = request.instrument.id.mic;
    match request.instrument.kind {
        InstrumentKind::Equity | InstrumentKind::Etf if venue_of(mic).is_some_and(Venue::is_us) => {
            ask.query("country", "United States")
        }
        InstrumentKind::Equity | InstrumentKind::Etf => ask.query("mic_code", mic.as_str()),
        InstrumentKind::Index
        | InstrumentKind::Crypto
        | InstrumentKind::Fx
        | InstrumentKind::Commodity
        | InstrumentKind::Rate => ask,
    }
}

/// Days are requested by date, with an exclusive end; minutes by the exchange's days in UTC,
/// because a timestamp has no offset.
fn span(ask: Request, request: &BarRequest<'_>, (from, to): (NaiveDate, NaiveDate)) -> Request {
    let end = to + TimeDelta::days(1);
    if request.interval == Interval::Day1 {
        return ask.query("start_date", &from.to_string()).query("end_date", &end.to_string());
    }
    let zone = zone_of(request.instrument.id.mic);
    let utc = |date| midnight(zone, date).format("%Y-%m-%d %H:%M:%S").to_string();
    ask.query("timezone", "UTC")
        .query("prepost", if request.extended { "true" } else { "false" })
        .query("start_date", &utc(from))
        .query("end_date", &utc(end))
}

/// The days of 24 hours that fit into the 5,000 rows of an answer.
const fn longest_span(interval: Interval) -> u64 {
    match interval {
        Interval::Minute1 => 3,
        Interval::Minute5 => 17,
        Interval::Minute15 => 52,
        Interval::Hour1 => 208,
        Interval::Day1 => 5000,
    }
}

const fn interval_name(interval: Interval) -> &'static str {
    match interval {
        Interval::Minute1 => "1min",
        Interval::Minute5 => "5min",
        Interval::Minute15 => "15min",
        Interval::Hour1 => "1h",
        Interval::Day1 => "1day",
    }
}
