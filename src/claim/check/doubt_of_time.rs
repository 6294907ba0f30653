//! Times that leave room for another move than those that were looked at: no day, a part of a month, a clock
//! elsewhere.

use chrono::{Datelike, NaiveDate};

use super::admitted;
use super::fit::Fit;
use super::reading::{Progress, Reading, Shown, Spec};
use super::stated::Told;
use super::tape::ClaimTape;
use super::wording::Text;
use crate::claim::{Bound, Claim, ClaimSession, DayPoint, MoveHorizon, TimeKind};

/// The reason why the time of a claim may be another than the one that was looked at.
pub(super) fn doubt(claim: &Claim, tape: &ClaimTape<'_>, told: &Told<'_>, text: &Text) -> Option<String> {
    date_of_two_readings(claim, text)
        .or_else(|| open_time(claim, text))
        .or_else(|| another_year(claim, text))
        .or_else(|| part_of_a_month(claim))
        .or_else(|| week_before_the_last(claim, tape, told))
        .or_else(|| by_another_clock(claim, tape, told))
        .or_else(|| part_of_a_day(claim, tape, text))
        .or_else(|| another_recent_day(claim, tape, told))
        .or_else(|| one_day_of_the_span(claim, tape, told, text))
        .or_else(|| until_a_turn(claim, tape, told, text))
}

/// *In early April* names no days.
fn part_of_a_month(claim: &Claim) -> Option<String> {
    let time = claim.when.as_ref().filter(|time| time.kind == TimeKind::Month)?;
    let whole = time.from.day() == 1 && time.to.day() != 10;
    (!whole).then(|| format!("\"{}\" does not say from which day to which", time.text))
}

/// *Last week*, told at a weekend.
fn week_before_the_last(claim: &Claim, tape: &ClaimTape<'_>, told: &Told<'_>) -> Option<String> {
    let time = claim.when.as_ref().filter(|time| time.kind == TimeKind::Week)?;
    let fits = |spec: &Spec| spec.read(tape, told).is_ok_and(|r| told.fit(&r.on(told.unit)) != Fit::No);
    let found = admitted::week_before_the_last(tape, time).into_iter().any(|spec| fits(&spec));
    found.then(|| {
        format!("the week to {} has the stated size, and \"{}\" may be that one", time.to, time.text)
    })
}

/// *Yesterday* by a clock that is not the venue's.
fn by_another_clock(claim: &Claim, tape: &ClaimTape<'_>, told: &Told<'_>) -> Option<String> {
    let time = claim.when.as_ref()?;
    let days = admitted::days_elsewhere(tape, time);
    // `In the night to Thursday`: a day that the venue has not reached tells of the session before it.
    let ahead = |day: &NaiveDate| *day > tape.published_on();
    let before = days.iter().filter(|day| ahead(day)).filter_map(NaiveDate::pred_opt).collect::<Vec<_>>();
    let day = days.into_iter().chain(before).find(|day| holds_on(*day, tape, told, false))?;
    Some(format!(
        "the move of {day} has the stated size, and \"{}\" may be that day where it was written",
        time.text
    ))
}

/// *Early Monday*, *late on Monday* may be before the open or after the close.
fn part_of_a_day(claim: &Claim, tape: &ClaimTape<'_>, text: &Text) -> Option<String> {
    let dated = claim.when.as_ref().is_some_and(|time| time.kind.is_day());
    let part = text.has_any("time.morning") || text.has_any("time.afternoon");
    let moment = matches!(claim.point, Some(DayPoint::Open | DayPoint::Intraday)) && claim.session.is_none();
    let extended = tape.calendar.session_on_or_before(tape.published_on()).ok()?.premarket.is_some();
    (dated && part && moment && extended)
        .then(|| "the moment that is told may lie before the open or after the close".to_owned())
}

/// Without a day, a size may be that of any recent one.
fn another_recent_day(claim: &Claim, tape: &ClaimTape<'_>, told: &Told<'_>) -> Option<String> {
    let timed = claim.when.is_some() || claim.session.is_some() || claim.point.is_some();
    // A bound leaves so much open that some day always keeps to it.
    let bounded = matches!(claim.bound, Some(Bound::AtLeast | Bound::AtMost));
    // A price is looked for in five sessions anyway.
    let looked_for = bounded || claim.price.is_some();
    if timed || looked_for || claim.horizon != MoveHorizon::Day || !told.has_size() {
        return None;
    }
    let last = tape.calendar.session_on_or_before(tape.published_on()).ok()?;
    let days = std::iter::successors(Some(last), |s| tape.calendar.previous_session(s.date).ok());
    let day = days.take(RECENT).map(|s| s.date).find(|day| holds_on(*day, tape, told, false))?;
    Some(format!("no day is stated, and the move of {day} has the stated size"))
}

/// So many sessions up to publication are recent: the two that are looked at, and two more.
const RECENT: usize = 4;

