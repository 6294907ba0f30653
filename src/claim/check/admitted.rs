//! Which readings a claim admits, from what it states of its time and from its publication.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};

use super::reading::{Progress, Spec, progress};
use super::stated::{self, Told};
use super::tape::ClaimTape;
use crate::calendar::{Session, Span};
use crate::claim::{Claim, ClaimSession, DayPoint, MoveHorizon, MoveTime, TimeKind};
use crate::event::When;
use crate::text::{lower, words};

/// The readings that a claim admits, the latest first; why there is none where there is none.
pub(super) fn specs(claim: &Claim, tape: &ClaimTape<'_>) -> Result<Vec<Spec>, String> {
    let mut specs = match (&claim.when, claim.horizon) {
        (Some(time), _) if time.kind.is_day() => on_a_day(claim, tape, time)?,
        // A premarket or an evening is no span.
        (None, _) if matches!(claim.session, Some(ClaimSession::Premarket | ClaimSession::Afterhours)) => {
            untimed(claim, tape)
        }
        (Some(time), _) => over_a_stated_span(tape, time),
        (None, MoveHorizon::Day) => untimed(claim, tape),
        (None, MoveHorizon::Since) => {
            return Err("the move is stated since a moment that the text names, which is not read".to_owned());
        }
        (None, horizon) => over_a_horizon(tape, horizon),
    };
    let mut seen: Vec<Spec> = Vec::new();
    specs.retain(|spec| {
        let new = !seen.contains(spec);
        if new {
            seen.push(spec.clone());
        }
        new
    });
    if specs.is_empty() {
        return Err("the calendar has no session at or before publication".to_owned());
    }
    Ok(specs)
}

/// A day that the text names binds: its session and no other.
fn on_a_day(claim: &Claim, tape: &ClaimTape<'_>, time: &MoveTime) -> Result<Vec<Spec>, String> {
    let part = claim.session.unwrap_or(ClaimSession::Regular);
    let days = named_days(tape, time);
    let session = |day: &NaiveDate| tape.calendar.session(*day).ok().flatten();
    let sessions: Vec<&Session> = days.iter().filter_map(session).collect();
    if sessions.is_empty() {
        return Err(format!("{} was closed on {} (\"{}\")", tape.calendar.mic(), time.from, time.text));
    }
    let mut specs = Vec::new();
    for session in sessions {
        let spec = part_of(tape, session, part, claim.point);
        // Before the open, a move of this day is one of the premarket; shortly after it, it may be.
        let early = tape.published_at().is_some_and(|at| has_just_begun(session, at));
        let before = claim.session.is_none() && claim.point.is_none() && session.premarket.is_some();
        if matches!(spec, Spec::NotBegun { .. }) && before {
            specs.push(part_of(tape, session, ClaimSession::Premarket, None));
            continue;
        }
        specs.push(spec);
        if early && before {
            specs.push(part_of(tape, session, ClaimSession::Premarket, None));
        }
        specs.extend(evening_of(claim, tape, session));
    }
    Ok(specs)
}

/// The evening of a named session that a bare direction published after its close can mean.
fn evening_of(claim: &Claim, tape: &ClaimTape<'_>, session: &Session) -> Option<Spec> {
    let at = tape.published_at().filter(|_| claim.session.is_none() && claim.point.is_none())?;
    let begun = session.afterhours.is_some_and(|span| span.start <= at);
    let bare = !Told { claim, unit: 1.0 }.has_size();
    let same_day = tape.published_on() == session.date;
    (bare && same_day && begun).then(|| part_of(tape, session, ClaimSession::Afterhours, None))
}

/// Whether a session has been on for an hour at most: what is then published may tell of the hours before.
fn is_early(session: &Session, at: DateTime<Utc>) -> bool {
    session.regular.contains(at) && at - session.regular.start <= TimeDelta::hours(1)
}

/// Whether a session began so short a time ago that a text of its day tells of the hours before.
fn has_just_begun(session: &Session, at: DateTime<Utc>) -> bool {
    is_early(session, at) && at - session.regular.start <= TimeDelta::minutes(15)
}

/// The days that a named day can be: *today* is today at the venue, or by the clock of the world. A weekday may
/// be that of a date which the venue has not reached.
fn named_days(tape: &ClaimTape<'_>, time: &MoveTime) -> Vec<NaiveDate> {
    let mut days = vec![time.from];
    if let When::Instant { at, .. } = tape.published {
        days.extend(counted_from(time, tape.published_on(), at.date_naive()));
    }
    days.dedup();
    days
}

