//! Whether the numbers of a claim fit what the tape shows.

use rust_decimal::prelude::ToPrimitive;

use super::reading::{Reading, Shown};
use super::stated::{self, Interval, Told};
use crate::claim::{Bound, Claim, DayPoint, Direction};

/// By this part the last trade of the session and the closing auction may differ: both are told as the
/// close, and where the close before fits, neither is wrong.
const CLOSES_DIFFER: f64 = 0.005;

/// Two closes are rounded to cents.
const CLOSES_ARE_ROUNDED: f64 = 0.01;
/// A bound of the size holds for points that are told beside it, too, by this part.
const ABOUT: f64 = 0.1;

/// What a reading says to a claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fit {
    /// It fits; this is the price to which the move leads.
    Yes(f64),
    /// The tape leaves it open.
    Open,
    /// It does not.
    No,
}

impl Told<'_> {
    /// Whether the text's figures imply the close from which the move is measured.
    pub(super) fn implies_reference(&self) -> bool {
        stated::implied_reference(self.claim).is_some()
    }

    /// Whether the text states a size or a level and not a bare direction.
    pub(super) fn has_size(&self) -> bool {
        let Claim { percent, percent_max, points, price, .. } = self.claim;
        let stated = [percent, percent_max, points, price].iter().any(|n| n.is_some());
        stated || stated::worded(self.claim).is_some()
    }

    /// Whether the text states more than a price: a size, or the price before.
    pub(super) fn has_size_beside_price(&self) -> bool {
        let Claim { percent, percent_max, points, from_price, .. } = self.claim;
        [percent, percent_max, points, from_price].iter().any(|n| n.is_some())
    }

    /// Holds the claim against a reading whose prices are in the text's unit.
    pub(super) fn fit(&self, reading: &Reading) -> Fit {
        if stated::from_price(self.claim).is_some_and(|from| !from.contains(reading.reference)) {
            return Fit::No;
        }
        let fit = match (stated::price(self.claim), stated::implied_reference(self.claim)) {
            (Some(price), Some(reference)) => self.price_and_size(price, reference, reading),
            (Some(price), None) => self.price_alone(price, reading),
            (None, _) => match self.target(reading.reference) {
                Some(wanted) => self.size(wanted, reading),
                None => self.direction(reading),
            },
        };
        match fit {
            Fit::Yes(to) if !self.points_agree(to - reading.reference) => Fit::No,
            fit => fit,
        }
    }

    /// Whether a change fits the points that the text gives beside a size: `8%, or $20`.
    fn points_agree(&self, change: f64) -> bool {
        let Some(points) = stated::points(self.claim).filter(|_| stated::size(self.claim).is_some()) else {
            return true;
        };
        let give = CLOSES_ARE_ROUNDED + if self.claim.bound.is_some() { ABOUT * change.abs() } else { 0.0 };
        Interval { low: points.low - give, high: points.high + give }.contains(change)
    }

    /// The price as written, for measuring from the reference close.
    fn written(&self, otherwise: f64) -> f64 {
        self.claim.price.and_then(|p| p.to_f64()).unwrap_or(otherwise)
    }

    /// Price and size imply the reference close sharply: where it is the one, reaching the price is
    /// enough.
    fn price_and_size(&self, price: Interval, reference: Interval, reading: &Reading) -> Fit {
        if !reference.contains(reading.reference) {
            return Fit::No;
        }
        let written = Fit::Yes(self.written(price.low));
        let when = |fits: bool| if fits { written } else { Fit::No };
        match reading.shown {
            Shown::ReferenceAlone => written,
            Shown::At(shown) => when(price.contains(shown)),
            Shown::Day { close, range } if self.claim.point == Some(DayPoint::Close) => {
                if price.contains(close) {
                    written
                } else if range.meets(&price) && (price.low / close - 1.0).abs() <= CLOSES_DIFFER {
                    Fit::Open
                } else {
                    Fit::No
                }
            }
            Shown::Day { range, .. } | Shown::Reached { range, .. } => when(range.meets(&price)),
            Shown::Within(range) if range.meets(&price) => Fit::Open,
            Shown::Within(_) => Fit::No,
        }
    }

    /// A price alone, or with the price before: it must be the one, and lie on the right side.
    fn price_alone(&self, price: Interval, reading: &Reading) -> Fit {
        let written = self.written(price.low);
        if !stated::goes(self.claim.direction, written / reading.reference - 1.0) {
            return Fit::No;
        }
        let within = |range: Interval| if range.meets(&price) { Fit::Open } else { Fit::No };
        match reading.shown {
            Shown::Day { range, .. } if self.claim.bound == Some(Bound::AsMuchAs) => {
                self.extreme(price, range, reading.reference)
            }
            // At some moment of a session all prices of its range were paid.
            Shown::Day { range, .. }
                if self.claim.point == Some(DayPoint::Intraday) && range.meets(&price) =>
            {
                Fit::Yes(written)
            }
            Shown::At(shown) | Shown::Day { close: shown, .. } if price.contains(shown) => Fit::Yes(written),
            Shown::At(_) => Fit::No,
            Shown::Day { .. } if self.claim.point == Some(DayPoint::Close) => Fit::No,
            Shown::Reached { range, .. } if range.meets(&price) => Fit::Yes(written),
            Shown::Day { range, .. } | Shown::Within(range) | Shown::Reached { range, .. } => within(range),
            Shown::ReferenceAlone => Fit::Open,
        }
    }

    /// The prices that the stated size leads to from a reference close.
    fn target(&self, reference: f64) -> Option<Interval> {
        if let Some(size) = stated::size(self.claim) {
            return Some(Interval { low: reference * (1.0 + size.low), high: reference * (1.0 + size.high) });
        }
        let points = stated::points(self.claim)?;
        Some(Interval { low: reference + points.low, high: reference + points.high })
    }

    fn size(&self, wanted: Interval, reading: &Reading) -> Fit {
        let reached = |range: Interval| Fit::Yes(wanted.low.max(range.low).min(range.high));
        let by_extreme = self.claim.bound == Some(Bound::AsMuchAs);
        let intraday = self.claim.point == Some(DayPoint::Intraday);
        match reading.shown {
            Shown::ReferenceAlone => Fit::Open,
            Shown::At(price) if wanted.contains(price) => Fit::Yes(price),
            Shown::Day { range, .. } | Shown::Reached { range, .. } if by_extreme => {
                self.extreme(wanted, range, reading.reference)
            }
            Shown::Day { range, .. } if intraday && range.meets(&wanted) => reached(range),
            Shown::Day { close, .. } if wanted.contains(close) => Fit::Yes(close),
            Shown::Reached { last, .. } if wanted.contains(last) => Fit::Yes(last),
            Shown::Reached { range, .. } if range.meets(&wanted) => reached(range),
            Shown::Within(range) if by_extreme => match self.extreme(wanted, range, reading.reference) {
                Fit::Yes(_) | Fit::Open => Fit::Open,
                Fit::No => Fit::No,
            },
            Shown::Within(range) if range.meets(&wanted) => Fit::Open,
            Shown::At(_) | Shown::Day { .. } | Shown::Reached { .. } | Shown::Within(_) => Fit::No,
        }
    }

    /// *As much as* is the extreme of the range on the side of the move. Where the move went further,
    /// the text may be older than that.
    fn extreme(&self, wanted: Interval, range: Interval, reference: f64) -> Fit {
        let up = wanted.high + wanted.low > 2.0 * reference;
        let extreme = if up { range.high } else { range.low };
        let further = if up { extreme > wanted.high } else { extreme < wanted.low };
        if wanted.contains(extreme) {
            Fit::Yes(extreme)
        } else if further {
            Fit::Open
        } else {
            Fit::No
        }
    }

    fn direction(&self, reading: &Reading) -> Fit {
        let goes = |price: f64| {
            stated::goes_over(self.claim.direction, price / reading.reference - 1.0, reading.sessions())
        };
        let intraday = self.claim.point == Some(DayPoint::Intraday);
        match reading.shown {
            Shown::ReferenceAlone => Fit::Open,
            // At some moment: either end of the range will do.
            Shown::Day { range, .. } | Shown::Reached { range, .. } if intraday => {
                let end = [range.low, range.high].into_iter().find(|price| goes(*price));
                end.map_or(Fit::No, Fit::Yes)
            }
            Shown::At(price) | Shown::Day { close: price, .. } | Shown::Reached { last: price, .. } => {
                if goes(price) { Fit::Yes(price) } else { Fit::No }
            }
            // From below the reference to above it a price was flat in between.
            Shown::Within(range) if self.claim.direction == Direction::Flat => {
                match (goes(range.low), goes(range.high)) {
                    (true, true) => Fit::Yes(range.low),
                    (false, false) if !range.contains(reading.reference) => Fit::No,
                    _ => Fit::Open,
                }
            }
            Shown::Within(range) => match (goes(range.low), goes(range.high)) {
                (true, true) => Fit::Yes(range.low),
                (false, false) => Fit::No,
                _ => Fit::Open,
            },
        }
    }
}
