//! Turns quotes into bars, and splits and dividends into corporate actions.

use chrono::{DateTime, Utc};

use super::wire::{Actions, Quote};
use crate::instrument::InstrumentId;
use crate::market::{ActionKind, CorporateAction};
use crate::provider::plan::Ask;
use crate::provider::rows::{Row, Rows};
use crate::provider::zone::date_in;
use crate::provider::{Fetched, ProviderError};
use crate::venue::zone_of;

pub(super) fn adapt(quotes: &[Quote], actions: &[Actions], ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    // A daily stamp is midnight in New York: 04:00 or 05:00 UTC of the same date.
    let zone = zone_of(request.instrument.id.mic);
    let rows = match request.interval.span() {
        None => Rows::Daily(rows(quotes, |at| date_in(zone, at))),
        Some(_) => Rows::Intraday(rows(quotes, |at| at)),
    };
    let actions = actions.iter().flat_map(|a| corporate_actions(a, &request.instrument.id)).collect();
    let mut fetched = ask.assemble(rows, None)?.with_actions(actions, None);
    if quotes.is_empty() {
        fetched.notes.push("alpaca gives the same answer for a symbol that it does not know".to_owned());
    }
    Ok(fetched)
}

fn rows<At>(quotes: &[Quote], label: impl Fn(DateTime<Utc>) -> At) -> Vec<Row<At>> {
    let row = |q: &Quote| Row { at: label(q.t), open: q.o, high: q.h, low: q.l, close: q.c, volume: q.v };
    quotes.iter().map(row).collect()
}

fn corporate_actions(actions: &Actions, instrument: &InstrumentId) -> Vec<CorporateAction> {
    let action = |ex_date, kind| CorporateAction { instrument: instrument.clone(), ex_date, kind };
    let splits = actions.forward_splits.iter().chain(&actions.reverse_splits);
    splits
        .filter(|s| s.old_rate > 0.0 && s.new_rate > 0.0)
        .map(|s| action(s.ex_date, ActionKind::Split { new_per_old: s.new_rate / s.old_rate }))
        .chain(
            actions.cash_dividends.iter().map(|d| action(d.ex_date, ActionKind::Dividend { amount: d.rate })),
        )
        .collect()
}
