//! Rows of one symbol → bars: order, duplicates, zone, interval and the state of the prices.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::gather::{Gathered, Group, RawRow};
use super::layout::{ADJUSTED, Columns, DIVIDEND, Maker, SPLIT};
use super::{Bars, PriceOptions, SymbolPrices};
use crate::market::quality::{Flag, Flags};
use crate::market::{ActionKind, Adjustment, Bar, Interval};
use crate::table::error::{Rejected, TableError};
use crate::table::form::{Form, Label};
use crate::table::local::{LocalClock, LocalFit, commonest_step, days_of_bars, skipped};
use crate::table::stamp::Settled;

/// What all symbols of a file have in common.
pub(super) struct Setting<'a> {
    pub(super) file: &'a str,
    pub(super) stamps: Settled,
    pub(super) stamp_name: &'a str,
    pub(super) options: &'a PriceOptions,
    pub(super) adjustment: Adjustment,
    has_adjusted: bool,
}

impl Setting<'_> {
    fn prices(
        &self,
        symbol: String,
        first_line: u64,
        bars: Bars,
        rows: &[RawRow],
        flags: Vec<Flags>,
        actions: Vec<(NaiveDate, ActionKind)>,
    ) -> SymbolPrices {
        let adjusted =
            if self.has_adjusted { rows.iter().map(|row| row.adjusted).collect() } else { Vec::new() };
        SymbolPrices { symbol, first_line, bars, flags, actions, adjustment: self.adjustment, adjusted }
    }
}

/// In which state the prices are, by the arguments or else by the columns; at their splits the prices themselves
/// tell, which is for whoever has both.
pub(super) fn adjustment(columns: &Columns, options: &PriceOptions) -> Adjustment {
    if let Some(stated) = options.adjustment {
        return stated;
    }
    // yfinance leaves "Adj Close" out exactly when it has adjusted the rest.
    let adjusted_all = match columns.maker {
        Maker::Download | Maker::History => !columns.has_adjusted,
        Maker::Any => {
            columns.has(DIVIDEND) && columns.has(SPLIT) && !columns.has_adjusted && !is_quandl_like(columns)
        }
    };
    if columns.only_adjusted || adjusted_all {
        Adjustment::SplitsAndDividends
    } else if columns.has_adjusted && (!columns.has(SPLIT) || columns.maker == Maker::History) {
        // Yahoo's "Close" is divided by later splits, and only its "Adj Close" by dividends too.
        Adjustment::Splits
    } else {
        Adjustment::AsTraded
    }
}

/// Long files with splits and as-traded prices use other column names than yfinance.
fn is_quandl_like(columns: &Columns) -> bool {
    columns.symbol.is_some()
}

/// Turns the rows of one symbol into bars.
pub(super) fn adapt(
    mut group: Group,
    zone: Option<Tz>,
    setting: &Setting<'_>,
    rejected: &mut Vec<Rejected>,
) -> Result<SymbolPrices, TableError> {
    let zone = setting.options.zone.or(zone);
    let labels = group.rows.iter().map(RawRow::label);
    let is_stated = setting.options.interval.map(|interval| interval == Interval::Day1);
    let Some(days) = days_of_bars(&labels, &setting.stamps, zone, is_stated) else {
        return intraday(group, zone, setting, rejected);
    };
    refuse_intraday(&group.symbol, setting)?;
    let first_line = group.rows.first().map_or(0, |row| row.line);
    let actions = dated(&group.actions, |label| days.day(label));
    for row in &mut group.rows {
        row.bar.at = days.day(row.label());
    }
    let (rows, duplicates) = in_order(group.rows);
    if let (None, Some(days)) = (is_stated, long_bars(&rows)) {
        return Err(TableError::LongBars { file: setting.file.to_owned(), symbol: group.symbol, days });
    }
    let label = |row: &RawRow| NaiveDate::default() + TimeDelta::days(row.bar.at);
    let bars = Bars::Daily(rows.iter().map(|row| relabelled(&row.bar, label(row))).collect());
    let flags = flagged(&rows, &[(&duplicates, Flag::Duplicate)]);
    Ok(setting.prices(group.symbol, first_line, bars, &rows, flags, actions))
}

