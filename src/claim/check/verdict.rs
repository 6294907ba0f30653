//! Verdicts and the sentences that explain them.

use chrono::{DateTime, NaiveDate, Utc};

use super::admitted;
use super::chance::Chance;
use super::fit::Fit;
use super::reading::{Lack, Progress, Reading, Shown, Spec};
use super::stated::Told;
use super::stated::{self, Interval};
use super::tape::ClaimTape;
use crate::claim::{Bound, Claim, ClaimSession, ClaimStatus, ClaimVerdict, DayPoint, MoveHorizon, TimeKind};
use crate::event::When;
use crate::instrument::InstrumentId;
use crate::market::{Adjustment, Missing, MissingData};
use crate::reaction::Unusualness;
use crate::units::{Price, Return, typeset};

/// What fits more often than this by chance is not confirmed.
const MOST_BY_CHANCE: f64 = 0.1;

/// An answer that the claim's own words do not allow.
pub(super) fn unverifiable(claim: &Claim, note: String) -> ClaimVerdict {
    ClaimVerdict { session: claim.session, ..ClaimVerdict::bare(ClaimStatus::Unverifiable, note) }
}

/// An answer that needs data which is not there.
pub(super) fn lacking(claim: &Claim, instrument: &InstrumentId, what: MissingData) -> ClaimVerdict {
    let missing = Missing { instrument: instrument.clone(), what };
    let note = format!("not in the database: {missing}");
    ClaimVerdict { missing: Some(missing), ..unverifiable(claim, note) }
}

/// Bars are missing, or the venue has no such part of the day.
pub(super) fn lacking_bars(
    claim: &Claim,
    instrument: &InstrumentId,
    tape: &ClaimTape<'_>,
    lack: &Lack,
    chance: Option<Chance>,
) -> ClaimVerdict {
    let verdict = match lack {
        Lack::Bars(bars) => {
            let mut verdict = lacking(claim, instrument, MissingData::Bars(*bars));
            if bars.extended && claim.session.is_none() {
                let may_be = "no part of the day is named, and it may be a move outside the regular session";
                verdict.note = format!("{may_be}; {}", verdict.note);
            }
            verdict
        }
        Lack::NoSuchPart(part) => {
            unverifiable(claim, format!("{} has no {}", tape.calendar.mic(), name(*part)))
        }
        Lack::NotBegun => unverifiable(claim, "it had not begun at publication".to_owned()),
    };
    with_chance(verdict, chance)
}

fn with_chance(verdict: ClaimVerdict, chance: Option<Chance>) -> ClaimVerdict {
    ClaimVerdict { chance: chance.map(|c| c.share), chance_windows: chance.map(|c| c.windows), ..verdict }
}

/// The verdict with what a reading measured.
fn of_reading(
    claim: &Claim,
    tape: &ClaimTape<'_>,
    spec: &Spec,
    reading: &Reading,
    moved: Option<Return>,
) -> ClaimVerdict {
    let session = match spec {
        Spec::Session { part, .. } | Spec::NotBegun { part, .. } => Some(*part),
        Spec::Closes { .. } => claim.session,
    };
    ClaimVerdict {
        session,
        session_date: Some(reading.date),
        reference_date: Some(reading.reference_date),
        reference_close: Some(Price::new(reading.reference, claim.currency.or(tape.currency))),
        measured: moved,
        unusualness: moved.and_then(|moved| unusualness(tape, spec, reading.date, moved)),
        ..unverifiable(claim, String::new())
    }
}

/// The rank of a move among the instrument's own moves of the same kind before.
fn unusualness(tape: &ClaimTape<'_>, spec: &Spec, date: NaiveDate, moved: Return) -> Option<Unusualness> {
    match spec {
        Spec::Session { part: ClaimSession::Regular, point: Some(DayPoint::Open), .. } => {
            Unusualness::of(moved.fraction(), &tape.overnight_gaps(date))
        }
        Spec::Session { part: ClaimSession::Regular, .. } => {
            Unusualness::of(moved.fraction(), &tape.daily_moves(date))
        }
        Spec::Session { .. } | Spec::NotBegun { .. } => {
            Unusualness::of(moved.fraction(), &tape.overnight_gaps(date))
        }
        Spec::Closes { from, to, .. } => {
            let sessions = tape.calendar.sessions(*from, *to).ok()?.len().checked_sub(1)?;
            let sample = tape.moves_over(date, sessions);
            let independent = sample.len().div_ceil(sessions.max(1));
            Unusualness::among(moved.fraction(), &sample, independent)
        }
    }
}

