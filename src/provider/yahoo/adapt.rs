//! Turns the chart into bars and corporate actions.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::wire::{Charted, Meta, Period, Quote, TradingPeriods};
use crate::instrument::InstrumentId;
use crate::market::{ActionKind, CorporateAction, dividends_as_traded};
use crate::provider::plan::Ask;
use crate::provider::rows::{Row, Rows, from_single};
use crate::provider::{BarRequest, Fetched, ProviderError, zone};
use crate::venue::zone_of;

/// Joins the charts of a request's parts.
pub(super) fn adapt(charts: &[Charted], ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    let mut notes = Vec::new();
    let rows = match request.interval.span() {
        None => Rows::Daily(charts.iter().flat_map(|c| daily(c, request, &mut notes)).collect()),
        Some(span) => Rows::Intraday(
            charts.iter().flat_map(|c| intraday(c, span, request.extended, &mut notes)).collect(),
        ),
    };
    let over = charts.iter().find_map(|c| over_session(&c.meta, zone_told(&c.meta, request), request.as_of));
    let mut done = ask.assemble(rows, over)?;
    notes.append(&mut done.notes);
    notes.dedup();
    let currency = charts.iter().find_map(|c| c.meta.currency.as_deref()?.parse().ok());
    Ok(Fetched {
        bars: done.bars,
        actions: charts.iter().flat_map(|c| actions(c, request)).collect(),
        currency,
        notes,
        skipped: done.skipped,
        validator: None,
        range: None,
    })
}

/// The zone that the chart names; failing that the venue's.
fn zone_told(meta: &Meta, request: &BarRequest<'_>) -> Tz {
    let named = meta.exchange_timezone_name.as_deref().and_then(|name| name.parse().ok());
    named.unwrap_or_else(|| zone_of(request.instrument.id.mic))
}

fn date_in(zone: Tz, seconds: i64) -> Option<NaiveDate> {
    Some(zone::date_in(zone, DateTime::from_timestamp(seconds, 0)?))
}

/// A daily stamp is the session's open (9:30 in New York), so its date is taken in the exchange's
/// zone: in UTC an Asian session would fall on the day before.
fn daily(chart: &Charted, request: &BarRequest<'_>, notes: &mut Vec<String>) -> Vec<Row<NaiveDate>> {
    let zone = zone_told(&chart.meta, request);
    let live = live_session(&chart.meta, zone, request.as_of);
    let label = |seconds| date_in(zone, seconds);
    let mut rows = rows(chart, label);
    if let Some(live) = live
        && rows.iter().any(|row| row.at == live)
    {
        rows.retain(|row| row.at != live);
        notes.push(format!("the session of {live} was not over yet and was left out"));
    }
    rows
}

/// The session of the chart's day, if it is over at the last trade and at `as_of`.
fn over_session(meta: &Meta, zone: Tz, as_of: DateTime<Utc>) -> Option<NaiveDate> {
    let Period { start, end } = meta.current_trading_period.as_ref()?.regular;
    let known = meta.regular_market_time?.min(as_of.timestamp());
    if known >= end { date_in(zone, start) } else { None }
}

/// The session that is still trading at the last trade or at `as_of`, if one is.
fn live_session(meta: &Meta, zone: Tz, as_of: DateTime<Utc>) -> Option<NaiveDate> {
    let Period { start, end } = meta.current_trading_period.as_ref()?.regular;
    let known = meta.regular_market_time?.min(as_of.timestamp());
    if (start..end).contains(&known) { date_in(zone, start) } else { None }
}

/// Intraday stamps are the starts of their bars. The last row of a live chart is the last trade,
/// stamped with its own second: not on the grid, and not a bar.
fn intraday(
    chart: &Charted,
    span: TimeDelta,
    extended: bool,
    notes: &mut Vec<String>,
) -> Vec<Row<DateTime<Utc>>> {
    let mut rows = rows(chart, |seconds| DateTime::from_timestamp(seconds, 0));
    // Hourly bars start at 9:30 in New York and at 9:15 in Mumbai: quarters are their grid.
    let grid = span.min(TimeDelta::minutes(15)).num_seconds();
    if rows.last().is_some_and(|row| row.at.timestamp() % grid != 0) {
        rows.pop();
        notes.push("the last trade, which is not a complete bar, was left out".to_owned());
    }
    if extended {
        forget_zero_volumes(&mut rows, &chart.meta);
    }
    rows
}

/// Outside regular hours Yahoo writes a volume of 0 for "not known".
fn forget_zero_volumes(rows: &mut [Row<DateTime<Utc>>], meta: &Meta) {
    let regular: Vec<Period> = match &meta.trading_periods {
        Some(TradingPeriods::Parts { regular } | TradingPeriods::Days(regular)) => {
            regular.iter().flatten().copied().collect()
        }
        None => return,
    };
    let is_regular = |at: i64| regular.iter().any(|p| p.start <= at && at < p.end);
    for row in rows.iter_mut().filter(|row| row.volume == Some(0.0)) {
        if !is_regular(row.at.timestamp()) {
            row.volume = None;
        }
    }
}

fn rows<At>(chart: &Charted, label: impl Fn(i64) -> Option<At>) -> Vec<Row<At>> {
    let nothing = Quote::default();
    let quote = chart.indicators.quote.first().unwrap_or(&nothing);
    let price = |column: &[Option<f64>], i: usize| column.get(i).copied().flatten().map(from_single);
    let row = |(i, &seconds): (usize, &i64)| {
        Some(Row {
            at: label(seconds)?,
            open: price(&quote.open, i),
            high: price(&quote.high, i),
            low: price(&quote.low, i),
            close: price(&quote.close, i),
            volume: quote.volume.get(i).copied().flatten(),
        })
    };
    chart.timestamp.iter().enumerate().filter_map(row).collect()
}

/// Splits, and dividends as they were paid.
///
/// Yahoo adjusts dividends for later splits, as it does prices; that is undone with
/// the splits in the chart. The fetch makes sure that the chart has all splits up to `as_of`.
fn actions(chart: &Charted, request: &BarRequest<'_>) -> Vec<CorporateAction> {
    let zone = zone_told(&chart.meta, request);
    let instrument = &request.instrument.id;
    let paid = chart.events.dividends.values().filter_map(|dividend| {
        let kind = ActionKind::Dividend { amount: dividend.amount };
        Some(CorporateAction { instrument: instrument.clone(), ex_date: date_in(zone, dividend.date)?, kind })
    });
    let mut all = splits(chart, zone, instrument);
    all.extend(paid.filter(|action| action.ex_date <= request.to));
    all.sort_by_key(|action| action.ex_date);
    dividends_as_traded(&all)
}

fn splits(chart: &Charted, zone: Tz, instrument: &InstrumentId) -> Vec<CorporateAction> {
    let sound = |s: &&super::wire::Split| s.numerator > 0.0 && s.denominator > 0.0;
    chart
        .events
        .splits
        .values()
        .filter(sound)
        .filter_map(|split| {
            let kind = ActionKind::Split { new_per_old: split.numerator / split.denominator };
            Some(CorporateAction {
                instrument: instrument.clone(),
                ex_date: date_in(zone, split.date)?,
                kind,
            })
        })
        .collect()
}
