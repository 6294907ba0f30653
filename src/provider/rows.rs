//! Turns rows as sent into a checked series: gaps counted, invalid rows reported, order restored.

use std::fmt::Display;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::plan::Ask;
use super::{BarRequest, Fetched, FetchedBars, ProviderError, Skipped};
use crate::market::{Bar, CorporateAction, Interval, Series, SeriesError, SeriesKey};
use crate::units::Currency;
use crate::venue::zone_of;

/// One row as sent: any field may be missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row<At> {
    pub(super) at: At,
    pub(super) open: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) close: Option<f64>,
    pub(super) volume: Option<f64>,
}

/// Rows by the kind of their label.
#[derive(Debug, Clone)]
pub(super) enum Rows {
    Daily(Vec<Row<NaiveDate>>),
    Intraday(Vec<Row<DateTime<Utc>>>),
}

/// The series made from rows, and what was left out.
#[derive(Debug)]
pub(super) struct Assembled {
    pub(super) bars: FetchedBars,
    pub(super) notes: Vec<String>,
    pub(super) skipped: Vec<Skipped>,
}

impl Assembled {
    /// The answer of a provider that reports no corporate actions.
    pub(super) fn without_actions(self, currency: Option<Currency>) -> Fetched {
        self.with_actions(Vec::new(), currency)
    }

    /// The answer with these corporate actions.
    pub(super) fn with_actions(
        self,
        mut actions: Vec<CorporateAction>,
        currency: Option<Currency>,
    ) -> Fetched {
        actions.sort_by_key(|action| action.ex_date);
        Fetched {
            bars: self.bars,
            actions,
            currency,
            notes: self.notes,
            skipped: self.skipped,
            validator: None,
            range: None,
        }
    }
}

impl Ask<'_> {
    /// The answer of an exchange whose days begin at midnight UTC and that has no corporate actions.
    pub(super) fn candles(&self, rows: Vec<Row<DateTime<Utc>>>) -> Result<Fetched, ProviderError> {
        let by_day = || rows.iter().copied().map(|row| row.labelled(|at| at.date_naive())).collect();
        let rows = match self.request.interval.span() {
            None => Rows::Daily(by_day()),
            Some(_) => Rows::Intraday(rows),
        };
        Ok(self.assemble(rows, None)?.without_actions(None))
    }

    /// Makes a series: rows outside the range are dropped, rows without prices are counted, rows that are not
    /// over at the request's `as_of` are left out with a note, invalid rows are reported, and of two rows
    /// with the same label the first is kept.
    ///
    /// A session counts as over once its local date is past, or [`SETTLING`] after its close, or up to the
    /// date `over` that the provider itself shows to be over.
    pub(super) fn assemble(&self, rows: Rows, over: Option<NaiveDate>) -> Result<Assembled, ProviderError> {
        let request = self.request;
        let lacks = || self.shape(&format!("it has no {} bars", request.interval));
        let key = SeriesKey {
            instrument: request.instrument.id.clone(),
            interval: request.interval,
            provider: self.plan.vendor.name.to_owned(),
            adjustment: self.plan.capabilities.offer(request.interval).ok_or_else(lacks)?.adjustment,
        };
        let broken = |e: SeriesError| self.shape(&e.to_string());
        let zone = zone_of(request.instrument.id.mic);
        let in_range = |date: NaiveDate| request.from <= date && date <= request.to;
        let today = request.as_of.with_timezone(&zone).date_naive();
        match rows {
            Rows::Daily(rows) => {
                let over = over.max(settled_session(request));
                let kept = keep(rows, in_range, |at| at < today || over.is_some_and(|date| at <= date));
                let series = Series::new(key, kept.bars).map_err(broken)?;
                let bars = FetchedBars::Daily(series);
                Ok(Assembled { bars, notes: kept.notes, skipped: kept.skipped })
            }
            Rows::Intraday(rows) => {
                let over = |at: DateTime<Utc>| ends_by(at, request.interval, request.as_of);
                let kept = keep(rows, |at| in_range(at.with_timezone(&zone).date_naive()), over);
                let series = Series::new(key, kept.bars).map_err(broken)?;
                let bars = FetchedBars::Intraday(series);
                Ok(Assembled { bars, notes: kept.notes, skipped: kept.skipped })
            }
        }
    }
}

/// How long after the close a daily bar may still change: Tiingo's is final at 20:00 in New York,
/// and others are earlier.
const SETTLING: TimeDelta = TimeDelta::hours(4);

/// The session of today's local date, if its venue has a calendar and its close is settled.
fn settled_session(request: &BarRequest<'_>) -> Option<NaiveDate> {
    let calendar = request.calendar?;
    let today = request.as_of.with_timezone(&calendar.zone()).date_naive();
    let session = calendar.session(today).ok()??;
    (session.regular.end + SETTLING <= request.as_of).then_some(today)
}

fn ends_by(start: DateTime<Utc>, interval: Interval, as_of: DateTime<Utc>) -> bool {
    interval.span().is_none_or(|span| start + span <= as_of)
}

