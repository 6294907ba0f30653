//! Measuring: claims checked and reactions filled from the prices that are stored.

pub(in crate::app) mod benchmark;
pub mod due;
pub mod fetched;
mod needs;
pub mod prices;
pub mod workings;

pub use benchmark::BenchmarkChoice;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::app::measure::benchmark::Benchmark;
use crate::app::measure::prices::Prices;
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure, Reference};
use crate::calendar::{Calendar, Calendars};
use crate::claim::{self, Claim, ClaimStatus, ClaimVerdict};
use crate::event::{EventId, When};
use crate::instrument::{Alias, AliasKind, Instrument, InstrumentId, Universe};
use crate::link::{Link, Role};
use crate::market::{Missing, MissingData};
use crate::reaction::{
    self, MeasureSpec, OtherEvent, Outcome, Question, Reaction, ReactionStatus, Remark, Tape,
};
use crate::road::{CheckedClaim, Measurement};
use crate::store::{RipeRow, Store};

/// How many sessions before the publication a claim is looked for in.
const SESSIONS_BACK: usize = 5;

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
    /// Which of them stand for their event on their instrument.
    pub headlines: Vec<bool>,
}

impl Summary {
    fn add(&mut self, when: &When, reactions: Vec<Reaction>) {
        self.count(&reactions);
        self.headlines.extend(reaction::headlines(when, &reactions));
        self.reactions.extend(reactions);
    }

    /// Counts rows without keeping them.
    pub fn count(&mut self, reactions: &[Reaction]) {
        for row in reactions {
            match row.status() {
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
    measure_against(context, events, &BenchmarkChoice::Market, Reprints::Refused)
}

/// What happens to an event that only repeats a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reprints {
    /// It is refused: the reaction to the story is that to its first publication.
    Refused,
    /// It is measured from its own time, and each row says so.
    Measured,
}

/// [`measure`] against another benchmark.
///
/// # Errors
/// As [`measure`], and where a benchmark's symbol is not known. A reprint that is refused stops all.
pub fn measure_against(
    context: &Context,
    events: &[EventId],
    choice: &BenchmarkChoice,
    reprints: Reprints,
) -> Result<Summary, Failure> {
    let now = context.now();
    let reference = context.reference()?;
    let mut store = context.existing_store()?;
    let chosen = fetched::chosen(&store, events, now)?;
    let mut first_told = Vec::with_capacity(events.len());
    for id in events {
        first_told.extend(told_before(&store, *id)?);
    }
    if let (Reprints::Refused, Some((event, first))) = (reprints, first_told.first()) {
        return Err(Refusal::Reprint { event: event.0, first: first.0 }.into());
    }
    let mut summary = Summary::default();
    for id in chosen {
        let stored = store.event(id)?;
        let when = stored.event.publication.when;
        let means = Means { store: &store, reference: &reference, choice, as_of: now };
        let mut measured = means.event(Some(id), &when, &stored.links, &stored.claims)?;
        if let Some((_, first)) = first_told.iter().find(|(event, _)| *event == id) {
            for row in &mut measured.reactions {
                row.remark(Remark::Reprint { first: *first });
            }
        }
        store.record_measurement(id, &measured.reactions, &measured.claims, now)?;
        summary.add(&when, measured.reactions);
    }
    Ok(summary)
}

/// The event, and the one that told its story before it, if one did.
fn told_before(store: &Store, id: EventId) -> Result<Option<(EventId, EventId)>, Failure> {
    let story = EventId(store.event(id)?.event.story.0);
    Ok((story != id).then_some((id, story)))
}

/// Measures some rows of one stored event from the stored prices, and checks the claims on which
/// there is no verdict yet; both are written in one transaction.
///
/// # Errors
/// The event does not exist, a corporate action makes no sense, or the database refuses.
pub fn rows(
    store: &mut Store,
    reference: &Reference,
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
        let means = Means { store, reference, choice: &BenchmarkChoice::Market, as_of: now };
        let found = reactions(means, Some(id), &when, &first.instrument, &spec)?;
        let found = found.unwrap_or_default();
        for row in of_one {
            let made = found.iter().find(|r| r.horizon == row.horizon).cloned();
            measured.push((row.position, made.unwrap_or_else(|| without_time(row))));
        }
    }
    let mut claims = stored.claims;
    for (claim, verdict) in &mut claims {
        if !verdict.as_ref().is_some_and(|v| v.status != ClaimStatus::Unverifiable) {
            *verdict = check(store, reference, claim, &when)?;
        }
    }
    store.record_rows(id, &measured, &claims, now)?;
    Ok(measured.into_iter().map(|(_, row)| row).collect())
}

/// A row that this event can no longer have: its venue has no calendar, or its time is not known to
/// the minute.
fn without_time(row: &RipeRow) -> Reaction {
    let missing = Missing { instrument: row.instrument.clone(), what: MissingData::Calendar };
    Reaction {
        instrument: row.instrument.clone(),
        horizon: row.horizon,
        benchmark: None,
        outcome: Outcome::NoData { missing, due_at: None, anchor: None, end: None },
        remarks: Vec::new(),
    }
}

/// The rows of an event before any price is looked at: each with the instant at which it is ripe.
#[must_use]
pub fn scheduled(calendars: &Calendars, when: &When, links: &[Link], as_of: DateTime<Utc>) -> Vec<Reaction> {
    let linked = links.iter().filter(|l| l.role != Role::Related).map(|l| &l.instrument);
    let rows = linked.filter_map(|instrument| {
        let calendar = calendars.get(instrument.mic).ok()?;
        let question = Question {
            instrument,
            when: *when,
            tape: Tape::empty(calendar),
            benchmark: None,
            others: &[],
            traded_from: None,
            traded_until: None,
            as_of,
        };
        Some(reaction::measure(&question, &MeasureSpec::default()))
    });
    rows.flatten().collect()
}

/// After a revision: rows for the instruments that it links anew, from the time at which the event
/// became public. Claims that no waiting row will see to are checked at once.
///
/// # Errors
/// The database refuses.
pub(in crate::app) fn reopen(
    store: &mut Store,
    reference: &Reference,
    id: EventId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let stored = store.event(id)?;
    let when = stored.event.publication.when;
    // Only the first event that tells a story is measured.
    let is_first = stored.event.story.0 == id.0;
    let has_rows = |link: &Link| stored.reactions.iter().any(|r| r.instrument == link.instrument);
    let bare: Vec<Link> = stored.links.iter().filter(|l| is_first && !has_rows(l)).cloned().collect();
    let rows = scheduled(&reference.calendars, &when, &bare, now);
    let mut waiting = stored.reactions.iter().chain(&rows);
    let will_be_checked =
        waiting.any(|r| matches!(r.status(), ReactionStatus::Pending | ReactionStatus::NoData));
    let mut claims = stored.claims;
    for (claim, verdict) in claims.iter_mut().filter(|(_, v)| v.is_none() && !will_be_checked) {
        *verdict = check(store, reference, claim, &when)?;
    }
    Ok(store.add_rows(id, &rows, &claims, now)?)
}

/// Measures one event on every instrument that it names.
///
/// # Errors
/// The database refuses.
pub fn event(
    store: &Store,
    reference: &Reference,
    id: Option<EventId>,
    when: &When,
    links: &[Link],
    claims: &[CheckedClaim],
    as_of: DateTime<Utc>,
) -> Result<Measurement, Failure> {
    Means { store, reference, choice: &BenchmarkChoice::Market, as_of }.event(id, when, links, claims)
}

/// What is measured with.
#[derive(Clone, Copy)]
struct Means<'a> {
    store: &'a Store,
    reference: &'a Reference,
    choice: &'a BenchmarkChoice,
    as_of: DateTime<Utc>,
}

