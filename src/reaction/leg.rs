//! A span between two stamps of the trading day, its prices, and the same span on other days.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Dividend, Paid, PricePoint};
use crate::calendar::{Calendar, Session};
use crate::market::{Adjustment, Bar, Series};
use crate::units::Return;

/// The prices of one instrument, all adjusted to the same state, and the calendar they follow.
#[derive(Debug, Clone, Copy)]
pub struct Tape<'a> {
    /// The venue's sessions.
    pub calendar: &'a Calendar,
    /// Daily bars.
    pub daily: Option<&'a Series<NaiveDate>>,
    /// Intraday bars, extended hours included where the provider has them.
    pub intraday: Option<&'a Series<DateTime<Utc>>>,
    /// Cash dividends, oldest first, on the footing of the prices.
    pub dividends: &'a [Dividend],
}

/// A moment of trading at which a price is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stamp {
    /// The regular close of a session.
    Close(NaiveDate),
    /// The regular open of a session.
    Open(NaiveDate),
    /// The last extended-hours price before the regular open of a session.
    BeforeOpen(NaiveDate),
    /// The last price known at an instant.
    At(DateTime<Utc>),
}

/// From one stamp to a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leg {
    pub(super) from: Stamp,
    pub(super) to: Stamp,
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
        Return::between(self.from.price, self.to.price * held)
    }
}

impl Stamp {
    /// The instant at which the stamp's price is known.
    pub(super) fn instant(self, calendar: &Calendar) -> Option<DateTime<Utc>> {
        match self {
            Self::At(at) => Some(at),
            Self::Close(date) => session(calendar, date).map(|s| s.regular.end),
            Self::Open(date) | Self::BeforeOpen(date) => session(calendar, date).map(|s| s.regular.start),
        }
    }

    /// The trading day of the stamp.
    pub(super) fn date(self, calendar: &Calendar) -> Option<NaiveDate> {
        match self {
            Self::Close(date) | Self::Open(date) | Self::BeforeOpen(date) => Some(date),
            Self::At(at) => base_session(calendar, at).map(|s| s.date),
        }
    }

    /// The same moment of the trading day, `n` sessions earlier.
    pub(super) fn earlier(self, calendar: &Calendar, n: i64) -> Option<Self> {
        let back = |date| calendar.nth_session_after(date, -n).ok();
        Some(match self {
            Self::Close(date) => Self::Close(back(date)?.date),
            Self::Open(date) => Self::Open(back(date)?.date),
            Self::BeforeOpen(date) => Self::BeforeOpen(back(date)?.date),
            Self::At(at) => {
                let base = base_session(calendar, at)?;
                Self::At(back(base.date)?.regular.start + (at - base.regular.start))
            }
        })
    }
}

impl Leg {
    /// The same leg `n` sessions earlier.
    pub(super) fn earlier(self, calendar: &Calendar, n: i64) -> Option<Self> {
        Some(Self { from: self.from.earlier(calendar, n)?, to: self.to.earlier(calendar, n)? })
    }
}

fn session(calendar: &Calendar, date: NaiveDate) -> Option<&Session> {
    calendar.session(date).ok().flatten()
}

/// The trading day to which an instant belongs; bars *end* at their instants, so the last moment
/// of a day still belongs to it.
fn base_session(calendar: &Calendar, at: DateTime<Utc>) -> Option<&Session> {
    let moment = calendar.at(at - TimeDelta::seconds(1)).ok()?;
    Some(moment.session.unwrap_or(moment.next_open))
}

