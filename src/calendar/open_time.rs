//! Time that counts only while the venue is open.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Calendar, CalendarError, Session, Span};

impl Calendar {
    /// The whole minutes of regular trading from `from` to `to`, lunch excluded; negative if `to`
    /// comes first.
    ///
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::Calendars;
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let minutes = |mic: Mic, from: &str, to: &str| -> Result<i64, Box<dyn std::error::Error>> {
    ///     Ok(calendars.get(mic)?.trading_minutes(from.parse()?, to.parse()?)?)
    /// };
    /// // A whole session of Nasdaq, and from its last ten minutes on Friday to Monday's first five.
    /// assert_eq!(minutes(Mic::XNAS, "2025-01-29T00:00:00Z", "2025-01-30T00:00:00Z")?, 390);
    /// assert_eq!(minutes(Mic::XNAS, "2025-01-31T20:50:00Z", "2025-02-03T14:35:00Z")?, 15);
    /// assert_eq!(minutes(Mic::XNAS, "2025-02-03T14:35:00Z", "2025-01-31T20:50:00Z")?, -15);
    /// // Over a weekend nothing trades; over Tokyo's lunch neither.
    /// assert_eq!(minutes(Mic::XNAS, "2025-02-01T00:00:00Z", "2025-02-03T00:00:00Z")?, 0);
    /// let tokyo = "XTKS".parse()?;
    /// assert_eq!(minutes(tokyo, "2025-01-29T11:20:00+09:00", "2025-01-29T12:40:00+09:00")?, 20);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    /// # Examples
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use newstape::calendar::Calendars;
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let nasdaq = calendars.get(Mic::XNAS)?;
    /// // An hour of open market after ten minutes before Friday's close: 50 minutes into Monday.
    /// let (friday, hour) = ("2025-01-31T20:50:00Z".parse()?, TimeDelta::hours(1));
    /// let end = nasdaq.add_open_time(friday, hour, false)?;
    /// assert_eq!(end.to_rfc3339(), "2025-02-03T15:20:00+00:00");
    /// // With extended hours it is over the same evening.
    /// let end = nasdaq.add_open_time(friday, hour, true)?;
    /// assert_eq!(end.to_rfc3339(), "2025-01-31T21:50:00+00:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