/// A reading fits.
pub(super) fn fits(
    claim: &Claim,
    tape: &ClaimTape<'_>,
    spec: &Spec,
    (reading, price): (&Reading, f64),
    chance: Option<Chance>,
) -> ClaimVerdict {
    let sized = Told { claim, unit: 1.0 }.has_size();
    let rare = chance.is_some_and(|c| c.share <= MOST_BY_CHANCE);
    let moved = Return::between(reading.reference, price);
    let far = far_beyond(claim, moved);
    let apart = sessions_from_the_start(claim, tape, spec).filter(|n| *n > NEAR_THE_START);
    let status = if sized && rare && !far && apart.is_none() {
        ClaimStatus::Confirmed
    } else {
        ClaimStatus::Consistent
    };
    let mut sentences = vec![format!("fits {}", arithmetic(spec, reading, price))];
    sentences.extend(difference(claim, moved));
    sentences.extend(implied(claim));
    if reading.shown.is_reference_alone() {
        let part = spec_part(spec);
        sentences.push(format!("on the reference close alone, for lack of bars of the {part}"));
    }
    if !sized {
        sentences.push("a bare direction, which fits about every other day".to_owned());
    }
    if far {
        sentences.push("the move is far beyond the bound that is stated".to_owned());
    }
    sentences
        .extend(apart.map(|n| format!("only from a close that is {n} sessions from the stated beginning")));
    sentences.extend(late(tape, reading.date));
    sentences.push(chance_sentence(chance));
    let verdict =
        ClaimVerdict { status, note: sentences.join("; "), ..of_reading(claim, tape, spec, reading, moved) };
    with_chance(verdict, chance)
}

/// How many sessions lie between the beginning of a trailing span as it is stated and the close from which it fits.
fn sessions_from_the_start(claim: &Claim, tape: &ClaimTape<'_>, spec: &Spec) -> Option<usize> {
    let time = claim.when.as_ref().filter(|time| time.kind == TimeKind::Span)?;
    let Spec::Closes { from, .. } = spec else { return None };
    let stated = tape.calendar.session_on_or_before(time.from).ok()?.date;
    let sessions = tape.calendar.sessions(stated.min(*from), stated.max(*from)).ok()?;
    Some(sessions.len().saturating_sub(1))
}

/// A trailing span that begins within so many sessions of what is stated is the one that is meant.
const NEAR_THE_START: usize = 1;

/// Whether a move keeps to *more than* or *less than* a size from so far that the text hardly means it:
/// 47 % is more than 32 %, and nobody would say so.
fn far_beyond(claim: &Claim, moved: Option<Return>) -> bool {
    use rust_decimal::prelude::ToPrimitive;
    let bounded = matches!(claim.bound, Some(Bound::AtLeast | Bound::AtMost));
    let Some(stated) = claim.percent.filter(|_| bounded).and_then(|p| p.to_f64()) else { return false };
    moved.is_some_and(|moved| (moved.pct().abs() - stated).abs() > CLOSE_TO_A_BOUND * stated)
}

/// A bound is told of moves within this part of it.
const CLOSE_TO_A_BOUND: f64 = 0.25;

