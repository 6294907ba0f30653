//! What a claim's numbers leave open: the intervals behind the rounding.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::claim::{Bound, Claim, Direction};
use crate::units::Rounding;

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

/// The signed return, as a fraction, as far as the text tells.
///
/// `nearly 6 %` gives by a tenth of its size on both sides; a range is what it says, each end with
/// its rounding.
pub(super) fn size(claim: &Claim) -> Option<Interval> {
    let (low, high) = match (claim.percent, claim.percent_min, claim.percent_max) {
        (Some(p), _, _) => (rounding(p)?.low, rounding(p)?.high),
        (None, Some(a), Some(b)) => (rounding(a)?.low, rounding(b)?.high),
        _ => return None,
    };
    let give = match claim.bound {
        Some(Bound::About | Bound::AsMuchAs) => high * 0.1,
        Some(Bound::AtLeast | Bound::AtMost | Bound::Between) | None => 0.0,
    };
    let more = if claim.bound == Some(Bound::AtLeast) { high * 0.25 } else { 0.0 };
    Some(signed((low - give).max(0.0) / 100.0, (high + give + more) / 100.0, claim.direction))
}

/// The signed absolute change.
pub(super) fn points(claim: &Claim) -> Option<Interval> {
    let r = rounding(claim.points?)?;
    Some(signed(r.low, r.high, claim.direction))
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
        return (size.low > -1.0)
            .then(|| Interval { low: price.low / (1.0 + size.high), high: price.high / (1.0 + size.low) });
    }
    let points = points(claim)?;
    Some(Interval { low: price.low - points.high, high: price.high - points.low })
}

/// How large a move without a number may be and still count as flat: half a per cent.
pub(super) const FLAT: f64 = 0.005;

/// Whether a return goes the way the text says.
pub(super) fn goes(direction: Direction, fraction: f64) -> bool {
    match direction {
        Direction::Up => fraction > 0.0,
        Direction::Down => fraction < 0.0,
        Direction::Flat => fraction.abs() <= FLAT,
    }
}
