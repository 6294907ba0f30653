//! Which session an instant is in.

use chrono::{DateTime, Utc};

use super::{Calendar, CalendarError, Segment, Session};

/// Where an instant stands in a venue's trading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment<'a> {
    /// The part of the trading day.
    pub segment: Segment,
    /// The trading day in which the instant lies, extended hours and lunch included; `None` when
    /// the venue is closed.
    pub session: Option<&'a Session>,
    /// The last session whose regular close is at or before the instant.
    pub last_closed: &'a Session,
    /// The first session whose regular open is after the instant.
    pub next_open: &'a Session,
}

impl Calendar {
    /// Which session an instant is in, what closed last, and what opens next.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`] if the instant, or one of the two sessions, is.
    pub fn at(&self, at: DateTime<Utc>) -> Result<Moment<'_>, CalendarError> {
        self.check_instant(at)?;
        let session = self.trading_day(at);
        let closed = self.sessions.partition_point(|session| session.regular.end <= at);
        let opened = self.sessions.partition_point(|session| session.regular.start <= at);
        let last_closed = closed.checked_sub(1).and_then(|last| self.sessions.get(last));
        Ok(Moment {
            segment: session.map_or(Segment::Closed, |session| session.segment_at(at)),
            session,
            last_closed: last_closed.ok_or_else(|| self.outside(format!("the last close before {at}")))?,
            next_open: self
                .sessions
                .get(opened)
                .ok_or_else(|| self.outside(format!("the next open after {at}")))?,
        })
    }

    /// The session whose trading day, extended hours and lunch included, an instant lies in.
    fn trading_day(&self, at: DateTime<Utc>) -> Option<&Session> {
        let begun = self.sessions.partition_point(|session| session.first_trade() <= at);
        let session = self.sessions.get(begun.checked_sub(1)?)?;
        (session.segment_at(at) != Segment::Closed).then_some(session)
    }
}