/// The tape leaves a reading open.
pub(super) fn open(
    claim: &Claim,
    tape: &ClaimTape<'_>,
    spec: &Spec,
    reading: &Reading,
    chance: Option<Chance>,
) -> ClaimVerdict {
    let note = match (reading.shown, spec) {
        (Shown::Within(range) | Shown::Day { range, .. }, _) => {
            let why = match spec {
                Spec::Session { progress: Progress::Running(_), .. }
                | Spec::Closes { progress: Progress::Running(_), .. } => {
                    format!(
                        "the session of {} was running, and daily bars cannot tell its moments",
                        reading.date
                    )
                }
                Spec::Session { progress: Progress::OverOrRunning, .. } => {
                    format!("the time of day of publication on {} is not known", reading.date)
                }
                _ => "daily bars cannot tell the moment".to_owned(),
            };
            format!("within the day's range: {}; {why}", range_sentence(range, reading))
        }
        _ => format!("left open by the bars of {}", reading.date),
    };
    with_chance(ClaimVerdict { note, ..of_reading(claim, tape, spec, reading, None) }, chance)
}

/// The stated part of the session had not begun.
pub(super) fn not_begun(claim: &Claim, tape: &ClaimTape<'_>, spec: &Spec, _: &Told<'_>) -> ClaimVerdict {
    let (Spec::NotBegun { date, part } | Spec::Session { date, part, .. }) = spec else {
        return unverifiable(claim, "it had not begun at publication".to_owned());
    };
    let begins = admitted::begins(tape, *date, *part).map(|at| format!(", at {}", clock(tape, at)));
    let published = match tape.published {
        When::Instant { at, .. } => format!("at {}", clock(tape, *at)),
        When::Day(day) => format!("on {day}"),
    };
    let mut note = format!(
        "the {} of {date} began after the publication {published}{}",
        name(*part),
        begins.unwrap_or_default()
    );
    let reference = tape.close_before(*date);
    if let (Some((day, close)), Some(implied)) = (reference, stated::implied_reference(claim))
        && implied.contains(close)
    {
        note = format!(
            "{note}; the close of {} on {day} is the one that the figures imply ({} to {})",
            price(close),
            price(implied.low),
            price(implied.high)
        );
    }
    ClaimVerdict {
        session: Some(*part),
        session_date: Some(*date),
        reference_date: reference.map(|(day, _)| day),
        reference_close: reference.map(|(_, close)| Price::new(close, tape.currency)),
        ..unverifiable(claim, note)
    }
}

/// Every reading fails on bars that are there.
pub(super) fn contradicted(
    claim: &Claim,
    tape: &ClaimTape<'_>,
    told: &Told<'_>,
    failed: &[(&Spec, &Reading)],
    chance: Option<Chance>,
) -> ClaimVerdict {
    let Some((spec, reading)) = failed.first() else {
        return unverifiable(claim, "nothing could be compared".to_owned());
    };
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(not_the_price_before(claim, failed));
    sentences.extend(implied(claim));
    let told_of: Vec<String> =
        failed.iter().take(5).map(|(spec, reading)| shows(claim, spec, reading)).collect();
    sentences.push(format!("the tape says: {}", told_of.join(", ")));
    sentences.extend(other_day(claim, tape, told));
    let shown = match reading.shown {
        Shown::Day { close, .. } => Some(close),
        Shown::At(price) | Shown::Reached { last: price, .. } => Some(price),
        Shown::Within(_) | Shown::ReferenceAlone => None,
    };
    let moved = shown.and_then(|to| Return::between(reading.reference, to));
    let verdict = ClaimVerdict {
        status: ClaimStatus::Contradicted,
        note: sentences.join("; "),
        ..of_reading(claim, tape, spec, reading, moved)
    };
    with_chance(ClaimVerdict { unusualness: None, ..verdict }, chance)
}

fn not_the_price_before(claim: &Claim, failed: &[(&Spec, &Reading)]) -> Option<String> {
    let from = stated::from_price(claim)?;
    let matches = failed.iter().any(|(_, reading)| from.contains(reading.reference));
    (!matches).then(|| format!("no close before is {}", claim.from_price.unwrap_or_default()))
}

