//! What a claim can be read as: a part of a session, or a span between two closes, and what the tape
//! shows of it.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::stated::Interval;
use super::stated::Told;
use super::tape::ClaimTape;
use crate::calendar::{Session, Span};
use crate::claim::{ClaimSession, DayPoint};
use crate::market::{Interval as BarInterval, MissingBars};

/// How far a part of a session had come at publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// It was over.
    Over,
    /// It had been on for so long.
    Running(TimeDelta),
    /// It was over or running: only the day of publication is known, and it is this one.
    OverOrRunning,
}

/// A reading that a claim admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spec {
    /// A part of one session.
    Session {
        /// Its date.
        date: NaiveDate,
        /// Which part.
        part: ClaimSession,
        /// The moment within it, where stated.
        point: Option<DayPoint>,
        /// How far it had come.
        progress: Progress,
    },
    /// That part of a session which had not begun.
    NotBegun {
        /// The session's date.
        date: NaiveDate,
        /// Which part.
        part: ClaimSession,
    },
    /// From the close of one session to that of another.
    Closes {
        /// The session of the reference close.
        from: NaiveDate,
        /// The session of the last close.
        to: NaiveDate,
        /// How far that session had come.
        progress: Progress,
    },
}

/// A reading with its prices.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// The session that it ends in.
    pub(super) date: NaiveDate,
    /// The session of the reference close.
    pub(super) reference_date: NaiveDate,
    /// That close, on the footing of `date`'s prices.
    pub(super) reference: f64,
    /// The other end.
    pub(super) shown: Shown,
}

/// What the tape shows of the stated moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shown {
    /// A whole session: its close and its range.
    Day {
        /// The close.
        close: f64,
        /// From low to high.
        range: Interval,
    },
    /// One price.
    At(f64),
    /// The prices that were reached by then, and the last of them.
    Reached {
        /// From low to high.
        range: Interval,
        /// The last.
        last: f64,
    },
    /// The price lay in this range, nobody knows where.
    Within(Interval),
    /// No bars of that part of the day: the reference close is all there is.
    ReferenceAlone,
}

/// Why a reading has no prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lack {
    /// Bars are missing.
    Bars(MissingBars),
    /// The venue has no such part of the day.
    NoSuchPart(ClaimSession),
    /// That part had not begun.
    NotBegun,
}

impl Shown {
    /// Whether there is nothing but the reference close.
    pub(super) const fn is_reference_alone(&self) -> bool {
        matches!(self, Self::ReferenceAlone)
    }

    fn on(self, by: f64) -> Self {
        match self {
            Self::Day { close, range } => Self::Day { close: close * by, range: range.times(by) },
            Self::At(price) => Self::At(price * by),
            Self::Reached { range, last } => Self::Reached { range: range.times(by), last: last * by },
            Self::Within(range) => Self::Within(range.times(by)),
            Self::ReferenceAlone => Self::ReferenceAlone,
        }
    }
}

impl Reading {
    /// About how many sessions it spans: five of seven days.
    #[allow(clippy::cast_precision_loss)] // days
    pub(super) fn sessions(&self) -> f64 {
        (self.date - self.reference_date).num_days() as f64 * 5.0 / 7.0
    }

    /// The same with all prices times a factor.
    pub(super) fn on(&self, by: f64) -> Self {
        Self { reference: self.reference * by, shown: self.shown.on(by), ..self.clone() }
    }
}

impl Spec {
    /// Whether it is of extended hours.
    pub(super) const fn is_extended(&self) -> bool {
        match self {
            Self::Session { part, .. } | Self::NotBegun { part, .. } => {
                matches!(part, ClaimSession::Premarket | ClaimSession::Afterhours)
            }
            Self::Closes { .. } => false,
        }
    }

    /// The session that it ends in.
    pub(super) const fn date(&self) -> NaiveDate {
        match self {
            Self::Session { date, .. } | Self::NotBegun { date, .. } | Self::Closes { to: date, .. } => *date,
        }
    }

