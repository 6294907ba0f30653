//! The gates that every series passes, whatever its labels.

use super::{Flag, Flags};
use crate::market::{Bar, Series};

/// Returns this many median absolute deviations from the median are suspicious.
const JUMP_DEVIATIONS: f64 = 20.0;
/// Below this many returns a median says nothing about a jump.
const FEWEST_RETURNS: usize = 20;
/// The deviation of a series that does not tell its own: a jump is then a move by a third.
const UNKNOWN_DEVIATION: f64 = 0.0145;
/// A smaller move is none, however calm the series: quiet hours have moves of many deviations.
const LEAST_JUMP: f64 = 0.2;
/// A jump on this many times the usual turnover was traded: it is news, and no fault.
const TURNOVER_OF_NEWS: f64 = 3.0;
/// How many bars before a jump tell the usual turnover.
const TURNOVER_BARS: usize = 60;
/// What jumps and comes back within so many bars never left.
const LONGEST_STRAY: usize = 30;
/// Beyond low and high by less is the rounding of a thousandth of the price.
const HAIR: f64 = 1e-3;
/// The smallest jump that can be a split's.
const LEAST_SPLIT_MOVE: f64 = 0.2;
/// How far from a split's ratio the move may be: a day's trading comes on top of it.
const SPLIT_TOLERANCE: f64 = 0.08;
/// Common split ratios, in new shares per old one; their inverses count as well.
const SPLIT_RATIOS: [f64; 13] = [1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 25.0, 50.0];

/// Open and close are between low and high.
pub(super) fn outside_range<At>(bars: &[Bar<At>], flags: &mut [Flags]) {
    // A service rounds each of the four for itself.
    let outside =
        |price: f64, bar: &Bar<At>| price < bar.low * (1.0 - HAIR) || price > bar.high * (1.0 + HAIR);
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
    /// Of log returns. Where they are few, or most are none, the volatility of a day stands for what they do
    /// not say.
    pub(super) fn of(mut returns: Vec<f64>) -> Self {
        let unknown = Self { median: 0.0, deviation: UNKNOWN_DEVIATION };
        if returns.len() < FEWEST_RETURNS {
            return unknown;
        }
        let median = median(&mut returns);
        for r in &mut returns {
            *r = (*r - median).abs();
        }
        let deviation = self::median(&mut returns);
        if deviation > 0.0 { Self { median, deviation } } else { unknown }
    }

    pub(super) fn is_jump(self, log_return: f64) -> bool {
        (log_return - self.median).abs() > JUMP_DEVIATIONS * self.deviation
    }
}

/// The upper median; reorders.
pub(super) fn median(numbers: &mut [f64]) -> f64 {
    let middle = numbers.len() / 2;
    *numbers.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// Log returns from close to close; entry `i` leads to bar `i + 1`.
pub(super) fn log_returns<At>(bars: &[Bar<At>]) -> Vec<f64> {
    bars.windows(2).map(|w| (w[1].close / w[0].close).ln()).collect()
}

/// Flags jumps, given by the bars that they lead to: as strays where the price comes back, as splits nobody
/// has told where it stays, by a split's ratio. What was traded like news is none.
pub(super) fn jumps<At>(bars: &[Bar<At>], places: &[usize], flags: &mut [Flags]) {
    let move_to = |at: usize| (bars[at].close / bars[at - 1].close).ln();
    let large = places.iter().copied().filter(|&at| move_to(at).abs() > LEAST_JUMP);
    let untraded: Vec<usize> = large.filter(|&at| !is_traded(bars, at)).collect();
    let mut next = 0;
    while let Some(&at) = untraded.get(next) {
        let back = untraded.get(next + 1).copied().filter(|&back| {
            back - at <= LONGEST_STRAY && (move_to(at) + move_to(back)).abs() < 0.15 * move_to(at).abs()
        });
        if let Some(back) = back {
            flags[at..back].iter_mut().for_each(|flags| flags.insert(Flag::OffLevel));
            flags[at].insert(Flag::Jump);
            flags[back].insert(Flag::Jump);
            next += 2;
            continue;
        }
        let relative = |price: f64| price / bars[at - 1].close;
        if looks_like_a_split(relative(bars[at].open)) && looks_like_a_split(relative(bars[at].close)) {
            flags[at].insert(Flag::UnadjustedSplit);
        }
        // A move of its own size on its usual turnover is what shares do.
        if flags[at].contains(Flag::UnadjustedSplit) || !has_turnover(bars, at) {
            flags[at].insert(Flag::Jump);
        }
        next += 1;
    }
}

/// Whether the bar says what changed hands.
fn has_turnover<At>(bars: &[Bar<At>], at: usize) -> bool {
    bars[at].volume.is_some_and(|volume| volume > 0.0)
}

/// Whether far more money than usual changed hands: a split moves the price without it.
pub(super) fn is_traded<At>(bars: &[Bar<At>], at: usize) -> bool {
    let turnover = |bar: &Bar<At>| bar.volume.map(|volume| volume * bar.close).filter(|money| *money > 0.0);
    let before = &bars[at.saturating_sub(TURNOVER_BARS)..at];
    let mut usual: Vec<f64> = before.iter().filter_map(turnover).collect();
    // Of a few bars none is usual.
    if usual.len() < 5 {
        return false;
    }
    turnover(&bars[at]).is_some_and(|money| money > TURNOVER_OF_NEWS * median(&mut usual))
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
///
/// ```
/// use newstape::market::quality::disagreements;
/// use newstape::market::{Adjustment, Bar, Interval, Series, SeriesKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let series = |provider: &str, closes: [f64; 2]| -> Result<_, Box<dyn std::error::Error>> {
///     let key = SeriesKey {
///         instrument: "MSFT:XNAS".parse()?,
///         interval: Interval::Day1,
///         provider: provider.to_owned(),
///         adjustment: Adjustment::AsTraded,
///     };
///     let bars = (0..).zip(closes).map(|(day, close)| Bar::new(day, close, close, close, close, None));
///     Ok(Series::new(key, bars.collect::<Result<_, _>>()?)?)
/// };
/// let (one, other) = (series("one", [447.20, 442.33])?, series("other", [447.21, 424.33])?);
/// // Two digits changed places in one of them; a cent is within half a per cent.
/// let found = disagreements(&one, &other, 0.005);
/// assert_eq!(found.len(), 1);
/// assert_eq!((found[0].at, found[0].close, found[0].other), (1, 442.33, 424.33));
/// # Ok(())
/// # }
/// ```
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
        let usual = Usual::of((0..50).map(|i| f64::from(i % 5) * 0.001).collect());
        assert!((usual.median - 0.002).abs() < 1e-12 && (usual.deviation - 0.001).abs() < 1e-12);
        assert!(!usual.is_jump(0.0219));
        assert!(usual.is_jump(0.0221));
        for flat_or_few in [vec![0.0; 50], vec![0.1, 0.2]] {
            let usual = Usual::of(flat_or_few);
            assert!(usual.is_jump(0.5_f64.ln()) && !usual.is_jump(0.25));
        }
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