/// The day of a time that was counted from one date, counted from another.
fn counted_from(time: &MoveTime, from: NaiveDate, other: NaiveDate) -> Option<NaiveDate> {
    match time.kind {
        TimeKind::Day => Some(time.from + (other - from)),
        TimeKind::Weekday => Some(time.from + TimeDelta::days(7)).filter(|day| from < *day && *day <= other),
        _ => None,
    }
}

/// The days that a named day can be by a clock somewhere on earth, other than those that are admitted: where
/// the text was written is not known.
pub(super) fn days_elsewhere(tape: &ClaimTape<'_>, time: &MoveTime) -> Vec<NaiveDate> {
    let Some(at) = tape.published_at() else { return Vec::new() };
    let admitted = named_days(tape, time);
    let dates = [at - TimeDelta::hours(8), at + TimeDelta::hours(13)].map(|at| at.date_naive());
    let days = dates.into_iter().filter_map(|date| counted_from(time, tape.published_on(), date));
    days.filter(|day| !admitted.contains(day)).collect()
}

/// A move with no time stated: the session of publication and the last completed one; with a price
/// that implies its reference sharply, a few more back.
fn untimed(claim: &Claim, tape: &ClaimTape<'_>) -> Vec<Spec> {
    let regular = claim.session == Some(ClaimSession::Regular) || claim.point.is_some();
    match claim.session {
        Some(part) if part != ClaimSession::Regular => of_part(claim, tape, part),
        _ => {
            let mut specs = regular_sessions(claim, tape);
            if !regular {
                specs.extend(extended_since_the_close(tape));
            }
            specs
        }
    }
}

/// The sessions that had begun by publication, the latest first.
fn begun<'t>(tape: &ClaimTape<'t>, part: ClaimSession) -> impl Iterator<Item = &'t Session> {
    let calendar = tape.calendar;
    let published = *tape.published;
    let last = match published {
        When::Day(day) => day,
        When::Instant { at, .. } => at.with_timezone(&calendar.zone()).date_naive(),
    };
    let first = calendar.session_on_or_before(last).ok();
    std::iter::successors(first, move |s| calendar.previous_session(s.date).ok()).filter(move |session| {
        match published {
            When::Day(day) => session.date <= day,
            When::Instant { at, .. } => part_span(session, part).is_none_or(|span| span.start <= at),
        }
    })
}

/// The running session, and the completed ones before it.
fn regular_sessions(claim: &Claim, tape: &ClaimTape<'_>) -> Vec<Spec> {
    let back = if stated::implied_reference(claim).is_some() { tape.sessions_back.max(1) } else { 1 };
    let of = |session: &Session| part_of(tape, session, ClaimSession::Regular, claim.point);
    let over = |spec: &Spec| matches!(spec, Spec::Session { progress: Progress::Over, .. });
    let mut specs = Vec::new();
    for spec in begun(tape, ClaimSession::Regular).map(of) {
        specs.push(spec);
        if specs.iter().filter(|spec| over(spec)).count() >= back {
            break;
        }
    }
    specs
}

/// The extended hours between the last close and publication.
fn extended_since_the_close(tape: &ClaimTape<'_>) -> Vec<Spec> {
    let of = |session: &Session, part| part_of(tape, session, part, None);
    let Some(last) = begun(tape, ClaimSession::Regular).next() else { return Vec::new() };
    let mut specs = Vec::new();
    match *tape.published {
        When::Instant { at, .. } => {
            if last.regular.contains(at) {
                if is_early(last, at) {
                    specs.extend(last.premarket.map(|_| of(last, ClaimSession::Premarket)));
                    let before = tape.calendar.previous_session(last.date).ok();
                    let evening = before.filter(|session| session.afterhours.is_some());
                    specs.extend(evening.map(|session| of(session, ClaimSession::Afterhours)));
                }
                return specs;
            }
            let next = tape.calendar.at(at).ok().map(|moment| moment.next_open);
            let premarket = next.filter(|s| s.premarket.is_some_and(|span| span.start <= at));
            specs.extend(premarket.map(|s| of(s, ClaimSession::Premarket)));
        }
        When::Day(day) if last.date == day && last.premarket.is_some() => {
            specs.push(of(last, ClaimSession::Premarket));
        }
        When::Day(_) => {}
    }
    if last.afterhours.is_some() {
        specs.push(of(last, ClaimSession::Afterhours));
    }
    specs
}