impl Means<'_> {
    fn event(
        self,
        id: Option<EventId>,
        when: &When,
        links: &[Link],
        claims: &[CheckedClaim],
    ) -> Result<Measurement, Failure> {
        let mut measured = Measurement { claims: claims.to_vec(), ..Measurement::default() };
        for link in links.iter().filter(|l| l.role != Role::Related) {
            match reactions(self, id, when, &link.instrument, &MeasureSpec::default())? {
                Ok(rows) => measured.reactions.extend(rows),
                Err(note) => measured.notes.push(note),
            }
        }
        for (claim, verdict) in &mut measured.claims {
            *verdict = check(self.store, self.reference, claim, when)?;
        }
        Ok(measured)
    }
}

/// The rows of one instrument; a sentence where its venue has no calendar.
fn reactions(
    means: Means<'_>,
    id: Option<EventId>,
    when: &When,
    instrument: &InstrumentId,
    spec: &MeasureSpec,
) -> Result<Result<Vec<Reaction>, String>, Failure> {
    let calendar = match means.reference.calendars.get(instrument.mic) {
        Ok(calendar) => calendar,
        Err(error) => return Ok(Err(format!("{instrument} is not measured: {error}"))),
    };
    let loaded = Loaded::load(means, id, when, instrument, calendar)?;
    let mut rows = reaction::measure(&loaded.question(when, means.as_of), spec);
    if let Some(remark) = loaded.remark {
        for row in &mut rows {
            row.remark(remark.clone());
        }
    }
    Ok(Ok(rows))
}

/// All that the rows of one instrument are measured from.
struct Loaded<'a> {
    instrument: &'a InstrumentId,
    prices: Prices<'a>,
    benchmark: Option<(InstrumentId, Prices<'a>)>,
    remark: Option<Remark>,
    others: Vec<OtherEvent>,
}

