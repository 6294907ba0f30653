//! Measuring: claims checked and reactions filled from the prices that are stored.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::prices::{Prices, benchmark};
use super::{Context, Failure};
use crate::calendar::Calendar;
use crate::claim::{self, Claim, ClaimStatus, ClaimVerdict};
use crate::event::{EventId, When};
use crate::instrument::{InstrumentId, Universe};
use crate::link::{Link, Role};
use crate::reaction::{self, MeasureSpec, OtherEvent, Question, Reaction, ReactionStatus};
use crate::store::{RipeRow, Store};

/// How many sessions before the publication a claim is looked for in.
const SESSIONS_BACK: usize = 5;

type CheckedClaim = (Claim, Option<ClaimVerdict>);

/// What measuring one event gave.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Rows, by instrument in the order of the links.
    pub reactions: Vec<Reaction>,
    /// The claims with their verdicts.
    pub claims: Vec<CheckedClaim>,
    /// What could not be measured at all, and why.
    pub notes: Vec<String>,
}

/// Counts over the rows measured.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Rows with a figure.
    pub measured: usize,
    /// Rows whose time has not come.
    pub pending: usize,
    /// Rows whose prices are missing.
    pub no_data: usize,
    /// Rows in which nothing traded.
    pub halted: usize,
    /// The rows.
    pub reactions: Vec<Reaction>,
}

impl Summary {
    fn add(&mut self, reactions: Vec<Reaction>) {
        self.count(&reactions);
        self.reactions.extend(reactions);
    }

    /// Counts rows without keeping them.
    pub fn count(&mut self, reactions: &[Reaction]) {
        for row in reactions {
            match row.status {
                ReactionStatus::Measured => self.measured += 1,
                ReactionStatus::Pending => self.pending += 1,
                ReactionStatus::NoData => self.no_data += 1,
                ReactionStatus::Halted => self.halted += 1,
            }
        }
    }
}

/// Measures events again: those named, or all with rows that wait and are ripe.
///
/// # Errors
/// An event does not exist, or the database refuses.
pub fn measure(context: &Context, events: &[EventId]) -> Result<Summary, Failure> {
    let now = context.now();
    let universe = super::universe(context)?;
    let mut store = context.existing_store()?;
    let mut chosen = events.to_vec();
    if chosen.is_empty() {
        chosen = store.due(now)?.into_iter().map(|d| d.event).collect();
        chosen.sort_unstable();
        chosen.dedup();
    }
    let mut summary = Summary::default();
    for id in chosen {
        summary.add(again(&mut store, &universe, id, now)?);
    }
    Ok(summary)
}

/// Measures one stored event again from the stored prices and writes the rows, in one transaction.
///
/// # Errors
/// The event does not exist, a corporate action makes no sense, or the database refuses.
pub fn again(
    store: &mut Store,
    universe: &Universe,
    id: EventId,
    now: DateTime<Utc>,
) -> Result<Vec<Reaction>, Failure> {
    let stored = store.event(id)?;
    let when = stored.event.publication.when;
    let measured = event(store, universe, Some(id), &when, &stored.links, &stored.claims, now)?;
    store.record_measurement(id, &measured.reactions, &measured.claims, now)?;
    Ok(measured.reactions)
}

/// Measures some rows of one stored event from the stored prices, and checks the claims on which
/// there is no verdict yet; both are written in one transaction.
///
/// # Errors
/// The event does not exist, a corporate action makes no sense, or the database refuses.
pub fn rows(
    store: &mut Store,
    universe: &Universe,
    id: EventId,
    rows: &[RipeRow],
    now: DateTime<Utc>,
) -> Result<Vec<Reaction>, Failure> {
    let stored = store.event(id)?;
    let when = stored.event.publication.when;
    let mut measured = Vec::with_capacity(rows.len());
    for of_one in rows.chunk_by(|a, b| a.instrument == b.instrument) {
        let Some(first) = of_one.first() else { continue };
        let spec = MeasureSpec {
            horizons: of_one.iter().map(|row| row.horizon).collect(),
            ..MeasureSpec::default()
        };
        let found = reactions(store, universe, Some(id), &when, &first.instrument, &spec, now)?;
        let found = found.unwrap_or_default();
        for row in of_one {
            let made = found.iter().find(|r| r.horizon == row.horizon).cloned();
            measured.push((row.position, made.unwrap_or_else(|| without_time(row))));
        }
    }
    let mut claims = stored.claims;
    for (claim, verdict) in &mut claims {
        if !verdict.as_ref().is_some_and(|v| v.status != ClaimStatus::Unverifiable) {
            *verdict = check(store, claim, &when)?;
        }
    }
    store.record_rows(id, &measured, &claims, now)?;
    Ok(measured.into_iter().map(|(_, row)| row).collect())
}

