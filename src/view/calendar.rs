//! What `newstape calendar` prints.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::format::{clock_in_zone, day, instant_in_zone};
use crate::calendar::{Calendar, Moment, Segment, Session, SessionKind, Span};
use crate::instrument::Mic;

/// Which session an instant is in. JSON schema `newstape/calendar-moment/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalendarMoment {
    schema: &'static str,
    /// The venue.
    pub mic: Mic,
    /// The instant asked about.
    pub at: DateTime<Utc>,
    /// The part of the trading day: `premarket`, `regular`, `lunch`, `afterhours`, `closed`.
    pub session: Segment,
    /// The trading day that the instant is in; absent when the venue is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// When that part began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<DateTime<Utc>>,
    /// When that part ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<DateTime<Utc>>,
    /// The last regular close at or before the instant.
    pub previous_close: DateTime<Utc>,
    /// The trading day of that close.
    pub previous_session: NaiveDate,
    /// The first regular open after the instant.
    pub next_open: DateTime<Utc>,
    /// The trading day of that open.
    pub next_session: NaiveDate,
    /// Why the venue is closed on that weekday, if it is a holiday or a closure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_for: Option<String>,
    #[serde(skip)]
    zone: Tz,
    #[serde(skip)]
    kind: SessionKind,
}

impl CalendarMoment {
    /// The record of an instant on a venue.
    #[must_use]
    pub fn new(calendar: &Calendar, at: DateTime<Utc>, moment: &Moment<'_>) -> Self {
        let part = moment.session.and_then(|session| part(session, at));
        let local = at.with_timezone(&calendar.zone()).date_naive();
        Self {
            schema: "newstape/calendar-moment/1",
            mic: calendar.mic(),
            at,
            session: moment.segment,
            date: moment.session.map(|session| session.date),
            opened_at: part.map(|span| span.start),
            closes_at: part.map(|span| span.end),
            previous_close: moment.last_closed.regular.end,
            previous_session: moment.last_closed.date,
            next_open: moment.next_open.regular.start,
            next_session: moment.next_open.date,
            closed_for: calendar.closure(local).map(str::to_owned),
            zone: calendar.zone(),
            kind: moment.session.map_or(SessionKind::Regular, |session| session.kind),
        }
    }

    /// The same in words, one fact per line.
    #[must_use]
    pub fn words(&self) -> String {
        let at = instant_in_zone(self.at, self.zone);
        let now = if let (Some(date), Some(from), Some(to)) = (self.date, self.opened_at, self.closes_at) {
            format!(
                "{at}: {} of {}, {}\u{2013}{}{}.",
                segment_in_words(self.session),
                weekday(date),
                clock_in_zone(from, self.zone),
                clock_in_zone(to, self.zone),
                kind_in_words(self.kind),
            )
        } else {
            let why = self.closed_for.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
            format!("{at}: {} is closed{why}.", self.mic)
        };
        let last = format!(
            "Last regular close: {} at {}.",
            weekday(self.previous_session),
            clock_in_zone(self.previous_close, self.zone)
        );
        let next = format!(
            "Next regular open: {} at {}.",
            weekday(self.next_session),
            clock_in_zone(self.next_open, self.zone)
        );
        [now, last, next].join("\n")
    }
}

/// The uninterrupted part of a session that an instant is in.
fn part(session: &Session, at: DateTime<Utc>) -> Option<Span> {
    let spans = session.open_spans(true).map(|(_, span)| span);
    spans.chain(session.lunch).find(|span| span.contains(at))
}

const fn segment_in_words(segment: Segment) -> &'static str {
    match segment {
        Segment::Premarket => "premarket",
        Segment::Regular => "regular session",
        Segment::Lunch => "lunch break",
        Segment::Afterhours => "after-hours",
        Segment::Overnight => "overnight session",
        Segment::Closed => "closed",
    }
}

const fn kind_in_words(kind: SessionKind) -> &'static str {
    match kind {
        SessionKind::Regular => "",
        SessionKind::EarlyClose => " (a day that closes early)",
        SessionKind::LateOpen => " (a day that opens late)",
    }
}

fn weekday(date: NaiveDate) -> String {
    format!("{} {}", date.format("%a"), day(date))
}

