//! Which session an instant is in.

use chrono::{DateTime, Utc};

use super::{Calendar, CalendarError, Segment, Session};

/// The place of an instant in a venue's trading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment<'a> {
    /// The part of the trading day.
    pub segment: Segment,
    /// The trading day that the instant is in, extended hours and lunch included; `None` when
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
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::{Calendars, Segment};
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let nasdaq = calendars.get(Mic::XNAS)?;
    /// let segment = |at: &str| -> Result<Segment, Box<dyn std::error::Error>> {
    ///     Ok(nasdaq.at(at.parse()?)?.segment)
    /// };
    /// // The open belongs to the session, the close does not.
    /// assert_eq!(segment("2025-01-29T14:29:59Z")?, Segment::Premarket);
    /// assert_eq!(segment("2025-01-29T14:30:00Z")?, Segment::Regular);
    /// assert_eq!(segment("2025-01-29T20:59:59Z")?, Segment::Regular);
    /// assert_eq!(segment("2025-01-29T21:00:00Z")?, Segment::Afterhours);
    ///
    /// // On a Saturday the venue is closed, between Friday's close and Monday's open.
    /// let saturday = nasdaq.at("2025-02-01T12:00:00Z".parse()?)?;
    /// assert_eq!((saturday.segment, saturday.session), (Segment::Closed, None));
    /// assert_eq!(saturday.last_closed.date.to_string(), "2025-01-31");
    /// assert_eq!(saturday.next_open.date.to_string(), "2025-02-03");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Lunch is part of the trading day, but no trading:
    ///
    /// ```
    /// use newstape::calendar::{Calendars, Segment};
    ///
    /// let calendars = Calendars::builtin();
    /// let tokyo = calendars.get("XTKS".parse()?)?;
    /// let noon = tokyo.at("2025-01-29T12:00:00+09:00".parse()?)?;
    /// assert_eq!(noon.segment, Segment::Lunch);
    /// assert!(noon.session.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

    /// The session whose trading day, extended hours and lunch included, contains an instant.
    fn trading_day(&self, at: DateTime<Utc>) -> Option<&Session> {
        let begun = self.sessions.partition_point(|session| session.first_trade() <= at);
        let session = self.sessions.get(begun.checked_sub(1)?)?;
        (session.segment_at(at) != Segment::Closed).then_some(session)
    }
}