fn intraday(
    mut group: Group,
    zone: Option<Tz>,
    setting: &Setting<'_>,
    rejected: &mut Vec<Rejected>,
) -> Result<SymbolPrices, TableError> {
    let first_line = group.rows.first().map_or(0, |row| row.line);
    let mut ambiguous = Vec::new();
    let actions = dated(&group.actions, |label| label.day(setting.stamps.form));
    if setting.stamps.form == Form::Local {
        let nowhere = || TableError::NoZone { file: setting.file.to_owned(), symbol: group.symbol.clone() };
        let zone = zone.ok_or_else(nowhere)?;
        ambiguous = to_utc(&mut group.rows, zone, setting.stamp_name, rejected);
    }
    let (mut rows, duplicates) = in_order(group.rows);
    let interval = interval(&rows, &group.symbol, setting)?;
    if setting.options.stamped_at_end {
        let span = interval.span().unwrap_or_default().num_seconds();
        for row in &mut rows {
            row.bar.at -= span;
        }
    }
    ambiguous.sort_unstable();
    let twice: Vec<usize> =
        (0..rows.len()).filter(|&i| ambiguous.binary_search(&rows[i].line).is_ok()).collect();
    let flags = flagged(&rows, &[(&duplicates, Flag::Duplicate), (&twice, Flag::AmbiguousTime)]);
    let label = |row: &RawRow| DateTime::<Utc>::from_timestamp(row.bar.at, 0).unwrap_or_default();
    let bars = Bars::Intraday(interval, rows.iter().map(|row| relabelled(&row.bar, label(row))).collect());
    Ok(setting.prices(group.symbol, first_line, bars, &rows, flags, actions))
}

/// The interval as stated, or else as the steps have it. Steps may be longer than what is stated, for
/// quiet minutes leave no bar; where they are shorter, the statement is wrong.
fn interval(rows: &[RawRow], symbol: &str, setting: &Setting<'_>) -> Result<Interval, TableError> {
    let (file, symbol) = (setting.file.to_owned(), symbol.to_owned());
    let found = interval_of(rows);
    match (setting.options.interval, found) {
        (None, Some(found)) => Ok(found),
        (None, None) => Err(TableError::NoInterval { file, symbol }),
        (Some(asked), Some(found)) if found.span() < asked.span() => Err(TableError::WrongInterval {
            file,
            symbol,
            found: format!("bars of {found}"),
            asked: asked.to_string(),
        }),
        (Some(asked), _) => Ok(asked),
    }
}

/// Weeks, months, quarters and years in days, holidays allowed for.
const LONG_SPANS: [std::ops::RangeInclusive<i64>; 4] = [5..=9, 26..=35, 85..=97, 355..=375];

/// The commonest distance of bars in days, where nearly all are a week, a month or longer apart; four
/// distances at least, for a share may be traded seldom.
fn long_bars(rows: &[RawRow]) -> Option<i64> {
    let mut gaps: Vec<i64> = rows.windows(2).map(|pair| pair[1].bar.at - pair[0].bar.at).collect();
    let is_even = |span: &std::ops::RangeInclusive<i64>| {
        let within = gaps.iter().filter(|gap| span.contains(gap)).count();
        within * 10 >= gaps.len() * 9
    };
    if gaps.len() < 4 || !LONG_SPANS.iter().any(is_even) {
        return None;
    }
    gaps.sort_unstable();
    gaps.chunk_by(|a, b| a == b).max_by_key(|run| run.len()).map(|run| run[0])
}

fn refuse_intraday(symbol: &str, setting: &Setting<'_>) -> Result<(), TableError> {
    match setting.options.interval {
        None | Some(Interval::Day1) => Ok(()),
        Some(asked) => Err(TableError::WrongInterval {
            file: setting.file.to_owned(),
            symbol: symbol.to_owned(),
            found: "dates without a time".to_owned(),
            asked: asked.to_string(),
        }),
    }
}

fn relabelled<At>(bar: &Bar<i64>, at: At) -> Bar<At> {
    Bar { at, open: bar.open, high: bar.high, low: bar.low, close: bar.close, volume: bar.volume }
}