/// The sessions of a range. JSON schema `newstape/calendar/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalendarRange {
    schema: &'static str,
    /// The venue.
    pub mic: Mic,
    /// The venue's name.
    pub name: String,
    /// The venue's time zone.
    pub zone: String,
    /// First day asked for.
    pub from: NaiveDate,
    /// Last day asked for.
    pub to: NaiveDate,
    /// The sessions, oldest first.
    pub sessions: Vec<SessionRecord>,
    /// The weekdays without a session.
    pub closed: Vec<ClosedDay>,
    #[serde(skip)]
    clock: Tz,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionRecord {
    /// The venue.
    pub mic: Mic,
    /// The local trading date.
    pub session: NaiveDate,
    /// Regular open.
    pub open: DateTime<Utc>,
    /// Start of the lunch break.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub break_start: Option<DateTime<Utc>>,
    /// End of the lunch break.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub break_end: Option<DateTime<Utc>>,
    /// Regular close.
    pub close: DateTime<Utc>,
    /// Start of the premarket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premarket_start: Option<DateTime<Utc>>,
    /// End of the after-hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub afterhours_end: Option<DateTime<Utc>>,
    /// `regular`, `early_close` or `late_open`.
    pub kind: SessionKind,
}

/// A weekday without a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClosedDay {
    /// The day.
    pub date: NaiveDate,
    /// The holiday's name, or the reason for the closure.
    pub reason: String,
}

impl SessionRecord {
    fn new(mic: Mic, session: &Session) -> Self {
        Self {
            mic,
            session: session.date,
            open: session.regular.start,
            break_start: session.lunch.map(|lunch| lunch.start),
            break_end: session.lunch.map(|lunch| lunch.end),
            close: session.regular.end,
            premarket_start: session.premarket.map(|span| span.start),
            afterhours_end: session.afterhours.map(|span| span.end),
            kind: session.kind,
        }
    }
}

impl CalendarRange {
    /// The record of the sessions from `from` to `to`.
    #[must_use]
    pub fn new(calendar: &Calendar, from: NaiveDate, to: NaiveDate, sessions: &[Session]) -> Self {
        let days = from.iter_days().take_while(|date| *date <= to);
        let closed = days
            .filter(|date| sessions.binary_search_by_key(date, |session| session.date).is_err())
            .filter_map(|date| Some(ClosedDay { date, reason: calendar.closure(date)?.to_owned() }));
        Self {
            schema: "newstape/calendar/1",
            mic: calendar.mic(),
            name: calendar.name().to_owned(),
            zone: calendar.zone().name().to_owned(),
            from,
            to,
            sessions: sessions.iter().map(|session| SessionRecord::new(calendar.mic(), session)).collect(),
            closed: closed.collect(),
            clock: calendar.zone(),
        }
    }

    /// As CSV with a header: `mic,session,open_utc,break_start_utc,break_end_utc,close_utc,kind`,
    /// times in UTC to the minute.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut lines = vec!["mic,session,open_utc,break_start_utc,break_end_utc,close_utc,kind".to_owned()];
        lines.extend(self.sessions.iter().map(|s| {
            let cells = [Some(s.open), s.break_start, s.break_end, Some(s.close)].map(stamp);
            format!("{},{},{},{}", self.mic, s.session, cells.join(","), super::format::word(&s.kind))
        }));
        lines.join("\n")
    }

    /// As a table in the venue's local time, with the closed weekdays and their reasons between the sessions.
    #[must_use]
    pub fn table(&self) -> String {
        let head = format!("{} ({}), times in {}", self.name, self.mic, self.zone);
        let body: Vec<_> = self.days().lines().map(|line| line.trim_end().to_owned()).collect();
        format!("{head}\n{}", body.join("\n"))
    }

    /// The rows of [`Self::table`].
    #[must_use]
    pub fn days(&self) -> comfy_table::Table {
        let mut rows: Vec<_> =
            self.sessions.iter().map(|session| (session.session, self.row(session))).collect();
        rows.extend(self.closed.iter().map(|day| {
            (day.date, [weekday(day.date), "closed".to_owned(), String::new(), day.reason.clone()])
        }));
        rows.sort_by_key(|(date, _)| *date);
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_header(["day", "open", "close", ""]);
        table.add_rows(rows.into_iter().map(|(_, row)| row));
        table
    }

    fn row(&self, session: &SessionRecord) -> [String; 4] {
        let clock = |at| clock_in_zone(at, self.clock);
        let lunch = session.break_start.zip(session.break_end);
        let kind = match session.kind {
            SessionKind::Regular => None,
            SessionKind::EarlyClose => Some("closes early".to_owned()),
            SessionKind::LateOpen => Some("opens late".to_owned()),
        };
        let lunch = lunch.map(|(from, to)| format!("lunch {}\u{2013}{}", clock(from), clock(to)));
        let note: Vec<_> = kind.into_iter().chain(lunch).collect();
        [weekday(session.session), clock(session.open), clock(session.close), note.join(", ")]
    }
}

fn stamp(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.format("%Y-%m-%dT%H:%MZ").to_string()).unwrap_or_default()
}
