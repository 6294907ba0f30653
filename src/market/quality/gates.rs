//! The gates that every series passes, whatever its labels.

use super::{Flag, Flags};
use crate::market::{Bar, Series};

/// Returns this many median absolute deviations from the median are suspicious.
pub const JUMP_DEVIATIONS: f64 = 20.0;
/// Below this many returns a median says nothing about a jump.
const FEWEST_RETURNS: usize = 20;
/// The smallest jump that can be a split's.
const LEAST_SPLIT_MOVE: f64 = 0.2;
/// How far from a split's ratio the move may be: a day's trading comes on top of it.
const SPLIT_TOLERANCE: f64 = 0.08;
/// Common split ratios, in new shares per old one; their inverses count as well.
const SPLIT_RATIOS: [f64; 13] = [1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 25.0, 50.0];

/// Open and close are between low and high.
pub(super) fn outside_range<At>(bars: &[Bar<At>], flags: &mut [Flags]) {
    let outside = |price: f64, bar: &Bar<At>| price < bar.low || price > bar.high;
    for (bar, flags) in bars.iter().zip(flags) {
        if outside(bar.open, bar) || outside(bar.close, bar) {
            flags.insert(Flag::OutsideRange);
        }
    }
}

/// Zero volume and yet a range, in a series most of whose bars have volume.
pub(super) fn no_volume<At>(bars: &[Bar<At>], flags: &mut [Flags]) {
    let silent = |bar: &Bar<At>| bar.volume == Some(0.0);
    if bars.iter().filter(|b| silent(b) || b.volume.is_none()).count() * 2 > bars.len() {
        return;
    }
    for (bar, flags) in bars.iter().zip(flags) {
        if silent(bar) && bar.high > bar.low {
            flags.insert(Flag::NoVolume);
        }
    }
}

/// A bar that repeats the one before, prices and volume alike, although it was traded.
pub(super) fn stale<At>(bars: &[Bar<At>], flags: &mut [Flags]) {
    let figures = |b: &Bar<At>| [b.open, b.high, b.low, b.close, b.volume.unwrap_or(-1.0)].map(f64::to_bits);
    for (pair, flags) in bars.windows(2).zip(flags.iter_mut().skip(1)) {
        let traded = pair[1].high > pair[1].low && pair[1].volume != Some(0.0);
        if traded && figures(&pair[0]) == figures(&pair[1]) {
            flags.insert(Flag::Stale);
        }
    }
}

/// What is usual for the returns of a series: their median and median absolute deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Usual {
    median: f64,
    deviation: f64,
}

impl Usual {
    /// Of log returns; `None` where they are too few or do not vary.
    pub(super) fn of(mut returns: Vec<f64>) -> Option<Self> {
        if returns.len() < FEWEST_RETURNS {
            return None;
        }
        let median = median(&mut returns);
        for r in &mut returns {
            *r = (*r - median).abs();
        }
        let deviation = self::median(&mut returns);
        (deviation > 0.0).then_some(Self { median, deviation })
    }

    pub(super) fn is_jump(self, log_return: f64) -> bool {
        (log_return - self.median).abs() > JUMP_DEVIATIONS * self.deviation
    }
}

/// The upper median; reorders.
fn median(numbers: &mut [f64]) -> f64 {
    let middle = numbers.len() / 2;
    *numbers.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// Log returns from close to close; entry `i` leads to bar `i + 1`.
pub(super) fn log_returns<At>(bars: &[Bar<At>]) -> Vec<f64> {
    bars.windows(2).map(|w| (w[1].close / w[0].close).ln()).collect()
}

/// Flags the jump that leads to a bar; `explained` says that a split is known there.
pub(super) fn jump<At>(pair: &[Bar<At>], explained: bool, flags: &mut Flags) {
    if explained {
        return;
    }
    flags.insert(Flag::Jump);
    if looks_like_a_split(pair[1].open / pair[0].close) && looks_like_a_split(pair[1].close / pair[0].close) {
        flags.insert(Flag::UnadjustedSplit);
    }
}

/// Whether a price relative is near 1/2, 1/3, …, or 2, 3, ….
fn looks_like_a_split(relative: f64) -> bool {
    let ratio = if relative < 1.0 { relative.recip() } else { relative };
    ratio - 1.0 > LEAST_SPLIT_MOVE && SPLIT_RATIOS.iter().any(|s| (ratio / s - 1.0).abs() < SPLIT_TOLERANCE)
}

/// A day or instant on which two providers differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disagreement<At> {
    /// The label of both bars.
    pub at: At,
    /// The close of the first series.
    pub close: f64,
    /// The close of the second.
    pub other: f64,
}

