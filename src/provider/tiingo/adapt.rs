//! Turns rows into bars and corporate actions.

use super::wire::Quote;
use crate::market::{ActionKind, CorporateAction, Interval};
use crate::provider::plan::Ask;
use crate::provider::rows::{Row, Rows};
use crate::provider::{BarRequest, Fetched, ProviderError};

pub(super) fn adapt(quotes: &[Quote], ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let request = ask.request;
    if request.interval == Interval::Day1 {
        // A daily timestamp is the exchange's own date at midnight UTC: the UTC date is the label.
        let rows = quotes.iter().map(|q| row(q.date.date_naive(), q)).collect();
        let done = ask.assemble(Rows::Daily(rows), None)?;
        return Ok(done.with_actions(actions(quotes, request), None));
    }
    let rows = quotes.iter().map(|q| row(q.date, q)).collect();
    let mut done = ask.assemble(Rows::Intraday(rows), None)?;
    done.notes.push("the intraday bars are those of the exchange IEX only".to_owned());
    Ok(done.without_actions(None))
}

fn row<At>(at: At, q: &Quote) -> Row<At> {
    Row { at, open: q.open, high: q.high, low: q.low, close: q.close, volume: q.volume }
}

fn actions(quotes: &[Quote], request: &BarRequest<'_>) -> Vec<CorporateAction> {
    let instrument = &request.instrument.id;
    let mut actions = Vec::new();
    let in_range = |q: &&Quote| (request.from..=request.to).contains(&q.date.date_naive());
    for quote in quotes.iter().filter(in_range) {
        let mut push = |kind| {
            let ex_date = quote.date.date_naive();
            actions.push(CorporateAction { instrument: instrument.clone(), ex_date, kind });
        };
        if quote.split_factor > 0.0 && (quote.split_factor - 1.0).abs() > 1e-9 {
            push(ActionKind::Split { new_per_old: quote.split_factor });
        }
        if quote.div_cash > 0.0 {
            push(ActionKind::Dividend { amount: quote.div_cash });
        }
    }
    actions
}
