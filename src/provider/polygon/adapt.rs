//! Turns aggregates into bars, and splits and dividends into corporate actions.

use chrono::{DateTime, Utc};

use super::wire::{Aggregate, Dividend, Split};
use crate::instrument::InstrumentId;
use crate::market::{ActionKind, CorporateAction};
use crate::provider::plan::Ask;
use crate::provider::rows::{Row, Rows};
use crate::provider::zone::date_in;
use crate::provider::{Fetched, ProviderError};
use crate::venue::zone_of;

/// Everything that one request returned.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) aggregates: Vec<Aggregate>,
    pub(super) splits: Vec<Split>,
    pub(super) dividends: Vec<Dividend>,
}

pub(super) fn adapt(parts: &Parts, ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    // A daily stamp is midnight in New York: 04:00 or 05:00 UTC of the same date.
    let zone = zone_of(request.instrument.id.mic);
    let rows = match request.interval.span() {
        None => Rows::Daily(rows(&parts.aggregates, |at| date_in(zone, at))),
        Some(_) => Rows::Intraday(rows(&parts.aggregates, |at| at)),
    };
    let actions = actions(parts, &request.instrument.id);
    let mut fetched = ask.assemble(rows, None)?.with_actions(actions, None);
    if parts.aggregates.is_empty() {
        fetched.notes.push("polygon gives the same answer for a symbol that it does not know".to_owned());
    }
    Ok(fetched)
}

fn rows<At>(aggregates: &[Aggregate], label: impl Fn(DateTime<Utc>) -> At) -> Vec<Row<At>> {
    let row = |a: &Aggregate| {
        let at = label(DateTime::from_timestamp_millis(a.t)?);
        Some(Row { at, open: a.o, high: a.h, low: a.l, close: a.c, volume: a.v })
    };
    aggregates.iter().filter_map(row).collect()
}

fn actions(parts: &Parts, instrument: &InstrumentId) -> Vec<CorporateAction> {
    let action = |ex_date, kind| CorporateAction { instrument: instrument.clone(), ex_date, kind };
    let splits = parts.splits.iter().filter(|s| s.old > 0.0 && s.new > 0.0);
    splits
        .map(|s| action(s.execution_date, ActionKind::Split { new_per_old: s.new / s.old }))
        .chain(
            parts
                .dividends
                .iter()
                .map(|d| action(d.ex_dividend_date, ActionKind::Dividend { amount: d.cash_amount })),
        )
        .collect()
}
