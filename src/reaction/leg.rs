//! A tape, the stamps of the trading day at which it is asked for a price, and the same stamps on
//! other days.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Dividend, PricePoint};
use crate::calendar::{Calendar, Session};
use crate::market::quality::Flag;
use crate::market::{Adjustment, Bar, Interval, Series};
use crate::units::{Currency, Price};

/// A daily bar that a gate found suspect: it takes no part in any figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspect {
    /// Its day.
    pub day: NaiveDate,
    /// What is suspect about it.
    pub flag: Flag,
}

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
    /// The daily bars that take no part, oldest first. Across a jump by a split's ratio that no known
    /// split explains nothing is measured.
    pub suspects: &'a [Suspect],
    /// The starts of the intraday bars that take no part, oldest first; `intraday` is without them.
    pub left_out: &'a [DateTime<Utc>],
    /// How the bars are stored, where reading has adjusted them.
    pub stored_as: StoredAs,
    /// The currency of all these prices; `None` where nobody has said which it is.
    pub currency: Option<Currency>,
}

/// The state in which bars are stored that a tape has on another footing; `None` where it is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StoredAs {
    /// Of the daily bars.
    pub daily: Option<Adjustment>,
    /// Of the intraday bars.
    pub intraday: Option<Adjustment>,
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

fn session(calendar: &Calendar, date: NaiveDate) -> Option<&Session> {
    calendar.session(date).ok().flatten()
}

/// The trading day to which an instant belongs; bars *end* at their instants, so the last moment
/// of a day still belongs to it.
pub(super) fn base_session(calendar: &Calendar, at: DateTime<Utc>) -> Option<&Session> {
    let moment = calendar.at(at - TimeDelta::seconds(1)).ok()?;
    Some(moment.session.unwrap_or(moment.next_open))
}

impl<'a> Tape<'a> {
    /// A tape without prices.
    #[must_use]
    pub const fn empty(calendar: &'a Calendar) -> Self {
        Self {
            calendar,
            daily: None,
            intraday: None,
            dividends: &[],
            suspects: &[],
            left_out: &[],
            stored_as: StoredAs { daily: None, intraday: None },
            currency: None,
        }
    }

    /// The tape that session horizons are measured on: daily bars wherever there are any, so that
    /// intraday bars that arrive change nothing.
    pub(super) const fn of_sessions(self) -> Self {
        match self.daily {
            Some(_) => Self { intraday: None, ..self },
            None => self,
        }
    }

    /// Where a span that starts with news at `at` starts: the last bar that had ended by then, or the
    /// last regular close where nothing was traded since.
    pub(super) fn anchor_at(&self, at: DateTime<Utc>) -> Option<Stamp> {
        let closed = self.calendar.at(at).ok()?.last_closed;
        let bar = self.traded_by(at).filter(|(_, end)| *end > closed.regular.end);
        Some(bar.map_or(Stamp::Close(closed.date), |(_, end)| Stamp::At(end)))
    }

    /// The price at a stamp.
    pub(super) fn price(&self, stamp: Stamp) -> Option<PricePoint> {
        match stamp {
            Stamp::Close(date) => self.daily_price(date, stamp, |b| b.close).or_else(|| {
                let session = session(self.calendar, date)?;
                // What ends before the close is not its price.
                let last = self.last_intraday(session.regular.start, session.regular.end);
                last.filter(|last| last.at == session.regular.end)
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
                let closed = self.calendar.at(at).ok()?.last_closed;
                self.last_intraday(closed.regular.end, at)
                    .or_else(|| self.intraday.and_then(|_| self.price(Stamp::Close(closed.date))))
            }
        }
    }

    pub(super) fn span(&self) -> TimeDelta {
        self.intraday.and_then(|s| s.key().interval.span()).unwrap_or(TimeDelta::minutes(1))
    }

    fn daily_price(
        &self,
        date: NaiveDate,
        stamp: Stamp,
        of: impl Fn(&Bar<NaiveDate>) -> f64,
    ) -> Option<PricePoint> {
        let series = self.daily?;
        if self.suspect_on(date).is_some() {
            return None;
        }
        let price = of(series.get(date)?);
        Some(self.point(series, stamp.instant(self.calendar)?, price))
    }

    /// What is suspect about the bar of a day.
    pub(super) fn suspect_on(&self, date: NaiveDate) -> Option<&'a Suspect> {
        self.suspects.iter().find(|s| s.day == date)
    }

