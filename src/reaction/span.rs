//! A span between two stamps of the trading day, its prices, and the same span on other days.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::leg::{Stamp, Tape, base_session};
use super::{Paid, PricePoint};
use crate::calendar::Calendar;
use crate::market::{Adjustment, Bar};
use crate::units::Return;

/// From one stamp to a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leg {
    pub(super) from: Stamp,
    pub(super) to: Stamp,
    /// What a price at the end must be to be a measurement; `None` where the end is a regular open or
    /// close, which always is one.
    pub(super) end: Option<End>,
}

/// What makes a price the end of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// It was made after this instant, that of the news.
    pub(super) after: DateTime<Utc>,
    /// Its bar is no longer than this.
    pub(super) longest: Option<TimeDelta>,
}

/// Prices and volume over one leg.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Priced {
    pub(super) from: PricePoint,
    pub(super) to: PricePoint,
    pub(super) volume: Option<f64>,
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) dividends: Vec<Paid>,
}

impl Priced {
    /// The holder's return, dividends included; `None` where a price is not positive.
    pub(super) fn total_return(&self) -> Option<Return> {
        let held: f64 = self.dividends.iter().map(Paid::factor).product();
        Return::of_prices(self.from.price, self.to.price.times(held))
    }
}

impl Leg {
    /// From one regular open or close to another.
    pub(super) const fn of_sessions(from: Stamp, to: Stamp) -> Self {
        Self { from, to, end: None }
    }

    /// The same leg `n` sessions earlier.
    pub(super) fn earlier(self, calendar: &Calendar, n: i64) -> Option<Self> {
        let end = match self.end {
            None => None,
            Some(end) => {
                let Stamp::At(after) = Stamp::At(end.after).earlier(calendar, n)? else { return None };
                Some(End { after, ..end })
            }
        };
        Some(Self { from: self.from.earlier(calendar, n)?, to: self.to.earlier(calendar, n)?, end })
    }

    /// Whether both ends are regular opens or closes, so that daily bars price it.
    pub(super) const fn is_of_sessions(&self) -> bool {
        matches!(self.from, Stamp::Close(_) | Stamp::Open(_))
            && matches!(self.to, Stamp::Close(_) | Stamp::Open(_))
    }

    /// The instants of both ends.
    pub(super) fn instants(&self, calendar: &Calendar) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        Some((self.from.instant(calendar)?, self.to.instant(calendar)?))
    }

    /// The trading days of both ends.
    pub(super) fn dates(&self, calendar: &Calendar) -> Option<(NaiveDate, NaiveDate)> {
        Some((self.from.date(calendar)?, self.to.date(calendar)?))
    }
}

impl Tape<'_> {
    /// Whether the bars are too long to end this leg.
    pub(super) fn is_too_coarse(&self, leg: Leg) -> bool {
        let longest = leg.end.and_then(|end| end.longest);
        longest.is_some_and(|longest| self.intraday.is_some() && self.span() > longest)
    }

    /// The price at a leg's end, if it is one: made after the news.
    pub(super) fn end_price(&self, leg: Leg) -> Option<PricePoint> {
        let point = self.price(leg.to)?;
        leg.end.is_none_or(|end| point.at > end.after).then_some(point)
    }

    /// Prices, volume and excursion over a leg; `None` where an end has no price, the two ends are in
    /// different states of adjustment, or a suspect jump lies between them.
    pub(super) fn priced(&self, leg: Leg) -> Option<Priced> {
        if self.is_too_coarse(leg) {
            return None;
        }
        let (from, to) = (self.price(leg.from)?, self.end_price(leg)?);
        if from.adjustment != to.adjustment || self.jump_in(leg).is_some() {
            return None;
        }
        let span = self.traded(&leg, from.at, to.at);
        let (start, end) = (from.price.amount, to.price.amount);
        let (high, low) = (start.max(end), start.min(end));
        Some(Priced {
            volume: span.as_ref().and_then(|s| s.volume),
            high: span.as_ref().map_or(high, |s| s.high.max(end)),
            low: span.as_ref().map_or(low, |s| s.low.min(end)),
            dividends: self.paid(leg, &from, &to),
            from,
            to,
        })
    }

    /// The suspect jump inside a leg.
    pub(super) fn jump_in(&self, leg: Leg) -> Option<&super::Suspect> {
        if self.suspects.is_empty() {
            return None;
        }
        let (first, last) = leg.dates(self.calendar)?;
        self.parted(first, last)
    }

    /// The dividends whose right a holder at the leg's start still had, and one at its end no more.
    fn paid(&self, leg: Leg, from: &PricePoint, to: &PricePoint) -> Vec<Paid> {
        if self.dividends.is_empty() {
            return Vec::new();
        }
        let (Some(first), Some(last)) = (self.trading_day(leg.from, from), self.trading_day(leg.to, to))
        else {
            return Vec::new();
        };
        let inside = self.dividends.iter().filter(|d| first < d.ex_date && d.ex_date <= last);
        inside.map(|d| Paid { dividend: *d, reinvested_at: self.reinvested_at(d.ex_date, to) }).collect()
    }

    /// The close of an ex-date, or the end's price where that comes first.
    fn reinvested_at(&self, ex_date: NaiveDate, to: &PricePoint) -> Option<f64> {
        if to.adjustment == Adjustment::SplitsAndDividends {
            return None;
        }
        let session = self.calendar.sessions(ex_date, ex_date + TimeDelta::days(10)).ok()?.first().copied();
        let close = session.filter(|s| s.regular.end < to.at).and_then(|s| self.price(Stamp::Close(s.date)));
        Some(close.filter(|c| c.adjustment == to.adjustment).map_or(to.price.amount, |c| c.price.amount))
    }

    /// The session whose right a price carries.
    fn trading_day(&self, stamp: Stamp, point: &PricePoint) -> Option<NaiveDate> {
        match stamp {
            Stamp::Close(date) | Stamp::Open(date) | Stamp::BeforeOpen(date) => Some(date),
            Stamp::At(_) => base_session(self.calendar, point.at).map(|s| s.date),
        }
    }

    /// What was traded strictly after `from` and until `to`: whole sessions between two closes, else
    /// intraday bars where they cover the span.
    fn traded(&self, leg: &Leg, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<Traded> {
        if let (Stamp::Close(first), Stamp::Close(last), Some(series)) = (leg.from, leg.to, self.daily) {
            let bars = &series.bars()[series.first_at_or_after(first)..];
            return Traded::over(bars.iter().skip_while(|b| b.at <= first).take_while(|b| b.at <= last));
        }
        let series = self.intraday?;
        let inside = |b: &Bar<DateTime<Utc>>| b.at + self.span() <= to;
        let bars = &series.bars()[series.first_at_or_after(from)..];
        Traded::over(bars.iter().take_while(|b| inside(b)))
    }
}

struct Traded {
    volume: Option<f64>,
    high: f64,
    low: f64,
}

impl Traded {
    fn over<'b, At: 'b>(bars: impl Iterator<Item = &'b Bar<At>>) -> Option<Self> {
        bars.fold(None, |sum: Option<Self>, bar| {
            let one = Self { volume: bar.volume, high: bar.high, low: bar.low };
            Some(match sum {
                None => one,
                Some(sum) => Self {
                    volume: sum.volume.zip(one.volume).map(|(a, b)| a + b),
                    high: sum.high.max(one.high),
                    low: sum.low.min(one.low),
                },
            })
        })
    }
}
