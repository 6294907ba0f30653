//! Fetching what events need, and measuring them with it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{BenchmarkChoice, needs};
use crate::app::bars::supply::{BarSource, FetchPlan, Progress, Supplied, Want, Watch, supply};
use crate::app::{Context, Failure, Reference};
use crate::event::EventId;
use crate::instrument::InstrumentId;
use crate::market::{Interval, Missing};
use crate::provider::registry;
use crate::reaction::{Reaction, Remark};
use crate::road::StoredEvent;
use crate::store::Store;
use crate::view::supplied::{GotRecord, RefusedRecord, SuppliedRecord, UnmetRecord, symbols};

/// The bars that these events need; of all events with rows that wait, if none is named.
///
/// # Errors
/// An event does not exist, a given benchmark's symbol is not known, or the database refuses.
pub fn plan(
    store: &Store,
    reference: &Reference,
    events: &[EventId],
    choice: &BenchmarkChoice,
    now: DateTime<Utc>,
) -> Result<FetchPlan, Failure> {
    let mut wants = Vec::new();
    for id in chosen(store, events, now)? {
        wants.extend(needs::of_event(&reference.universe, &store.event(id)?, choice, now)?);
    }
    Ok(FetchPlan::of(wants))
}

/// The events named, or all with rows that wait and are due.
pub(super) fn chosen(store: &Store, events: &[EventId], now: DateTime<Utc>) -> Result<Vec<EventId>, Failure> {
    let mut chosen = events.to_vec();
    if chosen.is_empty() {
        chosen = store.due(now)?.into_iter().map(|d| d.event).collect();
        chosen.sort_unstable();
        chosen.dedup();
    }
    Ok(chosen)
}

/// Fetches the bars that these events need and the database lacks: the instruments, their benchmarks, two
/// years of days, the minutes around the news where a provider has them.
///
/// What could not be fetched is part of the answer, not an error.
///
/// # Errors
/// As [`plan`], and if the network cannot be set up.
pub fn fetch_for(
    context: &Context,
    events: &[EventId],
    choice: &BenchmarkChoice,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Supplied, Failure> {
    let now = context.now();
    let reference = context.reference()?;
    let mut store = context.existing_store()?;
    let plan = plan(&store, &reference, events, choice, now)?;
    let source = BarSource::connected(context.net_config(), &context.keys())?;
    supply(&mut store, &reference, &source, plan, now, Watch { stop: &|| false, tell })
}

/// The instruments of which figures of an event lack daily bars that could be fetched, and those of which
/// they lack minutes that a provider keeps so far back; benchmarks included.
///
/// # Errors
/// The instruments cannot be read.
pub fn could_fetch(
    context: &Context,
    stored: &StoredEvent,
) -> Result<(Vec<InstrumentId>, Vec<InstrumentId>), Failure> {
    let Reference { universe, calendars } = context.reference()?;
    let lacking = lacking(stored);
    if lacking.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let now = context.now();
    let wants = needs::of_event(&universe, stored, &BenchmarkChoice::Market, now)?;
    let (plan, _) = FetchPlan::of(wants).within_reach(&universe, &calendars, &registry(&context.keys()), now);
    let of = |is_intraday: bool| {
        let alike = |w: &&Want| (w.interval != Interval::Day1) == is_intraday;
        let wanted = plan.wants().iter().filter(alike).map(|w| w.instrument.clone());
        wanted.filter(|id| lacking.contains(&(id.clone(), is_intraday))).collect::<Vec<_>>()
    };
    Ok((of(false), of(true)))
}

/// The instruments of which bars are missing, each with whether it is intraday bars.
fn lacking(stored: &StoredEvent) -> BTreeSet<(InstrumentId, bool)> {
    let of_bars = |missing: &Missing| {
        let bars = missing.as_bars()?;
        Some((missing.instrument.clone(), bars.interval != Interval::Day1))
    };
    let rows = stored.reactions.iter().filter_map(Reaction::missing).filter_map(of_bars);
    let verdicts = stored.claims.iter().filter_map(|(_, v)| v.as_ref()?.missing.as_ref()).filter_map(of_bars);
    let lacks_benchmark = |r: &&Reaction| r.remarks.contains(&Remark::NoBenchmarkPrice);
    let benchmarks = stored.reactions.iter().filter(lacks_benchmark).filter_map(|r| r.benchmark.clone());
    let mut all: BTreeSet<_> = rows.chain(verdicts).chain(benchmarks.map(|id| (id, false))).collect();
    // Without days of its own an instrument has no use for those of a benchmark, and needs both.
    let bare: Vec<_> =
        stored.reactions.iter().filter(|r| all.contains(&(r.instrument.clone(), false))).collect();
    let theirs: Vec<_> = bare.into_iter().filter_map(|r| Some((r.benchmark.clone()?, false))).collect();
    all.extend(theirs);
    all
}

/// The output record of what was supplied.
#[must_use]
pub fn record(supplied: &Supplied) -> SuppliedRecord {
    let got = supplied.got.iter().map(|got| GotRecord {
        symbol: got.instrument.symbol.clone(),
        mic: got.instrument.mic,
        provider: got.provider.to_owned(),
        interval: got.interval,
        bars: got.bars,
        notes: got.notes.clone(),
    });
    let failed = supplied.unmet.iter().map(|unmet| UnmetRecord {
        symbol: unmet.instrument.symbol.clone(),
        mic: unmet.instrument.mic,
        interval: unmet.interval,
        reason: unmet.error.to_string(),
    });
    let refused = supplied.refused.iter().map(|refused| RefusedRecord {
        provider: refused.provider.to_owned(),
        reason: refused.error.in_short(),
        symbols: symbols(&refused.instruments),
    });
    SuppliedRecord {
        fetched: got.collect(),
        failed: failed.collect(),
        refused: refused.collect(),
        minutes_beyond_reach: symbols(supplied.beyond.iter().map(|want| &want.instrument)),
        without_key: supplied.without_key.iter().map(|name| (*name).to_owned()).collect(),
    }
}
