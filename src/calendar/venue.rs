//! One venue's calendar: its sessions by date.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::rules::{self, Rules, Text};
use super::{CalendarError, Session};
use crate::event::When;
use crate::instrument::Mic;

/// All sessions of one venue over its coverage.
///
/// A session is labelled by its local date. Instants are in UTC, and a span of time holds its start
/// but not its end: the instant of the close is after the session.
///
/// # Examples
///
/// ```
/// use newstape::calendar::{Calendars, SessionKind};
/// use newstape::instrument::Mic;
///
/// let calendars = Calendars::builtin();
/// let new_york = calendars.get(Mic::XNYS)?;
///
/// // The day after Thanksgiving ends at 13:00 New York time, 18:00 UTC.
/// let friday = new_york.session("2024-11-29".parse()?)?.ok_or("no session")?;
/// assert_eq!(friday.kind, SessionKind::EarlyClose);
/// assert_eq!(friday.regular.end.to_rfc3339(), "2024-11-29T18:00:00+00:00");
///
/// // Thanksgiving itself is none, and the calendar knows why.
/// let thanksgiving = "2024-11-28".parse()?;
/// assert_eq!(new_york.session(thanksgiving)?, None);
/// assert_eq!(new_york.closure(thanksgiving), Some("Thanksgiving Day"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    mic: Mic,
    name: Text,
    zone: Tz,
    from: NaiveDate,
    to: NaiveDate,
    announced: NaiveDate,
    pub(super) sessions: Vec<Session>,
    closed: BTreeMap<NaiveDate, Text>,
}

impl Calendar {
    /// The calendar that follows from rules.
    #[must_use]
    pub(super) fn from_rules(mic: Mic, rules: &Rules) -> Self {
        let (sessions, closed) = rules::sessions(rules);
        let Rules { name, zone, from, to, announced, .. } = rules.clone();
        let announced = announced.unwrap_or(to).min(to);
        Self { mic, name, zone, from, to, announced, sessions, closed }
    }

    /// The venue's code.
    #[must_use]
    pub const fn mic(&self) -> Mic {
        self.mic
    }

