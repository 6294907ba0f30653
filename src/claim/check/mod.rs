//! Whether the tape agrees with a claim.
//!
//! The date of a text says little about the session it tells of: articles are dated late, and by
//! the day. What it states says more. From 446.28 and −0.21 % follows a reference close between
//! 447.197 and 447.242; the session at or before publication whose reference close lies in there,
//! and whose tape reaches the price, is the one that is meant.

mod over_time;
mod stated;
mod tape;
mod verdict;

use chrono::NaiveDate;

pub use tape::Tape;

use self::stated::Interval;
use self::verdict::{Finding, Lacking};
use super::{Claim, ClaimSession, ClaimVerdict, MoveHorizon};
use crate::calendar::Session;
use crate::market::MissingData;
use crate::units::{Currency, Price};

/// Holds a claim against the tape.
///
/// The answer is *confirmed* where a session at or before publication fits the numbers as they are
/// rounded, *contradicted* where the bars are there and none fits, *unverifiable* where bars are
/// missing (the verdict says which), the text's prices are in another currency, or the claim says too little.
#[must_use]
pub fn check(claim: &Claim, tape: &Tape<'_>) -> ClaimVerdict {
    let Some(instrument) = &claim.instrument else {
        return verdict::unverifiable(claim, format!("no instrument is known for \"{}\"", claim.company));
    };
    let sessions = tape.sessions();
    if sessions.is_empty() {
        return verdict::unverifiable(
            claim,
            "the calendar has no session at or before publication".to_owned(),
        );
    }
    if claim.horizon != MoveHorizon::Day {
        return over_time::check(claim, tape, instrument, &sessions);
    }
    let stated = match Stated::of(claim, tape) {
        Ok(stated) => stated,
        Err(currency) => {
            return verdict::lacking(claim, instrument, MissingData::Quotation { currency });
        }
    };
    let mut lacking = Lacking::default();
    let mut findings = Vec::new();
    for session in &sessions {
        match weigh(claim, tape, session, stated) {
            Weighed::Fits(finding) => findings.push(finding),
            Weighed::Lacks(days, extended) => lacking.note(days, extended),
            Weighed::Differs => {}
        }
    }
    let best = findings.iter().enumerate().max_by_key(|(n, f)| (f.reached, std::cmp::Reverse(*n)));
    match (best, lacking.bars()) {
        (Some((_, finding)), _) => verdict::confirmed(claim, tape, finding, findings.len()),
        (None, Some(bars)) => verdict::lacking(claim, instrument, MissingData::Bars(bars)),
        (None, None) => verdict::contradicted(claim, tape, &sessions, (stated.unit, stated.currency)),
    }
}

/// The unit in which the text states its prices.
#[derive(Debug, Clone, Copy)]
struct Stated {
    /// What a price on the tape is multiplied by to be in that unit: 0.01 where the text has pounds
    /// and the tape pence.
    unit: f64,
    /// The currency of the text's prices; the tape's where the text names none.
    currency: Option<Currency>,
}

impl Stated {
    /// The stated currency as an error where it is another money than the tape's. A move in per
    /// cent alone has no unit.
    fn of(claim: &Claim, tape: &Tape<'_>) -> Result<Self, Currency> {
        let has_prices = claim.price.is_some() || claim.points.is_some();
        match (claim.currency.filter(|_| has_prices), tape.currency) {
            (Some(stated), Some(quoted)) => {
                let unit = quoted.units_of(stated).ok_or(stated)?;
                Ok(Self { unit, currency: Some(stated) })
            }
            (stated, quoted) => Ok(Self { unit: 1.0, currency: stated.or(quoted) }),
        }
    }

    fn price(self, amount: f64) -> Price {
        Price::new(amount, self.currency)
    }
}

/// What one session says to a claim.
enum Weighed {
    Fits(Finding),
    /// Bars are missing: the days needed, and whether extended hours are.
    Lacks([NaiveDate; 2], bool),
    Differs,
}

fn weigh(claim: &Claim, tape: &Tape<'_>, session: &Session, stated: Stated) -> Weighed {
    let kind = claim.session.unwrap_or(ClaimSession::Regular);
    let before = tape.calendar.previous_session(session.date).map_or(session.date, |s| s.date);
    let reference = match kind {
        ClaimSession::Afterhours => tape.bar(session.date).map(|b| (session.date, b.close)),
        ClaimSession::Premarket | ClaimSession::Regular => tape.close_before(session.date),
    };
    let Some((reference_date, close)) = reference else {
        return Weighed::Lacks([before, session.date], false);
    };
    let traded = traded(tape, session, kind);
    if traded.is_none() && kind == ClaimSession::Regular {
        return Weighed::Lacks([before, session.date], false);
    }
    for footing in tape.footings(session.date) {
        let footing = footing * stated.unit;
        let case = Case { claim, close: close * footing, traded: traded.map(|t| t.on(footing)) };
        match case.fit() {
            Fit::Price { price, reached } => {
                return Weighed::Fits(Finding {
                    session: kind,
                    date: session.date,
                    reference_date,
                    close: stated.price(case.close),
                    price: stated.price(price),
                    reached,
                });
            }
            Fit::TooLittle => return Weighed::Lacks([before, session.date], true),
            Fit::No => {}
        }
    }
    Weighed::Differs
}

