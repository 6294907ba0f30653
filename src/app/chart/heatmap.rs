//! Moves by horizon, one row for each share or kind of news.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::many::selected;
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::chart::{Frame, HeatMapSpec, HeatRow, Wording};
use crate::reaction::Horizon;
use crate::store::Store;
use crate::view::Lang;

/// What makes a row of a heat map.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RowsBy {
    /// The share.
    #[default]
    Symbol,
    /// The kind of the news.
    Kind,
}

impl FromStr for RowsBy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "symbol" => Ok(Self::Symbol),
            "kind" => Ok(Self::Kind),
            _ => Err(format!("\"{text}\" is not one of symbol, kind")),
        }
    }
}

/// The events that are read.
const MOST_READ: usize = 5000;
/// The rows that are drawn: those with most events.
const MOST_ROWS: usize = 40;

/// The median move of the selected events by horizon.
pub(super) fn spec(
    context: &Context,
    store: &Store,
    expr: &str,
    by: RowsBy,
    lang: Lang,
) -> Result<HeatMapSpec, Failure> {
    let all = store.instrument_events(&selected(context, expr)?, None, None)?;
    let mut rows: BTreeMap<String, (usize, BTreeMap<Horizon, Vec<f64>>)> = BTreeMap::new();
    for found in all.iter().take(MOST_READ) {
        let stored = store.event(found.id)?;
        let label = match by {
            RowsBy::Symbol => found.instrument.symbol.to_string(),
            RowsBy::Kind => stored.event.kind.to_string(),
        };
        let own = stored.reactions.iter().filter(|r| r.instrument == found.instrument && is_shown(r.horizon));
        let moves: Vec<(Horizon, f64)> =
            own.filter_map(|r| Some((r.horizon, r.return_fraction()?.fraction()))).collect();
        if moves.is_empty() {
            continue;
        }
        let row = rows.entry(label).or_default();
        row.0 += 1;
        for (horizon, fraction) in moves {
            row.1.entry(horizon).or_default().push(fraction);
        }
    }
    let mut horizons: Vec<Horizon> = rows.values().flat_map(|(_, cells)| cells.keys().copied()).collect();
    horizons.sort_unstable();
    horizons.dedup();
    horizons.sort_by_key(|h| order(*h));
    let mut rows: Vec<HeatRow> = rows
        .into_iter()
        .map(|(label, (events, mut cells))| {
            let moves = horizons.iter().map(|h| cells.get_mut(h).and_then(|values| median(values))).collect();
            HeatRow { label, events, moves }
        })
        .collect();
    if rows.is_empty() {
        return Err(Refusal::NothingSelected.into());
    }
    rows.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| a.label.cmp(&b.label)));
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    let columns: Vec<String> = horizons.iter().map(Horizon::to_string).collect();
    let note = lang.pick(
        "Medians of the moves from the last price before the news",
        "Mediane der Bewegungen seit dem letzten Kurs vor der Nachricht",
    );
    let more = (left_out > 0).then(|| match lang {
        Lang::English => format!("{left_out} rows with fewer events are not drawn"),
        Lang::German => format!("{left_out} Zeilen mit weniger Ereignissen sind nicht gezeichnet"),
    });
    let subtitle = if expr.trim().is_empty() { Vec::new() } else { vec![Wording::quoted(expr.trim(), None)] };
    let frame = Frame {
        subtitle,
        notes: more.into_iter().collect(),
        credit: lang.pick("Chart: newstape", "Grafik: newstape").to_owned(),
        ..Frame::titled(title(&rows, &columns, lang))
    };
    Ok(HeatMapSpec { frame, columns, rows, note: note.to_owned() })
}

/// The row whose move is the largest, where it is.
fn title(rows: &[HeatRow], columns: &[String], lang: Lang) -> String {
    let cells = rows.iter().flat_map(|row| {
        row.moves.iter().zip(columns).filter_map(move |(value, column)| Some((&row.label, column, (*value)?)))
    });
    let Some((label, column, value)) = cells.max_by(|a, b| a.2.abs().total_cmp(&b.2.abs())) else {
        return String::new();
    };
    let value = lang.percent(value);
    match lang {
        Lang::English => format!("{label} moved most: {value} after {column}"),
        Lang::German => format!("{label} bewegte sich am stärksten: {value} nach {column}"),
    }
}

/// Horizons after the news, each instant once.
const fn is_shown(horizon: Horizon) -> bool {
    match horizon {
        Horizon::Minutes(_) | Horizon::Open | Horizon::Premarket => true,
        Horizon::Sessions(n) => n > 0,
        Horizon::Close => false,
    }
}

/// Minutes, the next premarket and open, sessions.
const fn order(horizon: Horizon) -> (u8, i64) {
    match horizon {
        Horizon::Minutes(n) => (0, n as i64),
        Horizon::Premarket => (1, 0),
        Horizon::Open => (2, 0),
        Horizon::Close => (3, 0),
        Horizon::Sessions(n) => (4, n as i64),
    }
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    Some(f64::midpoint(*values.get((n.checked_sub(1)?) / 2)?, *values.get(n / 2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_that_of_the_middle() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }
}
