//! A span between two stamps of the trading day, its prices, and the same span on other days.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::leg::{Stamp, Tape, base_session};
use super::{Paid, PricePoint};
use crate::calendar::{Calendar, Session};
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

    /// The price at a leg's end, if it is one: made after the news, on the trading day on which the leg
    /// ends, of bars that reach its end.
    pub(super) fn end_price(&self, leg: Leg) -> Option<PricePoint> {
        let point = self.price(leg.to)?;
        leg.end.is_none_or(|end| point.at > end.after && self.reaches(leg.to, &point)).then_some(point)
    }

    /// Whether a price is the last before a stamp, and not only the last that is known: what the bars lack
    /// since was not traded.
    fn reaches(&self, stamp: Stamp, point: &PricePoint) -> bool {
        let Some(due) = stamp.instant(self.calendar) else { return false };
        let day = |at| base_session(self.calendar, at).map(|session| session.date);
        point.at == due || (self.goes_on_at(due) && day(point.at) == day(due))
    }

    /// [`Self::priced`] on whatever bars there are. Between sessions those are daily bars, and intraday ones
    /// only where these lack an end, or a session of the range.
    pub(super) fn priced_on_any(&self, leg: Leg) -> Option<Priced> {
        if !leg.is_of_sessions() {
            return self.priced(leg);
        }
        let Some(mut priced) = self.of_sessions().priced(leg) else { return self.priced(leg) };
        if let Some(traded) = self.traded_between(leg) {
            priced.high = priced.high.max(traded.high);
            priced.low = priced.low.min(traded.low);
        }
        Some(priced)
    }

    /// Prices, volume and excursion over a leg; `None` where an end has no price, the two ends are in
    /// different states of adjustment, or a suspect jump lies between them.
    pub(super) fn priced(&self, leg: Leg) -> Option<Priced> {
        if self.is_too_coarse(leg) {
            return None;
        }
        let (from, to) = (self.price(leg.from)?, self.end_price(leg)?);
        if self.footing(&from) != self.footing(&to) || self.jump_in(leg).is_some() {
            return None;
        }
        let traded =
            if leg.is_of_sessions() { self.traded_between(leg) } else { self.traded_within(from.at, to.at) };
        let (start, end) = (from.price.amount, to.price.amount);
        Some(Priced {
            volume: traded.as_ref().and_then(|t| t.volume),
            high: traded.as_ref().map_or(start, |t| t.high).max(start).max(end),
            low: traded.as_ref().map_or(start, |t| t.low).min(start).min(end),
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
        Some(
            close.filter(|c| self.footing(c) == self.footing(to)).map_or(to.price.amount, |c| c.price.amount),
        )
    }

    /// The session whose right a price carries.
    fn trading_day(&self, stamp: Stamp, point: &PricePoint) -> Option<NaiveDate> {
        match stamp {
            Stamp::Close(date) | Stamp::Open(date) | Stamp::BeforeOpen(date) => Some(date),
            Stamp::At(_) => base_session(self.calendar, point.at).map(|s| s.date),
        }
    }

    /// What was traded between two regular opens or closes: in each session by its daily bar, else by the
    /// session's intraday bars. The volume is known where all bars are of one kind, and up to a close.
    fn traded_between(&self, leg: Leg) -> Option<Traded> {
        let (first, last) = leg.dates(self.calendar)?;
        let after = |date| matches!(leg.from, Stamp::Open(_)) && date == first || date > first;
        let until = |date| date < last || matches!(leg.to, Stamp::Close(_)) && date == last;
        let inside = |date| after(date) && until(date);
        let days = self.daily.map(|series| &series.bars()[series.first_at_or_after(first)..]);
        let days = days.unwrap_or_default().iter().take_while(|b| b.at <= last);
        let daily = Traded::over(days.filter(|b| inside(b.at) && self.suspect_on(b.at).is_none()));
        let lacking = |session: &&Session| {
            let held = self.daily.is_some_and(|series| series.get(session.date).is_some());
            inside(session.date) && (!held || self.suspect_on(session.date).is_some())
        };
        let sessions = if self.intraday.is_some() { self.calendar.sessions(first, last).ok()? } else { &[] };
        let minutes = sessions.iter().filter(lacking).filter_map(|s| self.traded_in(s)).reduce(Traded::and);
        let unknown = self.suspects.iter().any(|suspect| inside(suspect.day));
        let known =
            matches!(leg.to, Stamp::Close(_)) && (self.daily.is_none() || minutes.is_none()) && !unknown;
        let all = daily.into_iter().chain(minutes).reduce(Traded::and)?;
        Some(Traded { volume: all.volume.filter(|_| known), ..all })
    }

    /// What the intraday bars of a regular session say was traded.
    fn traded_in(&self, session: &Session) -> Option<Traded> {
        Traded::over(self.bars_within(session.regular.start, session.regular.end))
    }

    /// What was traded strictly after `from` and until `to`: by intraday bars, and the official closes on
    /// the way.
    fn traded_within(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<Traded> {
        let mut traded = Traded::over(self.bars_within(from, to))?;
        let sessions = self.calendar.sessions(from.date_naive(), to.date_naive()).unwrap_or_default();
        let closes = sessions.iter().filter(|s| from < s.regular.end && s.regular.end <= to);
        for close in closes.filter_map(|s| self.price(Stamp::Close(s.date))) {
            traded.high = traded.high.max(close.price.amount);
            traded.low = traded.low.min(close.price.amount);
        }
        Some(traded)
    }

    /// The intraday bars that begin from one instant on and end by another.
    fn bars_within(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> impl Iterator<Item = &Bar<DateTime<Utc>>> {
        let series = self.intraday;
        let places = series.map_or(0..0, |s| s.first_at_or_after(from)..s.first_at_or_after(to));
        places.filter_map(move |i| series.filter(|s| self.end_of(s, i) <= to).map(|s| &s.bars()[i]))
    }
}

#[derive(Debug, Clone, Copy)]
struct Traded {
    volume: Option<f64>,
    high: f64,
    low: f64,
}

impl Traded {
    fn over<'b, At: 'b>(bars: impl Iterator<Item = &'b Bar<At>>) -> Option<Self> {
        // Open and close are within the range, whatever a service says of it.
        let one = |bar: &Bar<At>| Self {
            volume: bar.volume,
            high: bar.high.max(bar.open).max(bar.close),
            low: bar.low.min(bar.open).min(bar.close),
        };
        bars.map(one).reduce(Self::and)
    }

    fn and(self, other: Self) -> Self {
        Self {
            volume: self.volume.zip(other.volume).map(|(a, b)| a + b),
            high: self.high.max(other.high),
            low: self.low.min(other.low),
        }
    }
}