impl<'a> Loaded<'a> {
    fn load(
        Means { store, reference, choice, .. }: Means<'a>,
        id: Option<EventId>,
        when: &When,
        instrument: &'a InstrumentId,
        calendar: &'a Calendar,
    ) -> Result<Self, Failure> {
        let around = when.date_utc();
        let prices = Prices::load(store, &reference.universe, instrument, calendar, around)?;
        let Benchmark { chosen, remark } = benchmark::load(store, reference, instrument, choice, around)?;
        let priced = prices.daily.is_some() || prices.intraday.is_some();
        let others = if priced { others(store, id, instrument, around)? } else { Vec::new() };
        Ok(Self { instrument, prices, benchmark: chosen, remark, others })
    }

    fn question(&self, when: &When, as_of: DateTime<Utc>) -> Question<'_> {
        Question {
            instrument: self.instrument,
            when: *when,
            tape: self.prices.tape(),
            benchmark: self.benchmark.as_ref().map(|(id, prices)| (id, prices.tape())),
            others: &self.others,
            traded_from: self.prices.traded_from,
            traded_until: self.prices.traded_until,
            as_of,
        }
    }
}

/// The other news on the instrument within reach of the estimation window and the horizons. Who is
/// in the news more often than this has no span of time without any.
fn others(
    store: &Store,
    id: Option<EventId>,
    instrument: &InstrumentId,
    around: NaiveDate,
) -> Result<Vec<OtherEvent>, Failure> {
    const MOST: usize = 5_000;
    let at = |days: i64| (around + TimeDelta::days(days)).and_time(chrono::NaiveTime::MIN).and_utc();
    Ok(store.other_news(id, instrument, (at(-5 * 366), at(45)), MOST)?)
}

/// The verdict on a claim; `None` where its words could not be joined to an instrument.
pub(in crate::app) fn check(
    store: &Store,
    reference: &Reference,
    claim: &Claim,
    when: &When,
) -> Result<Option<ClaimVerdict>, Failure> {
    let Some(instrument) = &claim.instrument else { return Ok(None) };
    let Some(verdict) = check_on(store, reference, claim, instrument, when)? else { return Ok(None) };
    if verdict.status != ClaimStatus::Contradicted {
        return Ok(Some(verdict));
    }
    // What is said of a product is seldom said of the share.
    if let Some(brand) = brand_of(&reference.universe, instrument, &claim.company)
        && let Some(excused) = claim::of_a_brand(claim, &verdict, &brand.text)
    {
        return Ok(Some(excused));
    }
    // Who names the company alone may mean another of its share classes.
    for other in share_classes(&reference.universe, instrument, when.date_utc()) {
        let of_other = Claim { instrument: Some(other.clone()), ..claim.clone() };
        if let Some(found) = check_on(store, reference, &of_other, other, when)?
            && let Some(excused) = claim::of_another_class(claim, &verdict, other, &found)
        {
            return Ok(Some(excused));
        }
    }
    Ok(Some(verdict))
}

/// The brand or product of an instrument's issuer by which a text names it.
fn brand_of<'u>(universe: &'u Universe, instrument: &InstrumentId, named: &str) -> Option<&'u Alias> {
    let is_brand = |alias: &&Alias| matches!(alias.kind, AliasKind::Brand | AliasKind::Person);
    let mut names = universe.names_of(instrument);
    names.find(|alias| is_brand(alias) && alias.text.eq_ignore_ascii_case(named.trim_end_matches("'s")))
}

/// The other instruments of one issuer that are quoted in the same money at the same place.
fn share_classes<'u>(
    universe: &'u Universe,
    instrument: &'u InstrumentId,
    day: NaiveDate,
) -> impl Iterator<Item = &'u InstrumentId> {
    let currency = universe.currency_of(instrument);
    let listings = universe.entity_of(instrument).map_or(&[][..], |entity| &entity.listings);
    let listed = listings.iter().filter_map(|number| universe.instrument(*number));
    let same = move |other: &&Instrument| {
        other.id.mic == instrument.mic && Some(other.currency) == currency && other.is_active_on(day)
    };
    listed.filter(same).map(|other| &other.id).filter(move |id| *id != instrument)
}

/// The verdict on a claim by the bars of one instrument.
fn check_on(
    store: &Store,
    reference: &Reference,
    claim: &Claim,
    instrument: &InstrumentId,
    when: &When,
) -> Result<Option<ClaimVerdict>, Failure> {
    let Ok(calendar) = reference.calendars.get(instrument.mic) else { return Ok(None) };
    let prices = Prices::load(store, &reference.universe, instrument, calendar, when.date_utc())?;
    let tape = claim::ClaimTape {
        published: when,
        calendar,
        daily: prices.daily.as_ref(),
        intraday: prices.intraday.as_ref(),
        actions: &prices.actions,
        sessions_back: SESSIONS_BACK,
        currency: prices.currency,
    };
    Ok(Some(claim::check(claim, &tape)))
}
