//! Time that counts only while the venue is open.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Calendar, CalendarError, Session, Span};

impl Calendar {
    /// The whole minutes of regular trading from `from` to `to`, lunch excluded; negative if `to`
    /// comes first.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn trading_minutes(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<i64, CalendarError> {
        self.check_instant(from)?;
        self.check_instant(to)?;
        if from > to {
            return self.trading_minutes(to, from).map(|minutes| -minutes);
        }
        let first = self.sessions.partition_point(|session| session.regular.end <= from);
        let wanted = Span { start: from, end: to };
        let open = self
            .sessions
            .iter()
            .skip(first)
            .take_while(|session| session.regular.start < to)
            .flat_map(|session| session.open_spans(false))
            .fold(TimeDelta::zero(), |sum, (_, span)| sum + overlap(span, wanted));
        Ok(open.num_minutes())
    }

    /// The first instant by which the venue has been open for `time` since `from`; with `extended`
    /// its extended hours count too. No time is over at once, a negative one too.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn add_open_time(
        &self,
        from: DateTime<Utc>,
        time: TimeDelta,
        extended: bool,
    ) -> Result<DateTime<Utc>, CalendarError> {
        self.check_instant(from)?;
        if time <= TimeDelta::zero() {
            return Ok(from);
        }
        let first = self.sessions.partition_point(|session| session.whole_day().end <= from);
        let mut left = time;
        for span in self.sessions.iter().skip(first).flat_map(|session| spans(session, extended)) {
            let start = span.start.max(from);
            if start + left <= span.end {
                return Ok(start + left);
            }
            left -= (span.end - start).max(TimeDelta::zero());
        }
        Err(self.outside(format!("the instant {} open minutes after {from}", time.num_minutes())))
    }
}

fn spans(session: &Session, extended: bool) -> impl Iterator<Item = Span> {
    session.open_spans(extended).map(|(_, span)| span)
}

fn overlap(a: Span, b: Span) -> TimeDelta {
    (a.end.min(b.end) - a.start.max(b.start)).max(TimeDelta::zero())
}