    /// The same reading `n` sessions earlier.
    pub(super) fn earlier(&self, tape: &ClaimTape<'_>, n: i64) -> Option<Self> {
        let back = |date: NaiveDate| tape.calendar.nth_session_after(date, -n).ok().map(|s| s.date);
        Some(match *self {
            Self::Session { date, part, point, progress } => {
                Self::Session { date: back(date)?, part, point, progress }
            }
            Self::NotBegun { date, part } => Self::NotBegun { date: back(date)?, part },
            Self::Closes { from, to, progress } => {
                Self::Closes { from: back(from)?, to: back(to)?, progress }
            }
        })
    }

    /// The same span to a close `n` sessions earlier; `None` of what is no span, and where none is left.
    pub(super) fn shorter(&self, tape: &ClaimTape<'_>, n: i64) -> Option<Self> {
        let Self::Closes { from, to, progress } = *self else { return None };
        let to = tape.calendar.nth_session_after(to, -n).ok()?.date;
        (from < to).then_some(Self::Closes { from, to, progress })
    }

    /// Its prices on the tape.
    pub(super) fn read(&self, tape: &ClaimTape<'_>, told: &Told<'_>) -> Result<Reading, Lack> {
        match *self {
            Self::NotBegun { .. } => Err(Lack::NotBegun),
            Self::Closes { from, to, progress } => closes(tape, from, to, progress),
            Self::Session { date, part, point, progress } => {
                let reference_date = match part {
                    ClaimSession::Afterhours => date,
                    ClaimSession::Premarket | ClaimSession::Regular => before(tape, date),
                };
                let reference = match part {
                    ClaimSession::Afterhours => tape.bar(date).map(|b| b.close),
                    ClaimSession::Premarket | ClaimSession::Regular => {
                        tape.close_before(date).map(|(_, close)| close)
                    }
                };
                let reference = reference.ok_or_else(|| daily(before(tape, date), date))?;
                let shown = match part {
                    ClaimSession::Regular => regular(tape, date, point, progress)?,
                    ClaimSession::Premarket | ClaimSession::Afterhours => {
                        extended(tape, date, part, progress, told)?
                    }
                };
                Ok(Reading { date, reference_date, reference, shown })
            }
        }
    }
}

fn before(tape: &ClaimTape<'_>, date: NaiveDate) -> NaiveDate {
    tape.calendar.previous_session(date).map_or(date, |s| s.date)
}

fn daily(from: NaiveDate, to: NaiveDate) -> Lack {
    Lack::Bars(MissingBars { interval: BarInterval::Day1, from, to, extended: false })
}

fn minutes(date: NaiveDate, extended: bool) -> Lack {
    Lack::Bars(MissingBars { interval: BarInterval::Minute1, from: date, to: date, extended })
}

/// The bars that are lacked, over all readings: daily ones first, since without them nothing is known.
pub(super) fn all_lacking(lacks: &[&Lack]) -> Option<Lack> {
    let bars =
        || lacks.iter().filter_map(|lack| if let Lack::Bars(bars) = lack { Some(*bars) } else { None });
    let wide =
        |a: MissingBars, b: MissingBars| MissingBars { from: a.from.min(b.from), to: a.to.max(b.to), ..a };
    let of = |interval| bars().filter(move |b| b.interval == interval).reduce(wide);
    of(BarInterval::Day1)
        .or_else(|| of(BarInterval::Minute1))
        .map(Lack::Bars)
        .or_else(|| lacks.first().map(|lack| (*lack).clone()))
}

/// From the low to the high of a session.
pub(super) fn range_of(tape: &ClaimTape<'_>, date: NaiveDate) -> Option<Interval> {
    tape.bar(date).map(|b| Interval { low: b.low.min(b.close), high: b.high.max(b.close) })
}