/// The session near the stated one whose move has the stated size.
fn other_day(claim: &Claim, tape: &ClaimTape<'_>, told: &Told<'_>) -> Option<String> {
    let time = claim.when.as_ref().filter(|time| time.kind.is_day() && told.has_size())?;
    let near = |n: i64| tape.calendar.nth_session_after(time.from, n).ok().map(|s| s.date);
    let over = |date: &NaiveDate| match tape.published {
        When::Instant { at, .. } => {
            tape.calendar.session(*date).ok().flatten().is_some_and(|s| s.regular.end <= *at)
        }
        When::Day(day) => date < day,
    };
    let days = (1..=5).flat_map(|n| [near(n), near(-n)]).flatten().filter(|d| *d != time.from).filter(over);
    days.into_iter().find_map(|date| {
        let part = claim.session.unwrap_or(ClaimSession::Regular);
        let spec = Spec::Session { date, part, point: claim.point, progress: Progress::Over };
        let reading = spec.read(tape, told).ok()?.on(told.unit);
        let Fit::Yes(price) = told.fit(&reading) else { return None };
        let moved = Return::between(reading.reference, price)?;
        Some(format!("the stated size is that of {date}, {}", typeset::percent(moved.fraction())))
    })
}

/// A price that is off by a split's ratio on bars that a provider has adjusted says that a split is
/// not known here, not that the text is wrong.
pub(super) fn other_footing(
    claim: &Claim,
    tape: &ClaimTape<'_>,
    told: &Told<'_>,
    failed: &[(&Spec, &Reading)],
) -> Option<String> {
    const RATIOS: [f64; 12] = [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 25.0, 50.0];
    let adjusted = tape.daily.is_some_and(|s| s.key().adjustment != Adjustment::AsTraded);
    let in_money = [claim.price, claim.from_price, claim.points].iter().any(Option::is_some);
    if !adjusted || !in_money {
        return None;
    }
    let fits = |ratio: f64| {
        failed.iter().any(|(_, reading)| matches!(told.fit(&reading.on(ratio)), Fit::Yes(_) | Fit::Open))
    };
    let ratio = RATIOS.into_iter().find(|ratio| fits(*ratio))?;
    Some(format!(
        "the stated amounts are {ratio} times the tape's, whose bars are adjusted: a split after that day may not be known here"
    ))
}

/// A size so many times the farthest day of a year is not one of a day told wrong.
const FAR: f64 = 1.5;

/// A size without a time that no day of the year before came near is that of a longer span.
pub(super) fn other_span(claim: &Claim, tape: &ClaimTape<'_>) -> Option<String> {
    let timed = claim.when.is_some() || claim.session.is_some() || claim.point.is_some();
    if timed || claim.horizon != MoveHorizon::Day {
        return None;
    }
    let least = match (stated::price(claim), stated::from_price(claim)) {
        // *Down from $150 to $89*.
        (Some(to), Some(from)) => (to.low / from.high - 1.0).abs().min((to.high / from.low - 1.0).abs()),
        (Some(_), None) => return None,
        (None, _) => {
            let size = stated::size(claim)?;
            size.low.abs().min(size.high.abs())
        }
    };
    // The day itself counts too.
    let farthest = tape.farthest_of_a_day(tape.published_on().succ_opt()?)?;
    (least > FAR * farthest).then(|| {
        let farthest = typeset::percent(farthest);
        format!("no time is stated, and no day of the year before moved by more than {farthest}: a longer span may be meant")
    })
}

/// The arithmetic of a reading that fits.
fn arithmetic(spec: &Spec, reading: &Reading, to: f64) -> String {
    let moved = Return::between(reading.reference, to)
        .map_or_else(String::new, |m| format!(" = {}", typeset::percent_with(m.fraction(), 4)));
    let sum = format!("{} / {} − 1{moved}", price(to), price(reading.reference));
    let against = format!("against the close of {} on {}", price(reading.reference), reading.reference_date);
    match spec {
        Spec::Closes { from, to, .. } => format!("the span from the close of {from} to that of {to}: {sum}"),
        Spec::Session { point: Some(DayPoint::Open), .. } => {
            format!("the open of {} {against}: {sum}", reading.date)
        }
        Spec::Session { .. } | Spec::NotBegun { .. } => {
            format!("the {} of {} {against}: {sum}", spec_part(spec), reading.date)
        }
    }
}

