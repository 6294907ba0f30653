//! The level of prices: whether they have the splits that are known, and whether all are in one unit.
//!
//! What a series is called says little of its state: services apply a split days late or days early, to a
//! part of the past, or tell a week of pence in pounds. The prices themselves tell. In prices that have every
//! split, none of them jumps by the ratio of a split or by a hundred; where they do, all that is older is on
//! another level, until a jump the other way brings it back.

use chrono::NaiveDate;

use super::Flag;
use crate::market::{ActionKind, Adjustment, Bar, CorporateAction};

/// Splits of less are lost among the moves of days.
const LEAST_RATIO: f64 = 0.09;
/// How many days from its ex-date a split may be in the prices.
const STRAY_DAYS: i64 = 40;
/// Pounds and pence.
const UNIT: f64 = 100.0;
/// The volatility of a day where too few moves tell it, and the bounds of what they may tell.
const USUAL_DAY: f64 = 0.02;
const CALMEST_DAY: f64 = 0.003;
const WILDEST_DAY: f64 = 0.1;

/// What is known of the state of prices when they arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// The state that their names suggest, or that somebody states.
    pub adjustment: Adjustment,
    /// Somebody states it: the user, or a service that has one state only.
    pub is_stated: bool,
}

/// Prices on one level.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Levels {
    /// The state of the prices.
    pub(super) adjustment: Adjustment,
    /// The bars, repaired where they had to be.
    pub(super) bars: Vec<Bar<NaiveDate>>,
    /// What each repaired bar was multiplied by, and why; one entry per bar.
    pub(super) repairs: Vec<Option<Flag>>,
}

/// A split by its place in the series.
#[derive(Debug, Clone, Copy)]
struct Split {
    ex_date: NaiveDate,
    /// The first bar with it.
    at: usize,
    /// The logarithm of new shares per old one.
    ratio: f64,
    /// Cash paid on the same day, per share of the close before.
    cash: f64,
}

/// The volatility of a day, robustly: by the median of the moves that are moves.
pub(super) fn usual_day<At>(bars: &[Bar<At>]) -> f64 {
    let moves = bars.windows(2).map(|pair| (pair[1].close / pair[0].close).ln().abs());
    let mut moves: Vec<f64> = moves.filter(|r| *r > 0.0).collect();
    if moves.len() < 5 {
        return USUAL_DAY;
    }
    let middle = moves.len() / 2;
    let (_, median, _) = moves.select_nth_unstable_by(middle, f64::total_cmp);
    (1.4826 * *median).clamp(CALMEST_DAY, WILDEST_DAY)
}

/// Finds the state of the prices and brings them to one level.
///
/// `pinned` are the places of bars that the user has accepted as they are.
pub(super) fn levels(
    bars: &[Bar<NaiveDate>],
    claimed: Claimed,
    actions: &[CorporateAction],
    pinned: &[bool],
) -> Levels {
    let usual = usual_day(bars);
    let (mut bars, mut repairs) = fields(bars, pinned);
    let splits = splits(&bars, actions);
    let adjustment = state(&bars, claimed, &splits, usual);
    let scale = corrections(&bars, adjustment, &splits, usual, pinned);
    for ((bar, repair), factor) in bars.iter_mut().zip(&mut repairs).zip(scale) {
        if (factor - 1.0).abs() > 1e-9 {
            *bar = scaled(bar, factor);
            let by_unit = [UNIT, 1.0 / UNIT].iter().any(|unit| (factor / unit - 1.0).abs() < 1e-6);
            *repair = Some(if by_unit { Flag::WrongUnit } else { Flag::SplitNotInPrices });
        }
    }
    Levels { adjustment, bars, repairs }
}

/// The state of the prices alone.
pub(super) fn state_of(bars: &[Bar<NaiveDate>], claimed: Claimed, actions: &[CorporateAction]) -> Adjustment {
    state(bars, claimed, &splits(bars, actions), usual_day(bars))
}

fn scaled<At: Copy>(bar: &Bar<At>, factor: f64) -> Bar<At> {
    let Bar { at, open, high, low, close, volume } = *bar;
    Bar { at, open: open * factor, high: high * factor, low: low * factor, close: close * factor, volume }
}

