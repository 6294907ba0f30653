//! Verdicts and the sentences that explain them.

use chrono::NaiveDate;

use super::stated;
use super::tape::Tape;
use crate::calendar::Session;
use crate::claim::{Claim, ClaimSession, ClaimStatus, ClaimVerdict};
use crate::event::When;
use crate::instrument::InstrumentId;
use crate::market::{Interval, Missing, MissingBars, MissingData};
use crate::reaction::Unusualness;
use crate::units::{Currency, Price, Return, typeset};

/// A session that fits a claim.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finding {
    /// The part of the day.
    pub(super) session: ClaimSession,
    /// Its date.
    pub(super) date: NaiveDate,
    /// The date of the reference close.
    pub(super) reference_date: NaiveDate,
    /// The reference close, on the footing of the stated price.
    pub(super) close: Price,
    /// The price to which the move is measured.
    pub(super) price: Price,
    /// Whether bars of that part of the day reach the price.
    pub(super) reached: bool,
}

/// The days without bars, over all sessions that were looked at.
#[derive(Debug, Default)]
pub(super) struct Lacking {
    days: Option<(NaiveDate, NaiveDate)>,
    daily: bool,
}

impl Lacking {
    /// Notes that bars of these days are missing: of extended hours, or daily ones.
    pub(super) fn note(&mut self, days: [NaiveDate; 2], extended: bool) {
        let (from, to) = self.days.unwrap_or((days[0], days[1]));
        self.days = Some((from.min(days[0]), to.max(days[1])));
        self.daily |= !extended;
    }

    /// The bars that are missing, if any are.
    pub(super) fn bars(&self) -> Option<MissingBars> {
        let (from, to) = self.days?;
        let interval = if self.daily { Interval::Day1 } else { Interval::Minute1 };
        Some(MissingBars { interval, from, to, extended: !self.daily })
    }
}

/// An answer that the claim's own words do not allow.
pub(super) fn unverifiable(claim: &Claim, note: String) -> ClaimVerdict {
    ClaimVerdict {
        status: ClaimStatus::Unverifiable,
        session: claim.session,
        session_date: None,
        reference_date: None,
        reference_close: None,
        measured: None,
        unusualness: None,
        missing: None,
        note,
    }
}

/// An answer that needs data which is not there.
pub(super) fn lacking(claim: &Claim, instrument: &InstrumentId, what: MissingData) -> ClaimVerdict {
    let missing = Missing { instrument: instrument.clone(), what };
    let note = format!("not in the database: {missing}");
    ClaimVerdict { missing: Some(missing), ..unverifiable(claim, note) }
}

/// A session fits.
pub(super) fn confirmed(claim: &Claim, tape: &Tape<'_>, found: &Finding, fitting: usize) -> ClaimVerdict {
    let measured = Return::of_prices(found.close, found.price);
    let sample = match found.session {
        ClaimSession::Premarket | ClaimSession::Afterhours => tape.overnight_gaps(found.date),
        ClaimSession::Regular => tape.daily_moves(found.date),
    };
    ClaimVerdict {
        status: ClaimStatus::Confirmed,
        session: Some(found.session),
        session_date: Some(found.date),
        reference_date: Some(found.reference_date),
        reference_close: Some(found.close),
        measured,
        unusualness: measured.and_then(|m| Unusualness::of(m.fraction(), &sample)),
        missing: None,
        note: confirmed_note(claim, tape, found, measured, fitting),
    }
}

fn confirmed_note(
    claim: &Claim,
    tape: &Tape<'_>,
    found: &Finding,
    measured: Option<Return>,
    fitting: usize,
) -> String {
    let part = name(found.session);
    let move_pct =
        measured.map_or_else(String::new, |m| format!(" ({})", typeset::percent_with(m.fraction(), 4)));
    let mut sentences = vec![format!(
        "fits the {part} of {} against the close of {} on {}{move_pct}",
        found.date,
        price(found.close.amount),
        found.reference_date
    )];
    if let Some(difference) = difference(claim, measured) {
        sentences.push(difference);
    }
    if !found.reached {
        sentences.push(format!("confirmed on the reference close alone, for lack of bars of the {part}"));
    }
    if fitting > 1 {
        sentences.push(format!(
            "{fitting} of the last {} sessions fit; this is the best supported, then the latest",
            tape.sessions_back
        ));
    }
    if let Some(stale) = stale(tape, found.date) {
        sentences.push(stale);
    }
    sentences.join("; ")
}

/// How far the measured size is from the stated one, in hundredths of a percentage point.
fn difference(claim: &Claim, measured: Option<Return>) -> Option<String> {
    use rust_decimal::prelude::ToPrimitive;
    let stated = claim.percent?.to_f64()?;
    let off = measured?.pct().abs() - stated;
    Some(format!("the size differs by {off:+.4} percentage points from the {stated} % stated"))
}

/// A remark where the session is not the publication's own.
fn stale(tape: &Tape<'_>, session: NaiveDate) -> Option<String> {
    let published = match tape.published {
        When::Day(day) => *day,
        When::Instant { at, .. } => at.with_timezone(&tape.calendar.zone()).date_naive(),
    };
    let days = (published - session).num_days();
    (days > 0)
        .then(|| format!("published on {published}, {days} {} later", if days == 1 { "day" } else { "days" }))
}

/// The bars are there and say something else.
pub(super) fn contradicted(
    claim: &Claim,
    tape: &Tape<'_>,
    sessions: &[&Session],
    (unit, currency): (f64, Option<Currency>),
) -> ClaimVerdict {
    let told: Vec<String> = sessions.iter().filter_map(|s| told(tape, s, unit)).collect();
    let newest = sessions.iter().find(|s| tape.bar(s.date).is_some() && tape.close_before(s.date).is_some());
    let reference = newest.and_then(|s| tape.close_before(s.date));
    let close = newest.and_then(|s| tape.bar(s.date)).map(|b| b.close);
    let measured = reference.zip(close).and_then(|((_, from), to)| Return::between(from, to));
    let implied = stated::implied_reference(claim).map_or_else(String::new, |i| {
        format!(
            "no reference close lies between {} and {}, as the stated figures imply; ",
            price(i.low),
            price(i.high)
        )
    });
    ClaimVerdict {
        status: ClaimStatus::Contradicted,
        session: claim.session,
        session_date: newest.map(|s| s.date),
        reference_date: reference.map(|(date, _)| date),
        reference_close: reference.map(|(_, close)| Price::new(close * unit, currency)),
        measured,
        unusualness: None,
        missing: None,
        note: format!("{implied}the tape says: {}", told.join(", ")),
    }
}

fn told(tape: &Tape<'_>, session: &Session, unit: f64) -> Option<String> {
    let (_, from) = tape.close_before(session.date)?;
    let bar = tape.bar(session.date)?;
    let moved = Return::between(from, bar.close)?;
    let size = typeset::percent(moved.fraction());
    Some(format!("{} {size} to {}", session.date, price(bar.close * unit)))
}

/// A price on paper: two decimals, four below one.
pub(super) fn price(value: f64) -> String {
    if value.abs() < 1.0 { format!("{value:.4}") } else { format!("{value:.2}") }
}

fn name(session: ClaimSession) -> &'static str {
    match session {
        ClaimSession::Premarket => "premarket",
        ClaimSession::Regular => "main session",
        ClaimSession::Afterhours => "after-hours trading",
    }
}
