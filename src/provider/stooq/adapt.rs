//! Lines to bars. Stooq's dates are the exchange's days.

use chrono::NaiveDate;

use super::PLAN;
use super::wire::Line;
use crate::provider::plan::shape;
use crate::provider::rows::{Row, Rows, assemble};
use crate::provider::{BarRequest, Fetched, ProviderError};

pub(super) fn adapt(lines: &[Line], request: &BarRequest<'_>) -> Result<Fetched, ProviderError> {
    let rows = lines.iter().map(row).collect::<Result<_, _>>()?;
    let done = assemble(&PLAN, request, Rows::Daily(rows), None)?;
    Ok(done.without_actions(None))
}

fn row(line: &Line) -> Result<Row<NaiveDate>, ProviderError> {
    let at = line.date.parse().map_err(|_| shape(PLAN.vendor, &format!("\"{}\" is no date", line.date)))?;
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