/// Repairs single prices that are a hundred times, or a hundredth of, the closes around them: a low of 0.6
/// among prices of 60.
pub(super) fn fields<At: Copy>(bars: &[Bar<At>], pinned: &[bool]) -> (Vec<Bar<At>>, Vec<Option<Flag>>) {
    let mut out = bars.to_vec();
    let mut repairs = vec![None; bars.len()];
    for at in 0..bars.len() {
        if pinned.get(at).copied().unwrap_or_default() {
            continue;
        }
        let Some(around) = around(bars, at) else { continue };
        let bar = &bars[at];
        let prices = [bar.open, bar.high, bar.low, bar.close];
        let fixed = prices.map(|price| price * unit_of(price / around).unwrap_or(1.0));
        if prices.iter().all(|price| unit_of(price / around).is_none()) {
            continue;
        }
        let [open, mut high, mut low, close] = fixed;
        high = high.max(open).max(close);
        low = low.min(open).min(close);
        out[at] = Bar { at: bar.at, open, high, low, close, volume: bar.volume };
        repairs[at] = Some(Flag::WrongUnit);
    }
    (out, repairs)
}

/// What a price must be multiplied by to be in the unit of those around it; `None` where it is.
fn unit_of(relative: f64) -> Option<f64> {
    // Half an octave to each side: nothing moves so far, and comes back, within a bar or two.
    let near = |unit: f64| (relative / unit).ln().abs() < 0.35;
    match () {
        () if near(UNIT) => Some(1.0 / UNIT),
        () if near(1.0 / UNIT) => Some(UNIT),
        () => None,
    }
}

/// The level of the closes around a bar, where those on both sides agree on it.
fn around<At>(bars: &[Bar<At>], at: usize) -> Option<f64> {
    let median = |side: &[Bar<At>]| {
        let mut closes: Vec<f64> = side.iter().map(|bar| bar.close).collect();
        closes.sort_by(f64::total_cmp);
        closes.get(closes.len() / 2).copied()
    };
    let before = median(&bars[at.saturating_sub(3)..at]);
    let after = median(&bars[at + 1..bars.len().min(at + 4)]);
    match (before, after) {
        (Some(before), Some(after)) => ((before / after).ln().abs() < 0.7).then(|| (before * after).sqrt()),
        // At an end, the other side must be one level.
        (Some(one), None) | (None, Some(one)) => (bars.len() > 3).then_some(one),
        (None, None) => None,
    }
}

fn splits(bars: &[Bar<NaiveDate>], actions: &[CorporateAction]) -> Vec<Split> {
    let mut out: Vec<Split> = Vec::new();
    for action in actions {
        let ActionKind::Split { new_per_old } = action.kind else { continue };
        if !(new_per_old.is_finite() && new_per_old > 0.0) {
            continue;
        }
        let at = bars.partition_point(|bar| bar.at < action.ex_date);
        let paid = |other: &CorporateAction| match other.kind {
            ActionKind::Dividend { amount } if other.ex_date == action.ex_date => Some(amount),
            ActionKind::Dividend { .. } | ActionKind::Split { .. } => None,
        };
        let before = at.checked_sub(1).map_or(f64::INFINITY, |before| bars[before].close);
        let cash = actions.iter().filter_map(paid).sum::<f64>() / before;
        out.push(Split { ex_date: action.ex_date, at, ratio: new_per_old.ln(), cash });
    }
    out.sort_by_key(|split| split.ex_date);
    out
}

/// The moves over the day of a split, with and without the cash paid on it: log returns.
fn moves(bars: &[Bar<NaiveDate>], split: &Split) -> Option<[f64; 2]> {
    let before = bars.get(split.at.checked_sub(1)?)?.close;
    let close = bars.get(split.at)?.close / before;
    Some([close.ln(), (close + split.cash).ln()])
}

fn nearest(moves: [f64; 2], to: f64) -> f64 {
    moves.map(|r| (r - to).abs()).into_iter().fold(f64::INFINITY, f64::min)
}

/// In which state the prices are: as they say at the splits, or else as they are called.
fn state(bars: &[Bar<NaiveDate>], claimed: Claimed, splits: &[Split], usual: f64) -> Adjustment {
    if claimed.is_stated || claimed.adjustment == Adjustment::SplitsAndDividends {
        return claimed.adjustment;
    }
    let vote = |split: &Split| {
        let moves = moves(bars, split)?;
        let (applied, traded) = (nearest(moves, 0.0), nearest(moves, -split.ratio));
        let size = split.ratio.abs();
        (size > LEAST_RATIO.max(4.0 * usual) && applied.min(traded) < 0.35 * size).then_some(applied < traded)
    };
    let votes: Vec<bool> = splits.iter().filter_map(vote).collect();
    match (votes.contains(&true), votes.contains(&false)) {
        (true, _) => Adjustment::Splits,
        (false, true) => Adjustment::AsTraded,
        (false, false) => claimed.adjustment,
    }
}

