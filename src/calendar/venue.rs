//! One venue's calendar: its sessions by date.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::rules::{self, Rules, Text};
use super::{CalendarError, Session};
use crate::event::When;
use crate::instrument::Mic;

/// All sessions of one venue over its coverage.
#[derive(Debug, Clone)]
pub struct Calendar {
    mic: Mic,
    name: Text,
    zone: Tz,
    from: NaiveDate,
    to: NaiveDate,
    pub(super) sessions: Vec<Session>,
    closed: BTreeMap<NaiveDate, Text>,
}

/// The venues that have a calendar.
#[must_use]
pub fn supported() -> &'static [Mic] {
    rules::supported()
}

/// Makes the user's calendars the ones that [`Calendar::for_mic`] gives, for the rest of the process.
///
/// A program does this once, as soon as it knows its settings and before it asks for any calendar:
/// from then on nothing changes, as with the built-in ones. False where it was done before; the
/// first calendars stay.
#[must_use]
pub fn adopt(calendars: Vec<Calendar>) -> bool {
    rules::adopt(calendars)
}

impl Calendar {
    /// The calendar of a venue: the user's of [`adopt`], or the built-in one, which is generated on
    /// first use and kept.
    ///
    /// # Errors
    /// [`CalendarError::NoCalendar`] if the venue has none, and why; its hint names those that have.
    pub fn for_mic(mic: Mic) -> Result<&'static Self, CalendarError> {
        rules::calendar(mic).map_err(|why| CalendarError::NoCalendar { mic, why })
    }

    /// The calendar that follows from rules.
    #[must_use]
    pub fn from_rules(mic: Mic, rules: &Rules) -> Self {
        let (sessions, closed) = rules::sessions(rules);
        let Rules { name, zone, from, to, .. } = rules.clone();
        Self { mic, name, zone, from, to, sessions, closed }
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

    /// First and last day of which the calendar knows.
    #[must_use]
    pub const fn coverage(&self) -> (NaiveDate, NaiveDate) {
        (self.from, self.to)
    }

    /// The session on a local date; `None` on a weekend, a holiday or a closure.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn session(&self, date: NaiveDate) -> Result<Option<&Session>, CalendarError> {
        Ok(self.position(date)?.ok().and_then(|at| self.sessions.get(at)))
    }

    /// Why a weekday is no session: the holiday's name, or the reason for the closure.
    #[must_use]
    pub fn closure(&self, date: NaiveDate) -> Option<&str> {
        self.closed.get(&date).map(AsRef::as_ref)
    }

    /// The sessions from `from` to `to`, both included.
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

    /// The first session strictly after a date.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn next_session(&self, date: NaiveDate) -> Result<&Session, CalendarError> {
        self.nth_session_after(date, 1)
    }

    /// The last session strictly before a date.
    ///
    /// # Errors
    /// [`CalendarError::OutsideCoverage`].
    pub fn previous_session(&self, date: NaiveDate) -> Result<&Session, CalendarError> {
        self.nth_session_after(date, -1)
    }

    /// The session on a date, or else the next.
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

    /// Where a date stands: `Ok` of its session, or `Err` of the next one.
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