/// Splits and dividends by date. Of a day with two rows the later counts, as with its prices.
fn dated(actions: &[(Label, ActionKind)], day: impl Fn(Label) -> i64) -> Vec<(NaiveDate, ActionKind)> {
    let place = |kind: &ActionKind| matches!(kind, ActionKind::Dividend { .. });
    let by_day: BTreeMap<_, _> =
        actions.iter().map(|&(label, kind)| ((day(label), place(&kind)), kind)).collect();
    by_day.into_iter().map(|((day, _), kind)| (NaiveDate::default() + TimeDelta::days(day), kind)).collect()
}

fn flagged(rows: &[RawRow], marks: &[(&[usize], Flag)]) -> Vec<Flags> {
    let own = |row: &RawRow| {
        let mut flags = Flags::NONE;
        if row.is_close_alone() {
            flags.insert(Flag::CloseOnly);
        }
        if row.is_bid_and_ask() {
            flags.insert(Flag::BidAndAsk);
        }
        flags
    };
    let mut flags: Vec<Flags> = rows.iter().map(own).collect();
    for (at, flag) in marks {
        at.iter().for_each(|&i| flags[i].insert(*flag));
    }
    if flags.iter().all(|f| f.is_empty()) { Vec::new() } else { flags }
}

/// Two prices of one bar that differ by more than this share contradict each other.
const ROUNDING: f64 = 5e-4;

/// Two rows of one label say different things, and not for rounding.
fn contradict(a: &Bar<i64>, b: &Bar<i64>) -> bool {
    let differ = |a: f64, b: f64| (a - b).abs() > ROUNDING * a.min(b);
    differ(a.open, b.open) || differ(a.high, b.high) || differ(a.low, b.low) || differ(a.close, b.close)
}

/// Sorts by label and drops repeated rows. The later in the file stays; where two rows with one label
/// contradict each other, its place is returned.
fn in_order(mut rows: Vec<RawRow>) -> (Vec<RawRow>, Vec<usize>) {
    if rows.windows(2).all(|w| w[0].bar.at < w[1].bar.at) {
        return (rows, Vec::new());
    }
    if rows.windows(2).all(|w| w[0].bar.at > w[1].bar.at) {
        rows.reverse();
        return (rows, Vec::new());
    }
    rows.sort_by_key(|row| (row.bar.at, row.line));
    let mut kept: Vec<RawRow> = Vec::with_capacity(rows.len());
    let mut differing = Vec::new();
    for row in rows {
        match kept.last_mut() {
            Some(last) if last.bar.at == row.bar.at => {
                let contradicts = contradict(&last.bar, &row.bar);
                *last = row;
                if contradicts {
                    differing.push(kept.len() - 1);
                }
            }
            _ => kept.push(row),
        }
    }
    differing.dedup();
    (kept, differing)
}

/// Turns local seconds into UTC. A time that the clock skipped is rejected; of one that it showed
/// twice the first is taken, and the line returned.
fn to_utc(rows: &mut Vec<RawRow>, zone: Tz, column: &str, rejected: &mut Vec<Rejected>) -> Vec<u64> {
    let (mut ambiguous, mut clock) = (Vec::new(), LocalClock::new(zone));
    rows.retain_mut(|row| {
        let local = row.bar.at;
        match clock.utc(local) {
            LocalFit::Once(utc) => row.bar.at = utc,
            LocalFit::Twice(utc) => {
                row.bar.at = utc;
                ambiguous.push(row.line);
            }
            LocalFit::Never => {
                let reason = skipped(local, zone);
                rejected.push(Rejected { line: row.line, field: column.to_owned(), reason });
                return false;
            }
        }
        true
    });
    ambiguous
}

fn interval_of(rows: &[RawRow]) -> Option<Interval> {
    let step = commonest_step(rows.iter().map(|row| row.bar.at))?;
    Interval::ALL.into_iter().find(|i| i.span().is_some_and(|span| span.num_seconds() == step))
}

impl Gathered {
    pub(super) fn setting<'a>(&'a self, file: &'a str, options: &'a PriceOptions) -> Setting<'a> {
        Setting {
            file,
            stamps: self.stamps,
            stamp_name: &self.stamp_name,
            options,
            adjustment: adjustment(&self.columns, options),
            has_adjusted: self.columns.has(ADJUSTED),
        }
    }
}