/// What the tape shows of the stated part of the day.
#[derive(Debug, Clone, Copy)]
struct Traded {
    range: Interval,
    /// The last price, where the part of the day is the main session.
    close: Option<f64>,
}

impl Traded {
    fn on(self, footing: f64) -> Self {
        let range = Interval { low: self.range.low * footing, high: self.range.high * footing };
        Self { range, close: self.close.map(|c| c * footing) }
    }
}

fn traded(tape: &Tape<'_>, session: &Session, kind: ClaimSession) -> Option<Traded> {
    match kind {
        ClaimSession::Premarket => tape.range(session.premarket?).map(|range| Traded { range, close: None }),
        ClaimSession::Afterhours => {
            tape.range(session.afterhours?).map(|range| Traded { range, close: None })
        }
        ClaimSession::Regular => {
            let bar = tape.bar(session.date)?;
            let range = Interval { low: bar.low.min(bar.close), high: bar.high.max(bar.close) };
            Some(Traded { range, close: Some(bar.close) })
        }
    }
}

/// A claim before one session's prices.
struct Case<'a> {
    claim: &'a Claim,
    close: f64,
    traded: Option<Traded>,
}

enum Fit {
    Price {
        price: f64,
        reached: bool,
    },
    /// The claim has too few numbers to be told without bars of that part of the day.
    TooLittle,
    No,
}

impl Case<'_> {
    fn fit(&self) -> Fit {
        match (stated::price(self.claim), stated::implied_reference(self.claim)) {
            (Some(price), Some(reference)) => self.price_and_size(price, reference),
            (Some(price), None) => self.price_only(price),
            (None, _) => self.size_only(),
        }
    }

    /// The price as written, for measuring from the reference close.
    fn written(&self, otherwise: f64) -> f64 {
        use rust_decimal::prelude::ToPrimitive;
        self.claim.price.and_then(|p| p.to_f64()).unwrap_or(otherwise)
    }

    fn price_and_size(&self, price: Interval, reference: Interval) -> Fit {
        if !reference.contains(self.close) {
            return Fit::No;
        }
        match self.traded {
            None => Fit::Price { price: self.written(price.low), reached: false },
            Some(t) if t.range.meets(&price) => Fit::Price { price: self.written(price.low), reached: true },
            Some(_) => Fit::No,
        }
    }

    /// A price alone fits where the tape reaches it from the right side of the reference close.
    fn price_only(&self, price: Interval) -> Fit {
        let written = self.written(price.low);
        match self.traded {
            None => Fit::TooLittle,
            Some(t)
                if t.range.meets(&price)
                    && stated::goes(self.claim.direction, written / self.close - 1.0) =>
            {
                Fit::Price { price: written, reached: true }
            }
            Some(_) => Fit::No,
        }
    }

    /// A size alone is held against the move to the close, or in extended hours against the range.
    fn size_only(&self) -> Fit {
        let Some(traded) = self.traded else { return Fit::TooLittle };
        let Some(wanted) = self.target() else { return self.direction_only(traded) };
        match traded.close {
            Some(close) if wanted.contains(close) => Fit::Price { price: close, reached: true },
            Some(_) if self.claim.bound != Some(super::Bound::AsMuchAs) => Fit::No,
            _ if traded.range.meets(&wanted) => {
                Fit::Price { price: wanted.low.max(traded.range.low).min(traded.range.high), reached: true }
            }
            _ => Fit::No,
        }
    }

    /// The prices that the stated size leads to from the reference close.
    fn target(&self) -> Option<Interval> {
        if let Some(size) = stated::size(self.claim) {
            return Some(Interval {
                low: self.close * (1.0 + size.low),
                high: self.close * (1.0 + size.high),
            });
        }
        let points = stated::points(self.claim)?;
        Some(Interval { low: self.close + points.low, high: self.close + points.high })
    }

    fn direction_only(&self, traded: Traded) -> Fit {
        match traded.close {
            Some(close) if stated::goes(self.claim.direction, close / self.close - 1.0) => {
                Fit::Price { price: close, reached: true }
            }
            Some(_) => Fit::No,
            None => Fit::TooLittle,
        }
    }
}

#[cfg(test)]
mod tests;