/// A row that this event can no longer have: its venue has no calendar, or its time is not known to
/// the minute.
fn without_time(row: &RipeRow) -> Reaction {
    let note = Some("the calendar does not reach this span".to_owned());
    Reaction { note, ..Reaction::unmeasured(row.instrument.clone(), row.horizon, ReactionStatus::NoData) }
}

/// Measures one event on every instrument that it names.
///
/// # Errors
/// The database refuses.
pub fn event(
    store: &Store,
    universe: &Universe,
    id: Option<EventId>,
    when: &When,
    links: &[Link],
    claims: &[CheckedClaim],
    as_of: DateTime<Utc>,
) -> Result<Measured, Failure> {
    let mut measured = Measured { claims: claims.to_vec(), ..Measured::default() };
    for link in links.iter().filter(|l| l.role != Role::Related) {
        match reactions(store, universe, id, when, &link.instrument, &MeasureSpec::default(), as_of)? {
            Ok(rows) => measured.reactions.extend(rows),
            Err(note) => measured.notes.push(note),
        }
    }
    for (claim, verdict) in &mut measured.claims {
        *verdict = check(store, claim, when)?;
    }
    Ok(measured)
}

/// The rows of one instrument; a sentence where its venue has no calendar.
fn reactions(
    store: &Store,
    universe: &Universe,
    id: Option<EventId>,
    when: &When,
    instrument: &InstrumentId,
    spec: &MeasureSpec,
    as_of: DateTime<Utc>,
) -> Result<Result<Vec<Reaction>, String>, Failure> {
    let calendar = match Calendar::for_mic(instrument.mic) {
        Ok(calendar) => calendar,
        Err(error) => return Ok(Err(format!("{instrument} is not measured: {error}"))),
    };
    let around = when.date_utc();
    let prices = Prices::load(store, instrument, calendar, around)?;
    let benchmark = benchmark(store, universe, instrument, around)?;
    let others = others(store, id, instrument, calendar, around)?;
    let question = Question {
        instrument,
        when: *when,
        tape: prices.tape(),
        benchmark: benchmark.as_ref().map(|(id, prices)| (id, prices.tape())),
        others: &others,
        as_of,
    };
    Ok(Ok(reaction::measure(&question, spec)))
}

/// Other events on the instrument within reach of the estimation window and the horizons.
fn others(
    store: &Store,
    id: Option<EventId>,
    instrument: &InstrumentId,
    calendar: &Calendar,
    around: NaiveDate,
) -> Result<Vec<OtherEvent>, Failure> {
    let at = |days: i64| (around + TimeDelta::days(days)).and_time(chrono::NaiveTime::MIN).and_utc();
    let rows = store.events_of(instrument, at(-400), at(45))?;
    let other = |row: crate::store::EventRow| {
        let session = calendar.first_reacting_session(&row.when).ok()?;
        let moment = match row.when {
            When::Instant { at, .. } => at,
            When::Day(day) => day.and_time(chrono::NaiveTime::MIN).and_utc(),
        };
        Some(OtherEvent { id: row.id, title: row.title, session: session.date, at: moment })
    };
    Ok(rows.into_iter().filter(|r| Some(r.id) != id).filter_map(other).collect())
}

/// The verdict on a claim; `None` where its words could not be joined to an instrument.
fn check(store: &Store, claim: &Claim, when: &When) -> Result<Option<ClaimVerdict>, Failure> {
    let Some(instrument) = &claim.instrument else { return Ok(None) };
    let Ok(calendar) = Calendar::for_mic(instrument.mic) else { return Ok(None) };
    let prices = Prices::load(store, instrument, calendar, when.date_utc())?;
    let tape = claim::Tape {
        published: when,
        calendar,
        daily: prices.daily.as_ref(),
        intraday: prices.intraday.as_ref(),
        actions: &prices.actions,
        sessions_back: SESSIONS_BACK,
    };
    Ok(Some(claim::check(claim, &tape)))
}