    /// The venue's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The zone of the venue's clock.
    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// First and last day of which the calendar knows, both included. Every question beyond them is
    /// refused: the holidays of a distant year have not been announced yet.
    ///
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::{CalendarError, Calendars};
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let new_york = calendars.get(Mic::XNYS)?;
    /// let (_, last) = new_york.coverage();
    /// assert!(new_york.session(last).is_ok());
    ///
    /// let beyond = last.succ_opt().ok_or("the end of time")?;
    /// assert!(matches!(new_york.session(beyond), Err(CalendarError::OutsideCoverage { .. })));
    /// // So is an answer that would lie beyond.
    /// assert!(matches!(new_york.next_session(last), Err(CalendarError::OutsideCoverage { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn coverage(&self) -> (NaiveDate, NaiveDate) {
        (self.from, self.to)
    }

    /// The last day of the years whose holidays have been announced. Later days are expected: they follow from rules
    /// and reckoned feasts, and the reason of a closure says so.
    ///
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::Calendars;
    ///
    /// let calendars = Calendars::builtin();
    /// let shanghai = calendars.get("XSHG".parse()?)?;
    /// let (_, last) = shanghai.coverage();
    /// assert!(shanghai.announced() < last);
    /// assert_eq!(shanghai.closure("2027-02-08".parse()?), Some("Spring Festival (expected)"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn announced(&self) -> NaiveDate {
        self.announced
    }

    /// The session on a local date; `None` on a weekend, a holiday or a closure.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn session(&self, date: NaiveDate) -> Result<Option<&Session>, CalendarError> {
        Ok(self.position(date)?.ok().and_then(|at| self.sessions.get(at)))
    }

    /// Why a weekday is not a session: the holiday's name, or the reason for the closure.
    #[must_use]
    pub fn closure(&self, date: NaiveDate) -> Option<&str> {
        self.closed.get(&date).map(AsRef::as_ref)
    }

    /// The sessions from `from` to `to`, both inclusive; empty if there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::{CalendarError, Calendars};
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let nasdaq = calendars.get(Mic::XNAS)?;
    /// let days = |from: &str, to: &str| -> Result<Vec<String>, Box<dyn std::error::Error>> {
    ///     let sessions = nasdaq.sessions(from.parse()?, to.parse()?)?;
    ///     Ok(sessions.iter().map(|session| session.date.to_string()).collect())
    /// };
    /// // Friday to Tuesday; Monday, 20 January 2025, was Martin Luther King's day.
    /// assert_eq!(days("2025-01-17", "2025-01-21")?, ["2025-01-17", "2025-01-21"]);
    /// assert!(days("2025-01-18", "2025-01-20")?.is_empty());
    ///
    /// let backwards = nasdaq.sessions("2025-01-21".parse()?, "2025-01-17".parse()?);
    /// assert!(matches!(backwards, Err(CalendarError::Backwards { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`], [`CalendarError::Backwards`].
    pub fn sessions(&self, from: NaiveDate, to: NaiveDate) -> Result<&[Session], CalendarError> {
        if from > to {
            return Err(CalendarError::Backwards { from: from.to_string(), to: to.to_string() });
        }
        let first = self.position(from)?.unwrap_or_else(|next| next);
        let end = self.position(to)?.map_or_else(|next| next, |last| last + 1);
        Ok(self.sessions.get(first..end).unwrap_or_default())
    }

    /// The sessions of a span and of a week on either side, as far as the calendar reaches: a bar
    /// that strays on to a holiday at the edge is then seen to be one. Empty where the span ends
    /// before it begins.
    ///
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::Calendars;
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let nasdaq = calendars.get(Mic::XNAS)?;
    /// let day = "2025-01-29".parse()?;
    /// // From 22 January to 5 February.
    /// assert_eq!(nasdaq.sessions_around(day, day).len(), 11);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn sessions_around(&self, first: NaiveDate, last: NaiveDate) -> &[Session] {
        let week = Days::new(7);
        let from = first.checked_sub_days(week).unwrap_or(first).clamp(self.from, self.to);
        let to = last.checked_add_days(week).unwrap_or(last).clamp(self.from, self.to);
        if first > last { &[] } else { self.sessions(from, to).unwrap_or_default() }
    }

    /// The first session strictly after a date, whether or not there is one on the date itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::Calendars;
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let nasdaq = calendars.get(Mic::XNAS)?;
    /// // From Friday over the weekend and Martin Luther King's day to Tuesday.
    /// assert_eq!(nasdaq.next_session("2025-01-17".parse()?)?.date.to_string(), "2025-01-21");
    /// assert_eq!(nasdaq.next_session("2025-01-18".parse()?)?.date.to_string(), "2025-01-21");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn next_session(&self, date: NaiveDate) -> Result<&Session, CalendarError> {
        self.nth_session_after(date, 1)
    }

    /// The last session strictly before a date, whether or not there is one on the date itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::{CalendarError, Calendars};
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let nasdaq = calendars.get(Mic::XNAS)?;
    /// assert_eq!(nasdaq.previous_session("2025-01-21".parse()?)?.date.to_string(), "2025-01-17");
    ///
    /// // Before the first day covered there may have been a session; the calendar does not know.
    /// let (first, _) = nasdaq.coverage();
    /// assert!(matches!(nasdaq.previous_session(first), Err(CalendarError::OutsideCoverage { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn previous_session(&self, date: NaiveDate) -> Result<&Session, CalendarError> {
        self.nth_session_after(date, -1)
    }

    /// The session on a date, or else the next.
    ///
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::Calendars;
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let xetra = calendars.get("XETR".parse()?)?;
    /// // Good Friday and Easter Monday have no trading.
    /// assert_eq!(xetra.session_on_or_after("2025-04-18".parse()?)?.date.to_string(), "2025-04-22");
    /// assert_eq!(xetra.session_on_or_before("2025-04-21".parse()?)?.date.to_string(), "2025-04-17");
    /// assert_eq!(xetra.session_on_or_after("2025-04-17".parse()?)?.date.to_string(), "2025-04-17");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn session_on_or_after(&self, date: NaiveDate) -> Result<&Session, CalendarError> {
        let at = self.position(date)?.unwrap_or_else(|next| next);
        self.sessions.get(at).ok_or_else(|| self.outside(format!("the session on or after {date}")))
    }

    /// The session on a date, or else the one before.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn session_on_or_before(&self, date: NaiveDate) -> Result<&Session, CalendarError> {
        let at = self.position(date)?.map_or_else(|next| next.checked_sub(1), Some);
        at.and_then(|at| self.sessions.get(at))
            .ok_or_else(|| self.outside(format!("the session on or before {date}")))
    }

    /// The nth session strictly after a date for `n` ≥ 1, strictly before it for `n` ≤ −1; for 0
    /// the session on the date itself.
    ///
    /// The date need not be a session: from a Saturday, the first session after is Monday's and the
    /// first before is Friday's.
    ///
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::Calendars;
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let nasdaq = calendars.get(Mic::XNAS)?;
    /// let nth = |date: &str, n| -> Result<String, Box<dyn std::error::Error>> {
    ///     Ok(nasdaq.nth_session_after(date.parse()?, n)?.date.to_string())
    /// };
    /// // From a session: itself is number 0.
    /// assert_eq!(nth("2025-01-17", 0)?, "2025-01-17");
    /// assert_eq!(nth("2025-01-17", 1)?, "2025-01-21");
    /// assert_eq!(nth("2025-01-17", 5)?, "2025-01-27");
    /// assert_eq!(nth("2025-01-17", -1)?, "2025-01-16");
    ///
    /// // From a day without trading, both neighbours are one away.
    /// assert_eq!(nth("2025-01-20", 1)?, "2025-01-21");
    /// assert_eq!(nth("2025-01-20", -1)?, "2025-01-17");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// What has no answer is an error:
    ///
    /// ```
    /// use newstape::calendar::{CalendarError, Calendars};
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let nasdaq = calendars.get(Mic::XNAS)?;
    /// let holiday = "2025-01-20".parse()?;
    /// let zeroth = nasdaq.nth_session_after(holiday, 0);
    /// assert_eq!(zeroth, Err(CalendarError::NoSession { mic: Mic::XNAS, date: holiday }));
    /// let far = nasdaq.nth_session_after(holiday, 1_000_000);
    /// assert!(matches!(far, Err(CalendarError::OutsideCoverage { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`]; [`CalendarError::NoSession`] for `n` = 0.
    pub fn nth_session_after(&self, date: NaiveDate, n: i64) -> Result<&Session, CalendarError> {
        // Off a session, `next` is the first one after already, so counting forward starts one early.
        let (base, n_from_base) = match (self.position(date)?, n) {
            (Ok(on), _) => (on, n),
            (Err(_), 0) => return Err(CalendarError::NoSession { mic: self.mic, date }),
            (Err(next), 1..) => (next, n - 1),
            (Err(next), _) => (next, n),
        };
        let at = i64::try_from(base).ok().and_then(|base| base.checked_add(n_from_base));
        at.and_then(|at| usize::try_from(at).ok())
            .and_then(|at| self.sessions.get(at))
            .ok_or_else(|| self.outside(format!("session {n:+} from {date}")))
    }

    /// The first session in which prices could react to what became public `when`.
    ///
    /// For an instant, the first session whose regular close is after it. For a day, whose hour is
    /// unknown, the first session on or after that day.
    ///
    /// # Examples
    ///
    /// ```
    /// use newstape::calendar::Calendars;
    /// use newstape::event::{Precision, When};
    /// use newstape::instrument::Mic;
    ///
    /// let calendars = Calendars::builtin();
    /// let nasdaq = calendars.get(Mic::XNAS)?;
    /// let first = |when: When| -> Result<String, Box<dyn std::error::Error>> {
    ///     Ok(nasdaq.first_reacting_session(&when)?.date.to_string())
    /// };
    /// let at = |text: &str| -> Result<When, Box<dyn std::error::Error>> {
    ///     Ok(When::Instant { at: text.parse()?, precision: Precision::Minute })
    /// };
    /// // One minute before the close of a Friday, the session can still react; at the close no more.
    /// assert_eq!(first(at("2025-01-17T20:59:00Z")?)?, "2025-01-17");
    /// assert_eq!(first(at("2025-01-17T21:00:00Z")?)?, "2025-01-21");
    /// // A day without an hour may have been before the open.
    /// assert_eq!(first(When::Day("2025-01-17".parse()?))?, "2025-01-17");
    /// assert_eq!(first(When::Day("2025-01-18".parse()?))?, "2025-01-21");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn first_reacting_session(&self, when: &When) -> Result<&Session, CalendarError> {
        match when {
            When::Day(date) => self.session_on_or_after(*date),
            When::Instant { at, .. } => {
                self.check_instant(*at)?;
                let next = self.sessions.partition_point(|session| session.regular.end <= *at);
                self.sessions.get(next).ok_or_else(|| self.outside(format!("the session after {at}")))
            }
        }
    }

    /// The index of a date: `Ok` of its session, or `Err` of the next one.
    fn position(&self, date: NaiveDate) -> Result<Result<usize, usize>, CalendarError> {
        if (self.from..=self.to).contains(&date) {
            Ok(self.sessions.binary_search_by_key(&date, |session| session.date))
        } else {
            Err(self.outside(date.to_string()))
        }
    }

    pub(super) fn check_instant(&self, at: DateTime<Utc>) -> Result<(), CalendarError> {
        // The first and last instants of all have no local time; only those near the coverage are asked.
        let near = self.from - Days::new(2)..=self.to + Days::new(2);
        let inside = near.contains(&at.date_naive())
            && (self.from..=self.to).contains(&at.with_timezone(&self.zone).date_naive());
        if inside { Ok(()) } else { Err(self.outside(format!("{at:?}"))) }
    }

    pub(super) fn outside(&self, what: String) -> CalendarError {
        CalendarError::OutsideCoverage { mic: self.mic, from: self.from, to: self.to, what }
    }
}