/// What the tape shows of a reading that fails.
fn shows(claim: &Claim, spec: &Spec, reading: &Reading) -> String {
    let size = |to: f64| {
        let moved = Return::between(reading.reference, to);
        moved.map_or_else(String::new, |m| typeset::percent(m.fraction()))
    };
    let when = match spec {
        Spec::Closes { from, to, .. } => format!("{from} to {to}"),
        Spec::Session { .. } | Spec::NotBegun { .. } => reading.date.to_string(),
    };
    match reading.shown {
        Shown::Day { range, .. }
            if claim.bound == Some(Bound::AsMuchAs) || claim.point == Some(DayPoint::Intraday) =>
        {
            format!("{when} {}", range_sentence(range, reading))
        }
        Shown::Day { close, .. } => {
            let points = claim.points.filter(|_| claim.percent.is_some());
            let points =
                points.map(|_| format!(" ({:+.2})", close - reading.reference).replace('-', "\u{2212}"));
            let (from, to) = (price(reading.reference), price(close));
            format!("{when} {} from {from} to {to}{}", size(close), points.unwrap_or_default())
        }
        Shown::At(at) => format!("{when} {} from {} to {}", size(at), price(reading.reference), price(at)),
        Shown::Reached { range, .. } | Shown::Within(range) => {
            format!("{when} {}", range_sentence(range, reading))
        }
        Shown::ReferenceAlone => {
            format!("the close of {} was {}", reading.reference_date, price(reading.reference))
        }
    }
}

/// `413.16 to 422.86, −6.59 % to −4.40 % against 442.33`.
fn range_sentence(range: Interval, reading: &Reading) -> String {
    let size = |to: f64| {
        let moved = Return::between(reading.reference, to);
        moved.map_or_else(String::new, |m| typeset::percent(m.fraction()))
    };
    format!(
        "{} to {}, {} to {} against {}",
        price(range.low),
        price(range.high),
        size(range.low),
        size(range.high),
        price(reading.reference)
    )
}

/// The reference close that the stated figures imply.
fn implied(claim: &Claim) -> Option<String> {
    let implied = stated::implied_reference(claim).filter(|i| i.high.is_finite())?;
    Some(format!("the figures imply a reference between {} and {}", price(implied.low), price(implied.high)))
}

/// How far the measured size is from the stated one.
fn difference(claim: &Claim, measured: Option<Return>) -> Option<String> {
    use rust_decimal::prelude::ToPrimitive;
    let stated = claim.percent.filter(|_| claim.bound.is_none())?.to_f64()?;
    let off = measured?.pct().abs() - stated;
    let off = format!("{off:+.4}").replace('-', "\u{2212}");
    Some(format!("the size differs by {off} percentage points from the {stated} % stated"))
}

fn chance_sentence(chance: Option<Chance>) -> String {
    match chance {
        Some(Chance { share, windows }) => {
            let share = typeset::share(share);
            format!("of {windows} earlier windows of the same kind {share} would have fitted the same words")
        }
        None => "too few earlier windows to say how often the same words would have fitted".to_owned(),
    }
}

/// A remark where the session is not the publication's own.
fn late(tape: &ClaimTape<'_>, session: NaiveDate) -> Option<String> {
    let published = match tape.published {
        When::Day(day) => *day,
        When::Instant { at, .. } => at.with_timezone(&tape.calendar.zone()).date_naive(),
    };
    let days = (published - session).num_days();
    (days > 0)
        .then(|| format!("published on {published}, {days} {} later", if days == 1 { "day" } else { "days" }))
}

/// A price on paper: two decimals, four below one.
fn price(value: f64) -> String {
    if value.abs() < 1.0 { format!("{value:.4}") } else { format!("{value:.2}") }
}

fn clock(tape: &ClaimTape<'_>, at: DateTime<Utc>) -> String {
    at.with_timezone(&tape.calendar.zone()).format("%H:%M %Z").to_string()
}

fn spec_part(spec: &Spec) -> &'static str {
    match spec {
        Spec::Session { part, .. } | Spec::NotBegun { part, .. } => name(*part),
        Spec::Closes { .. } => "span",
    }
}

const fn name(session: ClaimSession) -> &'static str {
    match session {
        ClaimSession::Premarket => "premarket",
        ClaimSession::Regular => "main session",
        ClaimSession::Afterhours => "after-hours trading",
    }
}
