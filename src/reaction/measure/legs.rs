//! From which instant to which a row is measured.

use chrono::{NaiveDate, TimeDelta};

use super::{Question, Row};
use crate::event::{Precision, When};
use crate::reaction::Horizon;
use crate::reaction::leg::Stamp;
use crate::reaction::span::{End, Leg};

impl Row<'_, '_, '_> {
    /// The span of the row: from the last regular close before the news, or for minutes and the
    /// premarket from the last price before it.
    pub(super) fn leg(&self) -> Option<Leg> {
        let Question { when, tape, .. } = self.question;
        let calendar = tape.calendar;
        let last_close = self.shared.last_close()?;
        let from = Stamp::Close(last_close);
        let first = calendar.first_reacting_session(when).ok()?;
        let to = match self.horizon {
            Horizon::Open => Stamp::Open(self.next_open()?),
            Horizon::Close | Horizon::Sessions(0 | 1) => Stamp::Close(first.date),
            Horizon::Sessions(n) if n > 0 => {
                Stamp::Close(calendar.nth_session_after(first.date, i64::from(n) - 1).ok()?.date)
            }
            Horizon::Sessions(n) => {
                let start = calendar.nth_session_after(last_close, i64::from(n)).ok()?.date;
                return Some(Leg::of_sessions(Stamp::Close(start), from));
            }
            Horizon::Premarket => return self.premarket_leg(from),
            Horizon::Minutes(minutes) => return self.minutes_leg(minutes),
        };
        Some(Leg::of_sessions(from, to))
    }

    /// The session that opens next; a session that opens at the instant of the news does so after it.
    pub(super) fn next_open(&self) -> Option<NaiveDate> {
        let Question { when, tape, .. } = self.question;
        match *when {
            When::Instant { at, .. } => {
                let moment = tape.calendar.at(at).ok()?;
                let opening = moment.session.filter(|session| session.regular.start == at);
                Some(opening.unwrap_or(moment.next_open).date)
            }
            When::Day(_) => tape.calendar.first_reacting_session(when).ok().map(|session| session.date),
        }
    }

    pub(super) fn premarket_leg(&self, last_close: Stamp) -> Option<Leg> {
        let Question { when, tape, .. } = self.question;
        let to = Stamp::BeforeOpen(self.next_open()?);
        let (from, after) = match *when {
            When::Instant { at, precision } if precision <= Precision::Minute => (tape.anchor_at(at)?, at),
            When::Instant { .. } | When::Day(_) => (last_close, last_close.instant(tape.calendar)?),
        };
        Some(Leg { from, to, end: Some(End { after, longest: None }) })
    }

    pub(super) fn minutes_leg(&self, minutes: u16) -> Option<Leg> {
        let Question { when: When::Instant { at, .. }, tape, .. } = *self.question else { return None };
        let span = TimeDelta::minutes(i64::from(minutes));
        let to = Stamp::At(tape.calendar.add_open_time(at, span, self.has_extended_hours()).ok()?);
        Some(Leg { from: tape.anchor_at(at)?, to, end: Some(End { after: at, longest: Some(span) }) })
    }

    /// Whether the intraday bars reach outside the regular session, so that the clock of open
    /// market runs there too.
    pub(super) fn has_extended_hours(&self) -> bool {
        let Question { tape, when: When::Instant { at, .. }, .. } = self.question else { return false };
        let Some(series) = tape.intraday else { return false };
        let near = series.first_at_or_after(*at - TimeDelta::days(5));
        series.bars()[near..].iter().take_while(|b| b.at < *at + TimeDelta::days(5)).any(|b| {
            tape.calendar.at(b.at).is_ok_and(|m| m.session.is_some_and(|s| !s.regular.contains(b.at)))
        })
    }
}
