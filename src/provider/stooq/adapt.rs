//! Turns lines into bars. Stooq's dates are the exchange's days.

use chrono::NaiveDate;

use super::wire::Line;
use crate::provider::plan::Ask;
use crate::provider::rows::{Row, Rows};
use crate::provider::{Fetched, ProviderError};

pub(super) fn adapt(lines: &[Line], ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let rows = lines.iter().map(|line| row(ask, line)).collect::<Result<_, _>>()?;
    let done = ask.assemble(Rows::Daily(rows), None)?;
    Ok(done.without_actions(None))
}

fn row(ask: &Ask<'_>, line: &Line) -> Result<Row<NaiveDate>, ProviderError> {
    let at = line.date.parse().map_err(|_| ask.shape(&format!("\"{}\" is not a date", line.date)))?;
    let number = |text: &str| text.trim().parse().ok();
    Ok(Row {
        at,
        open: number(&line.open),
        high: number(&line.high),
        low: number(&line.low),
        close: number(&line.close),
        volume: line.volume.as_deref().and_then(number),
    })
}