/// A part of the day that the text names, in the last sessions that had begun it. Before today's has
/// begun it may be the one that is meant.
fn of_part(claim: &Claim, tape: &ClaimTape<'_>, part: ClaimSession) -> Vec<Spec> {
    let back = if stated::implied_reference(claim).is_some() { tape.sessions_back.max(2) } else { 2 };
    let of = |session: &Session| part_of(tape, session, part, None);
    let mut specs: Vec<Spec> = begun(tape, part).take(back).map(of).collect();
    if let (When::Instant { at, .. }, ClaimSession::Premarket) = (tape.published, part)
        && let Ok(moment) = tape.calendar.at(*at)
    {
        let next = moment.next_open;
        let today = at.with_timezone(&tape.calendar.zone()).date_naive() == next.date;
        let spec = of(next);
        let implied = stated::implied_reference(claim);
        let fits = implied.zip(tape.close_before(next.date)).is_some_and(|(i, (_, close))| i.contains(close));
        if matches!(spec, Spec::NotBegun { .. }) && (fits || today && implied.is_none()) {
            specs.insert(0, spec);
        }
    }
    specs
}

/// A part of a session, as far as it had come at publication.
fn part_of(tape: &ClaimTape<'_>, session: &Session, part: ClaimSession, point: Option<DayPoint>) -> Spec {
    let date = session.date;
    let come = match *tape.published {
        When::Instant { at, .. } => match part_span(session, part) {
            Some(span) => progress(span, at),
            None => Some(Progress::Over),
        },
        When::Day(day) if date > day => None,
        When::Day(day) if date == day && part == ClaimSession::Regular => Some(Progress::OverOrRunning),
        When::Day(_) => Some(Progress::Over),
    };
    match come {
        Some(progress) => Spec::Session { date, part, point, progress },
        None => Spec::NotBegun { date, part },
    }
}

const fn part_span(session: &Session, part: ClaimSession) -> Option<Span> {
    match part {
        ClaimSession::Regular => Some(session.regular),
        ClaimSession::Premarket => session.premarket,
        ClaimSession::Afterhours => session.afterhours,
    }
}

/// A span that the text names: a calendar span between the closes before it and at its end, a trailing
/// one from the close of its first day.
fn over_a_stated_span(tape: &ClaimTape<'_>, time: &MoveTime) -> Vec<Spec> {
    let calendar = tape.calendar;
    let before = calendar.previous_session(time.from).ok().map(|s| s.date);
    let on = calendar.session_on_or_before(time.from).ok().map(|s| s.date);
    let from: Vec<NaiveDate> = match time.kind {
        TimeKind::Since if names_a_month(time) => {
            before.into_iter().chain(in_the_month(tape, time)).collect()
        }
        TimeKind::Since => on.into_iter().chain(before).collect(),
        TimeKind::Span => on.into_iter().flat_map(|on| around(tape, on, time.to)).collect(),
        _ => before.into_iter().collect(),
    };
    let mut specs = between(tape, &from, time.to);
    if time.kind == TimeKind::Week {
        let just_over = week_just_over(tape, time);
        if !just_over.is_empty() {
            return just_over;
        }
    }
    if time.kind == TimeKind::Span {
        specs = up_to_the_last_close(tape, &from, time.to);
    }
    if time.kind == TimeKind::Span {
        let counted = by_sessions(tape, time);
        if !counted.is_empty() && (time.to - time.from).num_days() < 7 {
            specs.clear();
        }
        specs.extend(counted);
    }
    if time.kind == TimeKind::Year && !time.text.chars().any(|c| c.is_ascii_digit()) {
        specs.extend(year_back(tape, time));
    }
    specs
}

/// The week before the one that has just ended, which *last week* may also be on a Saturday or Sunday.
pub(super) fn week_before_the_last(tape: &ClaimTape<'_>, time: &MoveTime) -> Vec<Spec> {
    if week_just_over(tape, time).is_empty() {
        return Vec::new();
    }
    let before = tape.calendar.previous_session(time.from).ok().map(|s| s.date);
    between(tape, &before.into_iter().collect::<Vec<_>>(), time.to)
}

/// On a Saturday or Sunday *last week* is the one that has just ended.
fn week_just_over(tape: &ClaimTape<'_>, time: &MoveTime) -> Vec<Spec> {
    let today = tape.published_on();
    let days = i64::from(today.weekday().num_days_from_monday());
    let monday = today - TimeDelta::days(days);
    if days < 5 || time.to != monday - TimeDelta::days(1) {
        return Vec::new();
    }
    let before = tape.calendar.previous_session(monday).ok().map(|s| s.date);
    between(tape, &before.into_iter().collect::<Vec<_>>(), today)
}

