//! Measuring what is ripe: the bars fetched instrument by instrument, the figures written event by
//! event.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{BenchmarkChoice, benchmark, needs};
use crate::app::bars::supply::{BarSource, FetchPlan, Supplied, Unmet, Watch, supply};
use crate::app::measure::{self, Summary};
use crate::app::{Failure, Reference};
use crate::event::{EventId, When};
use crate::fault::FaultClass;
use crate::instrument::{InstrumentId, Universe};
use crate::store::{RipeRow, Store};

/// Rows taken up in one go, so that memory is bounded and a stop is heard.
const ROWS_AT_ONCE: usize = 2_000;

/// What one pass over the ripe rows did.
#[derive(Debug, Clone, Default)]
pub struct Pass {
    /// The events measured.
    pub events: usize,
    /// Counts over their rows; the rows themselves are not kept.
    pub rows: Summary,
    /// How many instruments' bars each provider brought.
    pub fetched: BTreeMap<&'static str, u64>,
    /// Instruments whose bars could not be had, each with the reason.
    pub unfetched: Vec<(InstrumentId, String)>,
    /// Events that could not be measured at all, each with the reason.
    pub failed: Vec<(EventId, String)>,
    /// More rows are ripe than were taken up.
    pub more: bool,
    /// Why measuring broke off, if the database refused.
    pub broken: Option<String>,
}

impl Pass {
    /// Adds another pass to this one.
    pub fn add(&mut self, other: Self) {
        self.events += other.events;
        self.rows.measured += other.rows.measured;
        self.rows.pending += other.rows.pending;
        self.rows.no_data += other.rows.no_data;
        self.rows.halted += other.rows.halted;
        for (provider, instruments) in other.fetched {
            *self.fetched.entry(provider).or_default() += instruments;
        }
        self.unfetched.extend(other.unfetched);
        self.failed.extend(other.failed);
        self.more = other.more;
        self.broken = other.broken.or(self.broken.take());
    }
}

/// Measures the rows whose time has come as of `now`: fetches what bars they need, in batches of
/// instruments, then measures event by event, one transaction each.
///
/// A provider or event that fails is named in the pass and tried again later, ever more rarely; see
/// [`crate::reaction::Wait`]. `stop` is asked between batches and events.
///
/// # Errors
/// The database refuses.
pub fn measure_due(
    store: &mut Store,
    reference: &Reference,
    bars: &BarSource,
    now: DateTime<Utc>,
    stop: &dyn Fn() -> bool,
) -> Result<Pass, Failure> {
    let rows = store.ripe(now, ROWS_AT_ONCE)?;
    let mut pass = Pass { more: rows.len() == ROWS_AT_ONCE, ..Pass::default() };
    let plan = needed(store, &reference.universe, &rows, now)?;
    pass.fetched(supply(store, reference, bars, plan, now, Watch { stop, tell: &mut |_| () })?);
    let mut rows = rows;
    rows.sort_by(|a, b| (a.event, a.position, &a.instrument).cmp(&(b.event, b.position, &b.instrument)));
    for of_one in rows.chunk_by(|a, b| a.event == b.event) {
        if stop() {
            return Ok(pass);
        }
        one(store, reference, of_one, now, &mut pass)?;
    }
    Ok(pass)
}

fn one(
    store: &mut Store,
    reference: &Reference,
    rows: &[RipeRow],
    now: DateTime<Utc>,
    pass: &mut Pass,
) -> Result<(), Failure> {
    let Some(event) = rows.first().map(|row| row.event) else { return Ok(()) };
    match measure::rows(store, reference, event, rows, now) {
        Ok(rows) => {
            pass.events += 1;
            pass.rows.count(&rows);
            Ok(())
        }
        // The database itself refuses: the next event would fare no better.
        Err(failure) if failure.class() == FaultClass::Store && failure.is_retryable() => Err(failure),
        Err(failure) => {
            let reason = failure.to_string();
            store.postpone(event, &reason, now)?;
            pass.failed.push((event, reason));
            Ok(())
        }
    }
}

/// The bars that the rows need: of their instruments and of the benchmarks.
fn needed(
    store: &Store,
    universe: &Universe,
    rows: &[RipeRow],
    now: DateTime<Utc>,
) -> Result<FetchPlan, Failure> {
    let mut dates: BTreeMap<EventId, When> = BTreeMap::new();
    let mut wants = Vec::new();
    for row in rows {
        let when = match dates.get(&row.event) {
            Some(when) => *when,
            None => *dates.entry(row.event).or_insert(store.published(row.event)?),
        };
        let spans = needs::of_horizon(&when, row.horizon, now);
        let (benchmark, _) = benchmark::choose(universe, &row.instrument, &BenchmarkChoice::Market)?;
        for id in benchmark.into_iter().chain([row.instrument.clone()]) {
            wants.extend(needs::wanted(&id, spans));
        }
    }
    Ok(FetchPlan::of(wants))
}

impl Pass {
    fn fetched(&mut self, supplied: Supplied) {
        for got in supplied.got {
            *self.fetched.entry(got.provider).or_default() += 1;
        }
        let reason = |unmet: Unmet| (unmet.instrument, unmet.error.to_string());
        self.unfetched.extend(supplied.unmet.into_iter().map(reason));
    }
}