/// The bars of `series` whose close differs from that of `other` at the same label by more than
/// `tolerance`, as a fraction of the smaller. Only series in the same state of adjustment compare:
/// for others the answer is empty.
#[must_use]
pub fn disagreements<At: Ord + Copy>(
    series: &Series<At>,
    other: &Series<At>,
    tolerance: f64,
) -> Vec<Disagreement<At>> {
    if series.key().adjustment != other.key().adjustment || series.key().interval != other.key().interval {
        return Vec::new();
    }
    let differ = |a: f64, b: f64| (a - b).abs() > tolerance * a.min(b);
    let compare = |bar: &Bar<At>| {
        let close = other.get(bar.at)?.close;
        differ(bar.close, close).then_some(Disagreement { at: bar.at, close: bar.close, other: close })
    };
    series.bars().iter().filter_map(compare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(closes: &[f64]) -> Vec<Bar<usize>> {
        closes
            .iter()
            .enumerate()
            .map(|(at, &c)| Bar { at, open: c, high: c + 0.5, low: c - 0.5, close: c, volume: Some(1.0) })
            .collect()
    }

    fn checked(bars: &[Bar<usize>], gate: fn(&[Bar<usize>], &mut [Flags])) -> Vec<usize> {
        let mut flags = vec![Flags::NONE; bars.len()];
        gate(bars, &mut flags);
        (0..flags.len()).filter(|&i| !flags[i].is_empty()).collect()
    }

    #[test]
    fn an_open_or_close_outside_the_range_is_flagged() {
        let mut bars = bars(&[10.0, 10.1, 10.2]);
        bars[1].close = 10.7;
        bars[2].open = 9.0;
        assert_eq!(checked(&bars, outside_range), [1, 2]);
    }

    #[test]
    fn silence_is_flagged_only_where_there_is_sound() {
        let mut bars = bars(&[10.0, 10.1, 10.2, 10.3]);
        bars[2].volume = Some(0.0);
        assert_eq!(checked(&bars, no_volume), [2]);
        bars[2].high = bars[2].close;
        bars[2].low = bars[2].close;
        assert_eq!(checked(&bars, no_volume), [] as [usize; 0], "nothing happened: nothing is missing");
        for bar in &mut bars {
            bar.volume = Some(0.0);
        }
        assert_eq!(checked(&bars, no_volume), [] as [usize; 0], "an index has no volume");
    }

    #[test]
    fn a_repetition_is_stale_if_it_was_traded() {
        let mut bars = bars(&[10.0, 10.0, 10.1, 10.1]);
        assert_eq!(checked(&bars, stale), [1, 3]);
        bars[3].volume = Some(2.0);
        assert_eq!(checked(&bars, stale), [1]);
    }

    #[test]
    fn a_jump_is_twenty_deviations() {
        let usual = Usual::of((0..50).map(|i| f64::from(i % 5) * 0.001).collect()).unwrap();
        assert!((usual.median - 0.002).abs() < 1e-12 && (usual.deviation - 0.001).abs() < 1e-12);
        assert!(!usual.is_jump(0.0219));
        assert!(usual.is_jump(0.0221));
        assert_eq!(Usual::of(vec![0.1; 50]), None);
        assert_eq!(Usual::of(vec![0.1, 0.2]), None);
    }

    #[test]
    fn ratios_of_splits() {
        for relative in [0.1007, 0.5, 0.51, 0.0487, 20.3, 1.48] {
            assert!(looks_like_a_split(relative), "{relative}");
        }
        for relative in [0.74, 0.83, 1.1, 0.42, 0.6, 12.0] {
            assert!(!looks_like_a_split(relative), "{relative}");
        }
    }
}