struct Kept<At> {
    bars: Vec<Bar<At>>,
    notes: Vec<String>,
    skipped: Vec<Skipped>,
}

fn keep<At: Ord + Copy + Display>(
    mut rows: Vec<Row<At>>,
    in_range: impl Fn(At) -> bool,
    is_over: impl Fn(At) -> bool,
) -> Kept<At> {
    rows.retain(|row| in_range(row.at));
    rows.sort_by_key(|row| row.at); // stable: of two equal labels the first stays first
    let mut kept = Kept { bars: Vec::with_capacity(rows.len()), notes: Vec::new(), skipped: Vec::new() };
    let (mut empty, mut twice, mut unfinished) = (0, 0, None);
    for row in rows {
        if !is_over(row.at) {
            unfinished = unfinished.or(Some(row.at));
        } else if row.is_empty() {
            empty += 1;
        } else if kept.bars.last().is_some_and(|last: &Bar<At>| last.at == row.at) {
            twice += 1;
        } else {
            match row.bar() {
                Ok(bar) => kept.bars.push(bar),
                Err(reason) => kept.skipped.push(Skipped { at: row.at.to_string(), reason }),
            }
        }
    }
    count_note(&mut kept.notes, empty, "without prices");
    count_note(&mut kept.notes, twice, "with a duplicate label");
    if let Some(at) = unfinished {
        kept.notes.push(format!("the bar of {at} was not over yet and was left out"));
    }
    kept
}

fn count_note(notes: &mut Vec<String>, count: usize, what: &str) {
    match count {
        0 => {}
        1 => notes.push(format!("1 bar {what} was left out")),
        n => notes.push(format!("{n} bars {what} were left out")),
    }
}

impl<At> Row<At> {
    /// A row whose open, high, low, close and volume are sent as text; anything that is not a number is missing.
    pub(super) fn written(at: At, cells: [&Option<String>; 5]) -> Self {
        let [open, high, low, close, volume] =
            cells.map(|cell| cell.as_deref().and_then(|text| text.trim().parse().ok()));
        Self { at, open, high, low, close, volume }
    }
}

impl<At> Row<At> {
    /// The same row under another label.
    pub(super) fn labelled<Other>(self, label: impl FnOnce(At) -> Other) -> Row<Other> {
        let Self { at, open, high, low, close, volume } = self;
        Row { at: label(at), open, high, low, close, volume }
    }
}

impl<At: Copy> Row<At> {
    const fn is_empty(&self) -> bool {
        self.open.is_none() && self.high.is_none() && self.low.is_none() && self.close.is_none()
    }

    fn bar(&self) -> Result<Bar<At>, String> {
        let need = |name: &str, value: Option<f64>| value.ok_or_else(|| format!("`{name}` is missing"));
        Bar::new(
            self.at,
            need("open", self.open)?,
            need("high", self.high)?,
            need("low", self.low)?,
            need("close", self.close)?,
            self.volume,
        )
        .map_err(|e| e.to_string())
    }
}

/// The decimal number behind a 32-bit float that a service spells out with 64 bits
/// (34.099998474121094 for 34.1): the shortest number that names the same 32-bit float.
///
/// A number that is not such a float, to ten digits, is left as it is.
pub(super) fn from_single(value: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation)] // the loss is what is measured
    let single = value as f32;
    if (f64::from(single) - value).abs() > value.abs() * 1e-10 {
        return value;
    }
    single.to_string().parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(at: u32, price: Option<f64>) -> Row<u32> {
        Row { at, open: price, high: price, low: price, close: price, volume: Some(1.0) }
    }

    #[test]
    fn rows_become_bars_or_a_reason() {
        let mut torn = row(4, Some(3.0));
        torn.close = None;
        let rows = vec![
            row(2, Some(2.0)),
            row(1, Some(1.0)),
            row(3, None),
            torn,
            row(2, Some(9.0)),
            row(7, Some(1.0)),
        ];
        let kept = keep(rows, |at| at < 9, |at| at < 7);
        assert_eq!(kept.bars.iter().map(|b| (b.at, b.close)).collect::<Vec<_>>(), [(1, 1.0), (2, 2.0)]);
        assert_eq!(
            kept.notes,
            [
                "1 bar without prices was left out",
                "1 bar with a duplicate label was left out",
                "the bar of 7 was not over yet and was left out",
            ]
        );
        assert_eq!(kept.skipped, [Skipped { at: "4".to_owned(), reason: "`close` is missing".to_owned() }]);
    }

    #[test]
    fn a_spelt_out_single_is_its_short_decimal() {
        assert_eq!(from_single(34.099_998_474_121_094).to_string(), "34.1");
        assert_eq!(from_single(447.200_012_207_031_25).to_string(), "447.2");
        assert_eq!(from_single(116.319_999_694_82).to_string(), "116.32");
        assert_eq!(from_single(446.28).to_string(), "446.28");
        assert_eq!(from_single(1.234_567_890_123).to_string(), "1.234567890123");
    }
}