/// A trailing span ends with the last close before publication, or with the running session. That a text may be
/// older is a doubt, and confirms nothing.
fn up_to_the_last_close(tape: &ClaimTape<'_>, from: &[NaiveDate], to: NaiveDate) -> Vec<Spec> {
    let mut specs = between(tape, from, to);
    let over = |spec: &Spec| match spec {
        Spec::Closes { to, progress: Progress::Over, .. } => Some(*to),
        _ => None,
    };
    let last = specs.iter().filter_map(over).max();
    specs.retain(|spec| over(spec).is_none_or(|to| Some(to) == last));
    specs
}

/// *In two days* counts sessions, *in ten days* sessions or days of the calendar, *in a week* the calendar.
fn by_sessions(tape: &ClaimTape<'_>, time: &MoveTime) -> Vec<Spec> {
    let days = (time.to - time.from).num_days();
    if !(2..=MOST_BY_SESSIONS).contains(&days) || days % 7 == 0 {
        return Vec::new();
    }
    let of = |(to, progress): (NaiveDate, Progress)| {
        let from = tape.calendar.nth_session_after(to, -days).ok()?.date;
        Some(Spec::Closes { from, to, progress })
    };
    ends(tape, time.to).into_iter().filter_map(of).collect()
}

/// A span of more days than this is one of the calendar.
const MOST_BY_SESSIONS: i64 = 20;

/// Whether *since* is followed by a month and not by a day of it.
fn names_a_month(time: &MoveTime) -> bool {
    let words: Vec<String> = time.text.split_whitespace().map(lower).collect();
    let month = |word: &String| words_of("month", word.trim_end_matches(['.', ',']));
    let first = |word: &String| word.trim_end_matches(|c: char| !c.is_ascii_digit()) == "1";
    time.from.day() == 1 && words.iter().any(month) && !words.iter().any(first)
}

fn words_of(kind: &'static str, word: &str) -> bool {
    words::of_kind(kind).any(|entry| entry.phrase == word)
}

/// *Since July* may count from any close of that month, *since early July* from one of its first third.
fn in_the_month(tape: &ClaimTape<'_>, time: &MoveTime) -> Vec<NaiveDate> {
    let early = time.text.split_whitespace().any(|word| words_of("check.earlier", &lower(word)));
    let last = if early { time.from + TimeDelta::days(9) } else { last_of_month(time.from) };
    let days = tape.calendar.sessions(time.from, last.min(time.to)).unwrap_or_default();
    days.iter().map(|session| session.date).collect()
}

fn last_of_month(first: NaiveDate) -> NaiveDate {
    first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first)
}

/// *In the last year* is the calendar's, or the twelve months that end with the publication.
fn year_back(tape: &ClaimTape<'_>, time: &MoveTime) -> Vec<Spec> {
    let today = tape.published_on();
    let start = today.checked_sub_months(Months::new(12)).filter(|_| time.to < today);
    let on = start.and_then(|day| tape.calendar.session_on_or_before(day).ok()).map(|s| s.date);
    on.map(|on| between(tape, &around(tape, on, today), today)).unwrap_or_default()
}

/// A trailing span of a month and more is counted by the calendar or by sessions, and in whole units: days
/// on either side of its beginning count too, two at a month and ten at seven months and more.
fn around(tape: &ClaimTape<'_>, on: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    let length = (to - on).num_days();
    let give = if length > 25 { (length / 20).clamp(2, 10) } else { 0 };
    let days = (-give..=give).filter_map(|n| tape.calendar.nth_session_after(on, n).ok());
    days.map(|session| session.date).collect()
}

/// From each of these closes to the last one by `to` that publication knew, and to the running
/// session. A span that reaches up to publication may end a session earlier: texts appear late.
fn between(tape: &ClaimTape<'_>, from: &[NaiveDate], to: NaiveDate) -> Vec<Spec> {
    let ends = ends(tape, to);
    let pairs = ends.iter().flat_map(|(end, progress)| from.iter().map(move |from| (*from, *end, *progress)));
    let spans = pairs.filter(|(from, end, _)| from < end);
    spans.map(|(from, to, progress)| Spec::Closes { from, to, progress }).collect()
}

