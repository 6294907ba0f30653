//! Claims over more than a day: the week, the month, the year so far.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::stated;
use super::tape::Tape;
use super::verdict::{self, Lacking, price};
use crate::calendar::Session;
use crate::claim::{Claim, ClaimStatus, ClaimVerdict, MoveHorizon};
use crate::instrument::InstrumentId;
use crate::market::MissingData;
use crate::reaction::Unusualness;
use crate::units::{Price, Return, typeset};

/// A measured span.
struct Span {
    end: NaiveDate,
    reference: NaiveDate,
    close: f64,
    moved: Return,
    sessions: usize,
}

/// Holds a claim over a week, month, quarter, year or year to date against the closes at both ends
/// of that span, for each session at or before publication as its end.
pub(super) fn check(
    claim: &Claim,
    tape: &Tape<'_>,
    instrument: &InstrumentId,
    sessions: &[&Session],
) -> ClaimVerdict {
    if claim.horizon == MoveHorizon::Since {
        return verdict::unverifiable(
            claim,
            "the move is stated since a moment that the text names, which is not read".to_owned(),
        );
    }
    let mut lacking = Lacking::default();
    let mut spans = Vec::new();
    for session in sessions {
        let Some(start) = start(claim.horizon, session.date) else { continue };
        match measure(tape, start, session.date) {
            Some(span) => spans.push(span),
            None => lacking.note([start, session.date], false),
        }
    }
    let fitting = spans.iter().find(|s| fits(claim, s.moved.fraction()));
    match (fitting, lacking.bars(), spans.first()) {
        (Some(span), _, _) => answer(claim, tape, span, ClaimStatus::Confirmed),
        (None, Some(bars), _) => verdict::lacking(claim, instrument, MissingData::Bars(bars)),
        (None, None, Some(span)) => answer(claim, tape, span, ClaimStatus::Contradicted),
        (None, None, None) => {
            verdict::unverifiable(claim, "the span's beginning is not in the calendar".to_owned())
        }
    }
}

/// The last day before the span: its close is the reference.
fn start(horizon: MoveHorizon, end: NaiveDate) -> Option<NaiveDate> {
    let first_of_month = end.with_day(1)?;
    match horizon {
        MoveHorizon::Day | MoveHorizon::Since => None,
        MoveHorizon::Week => {
            end.checked_sub_days(Days::new(u64::from(end.weekday().num_days_from_monday()) + 1))
        }
        MoveHorizon::Month => first_of_month.pred_opt(),
        MoveHorizon::Quarter => first_of_month.with_month(end.month0() / 3 * 3 + 1)?.pred_opt(),
        MoveHorizon::Ytd => first_of_month.with_month(1)?.pred_opt(),
        MoveHorizon::Year => end.checked_sub_months(Months::new(12)),
    }
}

fn measure(tape: &Tape<'_>, start: NaiveDate, end: NaiveDate) -> Option<Span> {
    let reference = tape.calendar.session_on_or_before(start).ok()?.date;
    let from = tape.bar(reference)?;
    let to = tape.bar(end)?;
    let between = tape.calendar.sessions(reference, end).ok()?;
    let split: f64 = between.iter().skip(1).map(|s| tape.split_on(s.date)).product();
    let close = from.close / split;
    Some(Span {
        end,
        reference,
        close,
        moved: Return::between(close, to.close)?,
        sessions: between.len() - 1,
    })
}

fn fits(claim: &Claim, moved: f64) -> bool {
    match stated::size(claim) {
        Some(size) => size.contains(moved),
        None => stated::goes(claim.direction, moved),
    }
}

fn answer(claim: &Claim, tape: &Tape<'_>, span: &Span, status: ClaimStatus) -> ClaimVerdict {
    let sample = tape.moves_over(span.end, span.sessions);
    let word = if status == ClaimStatus::Confirmed { "fits" } else { "the tape says" };
    ClaimVerdict {
        status,
        session: claim.session,
        session_date: Some(span.end),
        reference_date: Some(span.reference),
        reference_close: Some(Price::new(span.close, tape.currency)),
        measured: Some(span.moved),
        unusualness: Unusualness::of(span.moved.fraction(), &sample),
        missing: None,
        note: format!(
            "{word} {} from the close of {} on {} to that of {}, over {} sessions",
            typeset::percent(span.moved.fraction()),
            price(span.close),
            span.reference,
            span.end,
            span.sessions
        ),
    }
}