/// *Fell 15 percent this week before rebounding*: up to a day of the span that is not told.
fn until_a_turn(claim: &Claim, tape: &ClaimTape<'_>, told: &Told<'_>, text: &Text) -> Option<String> {
    let time = claim.when.as_ref().filter(|time| !time.kind.is_day() && text.has_any("check.turn"))?;
    let before = tape.calendar.previous_session(time.from).ok()?.date;
    let days = tape.calendar.sessions(time.from, time.to).ok()?;
    let fits = |to: &NaiveDate| {
        let spec = Spec::Closes { from: before, to: *to, progress: Progress::Over };
        spec.read(tape, told).is_ok_and(|reading| told.fit(&reading.on(told.unit)) != Fit::No)
    };
    let day = days.iter().take(LONGEST_TURN).map(|s| s.date).find(fits)?;
    Some(format!("up to {day} the move has the stated size, and the text speaks of a turn"))
}

/// A turn is looked for in so many sessions.
const LONGEST_TURN: usize = 70;

/// Whether the words hold for the session of a day, or (`at_any_moment`) for some price of it.
fn holds_on(day: NaiveDate, tape: &ClaimTape<'_>, told: &Told<'_>, at_any_moment: bool) -> bool {
    let holds = || {
        let progress = admitted::regular_progress(tape, day)?;
        let point = told.claim.point;
        let spec = Spec::Session { date: day, part: ClaimSession::Regular, point, progress };
        let reading = spec.read(tape, told).ok()?.on(told.unit);
        let open = match reading.shown {
            Shown::Day { range, .. } if at_any_moment || progress != Progress::Over => {
                Reading { shown: Shown::Within(range), ..reading }
            }
            _ => reading,
        };
        Some(told.fit(&open) != Fit::No)
    };
    holds().unwrap_or(false)
}

/// A date such as `1/2/2025`, which is January in one country and February in another.
fn date_of_two_readings(claim: &Claim, text: &Text) -> Option<String> {
    let words: Vec<&str> = text.words().collect();
    let number = |word: &str| word.parse::<u32>().ok();
    let is_date = |w: &&[&str]| {
        (w[1], w[3]) == ("/", "/")
            && w[4].len() == 4
            && [w[0], w[2], w[4]].into_iter().all(|n| number(n).is_some())
    };
    let date = words.windows(5).find(is_date).filter(|_| claim.when.is_none())?;
    Some(format!("the date {} can be read two ways", date.concat()))
}

/// No time is stated, and the words are those of a longer span or of the night.
fn open_time(claim: &Claim, text: &Text) -> Option<String> {
    let timed = claim.when.is_some() || claim.session.is_some() || claim.point.is_some();
    if timed || claim.horizon != MoveHorizon::Day || claim.price.is_some() {
        return None;
    }
    if text.has_any("check.overnight") {
        return Some("the text speaks of the hours between two sessions".to_owned());
    }
    text.has_any("claim.perfect").then(|| "no time is stated, and the tense allows a longer span".to_owned())
}

/// *On the year* after the name of another one.
fn another_year(claim: &Claim, text: &Text) -> Option<String> {
    let time = claim.when.as_ref().filter(|time| time.kind == TimeKind::Year)?;
    if time.text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let published = chrono::Datelike::year(&time.to);
    let years = text.words().filter(|word| word.len() == 4).filter_map(|word| word.parse::<i32>().ok());
    let other = years.into_iter().find(|year| (published - 30..published).contains(year))?;
    Some(format!("the text names {other}, and may mean that year by \"{}\"", time.text))
}

/// A week, month or quarter that is stated next to a day's move: *earlier this week*, or a time that
/// belongs to something else.
fn one_day_of_the_span(claim: &Claim, tape: &ClaimTape<'_>, told: &Told<'_>, text: &Text) -> Option<String> {
    let time = claim.when.as_ref()?;
    let sized = claim.percent.is_some();
    let mut days = Vec::new();
    match time.kind {
        TimeKind::Week if text.has_any("check.earlier") => {
            days.extend(
                tape.calendar.sessions(time.from, time.to).unwrap_or_default().iter().map(|s| s.date),
            );
        }
        TimeKind::Month | TimeKind::Quarter | TimeKind::Half => {
            let last = tape.calendar.session_on_or_before(tape.published_on()).ok()?.date;
            days.extend(
                [Some(last), tape.calendar.previous_session(last).ok().map(|s| s.date)].into_iter().flatten(),
            );
        }
        _ => {}
    }
    // *Earlier this week* may be a moment of a day, too.
    let at_any_moment = time.kind == TimeKind::Week;
    let day = days.into_iter().filter(|_| sized).find(|day| holds_on(*day, tape, told, at_any_moment))?;
    Some(format!("the move of {day} alone has the stated size, and \"{}\" may not be its span", time.text))
}