    /// The jump that parts two days: prices on its two sides are not on one footing.
    pub(super) fn parted(&self, first: NaiveDate, last: NaiveDate) -> Option<&'a Suspect> {
        let inside = |s: &&Suspect| first < s.day && s.day <= last;
        self.suspects.iter().find(|s| inside(s) && s.flag.breaks())
    }

    /// The last intraday bar that had ended by an instant, and when it ended.
    fn traded_by(&self, until: DateTime<Utc>) -> Option<(&'a Bar<DateTime<Utc>>, DateTime<Utc>)> {
        let series = self.intraday?;
        let begun = 0..series.first_at_or_after(until);
        let ended = begun.rev().map(|i| (i, self.end_of(series, i))).find(|(_, end)| *end <= until);
        ended.map(|(i, end)| (&series.bars()[i], end))
    }

    /// When an intraday bar ends: by its length, unless the next begins before, or the session is over.
    pub(super) fn end_of(&self, series: &Series<DateTime<Utc>>, index: usize) -> DateTime<Utc> {
        let (at, span) = (series.bars()[index].at, self.span());
        let next = series.bars().get(index + 1).map(|next| next.at);
        // A bar that begins at once is off the grid, and ends nothing.
        if let Some(next) = next.filter(|next| *next < at + span && *next - at >= span / 2) {
            return next;
        }
        self.end_by_clock(at)
    }

    /// When an intraday bar ends by its length and its session. The last of a session that its length does
    /// not divide is shorter, where bars count from the open or nothing trades after the close.
    pub(super) fn end_by_clock(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let span = self.span();
        let ends_here = |session: &&Session| {
            let from_the_open = (at - session.regular.start).num_seconds() % span.num_seconds().max(1) == 0;
            session.regular.contains(at) && (from_the_open || session.afterhours.is_none())
        };
        let close = self.calendar.at(at).ok().and_then(|m| m.session).filter(ends_here);
        close.map_or(at + span, |session| session.regular.end.min(at + span))
    }

    /// The start of the intraday bar that a price is of: one that ends with it, or begins with it at an
    /// opening.
    #[must_use]
    pub fn bar_of(&self, point: &PricePoint) -> Option<DateTime<Utc>> {
        let (bar, end) = self.traded_by(point.at)?;
        let ends = end == point.at && bar.close.to_bits() == point.price.amount.to_bits();
        if ends {
            return Some(bar.at);
        }
        self.intraday?.get(point.at).map(|bar| bar.at)
    }

    /// The close of the last intraday bar that starts at or after `from` and has ended by `until`.
    fn last_intraday(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Option<PricePoint> {
        let (bar, end) = self.traded_by(until).filter(|(bar, _)| bar.at >= from)?;
        Some(self.point(self.intraday?, end, bar.close))
    }

    fn first_regular(&self, date: NaiveDate) -> Option<PricePoint> {
        let series = self.intraday?;
        let session = session(self.calendar, date)?;
        let bar = series.bars().get(series.first_at_or_after(session.regular.start))?;
        // An opening price that comes a quarter of an hour late is not the opening price.
        (bar.at < session.regular.start + TimeDelta::minutes(15))
            .then(|| self.point(series, session.regular.start, bar.open))
    }

    fn point<At: Ord + Copy>(&self, series: &Series<At>, at: DateTime<Utc>, amount: f64) -> PricePoint {
        let key = series.key();
        let StoredAs { daily, intraday } = self.stored_as;
        let stored = if key.interval == Interval::Day1 { daily } else { intraday };
        PricePoint {
            at,
            price: Price::new(amount, self.currency),
            provider: key.provider.clone(),
            interval: key.interval,
            adjustment: stored.unwrap_or(key.adjustment),
        }
    }

    /// The state of a price as the tape has it, by which two prices compare.
    pub(super) fn footing(&self, point: &PricePoint) -> Option<Adjustment> {
        match point.interval {
            Interval::Day1 => self.daily.map(|series| series.key().adjustment),
            _ => self.intraday.map(|series| series.key().adjustment),
        }
    }

    /// Whether the tape goes on after a session that it lacks: open by the calendar, no trade.
    pub(super) fn skips(&self, date: NaiveDate) -> bool {
        self.daily.is_some_and(|series| {
            let next = series.first_at_or_after(date);
            series.get(date).is_none() && next > 0 && next < series.bars().len()
        })
    }

    /// Whether the intraday bars go on at or after an instant, so that what they lack before it was
    /// not traded.
    pub(super) fn goes_on_at(&self, at: DateTime<Utc>) -> bool {
        let last = self.intraday.and_then(|series| Some((series, series.bars().len().checked_sub(1)?)));
        last.is_some_and(|(series, last)| self.end_of(series, last) >= at)
    }

    /// Whether there is an intraday bar of the trading day of an instant.
    pub(super) fn has_bars_of_day(&self, at: DateTime<Utc>) -> bool {
        let day = base_session(self.calendar, at).map(Session::whole_day);
        day.is_some_and(|day| self.has_bars_in(day.start, day.end))
    }

    /// Whether an intraday bar begins from one instant on and before another.
    pub(super) fn has_bars_in(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> bool {
        self.intraday.is_some_and(|series| series.first_at_or_after(from) < series.first_at_or_after(until))
    }

    /// The intraday bars left out that begin from one instant on and before another.
    pub(super) fn left_out_in(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> &'a [DateTime<Utc>] {
        let first = self.left_out.partition_point(|at| *at < from);
        let last = self.left_out.partition_point(|at| *at < until);
        self.left_out.get(first..last).unwrap_or_default()
    }
}
