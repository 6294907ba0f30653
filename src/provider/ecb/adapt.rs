//! Turns lines into bars: a rate is all four prices of its day.

use super::wire::Line;
use crate::provider::plan::Ask;
use crate::provider::rows::{Row, Rows};
use crate::provider::{Fetched, ProviderError};

pub(super) fn adapt(lines: &[Line], ask: &Ask<'_>) -> Result<Fetched, ProviderError> {
    let row = |line: &Line| {
        let rate = line.rate.as_deref().and_then(|text| text.trim().parse().ok());
        let rate = rate.filter(|rate: &f64| rate.is_finite());
        Row { at: line.day, open: rate, high: rate, low: rate, close: rate, volume: None }
    };
    let mut fetched = ask.assemble(Rows::Daily(lines.iter().map(row).collect()), None)?.without_actions(None);
    if !fetched.bars.is_empty() {
        fetched.notes.push("the rates are those of 14:15 in Frankfurt, not of the end of the day".to_owned());
    }
    Ok(fetched)
}