impl Tape<'_> {
    /// The price at a stamp.
    pub(super) fn price(&self, stamp: Stamp) -> Option<PricePoint> {
        match stamp {
            Stamp::Close(date) => self.daily_price(date, stamp, |b| b.close).or_else(|| {
                let session = session(self.calendar, date)?;
                self.last_intraday(session.regular.start, session.regular.end)
            }),
            Stamp::Open(date) => {
                self.daily_price(date, stamp, |b| b.open).or_else(|| self.first_regular(date))
            }
            Stamp::BeforeOpen(date) => {
                let session = session(self.calendar, date)?;
                self.last_intraday(session.premarket?.start, session.regular.start)
            }
            Stamp::At(at) => {
                // Never older than the previous regular close.
                let last_closed = self.calendar.at(at).ok()?.last_closed;
                self.last_intraday(last_closed.regular.end - self.span(), at)
            }
        }
    }

    fn span(&self) -> TimeDelta {
        self.intraday.and_then(|s| s.key().interval.span()).unwrap_or(TimeDelta::minutes(1))
    }

    fn daily_price(
        &self,
        date: NaiveDate,
        stamp: Stamp,
        of: impl Fn(&Bar<NaiveDate>) -> f64,
    ) -> Option<PricePoint> {
        let series = self.daily?;
        let price = of(series.get(date)?);
        Some(point(series, stamp.instant(self.calendar)?, price))
    }

    /// The close of the last intraday bar that starts at or after `from` and has ended by `until`.
    fn last_intraday(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Option<PricePoint> {
        let series = self.intraday?;
        let bar = series.last_before(until - self.span() + TimeDelta::microseconds(1))?;
        (bar.at >= from).then(|| point(series, bar.at + self.span(), bar.close))
    }

    fn first_regular(&self, date: NaiveDate) -> Option<PricePoint> {
        let series = self.intraday?;
        let session = session(self.calendar, date)?;
        let bar = series.bars().get(series.first_at_or_after(session.regular.start))?;
        // An opening price that comes a quarter of an hour late is not the opening price.
        (bar.at < session.regular.start + TimeDelta::minutes(15))
            .then(|| point(series, session.regular.start, bar.open))
    }

    /// Prices, volume and excursion over a leg; `None` where an end has no price or the two ends
    /// are in different states of adjustment.
    pub(super) fn priced(&self, leg: Leg) -> Option<Priced> {
        let (from, to) = (self.price(leg.from)?, self.price(leg.to)?);
        if from.adjustment != to.adjustment {
            return None;
        }
        let span = self.traded(&leg, from.at, to.at);
        let (high, low) = (from.price.max(to.price), from.price.min(to.price));
        Some(Priced {
            volume: span.as_ref().and_then(|s| s.volume),
            high: span.as_ref().map_or(high, |s| s.high.max(to.price)),
            low: span.as_ref().map_or(low, |s| s.low.min(to.price)),
            dividends: self.paid(leg, &from, &to),
            from,
            to,
        })
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
        Some(close.filter(|c| c.adjustment == to.adjustment).map_or(to.price, |c| c.price))
    }

    /// The session whose right a price carries.
    fn trading_day(&self, stamp: Stamp, point: &PricePoint) -> Option<NaiveDate> {
        match stamp {
            Stamp::Close(date) | Stamp::Open(date) | Stamp::BeforeOpen(date) => Some(date),
            Stamp::At(_) => base_session(self.calendar, point.at).map(|s| s.date),
        }
    }

    /// What was traded strictly after `from` and until `to`: by intraday bars where they cover the
    /// span, else by whole sessions where the leg ends with one.
    fn traded(&self, leg: &Leg, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<Traded> {
        if matches!(leg.from, Stamp::At(_)) || !matches!(leg.to, Stamp::Close(_)) {
            let series = self.intraday?;
            let inside = |b: &Bar<DateTime<Utc>>| b.at + self.span() <= to;
            let bars = &series.bars()[series.first_at_or_after(from)..];
            return Traded::over(bars.iter().take_while(|b| inside(b)));
        }
        let (Stamp::Close(first), Stamp::Close(last)) = (leg.from, leg.to) else { return None };
        let series = self.daily?;
        let bars = &series.bars()[series.first_at_or_after(first)..];
        Traded::over(bars.iter().skip_while(|b| b.at <= first).take_while(|b| b.at <= last))
    }

    /// Whether the tape goes on after a session that it lacks: open by the calendar, no trade.
    pub(super) fn skips(&self, date: NaiveDate) -> bool {
        self.daily.is_some_and(|series| {
            let next = series.first_at_or_after(date);
            series.get(date).is_none() && next > 0 && next < series.bars().len()
        })
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

fn point<At: Ord + Copy>(series: &Series<At>, at: DateTime<Utc>, price: f64) -> PricePoint {
    let key = series.key();
    PricePoint {
        at,
        price,
        provider: key.provider.clone(),
        interval: key.interval,
        adjustment: key.adjustment,
    }
}