/// What the tape shows of a regular session.
fn regular(
    tape: &ClaimTape<'_>,
    date: NaiveDate,
    point: Option<DayPoint>,
    progress: Progress,
) -> Result<Shown, Lack> {
    let bar = tape.bar(date);
    if point == Some(DayPoint::Open) {
        return bar.map(|b| Shown::At(b.open)).ok_or_else(|| daily(before(tape, date), date));
    }
    let session = tape.calendar.session(date).ok().flatten();
    let of_bars = |span: Span| tape.reached(span).map(|(range, last)| Shown::Reached { range, last });
    let range = || range_of(tape, date);
    let lacks = || daily(before(tape, date), date);
    match (progress, point) {
        (Progress::Over, Some(DayPoint::Midday)) => {
            session.and_then(|s| of_bars(midday(s))).or_else(|| range().map(Shown::Within)).ok_or_else(lacks)
        }
        (Progress::Over, _) => {
            bar.zip(range()).map(|(b, range)| Shown::Day { close: b.close, range }).ok_or_else(lacks)
        }
        (Progress::Running(on_for), _) => {
            let span = session.map(|s| Span { start: s.regular.start, end: s.regular.start + on_for });
            span.and_then(of_bars).or_else(|| range().map(Shown::Within)).ok_or_else(|| minutes(date, false))
        }
        (Progress::OverOrRunning, _) => {
            bar.zip(range()).map(|(b, range)| Shown::Day { close: b.close, range }).ok_or_else(lacks)
        }
    }
}

/// An hour and a half on each side of the middle of a session.
fn midday(session: &Session) -> Span {
    let middle = session.regular.start + (session.regular.end - session.regular.start) / 2;
    let half = TimeDelta::minutes(90);
    Span { start: middle - half, end: middle + half }
}

/// What the tape shows of extended hours: the bars until publication; without any, the reference
/// close alone where the text's figures imply one.
fn extended(
    tape: &ClaimTape<'_>,
    date: NaiveDate,
    part: ClaimSession,
    progress: Progress,
    told: &Told<'_>,
) -> Result<Shown, Lack> {
    let session = tape.calendar.session(date).ok().flatten();
    let whole = session.and_then(|s| match part {
        ClaimSession::Premarket => s.premarket,
        ClaimSession::Afterhours => s.afterhours,
        ClaimSession::Regular => None,
    });
    let Some(whole) = whole else { return Err(Lack::NoSuchPart(part)) };
    let span = match progress {
        Progress::Running(on_for) => Span { end: whole.start + on_for, ..whole },
        Progress::Over | Progress::OverOrRunning => whole,
    };
    match tape.reached(span) {
        Some((range, last)) => Ok(Shown::Reached { range, last }),
        None if told.implies_reference() => Ok(Shown::ReferenceAlone),
        None => Err(minutes(date, true)),
    }
}

/// The span from one close to another, splits between them taken out.
fn closes(tape: &ClaimTape<'_>, from: NaiveDate, to: NaiveDate, progress: Progress) -> Result<Reading, Lack> {
    let (Some(start), Some(end)) = (tape.bar(from), tape.bar(to)) else { return Err(daily(from, to)) };
    let next = from.checked_add_days(Days::new(1)).unwrap_or(from);
    let between = tape.calendar.sessions(next, to).unwrap_or_default();
    let split: f64 = between.iter().map(|s| tape.split_on(s.date)).product();
    let range = Interval { low: end.low.min(end.close), high: end.high.max(end.close) };
    let shown = match progress {
        Progress::Over => Shown::At(end.close),
        Progress::OverOrRunning => Shown::Day { close: end.close, range },
        Progress::Running(on_for) => {
            let session = tape.calendar.session(to).ok().flatten();
            let span = session.map(|s| Span { start: s.regular.start, end: s.regular.start + on_for });
            let reached = span.and_then(|span| tape.reached(span));
            reached.map_or(Shown::Within(range), |(range, last)| Shown::Reached { range, last })
        }
    };
    Ok(Reading { date: to, reference_date: from, reference: start.close / split, shown })
}

/// How far a span of trading had come at an instant; `None` before it began.
pub(super) fn progress(span: Span, at: DateTime<Utc>) -> Option<Progress> {
    if at < span.start {
        None
    } else if at < span.end {
        Some(Progress::Running(at - span.start))
    } else {
        Some(Progress::Over)
    }
}