fn ends(tape: &ClaimTape<'_>, to: NaiveDate) -> Vec<(NaiveDate, Progress)> {
    let calendar = tape.calendar;
    let Ok(last) = calendar.session_on_or_before(to) else { return Vec::new() };
    let reaches_publication = |session: &Session| match *tape.published {
        When::Day(day) => day - session.date < TimeDelta::days(4),
        When::Instant { at, .. } => at < session.regular.end + TimeDelta::days(1),
    };
    let spec = |session: &Session| part_of(tape, session, ClaimSession::Regular, None);
    let of = |session: &Session| match spec(session) {
        Spec::Session { date, progress, .. } => Some((date, progress)),
        Spec::NotBegun { .. } | Spec::Closes { .. } => None,
    };
    let open = std::iter::successors(Some(last), |s| calendar.previous_session(s.date).ok());
    let begun: Vec<(NaiveDate, Progress)> = open.take(8).filter_map(of).take(3).collect();
    let over = |(_, progress): &(NaiveDate, Progress)| *progress == Progress::Over;
    let most = match begun.first() {
        Some(first) if over(first) => 1 + usize::from(reaches_publication(last)),
        Some(_) => 2,
        None => 0,
    };
    begun.into_iter().take(most).collect()
}

/// A span that the text names by its length alone.
fn over_a_horizon(tape: &ClaimTape<'_>, horizon: MoveHorizon) -> Vec<Spec> {
    let today = tape.published_on();
    let before = |day: Option<NaiveDate>| {
        day.and_then(|day| tape.calendar.previous_session(day).ok()).map(|session| session.date)
    };
    let back = |months: u32| {
        let start = today.checked_sub_months(Months::new(months));
        start.and_then(|day| tape.calendar.session_on_or_before(day).ok()).map(|session| session.date)
    };
    let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())));
    let month = today.with_day(1);
    let quarter = month.and_then(|first| first.with_month(today.month0() / 3 * 3 + 1));
    let year = month.and_then(|first| first.with_month(1));
    // The span to date, the same counted back, and the last whole one.
    let (to_date, trailing, whole) = match horizon {
        MoveHorizon::Week => {
            let last = monday.and_then(|m| m.checked_sub_days(Days::new(7)));
            let ago = today.checked_sub_days(Days::new(7));
            let ago = ago.and_then(|day| tape.calendar.session_on_or_before(day).ok()).map(|s| s.date);
            // At a weekend the week to date is the last whole one.
            let is_over = today.weekday().num_days_from_monday() >= 5;
            (before(monday), ago, last.zip(monday).filter(|_| !is_over))
        }
        MoveHorizon::Month => (before(month), back(1), earlier(month, 1).zip(month)),
        MoveHorizon::Quarter => (before(quarter), back(3), earlier(quarter, 3).zip(quarter)),
        MoveHorizon::Ytd => (before(year), None, None),
        MoveHorizon::Year => (before(year), back(12), earlier(year, 12).zip(year)),
        MoveHorizon::Day | MoveHorizon::Since => (None, None, None),
    };
    let trailing = trailing.into_iter().flat_map(|on| around(tape, on, today));
    let from: Vec<NaiveDate> = to_date.into_iter().chain(trailing).collect();
    let mut specs = up_to_the_last_close(tape, &from, today);
    if let Some((first, next)) = whole {
        let start: Vec<NaiveDate> = before(Some(first)).into_iter().collect();
        specs.extend(between(tape, &start, next - TimeDelta::days(1)));
    }
    specs
}

fn earlier(day: Option<NaiveDate>, months: u32) -> Option<NaiveDate> {
    day.and_then(|day| day.checked_sub_months(Months::new(months)))
}

/// How far a regular session had come at publication; `None` before it began.
pub(super) fn regular_progress(tape: &ClaimTape<'_>, date: NaiveDate) -> Option<Progress> {
    let session = tape.calendar.session(date).ok().flatten()?;
    match part_of(tape, session, ClaimSession::Regular, None) {
        Spec::Session { progress, .. } => Some(progress),
        Spec::NotBegun { .. } | Spec::Closes { .. } => None,
    }
}

/// When a part of a session begins, for saying that it had not.
pub(super) fn begins(tape: &ClaimTape<'_>, date: NaiveDate, part: ClaimSession) -> Option<DateTime<Utc>> {
    let session = tape.calendar.session(date).ok().flatten()?;
    part_span(session, part).map(|span| span.start)
}