/// What each bar must be multiplied by so that all are on the level of the last.
fn corrections(
    bars: &[Bar<NaiveDate>],
    adjustment: Adjustment,
    splits: &[Split],
    usual: f64,
    pinned: &[bool],
) -> Vec<f64> {
    let mut scale = vec![1.0; bars.len()];
    let jump = Jumps { bars, adjustment, splits, usual };
    for at in (1..bars.len()).rev() {
        let is_pinned = |at: usize| pinned.get(at).copied().unwrap_or_default();
        let found = if is_pinned(at) || is_pinned(at - 1) { None } else { jump.at(at) };
        scale[at - 1] = scale[at] * found.unwrap_or(1.0);
    }
    // Of a change of unit that does not come back, the longer side stays as it is.
    let is_off_by = |factor: f64, units: f64| (factor.ln() - units * UNIT.ln()).abs() < 1e-6;
    let count = |units: f64| scale.iter().filter(|factor| is_off_by(**factor, units)).count();
    let most = [0.0, 1.0, -1.0].into_iter().max_by_key(|units| (count(*units), *units == 0.0)).unwrap_or(0.0);
    if most != 0.0 {
        for factor in &mut scale {
            *factor /= UNIT.powf(most);
        }
    }
    scale
}

/// Looks for jumps by a known factor.
struct Jumps<'a> {
    bars: &'a [Bar<NaiveDate>],
    adjustment: Adjustment,
    splits: &'a [Split],
    usual: f64,
}

impl Jumps<'_> {
    /// The factor by which the prices jump where a bar begins, if it is none of a market.
    fn at(&self, at: usize) -> Option<f64> {
        let before = self.bars[at - 1].close;
        let (close, open) = ((self.bars[at].close / before).ln(), (self.bars[at].open / before).ln());
        let unit = UNIT.ln();
        if (close.abs() - unit).abs() < (8.0 * self.usual).clamp(0.25, 0.7) && (open.abs() - unit).abs() < 0.9
        {
            return Some(if close > 0.0 { UNIT } else { 1.0 / UNIT });
        }
        let here: Vec<&Split> = self.splits.iter().filter(|split| split.at == at).collect();
        match here.as_slice() {
            [] => self.stray(at, close, open),
            splits => self.on_ex_date(splits),
        }
    }

    /// On the ex-date: whether the split is in the prices, as it must be in their state.
    fn on_ex_date(&self, splits: &[&Split]) -> Option<f64> {
        let ratio: f64 = splits.iter().map(|split| split.ratio).sum();
        let cash = splits.iter().map(|split| split.cash).fold(0.0, f64::max);
        let split = Split { ratio, cash, ..**splits.first()? };
        let moves = moves(self.bars, &split)?;
        let is_large = ratio.abs() > LEAST_RATIO.max(4.0 * self.usual);
        let expected = if self.adjustment == Adjustment::AsTraded { -ratio } else { 0.0 };
        let off = |factor: f64| nearest(moves, expected + factor);
        let found = [-ratio, ratio].into_iter().min_by(|a, b| off(*a).total_cmp(&off(*b)))?;
        let is_near = off(found) < (6.0 * self.usual).max(0.1).min(0.35 * ratio.abs());
        (is_large && is_near && off(found) < off(0.0)).then(|| found.exp())
    }

    /// Some days before or after an ex-date: a jump by just the ratio of the split.
    fn stray(&self, at: usize, close: f64, open: f64) -> Option<f64> {
        let day = self.bars[at].at;
        let (near, wide) = ((3.0 * self.usual).max(0.01), (6.0 * self.usual).max(0.05));
        self.splits
            .iter()
            .filter(|split| (split.ex_date - day).num_days().abs() <= STRAY_DAYS && split.ratio.abs() > 0.2)
            .flat_map(|split| [split.ratio, -split.ratio])
            .find(|factor| {
                (close - factor).abs() < near.min(0.2 * factor.abs())
                    && (open - factor).abs() < wide.min(0.4 * factor.abs())
            })
            .map(f64::exp)
    }
}
