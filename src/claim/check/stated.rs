//! What a claim's numbers leave open: the intervals behind the rounding.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::claim::{Bound, Claim, Direction};
use crate::text::{lower, tokens, words};
use crate::units::Rounding;

/// A claim in the unit of its own prices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'c> {
    /// The claim.
    pub(super) claim: &'c Claim,
    /// What a price on the tape is multiplied by to be in the text's unit: 0.01 where the text has
    /// pounds and the tape pence.
    pub(super) unit: f64,
}

/// A closed interval of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Interval {
    /// The least.
    pub(super) low: f64,
    /// The greatest.
    pub(super) high: f64,
}

/// Decimals are exact, bars are not: borders give by this much, relative to the value.
const SLACK: f64 = 1e-9;

impl Interval {
    /// Whether a value lies inside.
    pub(super) fn contains(&self, value: f64) -> bool {
        let slack = SLACK * value.abs().max(1.0);
        self.low - slack <= value && value <= self.high + slack
    }

    /// The same with both ends times a positive factor.
    pub(super) fn times(self, by: f64) -> Self {
        Self { low: self.low * by, high: self.high * by }
    }

    /// Whether two intervals share a value.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let slack = SLACK * self.high.abs().max(1.0);
        self.low <= other.high + slack && other.low <= self.high + slack
    }
}

fn rounding(written: Decimal) -> Option<Interval> {
    let r = Rounding::of(written);
    Some(Interval { low: r.low.to_f64()?, high: r.high.to_f64()? })
}

/// The price after the move, as far as its decimals tell.
pub(super) fn price(claim: &Claim) -> Option<Interval> {
    rounding(claim.price?)
}

/// The price before the move, as far as its decimals tell.
pub(super) fn from_price(claim: &Claim) -> Option<Interval> {
    rounding(claim.from_price?)
}

/// The signed return, as a fraction, as far as the text tells.
///
/// A number stands for what rounds to it; `nearly 6 %` gives by a tenth of its size on both sides. A
/// bound is what it says: `more than 3 %` begins at three, and rounding makes it no wider.
pub(super) fn size(claim: &Claim) -> Option<Interval> {
    let (low, high) = match (claim.percent, claim.percent_min, claim.percent_max) {
        (Some(p), _, _) => bounded(claim.bound, p.to_f64()?, rounding(p)?),
        (None, Some(a), Some(b)) => (a.to_f64()?, b.to_f64()?),
        _ => worded(claim)?,
    };
    Some(signed(low.max(0.0) / 100.0, high / 100.0, claim.direction))
}

/// Whether the move is told from a high or a low: `down 40% from its peak`.
pub(super) fn from_an_extreme(claim: &Claim) -> bool {
    let text = &claim.evidence.text;
    let words: Vec<String> = tokens(text).map(|token| lower(token.text(text))).collect();
    let is = |kind, word: &String| words::of_kind(kind).any(|entry| entry.phrase == word);
    let from = |at: usize| is("check.off", &words[at]);
    (0..words.len()).filter(|at| from(*at)).any(|at| {
        let behind = words.iter().skip(at + 1).take(6);
        let ends = |word: &String| is("to", word) || [",", ".", ";"].contains(&word.as_str());
        behind.take_while(|word| !ends(word)).any(|word| is("check.extreme", word))
    })
}

/// Whether the words name the open itself, and not early trading: `shortly after the open`.
pub(super) fn names_the_open(claim: &Claim) -> bool {
    let text = &claim.evidence.text;
    let words: Vec<String> = tokens(text).map(|token| lower(token.text(text))).collect();
    let is = |kind, word: &String| words::of_kind(kind).any(|entry| entry.phrase == word);
    let behind = |at: usize| words[at.saturating_sub(2)..at].iter().any(|word| is("check.after", word));
    (0..words.len()).any(|at| is("check.opening", &words[at]) && !behind(at))
}

/// The size of a verb that has it: `halved`. Only where the text gives no number.
pub(super) fn worded(claim: &Claim) -> Option<(f64, f64)> {
    let Claim { percent, percent_max, points, price, .. } = claim;
    if [percent, percent_max, points, price].iter().any(|n| n.is_some()) {
        return None;
    }
    let text = &claim.evidence.text;
    let words: Vec<String> = tokens(text).map(|token| lower(token.text(text))).collect();
    let found = |word: &String| words::of_kind("check.word_size").find(|entry| word == entry.phrase);
    let (at, entry) = words.iter().enumerate().find_map(|(at, word)| Some((at, found(word)?)))?;
    let size: f64 = entry.value?.parse().ok()?;
    let before = words[..at].join(" ");
    let exceeds = |bound: &words::Entry| before.ends_with(bound.phrase);
    let more = claim.bound == Some(Bound::AtLeast) || words::of_kind("qual.more_than").any(exceeds);
    Some(if more { (size, BEYOND) } else { (size * (1.0 - ABOUT), size * (1.0 + ABOUT)) })
}

/// What a positive number and its bound leave open.
fn bounded(bound: Option<Bound>, written: f64, rounded: Interval) -> (f64, f64) {
    match bound {
        Some(Bound::AtLeast) => (written, BEYOND),
        Some(Bound::AtMost) => (0.0, written),
        Some(Bound::About) => {
            (rounded.low.min(written * (1.0 - ABOUT)), rounded.high.max(written * (1.0 + ABOUT)))
        }
        Some(Bound::AsMuchAs | Bound::Between) | None => (rounded.low, rounded.high),
    }
}

/// How far *about* reaches on both sides, in parts of the size.
const ABOUT: f64 = 0.1;
/// A size that no move has, in per cent.
const BEYOND: f64 = 1e6;

/// The signed absolute change.
pub(super) fn points(claim: &Claim) -> Option<Interval> {
    let written = claim.points?;
    let (low, high) = bounded(claim.bound, written.to_f64()?, rounding(written)?);
    Some(signed(low.max(0.0), high, claim.direction))
}

fn signed(low: f64, high: f64, direction: Direction) -> Interval {
    match direction {
        Direction::Up => Interval { low, high },
        Direction::Down => Interval { low: -high, high: -low },
        Direction::Flat => Interval { low: -high, high },
    }
}

/// The reference close that price and size imply together, with both roundings.
pub(super) fn implied_reference(claim: &Claim) -> Option<Interval> {
    let price = price(claim)?;
    if let Some(size) = size(claim) {
        let low = price.low / (1.0 + size.high);
        // A fall of any size implies a reference of any height.
        let high = if size.low > -1.0 { price.high / (1.0 + size.low) } else { f64::INFINITY };
        return Some(Interval { low, high });
    }
    let points = points(claim)?;
    Some(Interval { low: price.low - points.high, high: price.high - points.low })
}

/// How large a move without a number may be and still count as flat: half a per cent.
pub(super) const FLAT: f64 = 0.005;

/// Whether a return over so many sessions goes the way the text says: flat is wider the longer it lasts.
pub(super) fn goes_over(direction: Direction, fraction: f64, sessions: f64) -> bool {
    match direction {
        Direction::Flat => fraction.abs() <= FLAT * sessions.max(1.0).sqrt(),
        Direction::Up | Direction::Down => goes(direction, fraction),
    }
}

/// Whether a return goes the way the text says.
pub(super) fn goes(direction: Direction, fraction: f64) -> bool {
    match direction {
        Direction::Up => fraction > 0.0,
        Direction::Down => fraction < 0.0,
        Direction::Flat => fraction.abs() <= FLAT,
    }
}
